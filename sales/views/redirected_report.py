"""What became of the redirected orders of a week: the finding as a sentence, then by cause, seller and source."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from company.queries import today
from core import exports, formatting, house
from core.clock import monday_of, sunday_of, week_of
from core.exports import FORMATS
from sales import queries
from sales.enums import RedirectSource
from sales.exports import redirected as dataset
from sales.queries.redirected_report import Outcome, outcomes, weeks_before, weeks_between

WEEKS = 8


@dataclass(frozen=True)
class Row:
    """A row with the address behind each of its figures."""

    label: str
    of: Outcome
    url: str
    recovered_url: str
    lost_url: str


@dataclass(frozen=True)
class Part:
    title: str
    head: str
    rows: list[Row]


@require_safe
def report(request: HttpRequest) -> HttpResponseBase:
    """The page, or with ``format`` the same as a file."""
    week = _week(request.GET.get("week", ""))
    if request.GET.get("format") in FORMATS:
        return exports.download(dataset({"week": week, "user": request.user}), request.GET["format"])
    first, last = monday_of(week), sunday_of(week)
    weeks = weeks_between(weeks_before(week_of(today()), count=WEEKS), today())
    found = {
        by: outcomes(by=by, first=first, last=last, user=request.user) for by in ("all", "cause", "seller", "source")
    }
    trend = outcomes(by="week", first=weeks_before(week, count=WEEKS), last=last, user=request.user)
    context = {
        "week": week,
        "weeks": sorted({*weeks, week}, reverse=True),
        "whole": found["all"][0] if found["all"] else None,
        "worst": _worst(found["cause"]),
        "recovered": queries.recovered_in(week, user=request.user, kind="redirected"),
        "recovered_url": f"{reverse('sales:list')}?recovered=redirected&week={week}",
        "parts": [
            Part("Por causa", "Dónde se quedó", [_row(one, week, "cause") for one in found["cause"]]),
            Part("Por vendedor", "Quién lo atendió", [_row(one, week, "seller") for one in found["seller"]]),
            Part("Por dónde vino", "Vino por", [_row(one, week, "source") for one in found["source"]]),
        ],
        "trend": Part(f"Las últimas {WEEKS} semanas", "Semana", [_week_row(one) for one in reversed(_by_week(trend))]),
        "exports": [(label, f"?{urlencode({'week': week, 'format': kind})}") for kind, label in FORMATS.items()],
        "trail": [("Pedidos redirigidos", reverse("sales:redirected_list"))],
    }
    return render(request, "sales/redirected_report.html", context)


def _week(text: str) -> str:
    """The week that was asked for; what is none is the present one."""
    try:
        return week_of(monday_of(text))
    except ValueError:
        return week_of(today())


def _worst(causes: list[Outcome]) -> Outcome | None:
    """The cause that left most money unrecovered."""
    left = [one for one in causes if one.stake > one.money and one.key != "none"]
    return max(left, key=lambda one: one.stake - one.money, default=None)


def _row(one: Outcome, week: str, by: str) -> Row:
    label = str(RedirectSource(one.label).label) if by == "source" else one.label
    return _with_urls(one, label, {"week": week, by: one.key})


def _week_row(one: Outcome) -> Row:
    label = formatting.week(one.key, today=house.current().today)
    return _with_urls(one, label[:1].upper() + label[1:], {"week": one.key})


def _with_urls(one: Outcome, label: str, which: dict[str, Any]) -> Row:
    def address(**more: str) -> str:
        return f"{reverse('sales:redirected_list')}?{urlencode({**which, **more})}"

    return Row(label, one, address(), address(status="recovered"), address(status="lost"))


def _by_week(rows: list[Outcome]) -> list[Outcome]:
    return sorted(rows, key=lambda one: one.key)
