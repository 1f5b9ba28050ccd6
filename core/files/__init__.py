"""Files that people bring: checked by content before anybody reads them, kept under random names, given out with care.

``check_upload(file, allowed={".csv", ".xlsx"})`` refuses with a ``DomainError``; ``store(...)`` keeps a checked file in
the private folder; ``core:file`` gives it back as an attachment to its owner or to whom its purpose allows.
"""

from .checks import IMAGES, TABLES, CheckedFile, check_path, check_upload
from .store import may_read, open_stored, purge, remove, store, store_bytes
from .zips import check_zip

__all__ = [
    "IMAGES",
    "TABLES",
    "CheckedFile",
    "check_path",
    "check_upload",
    "check_zip",
    "may_read",
    "open_stored",
    "purge",
    "remove",
    "store",
    "store_bytes",
]
