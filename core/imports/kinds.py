"""What a kind of import is. Apps put one ``Kind`` each into ``core.slots.IMPORT_KINDS`` (see CONTRIBUTING.md)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from . import values
from .values import Bad, Cell, Formats, Parser

if TYPE_CHECKING:
    from .staging import Stage

TEXT, CODE, DECIMAL, PERCENT, DATE, DATETIME, BOOLEAN, CHOICE = (
    "text",
    "code",
    "decimal",
    "percent",
    "date",
    "datetime",
    "boolean",
    "choice",
)
_PARSERS: dict[str, Parser] = {
    TEXT: values.parse_text,
    CODE: values.parse_code,
    DECIMAL: values.parse_decimal,
    PERCENT: values.parse_percent,
    DATE: values.parse_date,
    DATETIME: values.parse_datetime,
    BOOLEAN: values.parse_boolean,
}
_SQL_TYPES = {DECIMAL: "numeric", PERCENT: "numeric", DATE: "date", DATETIME: "timestamp", BOOLEAN: "boolean"}


@dataclass(frozen=True)
class Field:
    """One thing that a file can say. ``key`` is its name in MAP.json and the column of the staging table.

    ``synonyms`` are further column names that mean it, Spanish and English (compared without accents, case, blanks).
    ``limit`` bounds the absolute value of a number, ``decimals`` its places; ``parse`` replaces the parser of
    ``type`` and gives text; ``fallback`` is the text read where neither the file nor a default says anything.
    """

    key: str
    label: str
    type: str = TEXT
    required: bool = False
    synonyms: tuple[str, ...] = ()
    help: str = ""
    max_length: int = 200
    limit: int = 10**10
    minimum: int | None = None
    decimals: int | None = None
    choices: Mapping[str, str] = field(default_factory=dict)
    parse: Parser | None = None
    upper: bool = False
    fallback: str = ""

    @property
    def column(self) -> str:
        """Name of the staging column: the key ("custom.tamano") without what SQL would read otherwise."""
        return "user_" if self.key == "user" else self.key.replace(".", "__")  # "user" is a word of SQL

    @property
    def sql_type(self) -> str:
        """Type of the staging column."""
        return "text" if self.parse else _SQL_TYPES.get(self.type, "text")

    def value(self, cell: Cell, formats: Formats) -> Any:
        """Parsed value, ``None`` when the cell is empty; raises :class:`Bad` with the reason."""
        if cell is None or (isinstance(cell, str) and not cell.strip(" \u00a0\t")):
            return None
        if isinstance(cell, str) and "\x00" in cell:
            raise Bad("la celda trae caracteres nulos")
        if self.parse is not None:
            parsed = self.parse(cell, formats)
        elif self.type == CHOICE:
            parsed = self._choice(values.as_text(cell))
        else:
            parsed = _PARSERS[self.type](cell, formats)
        if isinstance(parsed, str):
            return self._text(parsed)
        if self.type in (DECIMAL, PERCENT):
            self._bounded(parsed)
        return parsed

    def _choice(self, text: str) -> str:
        found = self.choices.get(values.plain(text))
        if found is None:
            known = ", ".join(sorted(set(self.choices.values())))
            raise Bad(f"«{text[:60]}» no se conoce; se espera: {known}")
        return found

    def _text(self, text: str) -> str | None:
        if len(text) > self.max_length:
            raise Bad(f"tiene {len(text)} caracteres; caben {self.max_length}")
        return (text.upper() if self.upper else text) or None

    def _bounded(self, number: Any) -> None:
        if self.decimals is not None and number != round(number, self.decimals):
            raise Bad(f"«{number}» tiene más de {self.decimals} decimales")
        if abs(number) >= self.limit:
            raise Bad(f"«{number}» es demasiado grande")
        if self.minimum is not None and number < self.minimum:
            raise Bad(f"«{number}» es menor que {self.minimum}")

    @property
    def names(self) -> list[str]:
        """Every name under which a column of this field may come, flattened, the likeliest first."""
        return list(dict.fromkeys(values.plain(name) for name in (self.key, self.label, *self.synonyms)))


@dataclass(frozen=True)
class Money:
    """The amount of a row: ``row`` is SQL over the staging alias ``s``; ``stored(stage)`` what now stands of it."""

    label: str
    row: str
    stored: Callable[[Stage], Any]


@dataclass(frozen=True)
class Kind:
    """One kind of file.

    ``check(stage)`` resolves keys, refuses rows (``stage.reject``) and gives every row its fate; ``apply(stage)``
    writes in sets, keeping the former image of what it changes (``stage.keep``); a dry run does not call it.
    ``creates`` names the models whose rows carry ``import_batch``, children before parents, as undo removes them;
    ``children`` are (model, foreign key, parent model) removed with their parents. ``before_undo(batch_id, cursor)``
    runs inside the undoing transaction; ``undo(batch, cursor, actor)`` replaces the whole mechanism where rows may
    not be removed (stock). ``stands(batch)`` says whether the rows of a former load are all still there, for the
    short cut "the same file again". ``whole`` names a field that groups rows which stand or fall together (an order),
    so that a preview does not cut through them. ``one_of`` are sets of fields of which one must be there.
    """

    key: str
    label: str
    fields: Sequence[Field]  # may be a sequence that grows while the program runs (fields that the company defines)
    roles: frozenset[str]
    check: Callable[[Stage], None]
    apply: Callable[[Stage], None]
    zone: Callable[[], ZoneInfo]
    country: Callable[[], str] = lambda: ""
    creates: tuple[str, ...] = ()
    children: tuple[tuple[str, str, str], ...] = ()
    before_undo: Callable[[int, Any], None] | None = None
    undo: Callable[[Any, Any, Any], None] | None = None
    stands: Callable[[Any], bool] | None = None
    money: Money | None = None
    one_of: tuple[frozenset[str], ...] = ()
    whole: str = ""
    help: str = ""
    icon: str = "file-import"
    sample: str = ""

    def field(self, key: str) -> Field:
        """Field by key; raises ``KeyError``."""
        for entry in self.fields:
            if entry.key == key:
                return entry
        raise KeyError(key)
