"""Set-up screens: a module per subject."""

from . import work  # noqa: F401 - registers them
