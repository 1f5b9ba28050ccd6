"""Places: departments, provinces and districts of Peru (INEI list, MIT, see docs/operations.md), postal codes."""

import csv
import re
from functools import cache
from itertools import islice
from pathlib import Path

from django.conf import settings

from core.imports.values import plain

FILE = Path(settings.BASE_DIR) / "static" / "geo" / "peru_ubigeo_inei.csv"
POSTAL_CODES = {
    "ES": (re.compile(r"^(0[1-9]|[1-4][0-9]|5[0-2])[0-9]{3}$"), "En España son 5 cifras, las dos primeras de 01 a 52."),
    "CO": (re.compile(r"^[0-9]{6}$"), "En Colombia son 6 cifras."),
}
SUGGESTED = 12


@cache
def _peru() -> tuple[tuple[str, str, str], ...]:
    with FILE.open(encoding="utf-8", newline="") as file:
        return tuple((row["departamento"], row["provincia"], row["distrito"]) for row in csv.DictReader(file))


def postal_code_fault(code: str, country: str) -> str:
    """Why it cannot be a postal code there; empty if it can or nobody knows."""
    shape, rule = POSTAL_CODES.get(country, (None, ""))
    return rule if shape is not None and not shape.match(code) else ""


def suggest(level: str, text: str, *, region: str = "", city: str = "", country: str = "PE") -> list[tuple[str, str]]:
    """(name, where it lies) of places of Peru that begin with or hold ``text``; ``level``: region, city, district."""
    if country != "PE":
        return []
    at, wanted = {"region": 0, "city": 1, "district": 2}[level], plain(text)
    found: dict[tuple[str, str], bool] = {}
    for row in _peru():
        if (at > 0 and region and plain(row[0]) != plain(region)) or (at > 1 and city and plain(row[1]) != plain(city)):
            continue
        if wanted in plain(row[at]):
            found.setdefault((row[at], ", ".join(reversed(row[:at]))), plain(row[at]).startswith(wanted))
    return list(islice(sorted(found, key=lambda one: (not found[one], one)), SUGGESTED))


def settle(*, region: str, city: str, district: str, country: str) -> tuple[dict[str, str], dict[str, str]]:
    """(official spelling by field, fault by field) of an address in Peru. Elsewhere nothing is said.

    Only what contradicts the list is a fault: a department that is none, a province outside its department, a district
    outside its province. What is left empty is not asked for.
    """
    if country != "PE":
        return {}, {}
    given = {"region": region, "city": city, "district": district}
    rows, spelt, faults, above = _peru(), {}, {}, ""
    for at, (name, text) in enumerate(given.items()):
        if not text:
            continue
        fitting = tuple(row for row in rows if plain(row[at]) == plain(text))
        if fitting:
            rows, above = fitting, fitting[0][at]
            spelt[name] = above
            continue
        label = {"region": "departamento", "city": "provincia", "district": "distrito"}[name]
        inside = f" en {above}" if above else " en el Perú"
        faults[name] = f"No hay {label} «{text}»{inside}."
        break
    return spelt, faults
