"""Clients, households, profiles, notes, notifications and the grants on them."""
