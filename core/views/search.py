"""Search over the slot: a page of its own, and the list of hits of the palette (htmx)."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from core import navigation
from core.matching import plain
from core.slots import SEARCH, SearchHit

HITS_IN_PALETTE = 5
HITS_ON_PAGE = 20
LONGEST_QUERY = 80


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
    groups = [Group("Ir a", "arrow-right", _pages(request, text))]
    if text:
        groups += [Group(source.label, source.icon, source.find(request.user, text, limit)) for source in SEARCH]
    return [group for group in groups if group.hits]


def _pages(request: HttpRequest, text: str) -> list[SearchHit]:
    wanted = plain(text)
    entries = (entry for section in navigation.sections_for(request) for entry in section.entries)
    return [SearchHit(entry.label, "", entry.url) for entry in entries if wanted in plain(entry.label)][
        : 3 if text else 8
    ]
