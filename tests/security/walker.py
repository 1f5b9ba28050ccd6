"""Every address of the house, with made-up arguments that belong to nobody."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection
from django.urls import URLPattern, URLResolver, get_resolver, reverse

SELF_GUARDED = ("admin",)
NOBODY = {
    "int": 987654321,
    "uuid": "00000000-0000-4000-8000-000000000000",
    "slug": "no-existe",
    "str": "no-existe",
    "path": "no-existe",
}
KEYS = {"uidb36": "zz", "key": "no-existe"}
# Written by the machinery on reads, and of no meaning to anybody: sessions, limits.
VOLATILE = frozenset({"django_session", "pghistory_context"})


@dataclass(frozen=True)
class Address:
    """A named URL: its name as the permission table writes it, an example of it, whether it names a record."""

    name: str
    example: str
    names_record: bool


def addresses() -> list[Address]:
    """All of ours and allauth's; the admin guards itself."""
    found = {address.name: address for address in _walk(get_resolver().url_patterns, "")}
    return [found[name] for name in sorted(found)]


def _walk(patterns: list[URLPattern | URLResolver], namespace: str) -> Iterator[Address]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            if pattern.namespace in SELF_GUARDED:
                continue
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _walk(pattern.url_patterns, inner)
        else:
            assert pattern.name, f"an address without a name: {pattern.pattern}"
            yield _address(f"{namespace}{pattern.name}", pattern)


def _address(name: str, pattern: URLPattern) -> Address:
    converters = pattern.pattern.converters
    wanted = {key: _sample(converter) for key, converter in converters.items()}
    if not wanted and pattern.pattern.regex.groupindex:
        wanted = {key: KEYS[key] for key in pattern.pattern.regex.groupindex}
    return Address(name, reverse(name, kwargs=wanted or None), bool(wanted))


def _sample(converter: object) -> object:
    kind = type(converter).__name__.removesuffix("Converter").lower()
    return NOBODY.get({"string": "str"}.get(kind, kind), getattr(converter, "sample", "no-existe"))


def fingerprint() -> dict[str, str]:
    """A digest of the contents of every table."""
    with connection.cursor() as cursor:
        tables = sorted(set(connection.introspection.table_names(cursor)) - VOLATILE)
        found = {}
        for table in tables:
            cursor.execute(f"SELECT coalesce(string_agg(t::text, chr(10) ORDER BY t::text), '') FROM {table} t")
            found[table] = hashlib.sha256(cursor.fetchone()[0].encode()).hexdigest()
    return found
