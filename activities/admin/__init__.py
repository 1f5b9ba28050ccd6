"""Set-up screens: a module per subject."""

from . import topics, work  # noqa: F401 - registers them
