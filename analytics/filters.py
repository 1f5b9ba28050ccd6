"""Query strings as frozen values. Nonsense falls back to the default: an address typed wrong is no error page."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

WEEK = re.compile(r"^\d{4}-W(0[1-9]|[1-4]\d|5[0-3])$")


def week_param(value: str | None, known: Collection[str], default: str) -> str:
    """A week that was computed, or ``default``."""
    return value if value and WEEK.match(value) and value in known else default


def score_param(value: str | None) -> int | None:
    """1 to 5, or ``None``."""
    return int(value) if value in {"1", "2", "3", "4", "5"} else None


DIMENSIONS = {
    "segment": "Segmento",
    "category": "Categoría",
    "channel": "Canal",
    "city": "Ciudad",
    "week": "Semana",
}
SPANS = {"1": "1 semana", "4": "4 semanas", "13": "13 semanas", "26": "26 semanas", "52": "52 semanas"}


@dataclass(frozen=True)
class SalesFilter:
    """What the sales page shows: the last ``span`` weeks up to ``week``, by ``rows`` (and ``columns``), narrowed by
    the values chosen for each dimension ("" = all; "-" = none)."""

    week: str
    span: int = 1
    rows: str = "segment"
    columns: str = ""
    segment: str = ""
    category: str = ""
    channel: str = ""
    city: str = ""

    @property
    def chosen(self) -> dict[str, str]:
        """Dimensions that are narrowed, with the value."""
        return {name: value for name in ("segment", "category", "channel", "city") if (value := getattr(self, name))}

    def query(self, **changes: object) -> str:
        """The query string of this filter with some changes."""
        changed = replace(self, **changes)  # type: ignore[arg-type]  # names are checked by the dataclass
        default = SalesFilter(week=changed.week)
        said = {
            name: value
            for name, value in vars(changed).items()
            if name == "week" or (value != "" and value != getattr(default, name))
        }
        return urlencode(said)


def sales_filter(params: Mapping[str, str], known: Collection[str], newest: str) -> SalesFilter:
    """Read the sales page's query string."""
    rows = params.get("rows", "segment")
    columns = params.get("columns", "")
    rows = rows if rows in DIMENSIONS else "segment"
    span = params.get("span", "1")
    return SalesFilter(
        week=week_param(params.get("week"), known, newest),
        span=int(span) if span in SPANS else 1,
        rows=rows,
        columns=columns if columns in DIMENSIONS and columns != rows else "",
        segment=params.get("segment", "")[:24],
        category=params.get("category", "")[:24],
        channel=params.get("channel", "")[:24],
        city=params.get("city", "")[:80],
    )


ROTATION_STATES = {
    "short": "Por agotarse",
    "out": "Agotados",
    "dead": "Dormidos",
    "slow": "Lentos",
    "healthy": "Sanos",
}
ROTATION_ORDERS = {
    "value": "Dinero en stock",
    "sold": "Venta",
    "cover": "Días de cobertura",
    "turnover": "Rotación",
    "gmroi": "GMROI",
}


@dataclass(frozen=True)
class RotationFilter:
    """What the rotation page shows."""

    week: str
    category: str = ""
    abc: str = ""
    xyz: str = ""
    state: str = ""
    order: str = "sold"

    @property
    def narrows(self) -> bool:
        """Does it leave products out?"""
        return bool(self.category or self.abc or self.xyz or self.state)

    def query(self, **changes: object) -> str:
        """The query string of this filter with some changes."""
        changed = replace(self, **changes)  # type: ignore[arg-type]  # names are checked by the dataclass
        return urlencode({name: value for name, value in vars(changed).items() if value})


def rotation_filter(params: Mapping[str, str], known: Collection[str], newest: str) -> RotationFilter:
    """Read the rotation page's query string."""

    def among(name: str, allowed: Collection[str], default: str = "") -> str:
        value = params.get(name, "")
        return value if value in allowed else default

    category = params.get("category", "")
    return RotationFilter(
        week=week_param(params.get("week"), known, newest),
        category=category if category.isdigit() or category == "-" else "",
        abc=among("abc", "ABC"),
        xyz=among("xyz", "XYZ"),
        state=among("state", ROTATION_STATES),
        order=among("order", ROTATION_ORDERS, "sold"),
    )


@dataclass(frozen=True)
class ListFilter:
    """Customers behind a figure. ``None`` = any; segment "" = without purchases in the window ("-" in the address)."""

    segment: str | None = None
    r: int | None = None
    fm: int | None = None
    moved_from: str | None = None
    moved_to: str | None = None
    start: int = 0

    def params(self) -> dict[str, object]:
        """As they stand in the address, without the start."""
        said = {"segment": self.segment, "moved_from": self.moved_from, "moved_to": self.moved_to}
        named: dict[str, object] = {name: value or "-" for name, value in said.items() if value is not None}
        return named | {name: value for name, value in (("r", self.r), ("fm", self.fm)) if value}

    @property
    def is_movement(self) -> bool:
        return self.moved_from is not None or self.moved_to is not None


def list_filter(params: Mapping[str, str]) -> ListFilter:
    """Read the query string of the list of customers."""

    def code(name: str) -> str | None:
        value = params.get(name, "")
        return None if not value else "" if value == "-" else value[:24]

    start = params.get("start", "")
    return ListFilter(
        segment=code("segment"),
        r=score_param(params.get("r")),
        fm=score_param(params.get("fm")),
        moved_from=code("moved_from"),
        moved_to=code("moved_to"),
        start=min(int(start), 100_000) if start.isdigit() else 0,
    )
