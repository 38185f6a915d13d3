"""The book of record and its figures over the API."""
