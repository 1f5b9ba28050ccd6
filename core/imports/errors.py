"""What can be wrong with a file as a whole."""

from core.errors import DomainError


class Unusable(DomainError):
    """The file cannot be read at all, or not with these columns. The command answers with exit code 2."""
