"""The board: columns, more cards of one, and where a card goes."""

from typing import Any
from urllib.parse import urlencode, urlsplit

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_GET, require_http_methods

from core import named, notices
from core.errors import Conflict, DomainError
from sales.filters.opportunities import OpportunityFilter, leaders_of, owners_of
from sales.forms.board import LOST, WON, CardForm
from sales.models import Opportunity, Pipeline, Stage
from sales.queries.board import Total, columns_of, more_cards, opportunities_weighed, processes
from sales.services import opportunities
from sales.tables.board import drawn
from sales.tables.opportunities import opportunity_url

# What the board says with its own fields; the rest of the filter reads as chips.
FIELDS = frozenset({"pipeline", "owner", "team"})


class Board:
    """The board as one person asks for it: the filter of the list over the open deals of one process."""

    def __init__(self, user: Any, params: QueryDict) -> None:
        self.user = user
        self.filter = OpportunityFilter(params, opportunities_weighed(user), user=user)
        self.rows = self.filter.qs
        self.processes = processes()
        if not self.processes:
            raise Http404
        asked = params.get("pipeline", "")
        self.pipeline: Pipeline = next((one for one in self.processes if one.code == asked), self.processes[0])
        self.params = params

    def query(self, **changes: Any) -> str:
        """ "?…" of this board with changes (``None`` removes)."""
        kept = QueryDict(mutable=True)
        for name in sorted({*self.filter.parameters()} & set(self.params)):
            kept.setlist(name, [value for value in self.params.getlist(name) if value])
        kept["pipeline"] = self.pipeline.code
        for name, value in changes.items():
            kept.pop(name, None)
            if value is not None:
                kept[name] = str(value)
        return f"?{kept.urlencode()}"

    def context(self, *, shown: str = "") -> dict[str, Any]:
        columns = columns_of(self.rows, self.pipeline)
        people = list(owners_of(self.user))
        leaders = list(leaders_of(self.user))
        listed = reverse("sales:opportunities")
        place = next((one for one in columns if str(one.stage.pk) == shown), None)
        place = place or next((one for one in columns if one.total.count), columns[0] if columns else None)
        total = Total(
            sum(one.total.count for one in columns),
            sum((one.total.money for one in columns), Total().money),
            sum((one.total.weighted for one in columns), Total().weighted),
        )
        return {
            "board": self,
            "drawn": {one.stage.pk: drawn(one.cards) for one in columns},
            "columns": [(one, f"{listed}{self.query(stage=one.stage.pk)}", self._more(one)) for one in columns],
            "shown": place.stage.pk if place else 0,
            "total": total,
            "stuck": sum(one.stuck for one in columns),
            "stuck_url": f"{listed}{self.query(stuck='true')}",
            "list_url": f"{listed}{self.query()}",
            "people": people if len(people) > 1 else [],
            "leaders": leaders,
            "owner": self.params.get("owner", ""),
            "team": self.params.get("team", ""),
            "chips": [
                (f"{chip.before} {chip.text}".strip(), self.query(**dict.fromkeys(chip.names)))
                for chip in self.filter.chips()
                if not FIELDS & set(chip.names)
            ],
            "hidden": [
                (name, value)
                for name in self.filter.parameters()
                if name not in FIELDS
                for value in self.params.getlist(name)
                if value
            ],
            "query": self.query(),
            "won": WON,
            "lost": LOST,
            "oob": False,
        }

    def _more(self, column: Any) -> str:
        return (
            self.query() + "&" + urlencode({"column": column.stage.pk, "after": column.after}) if column.after else ""
        )


@require_GET
def board(request: HttpRequest) -> HttpResponse:
    """The page; with ``column`` and ``after`` the next cards of one column."""
    shown = Board(request.user, request.GET)
    if request.headers.get("HX-Request") and request.GET.get("after"):
        return _cards(request, shown)
    response = render(request, "sales/board.html", shown.context(shown=request.GET.get("etapa", "")))
    patch_vary_headers(response, ["HX-Request"])
    return response


def _cards(request: HttpRequest, shown: Board) -> HttpResponse:
    stage = named.one_or_404(Stage.objects.all(), request.GET.get("column"))
    cards, after = more_cards(shown.rows, stage, request.GET["after"])
    more = shown.query() + "&" + urlencode({"column": stage.pk, "after": after}) if after else ""
    return render(
        request, "sales/_board_cards.html", {"cards": cards, "html": drawn(cards), "more_url": more, "list_url": ""}
    )


@require_http_methods(["GET", "HEAD", "POST"])
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Where a card goes. What is refused comes back as this form, beside the card, with its reason asked."""
    row: Opportunity = get_object_or_404(opportunities_weighed(request.user), pk=pk)
    posted = request.method == "POST"
    first = {"to": request.GET.get("to") or row.stage_id, "version": row.version}
    form = CardForm(request.POST if posted else None, initial=first, opportunity=row)
    back = _back(request)
    conflict = False
    if posted and form.is_valid():
        try:
            said, undo_url = _act(row, form, request.user)
        except DomainError as error:
            conflict = isinstance(error, Conflict)
            field = (
                "lost_reason" if error.field == "lost_reason" else error.field if error.field in form.fields else None
            )
            form.add_error(None if conflict else field, str(error))
            if conflict:
                row.refresh_from_db()
        else:
            notices.done(request, said, undo_url=undo_url)
            return _done(request, row, back)
    return _ask(request, row, form, back, conflict=conflict)


def _act(row: Opportunity, form: CardForm, user: Any) -> tuple[str, str]:
    """Do it; gives what to say and the address of undo."""
    told = form.cleaned_data
    common: dict[str, Any] = {"opportunity": row, "version": told["version"], "actor": user}
    if told["to"] == WON:
        return f"{row.number} ganada", opportunities.win(note=told["reason"], **common)
    if told["to"] == LOST:
        undo_url = opportunities.lose(reason=told["lost_reason"], note=told["reason"], **common)
        return f"{row.number} perdida", undo_url
    stage = form.stages[told["to"]]
    return f"{row.number}: a «{stage}»", opportunities.move(stage=stage, reason=told["reason"], **common)


def _back(request: HttpRequest) -> str:
    """The board that the person looks at: the form says it, else the page that he comes from."""
    seen = request.headers.get("HX-Current-URL") or request.headers.get("Referer", "")
    asked = request.POST.get("back") or request.GET.get("back") or seen
    parts = urlsplit(asked)
    place = reverse("sales:board")
    if parts.path not in ("", place):
        return place
    return f"{place}?{parts.query}" if parts.query else place


def _done(request: HttpRequest, row: Opportunity, back: str) -> HttpResponse:
    if not request.headers.get("HX-Request"):
        return redirect(back)
    response = render(request, "sales/_board_answer.html", _board_at(request, back))
    response["HX-Retarget"], response["HX-Reswap"] = "#board", "outerHTML"
    return response


def _ask(request: HttpRequest, row: Opportunity, form: CardForm, back: str, *, conflict: bool) -> HttpResponse:
    drawer = bool(request.headers.get("HX-Request"))
    context = {
        "row": row,
        "form": form,
        "back": back,
        "conflict": conflict,
        "version": row.version,
        "url": opportunity_url(row),
        "drawer": drawer,
    }
    if not drawer:
        return render(request, "sales/board_move.html", context, status=422 if form.errors else 200)
    if conflict:
        context |= _board_at(request, back) | {"oob": True}
    response = render(request, "sales/board_move_drawer.html", context)
    response["HX-Retarget"], response["HX-Reswap"] = "body", "beforeend"
    return response


def _board_at(request: HttpRequest, back: str) -> dict[str, Any]:
    params = QueryDict(urlsplit(back).query)
    return Board(request.user, params).context(shown=params.get("etapa", ""))
