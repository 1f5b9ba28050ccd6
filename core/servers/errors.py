"""What went wrong with the embedded servers, said so that a person can act on it."""


class ServerError(Exception):
    """``str(error)`` is Spanish, names the folder or port, and says what to do next."""
