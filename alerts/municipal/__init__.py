"""Alerts about a municipality and not about one citizen: `silent-source` and `share-at-risk`, decided from sums."""
