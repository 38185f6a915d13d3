"""Statements, their versions and schedules."""
