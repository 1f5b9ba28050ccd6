"""Which column feeds which field: guessed from names, given by MAP.json, remembered from the source's last file."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from core.models import ImportBatch

from .errors import Unusable
from .kinds import Kind
from .values import Bad, Formats, plain


@dataclass(frozen=True)
class Columns:
    """``columns``: field → name of the column; ``defaults``: field → text where the file says nothing."""

    columns: Mapping[str, str] = field(default_factory=dict)
    defaults: Mapping[str, str] = field(default_factory=dict)


def guess(kind: Kind, header: Sequence[str]) -> dict[str, str]:
    """Columns whose name says what they are; exact names first, then names that contain one."""
    free = {name: plain(name) for name in header}
    found: dict[str, str] = {}
    for fits in (_is_name, _holds_name):
        for entry in kind.fields:
            if entry.key in found:
                continue
            column = next((column for name in entry.names for column, flat in free.items() if fits(name, flat)), None)
            if column is not None:
                found[entry.key] = column
                del free[column]
    return {entry.key: found[entry.key] for entry in kind.fields if entry.key in found}


def _is_name(name: str, flat: str) -> bool:
    return name == flat


def _holds_name(name: str, flat: str) -> bool:
    """A longer column name that holds one of ours ("precio unitario sin IGV"), totals left out."""
    return len(name) >= 5 and name in flat and "total" not in flat


def signature(kind: Kind, header: Sequence[str]) -> str:
    """Names the source: the kind and the set of column names, in any order."""
    text = "\x1f".join([kind.key, *sorted(plain(name) or name for name in header)])
    return hashlib.sha256(text.encode()).hexdigest()


def remembered(kind: Kind, header: Sequence[str]) -> ImportBatch | None:
    """The newest file of this source that was loaded."""
    return (
        ImportBatch.objects.filter(kind=kind.key, signature=signature(kind, header), state=ImportBatch.State.DONE)
        .order_by("-id")
        .first()
    )


def read_file(path: Path) -> Columns:
    """MAP.json: field → column, plus ``defaults``. Raises :class:`Unusable`."""
    try:
        given = json.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise Unusable(f"No se puede leer el mapa de columnas {path.name}: debe ser un objeto JSON.") from error
    if not isinstance(given, dict) or not isinstance(given.get("defaults", {}), dict):
        raise Unusable("El mapa de columnas debe ser un objeto JSON: campo → columna, y «defaults».")
    defaults = {key: str(value) for key, value in given.pop("defaults", {}).items() if value is not None}
    columns = {key: str(value) for key, value in given.items() if value not in (None, "")}
    return Columns(columns, defaults)


def resolve(kind: Kind, header: Sequence[str], given: Columns) -> Columns:
    """The given names as they stand in the header. Raises :class:`Unusable` for unknown fields, columns, gaps."""
    known = {entry.key for entry in kind.fields}
    for key in (*given.columns, *given.defaults):
        if key not in known:
            raise Unusable(f"«{key}» no es un campo de {kind.label}. Los campos son: {', '.join(sorted(known))}.")
    exact = set(header)
    flat = {plain(name): name for name in reversed(header)}
    columns: dict[str, str] = {}
    for key, name in given.columns.items():
        column = name if name in exact else flat.get(plain(name)) if plain(name) else None
        if column is None:
            raise Unusable(f"La columna «{name}» no está en el archivo. Tiene: {', '.join(header[:30])}.")
        columns[key] = column
    _refuse_gaps(kind, columns, given.defaults)
    return Columns(columns, dict(given.defaults))


def _refuse_gaps(kind: Kind, columns: Mapping[str, str], defaults: Mapping[str, str]) -> None:
    present = {*columns, *(key for key, text in defaults.items() if text)}
    missing = [
        entry.label for entry in kind.fields if entry.required and not entry.fallback and entry.key not in present
    ]
    if missing:
        raise Unusable(f"Falta decir qué columna es: {', '.join(missing)}.")
    for group in kind.one_of:
        if not group & present:
            labels = " o ".join(kind.field(key).label for key in sorted(group))
            raise Unusable(f"Falta decir qué columna es {labels}.")
    for key, text in defaults.items():
        try:
            kind.field(key).value(text, Formats())
        except Bad as error:
            raise Unusable(f"El valor por defecto de «{kind.field(key).label}» no sirve: {error}.") from error


def as_json(mapping: Columns) -> dict[str, Any]:
    """For comparing two mappings."""
    return {"columns": dict(mapping.columns), "defaults": {key: text for key, text in mapping.defaults.items() if text}}
