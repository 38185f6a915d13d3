"""Pages that combine everything: each role's home, search, the client overview, the portal. No model."""
