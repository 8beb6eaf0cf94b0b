"""Two dashboards for Grafana, written in Python with Grafana's own types and kept as JSON beside (`make docs`)."""
