"""Agenda: day, week, month and list of what has a date, of one person or of a team; moving what can move."""

from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.forms import HiddenInput
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from activities.forms.calendar import MoveEventForm
from activities.queries import calendar as reads
from company.models import User
from company.queries import time_zone, today
from core import formatting, named, notices
from core.clock import now, week_of
from core.errors import Conflict, DomainError
from core.slots import CALENDAR

VIEWS = (("dia", "Día"), ("semana", "Semana"), ("mes", "Mes"), ("lista", "Lista"))
STEPS = {"dia": 1, "semana": 7, "lista": 14}
TEAM = "equipo"


@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """A span of days: ``vista``, ``dia``, ``quien`` (a person or "equipo") and ``que`` (one source) of the address."""
    view = request.GET.get("vista", "")
    view = view if view in dict(VIEWS) else "semana"
    day, only = _day(request), request.GET.get("que", "")
    only = only if only in CALENDAR else ""
    people = reads.people_to_see(request.user)
    chosen, who = _whose(request, people)
    start, end = reads.span(view, day)
    days = reads.days_of(request.user, chosen, start, end, view=view, only=only)
    state = {"vista": view, "dia": day.isoformat(), "quien": who, "que": only}
    moment = now().astimezone(time_zone())
    context = {
        "view": view,
        "days": days,
        "weeks": [days[n : n + 7] for n in range(0, len(days), 7)] if view == "mes" else [],
        "month": day.month,
        "today": today(),
        "title": _title(view, day, start, end),
        "week": week_of(start),
        "views": [{"label": label, "url": _url(state, vista=key), "current": key == view} for key, label in VIEWS],
        "previous_url": _url(state, dia=_step(view, day, -1)),
        "next_url": _url(state, dia=_step(view, day, 1)),
        "today_url": _url(state, dia=today()),
        "sources": _sources(state, only),
        "people": people,
        "who": who,
        "team": TEAM,
        "hours": [(hour, (hour - reads.FIRST_HOUR) * 4 + 1) for hour in range(reads.FIRST_HOUR, reads.LAST_HOUR)],
        "now_row": (moment.hour - reads.FIRST_HOUR) * 4 + moment.minute // reads.SLOT + 1,
        "count": sum(one.count for one in days),
        "create_url": reverse("activities:task_create"),
        "move_url": reverse("activities:calendar_move"),
        "here": _url(state),
        "state": state,
        "many": len(chosen) > 1,
        "names": {person.pk: str(person) for person in people},
    }
    return render(request, "activities/calendar.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def move(request: HttpRequest) -> HttpResponse:
    """The form that moves an event (the way without a mouse), and the post that dragging and the arrows send."""
    asked = request.POST if request.method == "POST" else request.GET
    if not asked:
        return redirect("activities:calendar")
    source, event = _event(request, asked)
    back = _back(asked.get("back", ""))
    local = event.starts.astimezone(time_zone())
    initial = {
        "source": source,
        "id": event.id,
        "version": event.version,
        "person": event.person,
        "day": local.date(),
        "hour": local.time(),
    }
    form = MoveEventForm(request.POST if request.method == "POST" else None, initial=initial)
    if event.all_day:  # it has a day and no hour
        form.fields["hour"].required = False
        form.fields["hour"].widget = HiddenInput()
    crossed: list[str] = []
    if request.method == "POST" and form.is_valid():
        starts = form.starts() if not event.all_day else reads.midnight(form.cleaned_data["day"])
        wish = starts.isoformat()
        length = reads.ends_of(event) - event.starts
        if event.person and not event.all_day:
            crossed = reads.crossing(
                request.user, person=event.person, starts=starts, ends=starts + length, but=f"{source}-{event.id}"
            )
        if crossed and form.cleaned_data["anyway"] != wish:
            again = request.POST.copy()
            again["anyway"] = wish
            form.data = again
        else:
            try:
                undo_url = _mover(source)(
                    actor=request.user, id=event.id, starts=starts, version=form.cleaned_data["version"]
                )
            except Conflict:
                form.add_error(None, "Otra persona la movió mientras la mirabas. Vuelve a la agenda para verla.")
            except DomainError as error:
                form.add_error(None, str(error))
            else:
                there = starts.astimezone(time_zone())
                said = f"{event.title}: {formatting.day(there, today=today())}"
                said += "" if event.all_day else f" a las {there:%H:%M}"
                notices.done(request, said, undo_url=undo_url)
                return redirect(back)
    context = {"form": form, "event": event, "crossed": crossed, "back": back}
    return render(request, "activities/calendar_move.html", context, status=422 if form.errors or crossed else 200)


def _mover(source: str) -> Any:
    entry = CALENDAR.get(source)
    if entry.move is None:
        raise Http404
    return entry.move


def _event(request: HttpRequest, said: Any) -> tuple[str, Any]:
    """The movable event that is asked for, of those that the person may see; else 404."""
    source = said.get("source", "")
    if source not in CALENDAR:
        raise Http404
    find = CALENDAR.get(source).one
    event = find(request.user, named.number(said.get("id"))) if find else None
    if event is None:
        raise Http404
    return source, event


def _day(request: HttpRequest) -> date:
    try:
        day = date.fromisoformat(request.GET.get("dia", ""))
    except ValueError:
        return today()
    return day if 2000 <= day.year <= 2100 else today()


def _whose(request: HttpRequest, people: list[User]) -> tuple[list[int], str]:
    """Ids and the word of the address: oneself by default; somebody outside the team is 404."""
    whose = request.GET.get("quien", "")
    ids = [person.pk for person in people]
    if whose == TEAM:
        return ids, TEAM
    if not whose:
        return [request.user.pk], ""  # type: ignore[list-item]  # nobody without account comes here
    if named.number(whose) not in ids:
        raise Http404
    return [named.number(whose)], whose


def _back(address: str) -> str:
    """Only to the calendar: what else the address says is not followed."""
    home = reverse("activities:calendar")
    return address if address.startswith(f"{home}?") else home


def _step(view: str, day: date, way: int) -> date:
    if view != "mes":
        return day + timedelta(days=way * STEPS[view])
    first = day.replace(day=1)
    return (first - timedelta(days=1)).replace(day=1) if way < 0 else (first + timedelta(days=32)).replace(day=1)


def _url(state: dict[str, Any], **more: Any) -> str:
    said = {key: str(value) for key, value in {**state, **more}.items() if value}
    return f"{reverse('activities:calendar')}?{urlencode(said)}"


def _sources(state: dict[str, Any], only: str) -> list[dict[str, Any]]:
    whole = {"label": "Todo", "url": _url(state, que=""), "current": not only, "icon": ""}
    return [whole] + [
        {"label": source.label, "url": _url(state, que=key), "current": key == only, "icon": source.icon}
        for key, source in CALENDAR.items()
    ]


def _title(view: str, day: date, start: date, end: date) -> str:
    last = end - timedelta(days=1)
    months = formatting.MONTHS
    if view == "dia":
        return formatting.day_long(day, today=today()).capitalize()
    if view == "mes":
        return f"{months[day.month - 1]} de {day.year}".capitalize()
    if start.month == last.month:
        return f"{start.day} al {last.day} de {months[last.month - 1]}"
    return f"{start.day} de {months[start.month - 1]} al {last.day} de {months[last.month - 1]}"
