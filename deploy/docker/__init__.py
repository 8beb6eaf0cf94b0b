"""The image in which every role runs, and what runs inside it besides the roles."""
