"""Statements over the API."""
