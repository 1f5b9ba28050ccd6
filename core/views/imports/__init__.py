"""Pages of the imports: received, columns, preview, load, result."""

from .pages import detail, overview, rejected, upload
from .steps import columns, discard, load, undo_load

__all__ = ["columns", "detail", "discard", "load", "overview", "rejected", "undo_load", "upload"]
