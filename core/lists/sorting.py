"""Order and keyset pages: page a million costs as much as page one, and ties or empty values lose no row.

A page is read by comparing whole rows, ``(value, id) < (last value, last id)``, which an index on both serves. Empty
values come last in either direction: the rows with a value are one stretch, those without another, each in its own
index order.
"""

import base64
import binascii
import json
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import BooleanField, F, Func, QuerySet, Value
from django.db.models.expressions import OrderBy

from .columns import walk


@dataclass(frozen=True)
class Sort:
    """An order: ``by`` is the column, ``tie`` what makes it strict (an id). ``down`` is the first click's direction.

    ``by`` and ``tie`` should be the columns of an index. ``expression`` computes ``by`` where it is no column: such an
    order sorts all filtered rows."""

    label: str
    by: str
    tie: str = "id"
    nullable: bool = False
    down: bool = False
    expression: Any = None


@dataclass(frozen=True)
class Cursor:
    """Where a page begins: the row before it (or after it, going back). ``start`` is only for the words "51 a 100"."""

    empty: bool
    values: tuple[Any, Any]
    start: int

    def packed(self) -> str:
        value, tie = self.values
        plain = value if value is None or isinstance(value, int | str) else str(value)
        text = json.dumps([int(self.empty), plain, tie, self.start], ensure_ascii=False)
        return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


@dataclass(frozen=True)
class Page:
    rows: list[Any]
    start: int
    previous: str  # packed cursor, "" = none
    next: str


class _Row(Func):
    function = "ROW"


class _Beyond(Func):
    """``ROW(a, b) < ROW(x, y)``."""

    template = "%(expressions)s"
    conditional = True
    output_field = BooleanField()

    def __init__(self, left: Any, right: Any, *, sign: str) -> None:
        super().__init__(left, right, arg_joiner=f" {sign} ")


def ordered(rows: QuerySet[Any], sort: Sort, *, down: bool) -> QuerySet[Any]:
    """The whole in its order, empty values last: for files."""
    by = F(sort.by)
    last = True if sort.nullable else None
    return rows.order_by(by.desc(nulls_last=last) if down else by.asc(nulls_last=last), _towards(sort.tie, down))


def read_page(rows: QuerySet[Any], sort: Sort, *, down: bool, size: int, after: str = "", before: str = "") -> Page:
    """One page of ``rows``: the first, the one after a packed cursor, or the one before it.

    A cursor that does not fit (hand-made, of another order) gives the first page.
    """
    back = bool(before)
    cursor = _unpacked(rows, sort, before or after) if (before or after) else None
    if cursor is None:
        back = False
    found = _collect(rows, sort, down=down, size=size + 1, cursor=cursor, back=back)
    more, found = len(found) > size, found[:size]
    if back:
        found.reverse()
        if not more and len(found) < size:  # rows came in before: begin anew, so that the first page is whole
            return read_page(rows, sort, down=down, size=size)
    start = _start(cursor, back=back, found=len(found), more=more)
    has_next, has_previous = (True, more) if back else (more, cursor is not None)
    return Page(
        rows=found,
        start=start,
        previous=_cursor(found[0], sort, start).packed() if has_previous and found else "",
        next=_cursor(found[-1], sort, start + len(found)).packed() if has_next and found else "",
    )


def _start(cursor: Cursor | None, *, back: bool, found: int, more: bool) -> int:
    if cursor is None:
        return 1
    if not back:
        return cursor.start
    return max(1, cursor.start - found) if more else 1


def _collect(rows: QuerySet[Any], sort: Sort, *, down: bool, size: int, cursor: Cursor | None, back: bool) -> list[Any]:
    """Rows from the cursor on, over both stretches, in reading direction."""
    stretches = [False, True] if sort.nullable else [False]
    if back:
        stretches.reverse()
    found: list[Any] = []
    reached = cursor is None
    for empty in stretches:
        here = cursor is not None and cursor.empty == empty
        if not (reached or here):
            continue
        reached = True
        part = _stretch(rows, sort, empty=empty)
        part = part.order_by(*_order(sort, empty=empty, down=down != back))
        if here and cursor is not None:
            part = part.filter(_beyond(sort, cursor, down=down != back))
        found += part[: size - len(found)]
        if len(found) >= size:
            break
    return found


def _stretch(rows: QuerySet[Any], sort: Sort, *, empty: bool) -> QuerySet[Any]:
    return rows.filter(**{f"{sort.by}__isnull": empty}) if sort.nullable else rows


def _order(sort: Sort, *, empty: bool, down: bool) -> list[OrderBy]:
    tie = _towards(sort.tie, down)
    return [tie] if empty or sort.by == sort.tie else [_towards(sort.by, down), tie]


def _beyond(sort: Sort, cursor: Cursor, *, down: bool) -> _Beyond:
    sign = "<" if down else ">"
    if cursor.empty or sort.by == sort.tie:
        return _Beyond(F(sort.tie), Value(cursor.values[1]), sign=sign)
    left = _Row(F(sort.by), F(sort.tie), output_field=BooleanField())
    right = _Row(Value(cursor.values[0]), Value(cursor.values[1]), output_field=BooleanField())
    return _Beyond(left, right, sign=sign)


def _towards(name: str, down: bool) -> OrderBy:
    return F(name).desc() if down else F(name).asc()


def _cursor(row: Any, sort: Sort, start: int) -> Cursor:
    value = walk(row, sort.by)
    return Cursor(value is None, (value, walk(row, sort.tie)), start)


def _unpacked(rows: QuerySet[Any], sort: Sort, text: str) -> Cursor | None:
    try:
        padded = text + "=" * (-len(text) % 4)
        empty, value, tie, start = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
        if not (isinstance(tie, int) and isinstance(start, int) and abs(tie) < 2**63 and 0 < start < 2**31):
            return None
        if bool(empty) != (value is None) or (empty and not sort.nullable):
            return None
        return Cursor(bool(empty), (None if empty else _typed(rows, sort.by, value), tie), start)
    except (ValueError, TypeError, KeyError, binascii.Error, ValidationError, OverflowError, RecursionError):
        return None


def _typed(rows: QuerySet[Any], path: str, value: Any) -> Any:
    """The value as its column's type; ``ValidationError`` if it is none."""
    if not isinstance(value, int | str) or isinstance(value, bool):
        raise ValidationError("no value of a column")
    model: Any = rows.model
    annotation = rows.query.annotations.get(path)
    field: Any = getattr(annotation, "output_field", None)
    if field is None:
        for part in path.split("__"):
            field = model._meta.get_field(part)
            model = field.related_model or model
        field = getattr(field, "output_field", field)
    typed = field.to_python(value)
    if isinstance(typed, str) and "\0" in typed:
        raise ValidationError("NUL")
    if isinstance(typed, Decimal) and not typed.is_finite():
        raise ValidationError("not finite")
    if typed is None or not isinstance(typed, int | str | Decimal | date | datetime | float):
        raise ValidationError("no value of a column")
    return typed
