"""The lawbook as a book that a lawyer reads: entries from the data and the docstrings, as Markdown and as one page of HTML."""
