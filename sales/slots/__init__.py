"""What this app puts into the slots of the apps below it: a module per subject."""

from . import board, cobros, opportunities, orders, privacy, redirected  # noqa: F401 - fills them
