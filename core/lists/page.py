"""The objects that the list's templates draw."""

import hashlib
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.core.cache import cache
from django.http import HttpRequest, QueryDict

from core import formatting, house
from core.exports import FORMATS

from . import saved
from .columns import Col, Voice, walk
from .filters import Chip
from .query import CAP, ListQuery, Summary, summaries
from .searching import too_short
from .sorting import Page
from .spec import HeadAct, ListSpec

COUNTS_LIVE_SECONDS = 60


@dataclass(frozen=True)
class Head:
    """A column's head."""

    label: str
    css: str
    url: str
    state: str  # ascending, descending, ""
    help: str


@dataclass(frozen=True)
class Row:
    pk: int
    url: str
    name: str
    sum: str
    cells: list[tuple[str, Any]]


@dataclass(frozen=True)
class ShownChip:
    before: str
    text: str
    remove_url: str


@dataclass
class ListPage:
    """One answer of a list."""

    spec: ListSpec
    query: ListQuery
    state: saved.State
    columns: list[str]
    heads: list[Head]
    rows: list[Row]
    page: Page
    summary: Summary
    tabs: list[dict[str, Any]]
    view: str
    alike: bool = False
    exact: int | None = None
    chips: list[ShownChip] = field(default_factory=list)

    @property
    def locale(self) -> formatting.Locale:
        return house.current().locale

    @property
    def text(self) -> str:
        return self.query.text

    @property
    def too_short(self) -> bool:
        return too_short(self.query.text)

    @property
    def is_narrowed(self) -> bool:
        return bool(self.query.text) or self.query.filter.is_set

    @property
    def misread(self) -> list[str]:
        return self.query.filter.misread()

    @property
    def count(self) -> int:
        return self.exact if self.exact is not None else self.summary.count

    @property
    def count_said(self) -> str:
        return formatting.count(self.count, self.locale, cap=None if self.exact is not None else CAP)

    @property
    def is_capped(self) -> bool:
        return self.exact is None and self.summary.capped

    @property
    def place_said(self) -> str:
        """ "51 a 100"."""
        last = self.page.start + len(self.rows) - 1
        return f"{formatting.number(self.page.start, self.locale)} a {formatting.number(last, self.locale)}"

    @property
    def sums(self) -> list[str]:
        """Sentences of the sums; silent above the cap, where they would cost a walk over everything."""
        if self.summary.capped:
            return []
        pairs = zip(self.spec.sums, self.summary.sums, strict=False)
        return [one.said.replace("{sum}", formatting.money_short(value, self.locale)) for one, value in pairs if value]

    @property
    def order_said(self) -> str:
        return self.query.sort.label

    @property
    def address(self) -> str:
        return self.spec.url + self.query.address()

    @property
    def clear_url(self) -> str:
        return self.spec.url

    @property
    def previous_url(self) -> str:
        return self.spec.url + self.query.address(before=self.page.previous) if self.page.previous else ""

    @property
    def next_url(self) -> str:
        return self.spec.url + self.query.address(after=self.page.next) if self.page.next else ""

    @property
    def exact_url(self) -> str:
        return self.spec.url + self.query.address(count="exact")

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """Parameters that the search form carries along."""
        query = QueryDict(self.query.address()[1:])
        return [(name, value) for name, values in query.lists() for value in values if name != "q"]

    @property
    def acts(self) -> list[Any]:
        return self.spec.acts_of(self.query.user)

    @property
    def exports(self) -> list[tuple[str, str]]:
        kinds = [*((label, kind) for kind, label in FORMATS.items()), ("Para imprimir", "print")]
        return [(label, self.spec.url + self.query.address(format=kind)) for label, kind in kinds]

    def panel_url(self, name: str) -> str:
        return self.spec.url + self.query.address(panel=name)

    @property
    def filters_url(self) -> str:
        return self.panel_url("filters")

    @property
    def columns_url(self) -> str:
        return self.panel_url("columns")

    @property
    def views_url(self) -> str:
        return self.panel_url("views")

    @property
    def head_acts(self) -> list[HeadAct]:
        return [act for act in self.spec.acts if may(act, self.query.user)]

    @cached_property
    def lead(self) -> str:
        return self.spec.lead(self.query.user) if self.spec.lead else ""

    @property
    def dense(self) -> bool:
        own = self.state.dense
        return bool(getattr(self.query.user, "dense_lists", False)) if own is None else own


def may(act: HeadAct | None, user: Any) -> bool:
    return act is not None and (not act.roles or bool(act.roles & user.roles))


def build(request: HttpRequest, spec: ListSpec, query: ListQuery, state: saved.State) -> ListPage:
    """Everything the page needs: at most four queries (kept, rows, counts, what ``prepare`` asks)."""
    view = request.GET.get("view", "")
    kept = state.view(view)
    columns = saved.columns_of(spec, request.user, (kept.columns if kept else []) or state.columns)
    page = query.page()
    records, alike = page.rows, False
    summary, tabs = _counts(spec, query, state, view)
    if not records and summary.count == 0:
        records = query.alike()
        alike = bool(records)
        if alike:
            page = Page(records, 1, "", "")
    if spec.prepare and spec.prepared & set(columns):
        spec.prepare(records, request.user)
    exact = query.exact() if request.GET.get("count") == "exact" and summary.capped else None
    found = ListPage(
        spec=spec,
        query=query,
        state=state,
        columns=columns,
        heads=_heads(spec, query, columns),
        rows=_rows(spec, records, columns, query.user),
        page=page,
        summary=summary,
        tabs=tabs,
        view=view,
        alike=alike,
        exact=exact,
    )
    found.chips = [ShownChip(chip.before, chip.text, _without(query, chip)) for chip in query.filter.chips()]
    return found


def _without(query: ListQuery, chip: Chip) -> str:
    return query.spec.url + query.address(**dict.fromkeys(chip.names))


def _heads(spec: ListSpec, query: ListQuery, columns: list[str]) -> list[Head]:
    now, down = query.sort_key
    heads, known, sorts = [], spec.all_columns(query.user), spec.all_sorts()
    for name in columns:
        column: Col = known[name]
        sort = sorts.get(name)
        url, state = "", ""
        if sort:
            goes_down = not down if name == now else sort.down
            url = spec.url + query.address(sort=("-" if goes_down else "") + name)
            state = ("descending" if down else "ascending") if name == now else ""
        heads.append(Head(column.label, column.css, url, state, column.hint))
    return heads


def _rows(spec: ListSpec, records: list[Any], columns: list[str], user: Any) -> list[Row]:
    facts = house.current()
    voice = Voice(facts.locale, facts.today)
    summed = spec.sums[0].by if spec.sums else ""
    known = spec.all_columns(user)
    shown = [(column.css, column) for column in (known[name] for name in columns)]
    rows = []
    for record in records:
        value = walk(record, summed) if summed else None
        rows.append(
            Row(
                pk=record.pk,
                url=spec.row_url(record) if spec.row_url else "",
                name=spec.row_name(record),
                sum="" if value is None else str(value),
                # django-tables2 would look at the signature of render for each cell: half of the page's time
                cells=[(css, column.render(record, voice)) for css, column in shown],
            )
        )
    return rows


def _counts(spec: ListSpec, query: ListQuery, state: saved.State, view: str) -> tuple[Summary, list[dict[str, Any]]]:
    """The count of this list and of each tab, in one statement; the tabs' are remembered for a moment."""
    user = query.user
    tabs = [("", spec.all_label, "")]
    tabs += [(one.key, one.label, one.query) for one in spec.views if not one.roles or one.roles & user.roles]
    tabs += [(one.key, one.name, one.query) for one in state.views if one.pinned or one.key == view]
    asked = {f"tab:{key}": ListQuery(spec, user, saved.as_query(text, user)) for key, _, text in tabs}
    named = f"{user.pk}|{spec.key}|{saved.version_of(spec.key)}|{sorted(user.roles)}|{tabs}"
    memory = "list-counts:" + hashlib.sha256(named.encode()).hexdigest()
    known: dict[str, int] | None = cache.get(memory)
    found = summaries({"now": query} if known is not None else {"now": query, **asked}, sums_of="now")
    if known is None:
        known = {key: summary.count for key, summary in found.items() if key != "now"}
        cache.set(memory, known, COUNTS_LIVE_SECONDS)
    locale = house.current().locale
    shown = [
        {
            "label": label,
            "url": spec.url + _tab_address(text, key, user),
            "count": formatting.count(known.get(f"tab:{key}", 0), locale, cap=CAP),
            "current": key == view,
        }
        for key, label, text in tabs
    ]
    return found["now"], shown


def _tab_address(text: str, key: str, user: Any) -> str:
    said = text.replace("{user}", str(user.pk))
    parts = [part for part in (said, f"view={key}" if key else "") if part]
    return "?" + "&".join(parts) if parts else ""
