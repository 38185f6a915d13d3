"""Writes: posting, imports, prices, holdings, valuations."""
