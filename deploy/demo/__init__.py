"""The demo: the whole path on this machine, from events in a file to alerts on a topic and figures at /metrics."""
