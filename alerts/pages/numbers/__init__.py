"""Kommunens tal: where a municipality stands, by target group and measure; knows figures, not citizens."""
