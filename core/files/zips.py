"""Bounded look into a zip container (xlsx, docx): a small file must not unfold into a flood."""

import zipfile
from typing import BinaryIO

from core.errors import DomainError

MAX_UNZIPPED = 600 * 1024 * 1024
MAX_MEMBERS = 2_000
MAX_RATIO = 200
RATIO_FLOOR = 20 * 1024 * 1024
CHUNK = 1024 * 1024


def check_zip(stream: BinaryIO, *, must_hold: str = "", max_unzipped: int = MAX_UNZIPPED) -> None:
    """Raise ``DomainError`` unless ``stream`` is a sane zip that holds ``must_hold`` (a member's name).

    The sizes written in the directory can lie, so the members are unfolded (not kept) up to ``max_unzipped`` bytes.
    The stream is left at its start.
    """
    stream.seek(0)
    try:
        with zipfile.ZipFile(stream) as archive:
            _check_directory(archive, must_hold, max_unzipped)
            _unfold(archive, max_unzipped)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise DomainError("El archivo está dañado o no es un libro de Excel.") from error
    finally:
        stream.seek(0)


def _check_directory(archive: zipfile.ZipFile, must_hold: str, max_unzipped: int) -> None:
    members = archive.infolist()
    names = {member.filename for member in members}
    if must_hold and must_hold not in names:
        raise DomainError("El archivo no es un libro de Excel: le falta su índice.")
    if len(members) > MAX_MEMBERS:
        raise DomainError("El archivo comprimido tiene demasiadas partes.")
    if any(member.flag_bits & 0x1 for member in members):
        raise DomainError("El archivo tiene contraseña. Quítasela y súbelo otra vez.")
    if any(name.startswith(("/", "\\")) or ".." in name.split("/") for name in names):
        raise DomainError("El archivo comprimido contiene rutas que no se aceptan.")
    packed = sum(member.compress_size for member in members)
    unfolded = sum(member.file_size for member in members)
    if unfolded > max_unzipped or (unfolded > RATIO_FLOOR and unfolded > packed * MAX_RATIO):
        raise DomainError(_too_big(max_unzipped))


def _unfold(archive: zipfile.ZipFile, max_unzipped: int) -> None:
    left = max_unzipped
    for member in archive.infolist():
        with archive.open(member) as stream:
            while chunk := stream.read(CHUNK):
                left -= len(chunk)
                if left < 0:
                    raise DomainError(_too_big(max_unzipped))


def _too_big(limit: int) -> str:
    return f"El archivo se despliega en más de {limit // (1024 * 1024)} MB y no se acepta. Guárdalo como CSV."
