"""Registering what happened: one form for every kind of action, as a page and as a drawer."""

import json
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from activities import queries
from activities.forms.work import FACE_TO_FACE, TALKS, CorrectForm, LogForm
from activities.models import ActionType, Interaction, PhoneCall, Task
from activities.queries import wording
from activities.queries.calls import calls_visible_to
from activities.services import interactions
from company.queries import time_zone
from core import named, notices
from core.clock import now
from core.editing import tell_changes
from core.errors import Conflict, DomainError, NotAllowed
from core.idempotency import once
from core.slots import LOG_CHOICES
from customers.models import Contact, Customer
from customers.queries import customers_visible_to

HITS = 8


def load_customer(request: HttpRequest, text: str | None) -> Customer | None:
    """The customer of an address; one that is not to be seen is 404, none at all is ``None``."""
    if not text:
        return None
    return named.one_or_404(customers_visible_to(request.user), text)


def _load_task(request: HttpRequest, text: str | None) -> Task | None:
    if not text:
        return None
    return named.one_or_404(queries.tasks_visible_to(request.user).select_related("customer", "type"), text)


def _load_call(request: HttpRequest, text: str | None) -> PhoneCall | None:
    if not text:
        return None
    return named.one_or_404(calls_visible_to(request.user).select_related("customer"), text)


def back_to(request: HttpRequest, default: str) -> str:
    """Where the person came from (``back`` of the form, else the page behind the drawer), if it is one of ours."""
    asked = request.POST.get("back") or request.GET.get("back") or request.headers.get("HX-Current-URL", "")
    if not asked and request.method == "POST":
        asked = request.headers.get("Referer", "")
    if asked and url_has_allowed_host_and_scheme(asked, {request.get_host()}, require_https=request.is_secure()):
        return asked
    return default


@once
@require_http_methods(["GET", "HEAD", "POST"])
def log(request: HttpRequest, code: str) -> HttpResponse:
    """Register an action of this kind. A post with ``draft`` only opens the form with what was written."""
    kind = queries.type_by_code(code)
    if kind is None:
        raise Http404
    asked = request.POST if request.method == "POST" else request.GET
    task, call = _load_task(request, asked.get("task")), _load_call(request, asked.get("call"))
    customer = load_customer(request, asked.get("customer")) or (task.customer if task else None)
    customer = customer or (call.customer if call else None)
    at = now()
    saving = request.method == "POST" and "draft" not in request.POST
    initial = _initial(asked, task, call)
    form = LogForm(
        request.POST if saving else None, kind=kind, user=request.user, at=at, customer=customer, initial=initial
    )
    if saving and form.is_valid():
        done = _save(request, form, task, call)
        if done is not None:
            return done
    return _show(request, form, task, status=422 if form.errors else 200)


def _initial(asked: Any, task: Task | None, call: PhoneCall | None) -> dict[str, Any]:
    found: dict[str, Any] = {"text": asked.get("text", "")[:4000], "next_time": queries.days.MORNING}
    if task:
        found |= {"task": task.pk, "task_version": task.version, "contact": task.contact_id}
    if call:
        found["call"] = call.pk
    if call and call.answered:  # a missed one is returned now: neither its hour nor its length are those of the talk
        found |= {"minutes": -(-call.seconds // 60) or None}
        found["happened_at"] = call.started_at.astimezone(time_zone())
    return found


def _save(request: HttpRequest, form: LogForm, task: Task | None, call: PhoneCall | None) -> HttpResponse | None:
    data = form.cleaned_data
    step, reason = form.next_step()
    try:
        done = interactions.log(
            actor=request.user,
            at=form.at,
            customer=form.whom(),
            kind=form.kind,
            happened_at=data["happened_at"],
            outcome=data["outcome"],
            text=data["text"],
            seconds=call.seconds if call and call.answered else data["minutes"] * 60 if data["minutes"] else None,
            place=data.get("place", ""),
            contact=form.spoken_with(),
            task=task,
            version=data["task_version"],
            call=call,
            next_step=step,
            no_next_reason=reason,
            voice=data["voice"],
            about={key: request.POST[key] for key, _ in LOG_CHOICES.items() if request.POST.get(key)},
        )
    except (Conflict, NotAllowed) as error:
        form.add_error(None, str(error))
        return None
    except DomainError as error:
        form.add_error(error.field if error.field in form.fields else None, str(error))
        return None
    customer = done.interaction.customer
    follows = ""
    if done.next_task:
        follows = f" Sigue: {done.next_task.title}, {wording.said_moment(done.next_task.due_at, at=form.at)}."
    notices.done(request, f"{form.kind.name} con {customer.name}, anotada.{follows}", undo_url=done.undo_url)
    return redirect(back_to(request, reverse("customers:detail", args=[customer.pk])))


def _show(request: HttpRequest, form: LogForm, task: Task | None, *, status: int) -> HttpResponse:
    customer = form.chosen
    context = {
        "form": form,
        "kind": form.kind,
        "title": _title(form.kind),
        "verb": f"Guardar {form.kind.name.lower()}",
        "talk": form.kind.channel in TALKS,
        "face": form.kind.channel in FACE_TO_FACE,
        "task": task,
        "proposals": json.dumps(form.proposals),
        "days": json.dumps(form.days),
        "back": back_to(request, reverse("customers:detail", args=[customer.pk]) if customer else "/"),
        **who(request.user, customer, chosen=form["contact"].value(), kind=form.kind, at=form.at),
        "abouts": abouts(request, customer, task),
        **hits(request, request.GET.get("q", "") if request.method == "GET" else ""),
    }
    drawer = bool(request.headers.get("HX-Request"))
    template = "activities/log_drawer.html" if drawer else "activities/log.html"
    return render(request, template, context, status=status)


def _title(kind: ActionType) -> str:
    return f"Registrar {kind.name if kind.name.isupper() or kind.code == 'whatsapp' else kind.name.lower()}"


def who(user: Any, customer: Customer | None, *, chosen: Any, kind: ActionType, at: datetime) -> dict[str, Any]:
    """The customer of the form with the people one may have talked to: one query."""
    if customer is None:
        return {"customer": None, "contacts": [], "address": reverse("activities:log", args=[kind.code])}
    rows: list[Contact] = list(customer.contacts.filter(is_active=True).order_by("-is_main", "first_name")[:30])
    picked = next((one.pk for one in rows if str(one.pk) == str(chosen)), None)
    if chosen in (None, "") and rows and rows[0].is_main:
        picked = rows[0].pk
    return {
        "customer": customer,
        "contacts": [(one, one.pk == picked) for one in rows],
        "called": wording.called(customer),
        "address": reverse("activities:log", args=[kind.code]),
    }


def abouts(request: HttpRequest, customer: Customer | None, task: Task | None = None) -> list[dict[str, Any]]:
    """What else it may have been for (``LOG_CHOICES``): only questions with something to choose."""
    asked = request.POST if request.method == "POST" else request.GET
    found = []
    for key, choice in LOG_CHOICES.items() if customer else ():
        options = choice.options(request.user, customer, asked.get(key, ""), task)
        if options:
            found.append({"name": key, "label": choice.label, "none": choice.none, "options": options})
    return found


def hits(request: HttpRequest, text: str) -> dict[str, Any]:
    """Customers that match what is typed; the last ones one dealt with where nothing is."""
    text = text.replace("\0", "").strip()[:120]
    found = queries.pick_customers(request.user, text, limit=HITS)
    return {"query": text, "hits": found, "short": bool(text) and not found and len(text) < 3}


@require_GET
def pick(request: HttpRequest) -> HttpResponse:
    """Hits of the customer picker (htmx), or the chosen one's line (``customer``)."""
    kind = queries.type_by_code(request.GET.get("kind", "llamada"))
    if kind is None:
        raise Http404
    context: dict[str, Any] = {"kind": kind}
    if request.GET.get("customer"):
        customer = load_customer(request, request.GET["customer"])
        context |= who(request.user, customer, chosen=None, kind=kind, at=now())
        context |= {"abouts": abouts(request, customer)}
        return render(request, "activities/_who.html", context)
    context |= hits(request, request.GET.get("q", "")) | {"address": reverse("activities:log", args=[kind.code])}
    return render(request, "activities/_picker_hits.html", context)


@once
@require_http_methods(["GET", "HEAD", "POST"])
def interaction(request: HttpRequest, pk: int) -> HttpResponse:
    """One thing that happened: read, corrected by who may."""
    held = queries.interactions_visible_to(request.user).select_related("customer", "type", "user").filter(pk=pk)
    row = held.first()
    if row is None:
        raise Http404
    may = queries.may_change_interaction(request.user, row)
    form = CorrectForm(request.POST or None, row=row)
    if request.method == "POST" and may and form.is_valid():
        try:
            version = form.cleaned_data["version"] or 0
            _, undo_url = interactions.edit(
                interaction=row, version=version, actor=request.user, at=now(), **form.values()
            )
        except Conflict:
            tell_changes(form, held.get(), stamp="version")
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            notices.done(request, "Guardado", undo_url=undo_url)
            return redirect("customers:detail", pk=row.customer_id)
    context = {
        "form": form,
        "row": row,
        "may": may,
        "when": wording.said_moment(row.happened_at),
        "trail": [
            ("Clientes", reverse("customers:list")),
            (row.customer.name, reverse("customers:detail", args=[row.customer_id])),
        ],
    }
    return render(request, "activities/interaction.html", context, status=422 if form.errors else 200)


@require_POST
def interaction_delete(request: HttpRequest, pk: int) -> HttpResponse:
    row: Interaction | None = queries.interactions_visible_to(request.user).filter(pk=pk).first()
    if row is None:
        raise Http404
    try:
        undo_url = interactions.delete(interaction=row, actor=request.user)
    except DomainError as error:
        notices.failed(request, str(error))
    else:
        notices.done(request, "Borrado de la historia", undo_url=undo_url)
    return redirect("customers:detail", pk=row.customer_id)
