"""Errors that a person may read."""


class DomainError(Exception):
    """A rule was broken. ``str(error)`` is a Spanish sentence that says what to do next.

    ``field`` names the form field beside which the sentence belongs, if there is one.
    """

    def __init__(self, message: str, *, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field


class Conflict(DomainError):
    """Somebody else changed the record in the meantime; nothing was overwritten."""


class NotAllowed(DomainError):
    """The person may see the record but not do this."""
