"""The funnel: what went through each stage, why deals are lost, how they age, and what the months will bring."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from company.queries import today
from sales.enums import OpportunityState
from sales.filters.opportunities import leaders_of, month_said, owners_of
from sales.queries.board import AGE_LABELS, Total, ageing, total_of
from sales.queries.funnel import LEFT, LOST, THERE, WENT_ON, Closed, Passed, closed, forecast, passed

from .board import Board

PERIODS = {"30": "Últimos 30 días", "90": "Últimos 90 días", "365": "Últimos 12 meses"}
DEFAULT_PERIOD = "90"


@dataclass(frozen=True)
class StageRow:
    """A stage of the funnel with the addresses behind its figures; ``part`` of the widest stage, for its bar."""

    of: Passed
    part: float
    urls: dict[str, str]


@dataclass(frozen=True)
class Bar:
    """A figure with its bar: ``part`` of the biggest one, ``mark`` where its unweighted money ends."""

    label: str
    total: Total
    part: float
    mark: float
    url: str
    late: bool = False


@require_safe
def funnel(request: HttpRequest) -> HttpResponse:
    """The page, for a process, a team or a person, and a period."""
    board = Board(request.user, request.GET)
    period = request.GET.get("dias", "")
    period = period if period in PERIODS else DEFAULT_PERIOD
    on = today()
    first = on - timedelta(days=int(period) - 1)
    rows = board.rows.filter(pipeline=board.pipeline)
    won, lost = closed(rows, first=first, last=on)
    late, months = _forecast(board, rows, on)
    stages = [_stage(board, one, first, on) for one in passed(rows, board.pipeline, first=first, last=on)]
    widest = max((one.of.count for one in stages), default=0) or 1
    people = list(owners_of(request.user))
    context = {
        "board": board,
        "period": period,
        "periods": PERIODS.items(),
        "first": first,
        "stages": [StageRow(one.of, one.of.count / widest, one.urls) for one in stages],
        "worst": _worst(stages),
        "slowest": _slowest(stages),
        "won": won,
        "won_url": _closed_url(board, "won", first, on),
        "lost": [(one, _closed_url(board, "lost", first, on, one)) for one in lost],
        "lost_total": Total(sum(one.count for one in lost), sum((one.money for one in lost), Decimal(0))),
        "lost_url": _closed_url(board, "lost", first, on),
        "ages": _ages(board, rows, on),
        "open": total_of(rows.filter(state=OpportunityState.OPEN)),
        "open_url": _url(board),
        "late": late,
        "months": months,
        "leaders": list(leaders_of(request.user)),
        "people": people if len(people) > 1 else [],
        "owner": request.GET.get("owner", ""),
        "team": request.GET.get("team", ""),
        "hidden": [],
    }
    return render(request, "sales/funnel.html", context)


def _url(board: Board, **more: Any) -> str:
    return f"{reverse('sales:opportunities')}{board.query(**more)}"


def _stage(board: Board, one: Passed, first: date, last: date) -> StageRow:
    asked = {"through": one.stage.pk, "through_from": first.isoformat(), "through_to": last.isoformat()}
    urls = {then: _url(board, **asked, then=then) for then in (WENT_ON, LOST, THERE, LEFT)}
    return StageRow(one, 0.0, {"all": _url(board, **asked), **urls})


def _worst(stages: list[StageRow]) -> StageRow | None:
    """Where the most deals are lost."""
    losing = [one for one in stages if one.of.lost]
    return max(losing, key=lambda one: one.of.lost, default=None)


def _slowest(stages: list[StageRow]) -> StageRow | None:
    """Where deals stand longest beyond what the stage allows."""
    slow = [
        one
        for one in stages
        if one.of.days is not None and one.of.stage.max_days is not None and one.of.days > one.of.stage.max_days
    ]
    return max(slow, key=lambda one: (one.of.days or Decimal(0)) - (one.of.stage.max_days or 0), default=None)


def _closed_url(board: Board, state: str, first: date, last: date, of: Closed | None = None) -> str:
    more = {"reason": of.reason.code} if of and of.reason else {}
    return _url(board, state=state, closed_from=first.isoformat(), closed_to=last.isoformat(), **more)


def _ages(board: Board, rows: Any, on: date) -> list[Bar]:
    found = ageing(rows, on=on)
    most = max((total.money for _, total in found), default=Decimal(0)) or Decimal(1)
    return [
        Bar(
            label=AGE_LABELS[key],
            total=total,
            part=float(total.money / most),
            mark=0.0,
            url=_url(board, age=key),
        )
        for key, total in found
    ]


def _forecast(board: Board, rows: Any, on: date) -> tuple[Bar | None, list[Bar]]:
    """The overdue ones (``None`` = there are none) and a bar a month."""
    late, months = forecast(rows, on=on)
    most = max([late.money, *(one.total.money for one in months)], default=Decimal(0)) or Decimal(1)

    def bar(label: str, total: Total, **which: str) -> Bar:
        return Bar(label, total, float(total.weighted / most), float(total.money / most), _url(board, **which))

    told = []
    for one in months:
        if one.first is None:
            told.append(bar("Sin fecha", one.total, due="none"))
        else:
            key = f"{one.first:%Y-%m}"
            told.append(bar(month_said(key).capitalize(), one.total, month=key))
    return bar("Su fecha ya pasó", late, due="late") if late.count else None, told
