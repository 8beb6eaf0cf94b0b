"""The law compiled to C, for who wants it quicker: what is compiled, how, and how a process comes to use it."""
