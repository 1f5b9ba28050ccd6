"""Keeping files: random names in the private folder, a row that says whose they are."""

import hashlib
import io
import secrets
from datetime import timedelta
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models.functions import Now

from core.models import StoredFile
from core.slots import FILE_READERS

from .checks import TYPES, CheckedFile


def store(checked: CheckedFile, *, purpose: str, actor: Any, keep_days: int | None = None) -> StoredFile:
    """Keep a checked file. ``keep_days`` = days until it is deleted (``None`` = kept)."""
    return _keep(checked.stream, checked.name, checked.content_type, checked.sha256, purpose, actor, keep_days)


def store_bytes(data: bytes, *, name: str, purpose: str, actor: Any, keep_days: int | None = None) -> StoredFile:
    """Keep a file that the program made (an export, rejected rows)."""
    content_type = TYPES.get(Path(name).suffix.casefold(), "application/octet-stream")
    return _keep(io.BytesIO(data), name, content_type, hashlib.sha256(data).hexdigest(), purpose, actor, keep_days)


def _keep(
    stream: BinaryIO, name: str, content_type: str, sha256: str, purpose: str, actor: Any, keep_days: int | None
) -> StoredFile:
    token = secrets.token_hex(16)
    path = default_storage.save(f"files/{token[:2]}/{token}", File(stream))
    try:
        return StoredFile.objects.create(
            purpose=purpose,
            name=name[:200],
            content_type=content_type,
            size=default_storage.size(path),
            sha256=sha256,
            path=path,
            owner=actor if getattr(actor, "pk", None) else None,
            expires_at=None if keep_days is None else Now() + timedelta(days=keep_days),
        )
    except BaseException:
        default_storage.delete(path)
        raise


def open_stored(stored: StoredFile) -> File:
    """Open for reading; raises ``FileNotFoundError`` if the folder lost it."""
    return default_storage.open(stored.path, "rb")


def path_of(stored: StoredFile) -> Path:
    """Where it lies on this machine."""
    return Path(settings.MEDIA_ROOT) / stored.path


def may_read(user: Any, stored: StoredFile) -> bool:
    """Its owner, or whom the purpose's entry in ``FILE_READERS`` allows."""
    if stored.owner_id is not None and stored.owner_id == user.pk:
        return True
    return stored.purpose in FILE_READERS and FILE_READERS.get(stored.purpose)(user, stored)


def remove(stored: StoredFile) -> None:
    """Delete row and, after the commit, file."""
    path = stored.path
    stored.delete()
    transaction.on_commit(lambda: default_storage.delete(path))


def purge() -> int:
    """Delete the files whose date has passed; gives how many."""
    expired = list(StoredFile.objects.filter(expires_at__lt=Now())[:1000])
    for stored in expired:
        with transaction.atomic():
            remove(stored)
    return len(expired)
