"""Segments: the map, the movement, the history, the list."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from analytics.filters import ListFilter, list_filter, score_param, week_param
from analytics.queries import links, rfm, rfm_cross, rfm_history, rfm_list, rollups
from analytics.queries.facts import Run
from analytics.queries.freshness import freshness, until
from analytics.queries.wording import Voice, voice
from analytics.views.pages import Choice, Page, Pager, Tab, as_file, export_links, nothing_yet

WEEKS_SHOWN = 60
PURPOSE = "quiénes son tus mejores clientes, quiénes se van y cuánto dinero hay en juego"


@dataclass(frozen=True)
class Asked:
    """The week that was asked for, the one that it is compared with, and all that may be asked for."""

    run: Run
    before: Run | None
    runs: list[Run]
    voice: Voice

    @property
    def weeks(self) -> dict[str, str]:
        return {"week": self.run.week, "against": self.before.week if self.before else ""}


def asked(request: HttpRequest) -> Asked | None:
    """Read ``week`` and ``against``; ``None`` where nothing was computed yet."""
    runs = rollups.runs(limit=WEEKS_SHOWN)
    if not runs:
        return None
    by_week = {run.week: run for run in runs}
    week = week_param(request.GET.get("week"), by_week, runs[0].week)
    earlier = [run.week for run in runs if run.week < week]
    against = week_param(request.GET.get("against"), earlier, earlier[0] if earlier else "")
    return Asked(by_week[week], by_week.get(against), runs, voice())


def frame(request: HttpRequest, now: Asked, *, current: str, compared: bool = True) -> Page:
    """The common part: tabs, week pickers, freshness."""
    names = {"rfm": "Matriz", "rfm_movement": "Movimiento", "rfm_history": "Historia", "rfm_list": "Lista"}
    earlier = [run for run in now.runs if run.week < now.run.week] if compared else []
    return Page(
        title="Segmentos",
        heading="Segmentos",
        freshness=freshness(now.run, user=request.user, voice=now.voice),
        tabs=[Tab(label, links.page(name, **now.weeks), name == current) for name, label in names.items()],
        weeks=[Choice(run.week, now.voice.week(run.week).capitalize()) for run in now.runs],
        week=now.run.week,
        against=now.before.week if now.before else "",
        against_choices=[Choice(run.week, f"contra la {now.voice.week(run.week)}") for run in earlier],
    )


@require_safe
def matrix(request: HttpRequest) -> HttpResponseBase:
    """The map of customers and money, who moved, each segment with one act."""
    now = asked(request)
    if now is None:
        return nothing_yet(request, title="Segmentos", what=PURPOSE)
    run, before = now.run, now.before
    r, fm = score_param(request.GET.get("r")), score_param(request.GET.get("fm"))
    sums = rollups.segment_sums([run.week_end, *([before.week_end] if before else [])])
    table = rfm.segments_table(run, before, sums[run.week_end], sums[before.week_end] if before else [], now.voice)
    if file := as_file(request, table, f"segmentos-{run.week}", notes=[until(run, now.voice)]):
        return file
    part = rfm.matrix(
        run=run,
        before=before,
        cells=rollups.cells(run),
        segments=sums[run.week_end],
        segments_before=sums[before.week_end] if before else [],
        moves=rollups.moves(run, before) if before else [],
        chosen=(r, fm) if r and fm else None,
        url_of=lambda r, fm: links.page("rfm", **now.weeks, r=r, fm=fm) + "#casilla",
        voice=now.voice,
    )
    page = frame(request, now, current="rfm")
    page.findings, page.exports = part.findings, export_links(request)
    context = {"page": page, "part": part, "movement_url": links.page("rfm_movement", **now.weeks)}
    return render(request, "analytics/rfm_matrix.html", context)


@require_safe
def movement(request: HttpRequest) -> HttpResponseBase:
    """From where to where, in customers and in money; rows and columns add up to both weeks."""
    now = asked(request)
    if now is None:
        return nothing_yet(request, title="Segmentos", what=PURPOSE)
    page = frame(request, now, current="rfm_movement")
    crosses: list[rfm_cross.Cross] = []
    if now.before:
        moves = rollups.moves(now.run, now.before)
        table = rfm_cross.table(now.run, now.before, moves, now.voice)
        if file := as_file(request, table, f"movimiento-{now.before.week}-a-{now.run.week}"):
            return file
        page.exports = export_links(request)
        page.findings = rfm.movement_findings(now.run, now.before, moves, now.voice)
        crosses = rfm_cross.crosses(now.run, now.before, moves, now.voice)
    return render(request, "analytics/rfm_movement.html", {"page": page, "crosses": crosses})


@require_safe
def history(request: HttpRequest) -> HttpResponseBase:
    """Each segment week by week."""
    now = asked(request)
    if now is None:
        return nothing_yet(request, title="Segmentos", what=PURPOSE)
    runs = [run for run in now.runs if run.week <= now.run.week][:52][::-1]
    part = rfm_history.history(runs, rollups.segment_sums([run.week_end for run in runs]), now.voice)
    if file := as_file(request, part.table, "segmentos-historia"):
        return file
    page = frame(request, now, current="rfm_history", compared=False)
    page.findings, page.exports = part.findings, export_links(request)
    context = {"page": page, "part": part, "table": part.table.shown(now.voice)}
    return render(request, "analytics/rfm_history.html", context)


@require_safe
def customers(request: HttpRequest) -> HttpResponseBase:
    """The customers behind a figure of any week: of a segment, a cell, a movement."""
    now = asked(request)
    if now is None:
        return nothing_yet(request, title="Segmentos", what=PURPOSE)
    chosen = list_filter(request.GET)
    found = rfm_list.customers(now.run, now.before, chosen, user=request.user)
    page = frame(request, now, current="rfm_list")
    context = {
        "page": page,
        "said": rfm_list.said(now.run, now.before, chosen, found, now.voice),
        "table": rfm_list.table(now.run, found, now.voice).shown(now.voice),
        "pager": _pager(now, chosen, found),
    }
    return render(request, "analytics/rfm_list.html", context)


def _pager(now: Asked, chosen: ListFilter, found: rfm_list.Found) -> Pager | None:
    if chosen.start == 0 and not found.more:
        return None

    def at(start: int) -> str:
        return links.page("rfm_list", **now.weeks, **chosen.params(), start=start or "")

    first = now.voice.number(chosen.start + 1)
    last = now.voice.number(chosen.start + len(found.rows))
    return Pager(
        f"{first} a {last}",
        at(max(0, chosen.start - rfm_list.PAGE)) if chosen.start else "",
        at(chosen.start + rfm_list.PAGE) if found.more else "",
    )
