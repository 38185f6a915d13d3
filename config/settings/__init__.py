"""Settings by environment: base, local, test, production."""
