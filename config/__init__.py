"""Wiring only: settings, URL roots, the schedule, health. No business rule lives here."""
