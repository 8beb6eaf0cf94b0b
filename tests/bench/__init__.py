"""Benchmarks: what is measured is printed and kept, never judged; nothing here passes or fails."""
