"""Hoy: what waits for a person, each line with its one verb, and a quiet "más tarde"."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from activities.queries.today import Line, day_of
from activities.services import snoozes
from core import clock, formatting, house, notices
from core.errors import DomainError
from core.slots import TODAY_HEADS


@dataclass(frozen=True)
class Row:
    """A line ready to draw."""

    title: str
    detail: str
    url: str
    icon: str
    figure: str
    act: Any
    later_url: str


@require_safe
def today(request: HttpRequest) -> HttpResponse:
    """The day of who asks; ``?todo=1`` shows all of it."""
    whole = request.GET.get("todo") == "1"
    day = day_of(request.user, at=clock.now(), whole=whole)
    heads = [found for head in TODAY_HEADS if (found := head(request.user)) is not None]
    context = {
        "heads": [{"template": template, "of": objects} for template, objects in heads],
        "day": day,
        "today": house.current().today,
        "now": [_row(line) for line in day.now],
        "later": [_row(line) for line in day.later],
        "whole": whole,
    }
    return render(request, "activities/today.html", context)


@require_POST
def later(request: HttpRequest, key: str) -> HttpResponse:
    """Put a line off."""
    try:
        until, undo_url = snoozes.put_off(key=key, actor=request.user, at=clock.now())
    except DomainError as error:
        notices.failed(request, str(error))
    else:
        here = until.astimezone(house.current().zone)
        when = "hoy" if here.date() == house.current().today else "mañana"
        notices.done(request, f"Lo verás {when} a las {here:%H:%M}", undo_url=undo_url)
    return redirect("activities:today")


def _row(line: Line) -> Row:
    item = line.item
    return Row(
        title=item.title,
        detail=item.reason,
        url=item.url,
        icon=item.icon,
        figure=formatting.money(item.money, house.current().locale) if item.money else "",
        act=item.act,
        later_url=reverse("activities:later", args=[line.key]) if item.key else "",
    )
