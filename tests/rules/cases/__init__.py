"""Cases as a lawyer writes them: one table a duty, each row with its paragraph and its arithmetic worked out by hand."""
