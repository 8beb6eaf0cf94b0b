"""Borgerens frister: one citizen's life and deadlines drawn to scale; knows facts and the law's answer, not who asks."""
