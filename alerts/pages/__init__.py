"""The web pages for caseworkers: knows HTTP and words, and of the world only the ports of the inbox."""
