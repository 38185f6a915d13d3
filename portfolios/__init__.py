"""The book of record and its arithmetic."""
