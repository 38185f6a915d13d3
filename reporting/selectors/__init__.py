"""Reads: statements a person may see, what is due."""
