"""Writes: firms, people, audit, approvals, jobs."""
