"""The side bar of a person: the entries of the slot that the permission matrix lets him open, in sections."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.http import HttpRequest
from django.urls import reverse

from core import access
from core.slots import ACTIONS, NAVIGATION, NavItem, PaletteAction

# The order of the headings; the entries without heading (the homes) come first.
SECTIONS = ("", "Clientes", "Vender", "Promover", "Abastecer", "Entender", "Mejorar", "Equipo", "Ajustes")
COUNTS_LIVE_SECONDS = 30


@dataclass(frozen=True)
class Entry:
    """One line of the side bar, ready to draw. ``count`` is 0 where nothing waits."""

    label: str
    url: str
    icon: str
    current: bool
    count: int
    phone: bool


@dataclass(frozen=True)
class Section:
    title: str
    entries: list[Entry]


def sections_for(request: HttpRequest) -> list[Section]:
    """Sections of the side bar for who asks; empty for nobody."""
    if not getattr(request.user, "is_authenticated", False):
        return []
    allowed = [(key, item, reverse(item.url_name)) for key, item in NAVIGATION.items() if may_open(request.user, item)]
    here = _current(request.path, [url for _, _, url in allowed])
    counts = _counts(request.user, [(key, item) for key, item, _ in allowed])
    found: dict[str, list[Entry]] = {}
    for key, item, url in allowed:
        entry = Entry(item.label, url, item.icon, url == here, counts.get(key, 0), item.phone)
        found.setdefault(item.section, []).append(entry)
    return [Section(title, found[title]) for title in sorted(found, key=_rank)]


def phone_tabs(sections: Iterable[Section]) -> list[Entry]:
    """The two entries of the telephone's tab bar: those that ask for it, in their order."""
    return [entry for section in sections for entry in section.entries if entry.phone][:2]


def keyed_actions(user: Any) -> list[PaletteAction]:
    """What the person may do from anywhere by one key; the first is also the "+" of the telephone's tab bar."""
    return [act for act in actions(user) if act.key]


def actions(user: Any) -> list[PaletteAction]:
    """What the person may do from the palette."""
    roles: frozenset[str] = getattr(user, "roles", frozenset())
    return [
        act
        for act in ACTIONS
        if (not act.roles or act.roles & roles) and (row := access.table().get(act.url_name)) and row.allows(roles)
    ]


def may_open(user: Any, item: NavItem) -> bool:
    """Do the matrix and the entry's own roles let this person in?"""
    row = access.table().get(item.url_name)
    roles: frozenset[str] = getattr(user, "roles", frozenset())
    return row is not None and row.allows(roles) and (not item.roles or bool(item.roles & roles))


def _rank(title: str) -> tuple[int, str]:
    return (SECTIONS.index(title) if title in SECTIONS else len(SECTIONS), title)


def _current(path: str, urls: list[str]) -> str | None:
    """The entry under which a page lies: the longest address that begins its path (the home only exactly)."""
    under = [url for url in urls if path == url or (url != "/" and path.startswith(url))]
    return max(under, key=len, default=None)


def _counts(user: Any, items: list[tuple[str, NavItem]]) -> dict[str, int]:
    counted = [(key, item.count) for key, item in items if item.count is not None]
    if not counted:
        return {}
    name = f"nav-counts:{user.pk}"
    counts: dict[str, int] | None = cache.get(name)
    if counts is None:
        counts = {key: count(user) for key, count in counted}
        cache.set(name, counts, COUNTS_LIVE_SECONDS)
    return counts
