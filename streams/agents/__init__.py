"""The worker put together: the Faust application, its rules and its watch."""
