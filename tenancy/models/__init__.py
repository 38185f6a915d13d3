"""Firms, people, teams, audit, approvals, documents, jobs, and the base of every tenant-owned model."""
