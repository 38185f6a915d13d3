"""Writes: client file, profiles, grants, notices."""
