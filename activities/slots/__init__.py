"""What this app puts into the slots of the apps below it: a module per subject."""

from . import calendar, privacy, today, voices, voices_shown, work  # noqa: F401 - they fill them
