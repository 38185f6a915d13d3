"""The people whose money it is."""
