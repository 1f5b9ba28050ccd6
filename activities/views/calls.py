"""Calls of the exchange: the queue of missed ones, all of them, one."""

import re
from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from activities.enums import TREATMENT_MOVES, Treatment
from activities.filters.voices import CallFilter, MissedFilter, waiting_only
from activities.forms.voices import OUTCOMES, CallAssignForm, CallOutcomeForm
from activities.models import PhoneCall
from activities.queries import calls as queries
from activities.services import calls
from activities.tables.voices import CallTable, MissedTable, call_url, caller, number_said, tries_said, what_it_was
from core import clock, named, notices
from core.errors import DomainError
from core.lists import BuiltInView, BulkAction, BulkDone, Empty, HeadAct, ListSpec, Sort, find, list_view
from customers.queries import customers_visible_to

IMPORT = HeadAct(
    "Importar", "core:imports", "upload", roles=frozenset({"gestor", "supervisor", "administrador", "servicio"})
)


def search(rows: QuerySet[PhoneCall], text: str) -> QuerySet[PhoneCall]:
    """Digits look in the numbers, words in the customers."""
    digits = re.sub(r"[\s()+.\-]", "", text)
    if digits.isdigit():
        return rows.filter(Q(phone__contains=digits) | Q(number__contains=digits))
    return find(rows, text, column="customer__search")


def assign_many(*, actor: Any, rows: QuerySet[PhoneCall], values: dict[str, Any]) -> BulkDone:
    count, undo_url = calls.assign(calls=rows, to=values["to"], actor=actor)
    return BulkDone(f"{count} {'llamada' if count == 1 else 'llamadas'}: {_to(values['to'])}", undo_url)


def treat_many(*, actor: Any, rows: QuerySet[PhoneCall], values: dict[str, Any]) -> BulkDone:
    outcome = values["outcome"]
    count, undo_url = calls.treat_many(
        calls=rows, outcome=outcome, actor=actor, at=clock.now(), note=values.get("note", "")
    )
    said = Treatment(outcome).label.lower()
    return BulkDone(f"{count} {'llamada' if count == 1 else 'llamadas'}: {said}", undo_url)


def _to(person: Any) -> str:
    return f"la devuelve {person}" if person else "de nadie"


MISSED = ListSpec(
    key="llamadas",
    title="Llamadas perdidas",
    one="llamada",
    many="llamadas",
    base=queries.missed,
    table=MissedTable,
    filters=MissedFilter,
    columns=("name", "started", "worth", "treatment", "assigned", "act"),
    sorts={
        "worth": Sort("Quien más compra, primero; después, quien más espera", "customer__standing__monetary", "older",
                      nullable=True, down=True),
        "started": Sort("Las últimas primero", "started_at", "id", down=True),
    },
    order="-worth",
    url_name="activities:calls",
    placeholder="Número o cliente",
    search=search,
    alike=None,
    prepare=queries.prepare,
    prepared=frozenset({"name", "tries"}),
    narrow=waiting_only,
    row_url=call_url,
    row_name=lambda call: f"{caller(call)}, {number_said(call)}",
    views=(
        BuiltInView("mias", "Mías", "assigned={user}"),
        BuiltInView("sin-duenio", "Sin nadie", "assigned=none"),
        BuiltInView("tratadas", "Tratadas", "state=done&sort=-started"),
    ),
    bulk=(
        BulkAction(
            "assign", "Asignar", "user-plus", "Asignar", assign_many, CallAssignForm, queries.treatable_by,
            frozenset(queries.TREATERS),
        ),
        BulkAction(
            "treat", "Tratar", "check", "Guardar", treat_many, CallOutcomeForm, queries.treatable_by,
            frozenset(queries.TREATERS),
        ),
    ),
    acts=(HeadAct("Todas las llamadas", "activities:all_calls", "list"), IMPORT),
    all_label="Por devolver",
    empty=Empty(
        icon="phone-incoming",
        title="Aquí quedan las llamadas que nadie contestó",
        text="Trae el archivo de la central: cada llamada perdida se une a su cliente y espera a que alguien la "
        "devuelva, la de quien más compra primero.",
        act=IMPORT,
    ),
)  # fmt: skip

ALL = ListSpec(
    key="llamadas-todas",
    title="Todas las llamadas",
    one="llamada",
    many="llamadas",
    base=queries.all_calls,
    table=CallTable,
    filters=CallFilter,
    columns=("name", "started", "kind", "length", "user", "treatment"),
    sorts={"started": Sort("Las últimas primero", "started_at", "id", down=True)},
    order="-started",
    url_name="activities:all_calls",
    placeholder="Número o cliente",
    search=search,
    alike=None,
    prepare=queries.prepare,
    prepared=frozenset({"name"}),
    row_url=call_url,
    row_name=lambda call: f"{caller(call)}, {number_said(call)}",
    views=(
        BuiltInView("mias", "Mías", "user={user}"),
        BuiltInView("perdidas", "Perdidas", "direction=in&answered=false"),
    ),
    acts=(IMPORT,),
    all_label="Todas",
    trail=(("Llamadas", "/llamadas/"),),
    empty=Empty(
        icon="phone",
        title="Aquí está cada llamada de tu central",
        text="Con quién, cuánto duró y quién la tuvo. Trae el archivo que tu central exporta, CSV o Excel.",
        act=IMPORT,
    ),
)

missed_list = list_view(MISSED)
call_list = list_view(ALL)


def _load(request: HttpRequest, pk: int) -> PhoneCall:
    call = queries.one_call(request.user, pk)
    if call is None:
        raise Http404
    return call


@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One call: whose, what became of it, the other calls of that number."""
    call = _load(request, pk)
    queries.prepare([call], request.user)
    others = queries.same_number(request.user, call)
    may = queries.treatable_by(request.user, PhoneCall.objects.filter(pk=pk)).exists()
    moves = TREATMENT_MOVES.get(call.treatment, frozenset()) if may else frozenset()
    context = {
        "call": call,
        "title": caller(call),
        "was": what_it_was(call),
        "tries": tries_said(call),
        "others": [(one, what_it_was(one)) for one in others],
        "outcomes": [(one.value, one.label) for one in OUTCOMES if one in moves],
        "may_reopen": Treatment.PENDING in moves,
        "may": may,
        "form_url": queries.call_form_url(call) if call.interaction_id is None else "",
        "assign": CallAssignForm(user=request.user, initial={"to": call.assigned_id or ""}) if may else None,
        "trail": [("Llamadas", "/llamadas/")],
    }
    return render(request, "activities/call.html", context)


@require_POST
def treat(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what became of it, by button."""
    call = _load(request, pk)
    outcome = request.POST.get("outcome", "")
    if outcome not in Treatment.values:
        raise Http404
    try:
        undo_url = calls.treat(
            call=call,
            outcome=outcome,
            version=named.number(request.POST.get("version"), digits=9),
            actor=request.user,
            at=clock.now(),
            note=request.POST.get("note", ""),
        )
    except DomainError as error:
        notices.failed(request, str(error))
        return redirect("activities:call_detail", pk=pk)
    notices.done(request, f"{caller(call)}: {Treatment(outcome).label.lower()}", undo_url=undo_url)
    return redirect(_back(request, pk))


@require_POST
def assign(request: HttpRequest, pk: int) -> HttpResponse:
    """Give it to somebody."""
    call = _load(request, pk)
    form = CallAssignForm(request.POST, user=request.user)
    if not form.is_valid():
        notices.failed(request, "Elige a quién.")
        return redirect("activities:call_detail", pk=pk)
    to = form.cleaned_data["to"]
    try:
        _, undo_url = calls.assign(calls=PhoneCall.objects.filter(pk=call.pk), to=to, actor=request.user)
    except DomainError as error:
        notices.failed(request, str(error))
    else:
        notices.done(request, _to(to).capitalize(), undo_url=undo_url)
    return redirect("activities:call_detail", pk=pk)


@require_POST
def link_customer(request: HttpRequest, pk: int) -> HttpResponse:
    """Say whose it was."""
    call = _load(request, pk)
    customer = named.one_or_404(customers_visible_to(request.user), request.POST.get("customer"))
    try:
        calls.link_customer(call=call, customer=customer, actor=request.user)
    except DomainError as error:
        notices.failed(request, str(error))
    else:
        notices.done(request, f"Es de {customer.name}")
    return redirect("activities:call_detail", pk=pk)


def _back(request: HttpRequest, pk: int) -> str:
    asked = request.POST.get("back", "")
    safe = url_has_allowed_host_and_scheme(asked, {request.get_host()}, require_https=request.is_secure())
    return asked if asked and safe else f"/llamadas/{pk}/"
