"""What a file is, by its content, whatever its name claims."""

import hashlib
import io
import unicodedata
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from PIL import Image, UnidentifiedImageError

from core.errors import DomainError

from .zips import check_zip

TABLES = frozenset({".csv", ".tsv", ".txt", ".xlsx", ".xls"})
IMAGES = frozenset({".png", ".jpg", ".jpeg", ".webp", ".gif"})
IMAGE_BYTES = 8 * 1024 * 1024
IMAGE_PIXELS = 40_000_000
IMAGE_SIDE = 2_000
TYPES = {
    ".csv": "text/csv",
    ".tsv": "text/tab-separated-values",
    ".txt": "text/plain",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".xls": "application/vnd.ms-excel",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".webp": "image/webp",
    ".gif": "image/gif",
    ".json": "application/json",
    ".zip": "application/zip",
}
# Beginnings of files that are certainly no text table.
MAGIC = {
    b"\x89PNG": "una imagen",
    b"\xff\xd8\xff": "una imagen",
    b"GIF8": "una imagen",
    b"RIFF": "una imagen o un sonido",
    b"%PDF": "un PDF",
    b"PK\x03\x04": "un archivo comprimido",
    b"\xd0\xcf\x11\xe0": "un libro de Excel antiguo (.xls)",
    b"\x7fELF": "un programa",
    b"MZ\x90": "un programa",
    b"\x1f\x8b": "un archivo comprimido",
    b"BM": "",
}


@dataclass(frozen=True)
class CheckedFile:
    """A file that passed. ``stream`` stands at its start (images: the re-encoded picture)."""

    name: str
    suffix: str
    content_type: str
    size: int
    sha256: str
    stream: BinaryIO


def check_upload(file: UploadedFile, *, allowed: Collection[str], max_bytes: int | None = None) -> CheckedFile:
    """Check a file that came by the browser. ``allowed`` holds lower-case suffixes with their dot.

    Raises ``DomainError`` (field ``file``) in Spanish for a forbidden type, a wrong content, an empty or too large one.
    """
    return _check(file.name or "", file.size or 0, file.file, allowed, max_bytes)  # type: ignore[arg-type]  # any binary file


def check_path(path: Path, *, allowed: Collection[str], max_bytes: int | None = None) -> CheckedFile:
    """The same for a file of a command; the caller closes ``stream``."""
    if not path.is_file():
        raise DomainError(f"No hay ningún archivo «{path.name}».", field="file")
    stream = path.open("rb")
    try:
        return _check(path.name, path.stat().st_size, stream, allowed, max_bytes)
    except DomainError:
        stream.close()
        raise


def _check(raw_name: str, size: int, stream: BinaryIO, allowed: Collection[str], max_bytes: int | None) -> CheckedFile:
    try:
        name = safe_name(raw_name)
        suffix = PurePosixPath(name).suffix.casefold()
        if suffix not in allowed:
            known = ", ".join(sorted(kind.lstrip(".") for kind in allowed))
            raise DomainError(f"Ese tipo de archivo no se acepta aquí. Se aceptan: {known}.")
        limit = max_bytes or (IMAGE_BYTES if suffix in IMAGES else settings.UPLOAD_MAX_BYTES)
        if size > limit:
            raise DomainError(f"El archivo pesa {_mb(size)}; el máximo es {_mb(limit)}.")
        if size == 0:
            raise DomainError("El archivo está vacío.")
        checked = CONTENT.get(suffix, _as_is)(stream, suffix)
        if checked is not stream:  # re-encoded: another size, a name that fits
            size = checked.seek(0, io.SEEK_END)
        return CheckedFile(name, suffix, TYPES.get(suffix, "application/octet-stream"), size, _sha256(checked), checked)
    except DomainError as error:
        raise DomainError(error.message, field="file") from error


def safe_name(raw: str) -> str:
    """The last part of a name without control, direction and path characters, at most 150 long."""
    last = raw.replace("\\", "/").rsplit("/", 1)[-1]
    clean = "".join(c for c in unicodedata.normalize("NFC", last) if unicodedata.category(c)[0] != "C")
    clean = clean.translate({ord(c): "_" for c in '<>:"|?*;'}).strip(" .") or "archivo"
    suffix = PurePosixPath(clean).suffix[:12]
    return clean[: 150 - len(suffix)] if len(clean) <= 150 else clean[: 150 - len(suffix)] + suffix


def _table(stream: BinaryIO, suffix: str) -> BinaryIO:
    stream.seek(0)
    head = stream.read(65_536)
    stream.seek(0)
    for magic, what in MAGIC.items():
        if what and head.startswith(magic):
            raise DomainError(f"El archivo se llama {suffix} pero es {what}.")
    utf16 = head[:2] in (b"\xff\xfe", b"\xfe\xff")
    if not utf16 and head.count(b"\x00") > len(head) // 100:
        raise DomainError("El archivo no es de texto.")
    return stream


def _workbook(stream: BinaryIO, suffix: str) -> BinaryIO:
    must_hold = "xl/workbook.xml" if suffix == ".xlsx" else "word/document.xml"
    check_zip(stream, must_hold=must_hold)
    return stream


def _old_workbook(stream: BinaryIO, suffix: str) -> BinaryIO:
    stream.seek(0)
    if stream.read(8) != b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        raise DomainError("El archivo se llama .xls pero no es un libro de Excel.")
    stream.seek(0)
    return stream


def _image(stream: BinaryIO, suffix: str) -> BinaryIO:
    """Decode and encode again: what is no picture does not survive, and neither does what hides behind one."""
    expected = {".jpg": "JPEG", ".jpeg": "JPEG", ".png": "PNG", ".webp": "WEBP", ".gif": "GIF"}[suffix]
    stream.seek(0)
    try:
        with Image.open(stream, formats=[expected]) as picture:
            if picture.width * picture.height > IMAGE_PIXELS:
                raise DomainError("La imagen es demasiado grande: redúcela a menos de 40 megapíxeles.")
            picture.load()
            picture.thumbnail((IMAGE_SIDE, IMAGE_SIDE))
            mode = "RGB" if expected == "JPEG" else "RGBA"
            out = io.BytesIO()
            picture.convert(mode).save(out, format=expected)
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError, SyntaxError) as error:
        raise DomainError("El archivo no es una imagen que se pueda leer.") from error
    out.seek(0)
    return out


def _pdf(stream: BinaryIO, suffix: str) -> BinaryIO:
    stream.seek(0)
    if not stream.read(5) == b"%PDF-":
        raise DomainError("El archivo se llama .pdf pero no es un PDF.")
    stream.seek(0)
    return stream


def _as_is(stream: BinaryIO, suffix: str) -> BinaryIO:
    raise DomainError("Ese tipo de archivo no se acepta.")


CONTENT: dict[str, Callable[[BinaryIO, str], BinaryIO]] = {
    **dict.fromkeys((".csv", ".tsv", ".txt"), _table),
    **dict.fromkeys((".xlsx", ".docx"), _workbook),
    **dict.fromkeys(IMAGES, _image),
    ".xls": _old_workbook,
    ".pdf": _pdf,
}


def _sha256(stream: Any) -> str:
    digest = hashlib.sha256()
    stream.seek(0)
    while chunk := stream.read(1024 * 1024):
        digest.update(chunk)
    stream.seek(0)
    return digest.hexdigest()


def _mb(size: int) -> str:
    return f"{size / (1024 * 1024):.1f} MB".replace(".", ",")
