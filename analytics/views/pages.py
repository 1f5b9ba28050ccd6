"""What the pages of analysis share: the frame, the weeks that may be asked for, the selects, the pager."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from analytics.queries.freshness import Freshness, may_compute
from analytics.queries.wording import Finding
from analytics.tables import Table
from core import exports


@dataclass(frozen=True)
class Choice:
    value: str
    label: str


@dataclass(frozen=True)
class Link:
    label: str
    url: str


@dataclass(frozen=True)
class Tab:
    label: str
    url: str
    current: bool = False
    count: str = ""


@dataclass(frozen=True)
class Select:
    """A choice that narrows or turns the page; it sends itself."""

    name: str
    label: str
    value: str
    choices: Sequence[Choice]


@dataclass(frozen=True)
class Chip:
    text: str
    remove_url: str


@dataclass(frozen=True)
class Pager:
    said: str
    previous_url: str
    next_url: str


@dataclass
class Page:
    """The frame: title, freshness, findings, tabs, week pickers, exports."""

    title: str
    heading: str
    freshness: Freshness | None = None
    findings: Sequence[Finding] = ()
    tabs: Sequence[Tab] = ()
    weeks: Sequence[Choice] = ()
    week: str = ""
    against: str = ""
    against_choices: Sequence[Choice] = ()
    exports: Sequence[Link] = ()
    hidden: Mapping[str, str] = field(default_factory=dict)


def select(name: str, label: str, value: str, choices: Sequence[tuple[str, str]], *, every: str = "") -> Select:
    """A select of (value, label) pairs; ``every`` names the choice that does not narrow."""
    first = [Choice("", every)] if every else []
    return Select(name, label, value, [*first, *(Choice(*pair) for pair in choices)])


def export_links(request: HttpRequest) -> list[Link]:
    """The same page in each format."""
    links = []
    for kind, label in exports.FORMATS.items():
        query = request.GET.copy()
        query["format"] = kind
        links.append(Link(label, f"{request.path}?{query.urlencode()}"))
    return links


def as_file(request: HttpRequest, table: Table, name: str, *, notes: Sequence[str] = ()) -> HttpResponseBase | None:
    """The table as the file that the query string asks for; ``None`` where it asks for the page."""
    kind = request.GET.get("format", "")
    return exports.download(table.dataset(name, notes=notes), kind) if kind in exports.FORMATS else None


def nothing_yet(request: HttpRequest, *, title: str, what: str) -> HttpResponse:
    """The page before the first computation: what it is for and how to get there."""
    context: dict[str, Any] = {"title": title, "what": what, "can_compute": may_compute(request.user)}
    return render(request, "analytics/nothing_yet.html", context)
