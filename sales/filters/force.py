"""The query string of the board of the sales force: a period, a segment. Nonsense falls back to this month."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from customers.enums import NO_SEGMENT, Segment

PERIODS = {
    "semana": "Esta semana",
    "semana-pasada": "La semana pasada",
    "mes": "Este mes",
    "mes-pasado": "El mes pasado",
    "30": "Últimos 30 días",
    "90": "Últimos 90 días",
}
SEGMENTS = frozenset({*Segment.values, NO_SEGMENT})
MOST_DAYS = 3 * 366


@dataclass(frozen=True)
class ForceFilter:
    """Days from ``first`` to ``last``, both included; ``period`` "" = chosen by hand."""

    first: date
    last: date
    period: str
    segment: str = ""

    @property
    def before(self) -> tuple[date, date]:
        """The same number of days right before."""
        days = (self.last - self.first).days + 1
        return self.first - timedelta(days=days), self.first - timedelta(days=1)

    def query(self, **more: object) -> str:
        """The query string of this choice with ``more``."""
        said = {"desde": self.first.isoformat(), "hasta": self.last.isoformat()}
        if self.period:
            said = {"periodo": self.period}
        if self.segment:
            said["segmento"] = self.segment
        return urlencode({**said, **{key: str(value) for key, value in more.items() if value not in (None, "")}})


def force_filter(params: Mapping[str, str], *, today: date) -> ForceFilter:
    """What the address asks for. Days that were written beside a period that stood already (``antes``) win over it."""
    segment = params.get("segmento", "")
    segment = segment if segment in SEGMENTS else ""
    period = params.get("periodo", "")
    first, last = _day(params.get("desde", "")), _day(params.get("hasta", ""))
    by_hand = period not in PERIODS or period == params.get("antes", "")
    if by_hand and first and last and first <= last and (last - first).days <= MOST_DAYS:
        return ForceFilter(first, last, "", segment)
    period = period if period in PERIODS else "mes"
    return ForceFilter(*_span(period, today), period, segment)


def _span(period: str, today: date) -> tuple[date, date]:
    monday, month = today - timedelta(days=today.weekday()), today.replace(day=1)
    last_month = month - timedelta(days=1)
    return {
        "semana": (monday, today),
        "semana-pasada": (monday - timedelta(days=7), monday - timedelta(days=1)),
        "mes": (month, today),
        "mes-pasado": (last_month.replace(day=1), last_month),
        "30": (today - timedelta(days=29), today),
        "90": (today - timedelta(days=89), today),
    }[period]


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
