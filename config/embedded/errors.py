"""The one error of the embedded services."""


class EmbeddedError(Exception):
    """A service cannot be started, found or stopped; the message says what was found and what to do."""
