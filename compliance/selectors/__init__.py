"""Reads: alerts a person may see, facts for the rules."""
