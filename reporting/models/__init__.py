"""Statements and their versions."""

from reporting.models.statement import Statement, StatementKind, StatementVersion, VersionState

__all__ = ["Statement", "StatementKind", "StatementVersion", "VersionState"]
