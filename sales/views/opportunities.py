"""One opportunity: opened, corrected, and its page."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import NoReverseMatch, reverse
from django.views.decorators.http import require_GET, require_http_methods

from activities.queries import wording
from core import clock, formatting, house, notices
from core.editing import stand_beside
from core.errors import Conflict, DomainError
from core.idempotency import once
from customers.queries.contacts import contacts_of
from sales.enums import OpportunityState, StepBy
from sales.forms import customer_label, given_customer
from sales.forms.lines import row_of
from sales.forms.opportunities import OpportunityForm, PromiseForm, RivalForm
from sales.models import Competitor, Opportunity, OpportunityProduct
from sales.queries import opportunities as queries
from sales.queries import opportunity_page as page
from sales.services import TriedLine, opportunities

from .line_editor import LineEditor

LATE = "Pasó el día en que se iba a cerrar"


def load(request: HttpRequest, pk: int) -> Opportunity:
    """One that the person may see, or 404."""
    found: Opportunity = get_object_or_404(queries.opportunities_listed(request.user), pk=pk)
    return found


def address(name: str, *args: Any) -> str:
    """Where a page of another subject is, or "" while it is not there."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


@require_http_methods(["GET", "POST"])
@once
def create(request: HttpRequest) -> HttpResponse:
    """A new one; ``?customer=`` says whose, as the palette and the customer's page do."""
    editor = LineEditor(request, wants=True)
    posted = request.POST if request.method == "POST" and not editor.asked else None
    typed = request.POST.dict() or given_customer(request.user, request.GET.get("customer"))
    form = OpportunityForm(posted, **_form_kwargs(request), initial=typed)
    if posted is not None and form.is_valid() & editor.is_valid():
        data = form.cleaned_data
        names = ("name", "pipeline", "entry", "amount", "expected_on", "owner")
        try:
            made = opportunities.create(
                customer=form.found,  # type: ignore[arg-type]  # a valid form has found him
                actor=request.user,
                products=editor.tried_lines(),
                **{name: data[name] for name in names},
            )
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            notices.done(request, f"Oportunidad {made.number} abierta en «{made.stage}»")
            return redirect("sales:opportunity", made.pk)
    return _show_form(request, form, editor, None, posted)


@require_http_methods(["GET", "POST"])
@once
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct it. If somebody was faster, the page says what changed and keeps what was typed."""
    held = load(request, pk)
    standing = page.products_of(held)
    editor = LineEditor(request, initial=[_row(line) for line in standing], wants=True)
    posted = request.POST if request.method == "POST" and not editor.asked else None
    form = OpportunityForm(
        posted, **_form_kwargs(request), held=held, initial=request.POST.dict() if editor.asked else _initial(held)
    )
    if posted is not None and form.is_valid() & editor.is_valid():
        data = form.cleaned_data
        values = {name: data[name] for name in ("name", "entry", "amount", "expected_on", "owner")}
        if values["amount"] is None or not _say_the_same(editor.tried_lines(), standing):
            values["products"] = editor.tried_lines()
        try:
            _, undo_url = opportunities.change(
                opportunity=held, version=data["version"] or 0, actor=request.user, customer=form.found, **values
            )
        except Conflict as error:
            stand_beside(form, Opportunity.objects.get(pk=held.pk), str(error), stamp="version")
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            notices.done(request, "Guardado", undo_url=undo_url)
            seen = queries.opportunities_visible_to(request.user).filter(pk=pk).exists()
            return redirect("sales:opportunity", pk) if seen else redirect("sales:opportunities")
    return _show_form(request, form, editor, held, posted)


@require_GET
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """How far it is, what it lacks, what was done and promised, and every act."""
    row = load(request, pk)
    at, facts = clock.now(), house.current()
    stages = queries.process_of(row)
    changes, touches, notes = page.changes_of(row), page.touches_of(row), page.notes_of(row)
    pending, done = page.tasks_of(row)
    opened = row.state == OpportunityState.OPEN
    progress = queries.progress_of([row])[row.pk]
    context = {
        "row": row,
        "opened": opened,
        "stages": [_stage_shown(one, row) for one in stages],
        "progress": progress,
        "todo": [(one, [_step_shown(step, row) for step in one.steps]) for one in page.todo(stages)] if opened else [],
        "weighted": page.weighted(row),
        "standing": _standing(row, at),
        "late": opened and row.expected_on is not None and row.expected_on < facts.today,
        "next": pending[0] if pending else None,
        "pending": [(one, wording.said_moment(one.due_at, all_day=one.all_day), wording.lateness(one, at),
                     wording.done_url(one)) for one in pending],
        "done": done,
        "products": page.products_of(row),
        "people": page.people_of(row),
        "contacts": contacts_of(row.customer),
        "rivals": page.rivals_of(row),
        "known_rivals": list(Competitor.objects.filter(is_active=True)),
        "files": page.files_of(row),
        "quotes": [(one, address("sales:quote", one.pk)) for one in page.quotes_of(row)],
        "quote_new": _with(address("sales:quote_new"), row),
        "orders": page.orders_of(request.user, row),
        "order_new": _with(address("sales:order_new"), row),
        "story": page.story(changes=changes, touches=touches, notes=notes),
        "effort": page.effort_of(touches),
        "data": _data(row, changes),
        "promise": PromiseForm(),
        "rival": RivalForm(),
        "trail": [("Oportunidades", address("sales:opportunities") or "/")],
    }  # fmt: skip
    return render(request, "sales/opportunity.html", context)


def _form_kwargs(request: HttpRequest) -> dict[str, Any]:
    return {"user": request.user, "lookup_url": reverse("sales:redirected_customers")}


def _initial(held: Opportunity) -> dict[str, Any]:
    return {
        "customer": customer_label(held.customer),
        "name": held.name,
        "entry": held.entry,
        "amount": formatting.number(held.amount, house.current().locale, decimals=2),
        "expected_on": held.expected_on,
        "owner": held.owner_id,
        "version": held.version,
    }


def _row(line: OpportunityProduct) -> dict[str, Any]:
    return row_of(product=line.product, name=line.name, quantity=line.quantity, unit_price=line.unit_price)


def _say_the_same(tried: list[TriedLine], standing: Sequence[OpportunityProduct]) -> bool:
    """Are the rows of the form those that stand? Then the change has nothing to do with them, and can be taken back."""
    typed = [(one.product, one.name, one.quantity, one.unit_price) for one in tried]
    return typed == [(one.product, "" if one.product else one.name, one.quantity, one.unit_price) for one in standing]


def _show_form(
    request: HttpRequest, form: Any, editor: LineEditor, held: Opportunity | None, posted: Any
) -> HttpResponse:
    trail = [("Oportunidades", address("sales:opportunities") or "/")]
    if held is not None:
        trail.append((held.number, reverse("sales:opportunity", args=[held.pk])))
    context = {
        "form": form,
        "editor": editor,
        "rows": editor.rows(),
        "sums": editor.sums(),
        "row": held,
        "trail": trail,
        "cancel_url": trail[-1][1],
    }
    return render(request, "sales/opportunity_form.html", context, status=422 if posted is not None else 200)


def _stage_shown(one: queries.StageState, row: Opportunity) -> dict[str, Any]:
    """A step of the path: its class, its mark and what it says below."""
    required = [step for step in one.steps if step.step.required]
    missing = len(one.missing)
    won = row.state == OpportunityState.WON
    kind = {"past": "is-done", "now": "is-done" if won else "is-now", "ahead": ""}[one.place]
    if one.place == "past" and missing:
        kind = "is-late"
    said = f"{len(required) - missing} de {len(required)} pasos" if required else "sin pasos"
    return {"name": one.stage.name, "kind": kind, "said": said, "probability": one.stage.probability,
            "current": one.place == "now"}  # fmt: skip


def _step_shown(one: queries.StepState, row: Opportunity) -> dict[str, Any]:
    """A step with what does it: a button, or the page where it happens."""
    act, label = "", ""
    if one.step.by == StepBy.ACTION and one.step.action_type is not None:
        where = reverse("activities:log", args=[one.step.action_type.code])
        act, label = f"{where}?customer={row.customer_id}&opportunity={row.pk}", "Registrar"
    elif one.step.by in (StepBy.QUOTE_SENT, StepBy.QUOTE_ACCEPTED):
        act, label = _with(address("sales:quote_new"), row), "Cotizar"
    elif one.step.by == StepBy.ORDER:
        act, label = _with(address("sales:order_new"), row), "Tomar el pedido"
    return {
        "step": one.step,
        "done": one.done,
        "by_hand": one.by_hand,
        "how": "" if one.by_hand else page.done_by_word(one.step.by),
        "act": act,
        "label": label,
    }


def _with(where: str, row: Opportunity) -> str:
    return f"{where}?opportunity={row.pk}&customer={row.customer_id}" if where else ""


def _standing(row: Opportunity, at: Any) -> dict[str, Any]:
    """How long it has stood in its stage, and whether that is too long."""
    days = (at - row.stage_since).days
    most = row.stage.max_days
    return {"days": days, "stuck": row.state == OpportunityState.OPEN and most is not None and days > most,
            "most": most}  # fmt: skip


def _data(row: Opportunity, changes: Any) -> list[tuple[str, Any]]:
    facts = house.current()
    pairs = [
        ("Número", row.number),
        ("Proceso", str(row.pipeline)),
        ("Entró por", str(row.get_entry_display())),
        ("Abierta", formatting.day(row.opened_on, today=facts.today)),
        ("Cambios de etapa", str(max(len(changes) - 1, 0))),
        ("Número de fuera", row.external_id),
    ]
    return [(name, value) for name, value in pairs if value]
