"""Reads: clients a person may see and what belongs to them."""
