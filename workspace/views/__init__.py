"""The pages, one module a role or subject."""
