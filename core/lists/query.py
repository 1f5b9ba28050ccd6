"""The one query object of a list: screen, count, sums, files and bulk acts all ask it."""

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import F, QuerySet
from django.http import QueryDict

from .filters import ListFilter
from .searching import too_short
from .sorting import Page, Sort, ordered, read_page
from .spec import ListSpec

CAP = 1000


@dataclass(frozen=True)
class Summary:
    """A capped count and, below the cap, the sums in the order of ``spec.sums``."""

    count: int
    sums: tuple[Decimal | None, ...] = ()

    @property
    def capped(self) -> bool:
        return self.count > CAP


class ListQuery:
    """A list as one person asks for it with these parameters."""

    def __init__(self, spec: ListSpec, user: Any, params: QueryDict) -> None:
        self.spec, self.user, self.params = spec, user, params
        self.text = params.get("q", "").replace("\0", "").strip()[:120]

    @cached_property
    def filter(self) -> ListFilter:
        return self.spec.filters(self.params, self.spec.base(self.user), user=self.user)

    @cached_property
    def sort_key(self) -> tuple[str, bool]:
        """Key of the order and whether it goes down."""
        wanted = self.params.get("sort", "") or self.spec.order
        key = wanted.lstrip("-")
        if key not in self.spec.all_sorts() or key not in self.spec.all_columns(self.user):
            wanted, key = self.spec.order, self.spec.order.lstrip("-")
        return key, wanted.startswith("-")

    @property
    def sort(self) -> Sort:
        return self.spec.all_sorts()[self.sort_key[0]]

    def rows(self) -> QuerySet[Any]:
        """Exactly the filtered rows, in no order."""
        rows = self.filter.qs
        if self.spec.narrow:
            rows = self.spec.narrow(rows, self.filter)
        if self.text and not too_short(self.text):
            rows = self.spec.search(rows, self.text)
        return rows

    def ordered(self) -> QuerySet[Any]:
        """The filtered rows in the order of the screen, for files."""
        return ordered(self._sortable(), self.sort, down=self.sort_key[1])

    def _sortable(self) -> QuerySet[Any]:
        """The filtered rows with what their order needs."""
        rows = self.rows()
        return rows if self.sort.expression is None else rows.annotate(**{self.sort.by: self.sort.expression})

    def page(self) -> Page:
        get = self.params.get
        return read_page(
            self._sortable(),
            self.sort,
            down=self.sort_key[1],
            size=self.spec.size,
            after=get("after", ""),
            before=get("before", ""),
        )

    def alike(self) -> list[Any]:
        """Rows like the text, asked only where nothing was found."""
        if not self.spec.alike or not self.text or too_short(self.text):
            return []
        rows = self.filter.qs
        if self.spec.narrow:
            rows = self.spec.narrow(rows, self.filter)
        return list(self.spec.alike(rows, self.text))

    def exact(self) -> int:
        return self.rows().order_by().count()

    def canonical(self) -> str:
        """The parameters that decide which rows, as a query string that does not depend on their order."""
        return self._kept({*self.filter.parameters(), "q"}).urlencode()

    def address(self, **changes: Any) -> str:
        """ "?…" of this list with some parameters changed (``None`` removes; pages are always left)."""
        query = self._kept({*self.filter.parameters(), "q", "sort", "view"})
        for name, value in changes.items():
            if value is None:
                query.pop(name, None)
            elif isinstance(value, list):
                query.setlist(name, value)
            else:
                query[name] = value
        return f"?{query.urlencode()}" if query else ""

    def _kept(self, names: set[str]) -> QueryDict:
        query = QueryDict(mutable=True)
        for name in sorted(names & set(self.params)):
            values = [value for value in self.params.getlist(name) if value]
            if values:
                query.setlist(name, values)
        return query


def summaries(queries: dict[str, ListQuery], *, sums_of: str = "") -> dict[str, Summary]:
    """Capped counts of several lists in one statement, and the sums of the one named ``sums_of``.

    Counting stops at the cap, so a list of a million costs no more than one of a thousand.
    """
    parts, params = [], []
    width = max((len(query.spec.sums) for key, query in queries.items() if key == sums_of), default=0)
    for key, query in queries.items():
        columns = {f"s{n}": F(one.by) for n, one in enumerate(query.spec.sums)} if key == sums_of else {}
        rows = query.rows().order_by().values("pk", **columns)[: CAP + 1]
        try:
            sql, values = rows.query.sql_with_params()
        except EmptyResultSet:
            continue
        adds = "".join(f", sum(p.s{n})" if n < len(columns) else ", NULL::numeric" for n in range(width))
        parts.append(f"SELECT %s::text, count(*){adds} FROM ({sql}) p")  # noqa: S608 - Django's own SQL, values apart
        params += [key, *values]
    found = {key: Summary(0, (None,) * len(query.spec.sums)) for key, query in queries.items()}
    if parts:
        with connection.cursor() as cursor:
            cursor.execute(" UNION ALL ".join(parts), params)
            for key, count, *sums in cursor.fetchall():
                found[key] = Summary(count, tuple(sums))
    return found
