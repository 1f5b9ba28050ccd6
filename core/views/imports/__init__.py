"""Pages of the imports: received, columns, preview, load, result."""

from .listed import overview
from .pages import detail, rejected, upload
from .steps import columns, discard, load, undo_load

__all__ = ["columns", "detail", "discard", "load", "overview", "rejected", "undo_load", "upload"]
