"""What this app puts into the slots of the apps below it: a module per subject."""

from . import today, work  # noqa: F401 - they fill them
