"""Compositions of what the apps know, for pages."""
