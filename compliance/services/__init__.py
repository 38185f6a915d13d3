"""Writes: monitor, open, clear and close alerts."""
