"""Invented Denmark: believable lives in the 98 municipalities, from a seed; none of it happened, and no statistics are claimed."""
