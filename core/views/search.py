"""Search over the slot: a page of its own, and the list of hits of the palette (htmx)."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from core import navigation
from core.matching import plain
from core.slots import SEARCH, PaletteAction, SearchHit

HITS_IN_PALETTE = 5
HITS_ON_PAGE = 20
LONGEST_QUERY = 80
MOST_ACTS, LEAST_NAME = 5, 3


@dataclass(frozen=True)
class Group:
    label: str
    icon: str
    hits: list[SearchHit]


@require_GET
def search(request: HttpRequest) -> HttpResponse:
    """Hits by kind of record, only what the person may see; the pages of the menu that match stand first."""
    text = request.GET.get("q", "").replace("\0", "").strip()[:LONGEST_QUERY]
    in_palette = bool(request.headers.get("HX-Request"))
    groups = find(request, text, HITS_IN_PALETTE if in_palette else HITS_ON_PAGE)
    context = {"query": text, "groups": groups}
    return render(request, "core/_hits.html" if in_palette else "core/search.html", context)


def find(request: HttpRequest, text: str, limit: int) -> list[Group]:
    """Groups that found something; pages of the person's own menu come before records. No text: only those pages."""
    records = [Group(source.label, source.icon, source.find(request.user, text, limit)) for source in SEARCH if text]
    named = Group("Hacer", "pencil", _acts(request.user, text))
    pages = Group("Ir a", "arrow-right", _pages(request, text))
    groups = [named, pages, *records, Group("Hacer", "pencil", _acts_with(request.user, text, records))]
    return [group for group in groups if group.hits]


def _acts(user: Any, text: str) -> list[SearchHit]:
    """What can be done, by its name, or by its name and with whom: "llamada ana" → "Registrar llamada con Ana"."""
    words = plain(text).split()
    hits: list[SearchHit] = []
    known: dict[str, list[SearchHit]] = {}
    for act in navigation.actions(user):
        label = plain(act.label)
        who = " ".join(word for word in words if word not in label)
        if not who:
            hits.append(SearchHit(act.label, "", reverse(act.url_name)))
        elif act.for_customer and len(who.split()) < len(words) and len(who) >= LEAST_NAME:
            if who not in known:
                known[who] = _customers(user, who)
            hits += [_with(act, hit) for hit in known[who]]
    return hits[:MOST_ACTS]


def _acts_with(user: Any, text: str, records: list[Group]) -> list[SearchHit]:
    """The first act with the customer that was found first, beneath what was found."""
    first = next((hit for group in records for hit in group.hits if hit.customer), None)
    offered = [act for act in navigation.actions(user) if act.for_customer and act.key]
    if first is None or any(word in plain(act.label) for act in offered for word in plain(text).split()):
        return []
    return [_with(act, first) for act in offered[:1]]


def _customers(user: Any, text: str) -> list[SearchHit]:
    return [hit for source in SEARCH for hit in source.find(user, text, 2) if hit.customer][:2]


def _with(act: PaletteAction, hit: SearchHit) -> SearchHit:
    return SearchHit(f"{act.label} con {hit.title}", hit.detail, f"{reverse(act.url_name)}?customer={hit.customer}")


def _pages(request: HttpRequest, text: str) -> list[SearchHit]:
    wanted = plain(text)
    entries = (entry for section in navigation.sections_for(request) for entry in section.entries)
    return [SearchHit(entry.label, "", entry.url) for entry in entries if f" {wanted}" in f" {plain(entry.label)}"][
        : 3 if text else 8
    ]
