"""Writing to one customer: a template or free text, and before sending, when it will leave or why not."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from core import named, notices
from core.errors import DomainError
from core.idempotency import once
from customers.models import Customer
from customers.queries import customers_visible_to, find_customers
from messaging import queries, services
from messaging.enums import Channel, Purpose
from messaging.forms import ComposeForm
from messaging.models import Message, Template
from messaging.services import gate
from messaging.services.fields import shown
from messaging.services.queueing import address_of

from .templates import chips


def _customer(request: HttpRequest) -> Customer | None:
    said = request.POST.get("customer") or request.GET.get("customer")
    return named.one_of(customers_visible_to(request.user), said)


@require_http_methods(["GET", "HEAD", "POST"])
@once
def compose(request: HttpRequest) -> HttpResponse:
    """Without a customer: find him. With one: write."""
    customer = _customer(request)
    if customer is None:
        text = request.GET.get("q", "")
        found = find_customers(request.user, text, 20) if text.strip() else []
        return render(request, "messaging/compose_whom.html", {"text": text, "found": found})
    template = _template(request)
    form = ComposeForm(request.POST or None, user=request.user, initial=_initial(customer, template, request))
    if request.method == "POST" and form.is_valid():
        try:
            message = _send(request, customer, form.cleaned_data)
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            notices.done(request, _told(message))
            return redirect("messaging:detail", pk=message.pk)
    values = form.data if form.is_bound else form.initial
    context = {
        "form": form,
        "customer": customer,
        "templates": list(queries.templates_for(request.user)),
        "template": template,
        "chips": [one for one in chips() if one["place"].startswith(("{{cliente", "{{empresa", "{{quien"))],
        "shown": _shown(request, customer, values),
        "trail": [("Clientes", "/clientes/"), (customer.name, f"/clientes/{customer.pk}/")],
    }
    return render(request, "messaging/compose.html", context, status=422 if form.errors else 200)


@require_POST
def preview(request: HttpRequest) -> HttpResponse:
    """What will leave, and when; writes nothing."""
    customer = _customer(request)
    shown = _shown(request, customer, request.POST) if customer else {"fault": "Elige a quién."}
    return render(request, "messaging/_outgoing.html", {"shown": shown})


def _template(request: HttpRequest) -> Template | None:
    return named.one_of(queries.templates_for(request.user), request.GET.get("template"))


def _initial(customer: Customer, template: Template | None, request: HttpRequest) -> dict[str, Any]:
    if template is not None:
        return {
            "channel": template.channel, "purpose": template.purpose, "subject": template.subject,
            "body": template.body, "template": template.pk, "to_address": address_of(customer, template.channel),
        }  # fmt: skip
    wanted = request.GET.get("channel", "")
    channel = wanted if wanted in Channel.values else Channel.EMAIL if customer.email else Channel.WHATSAPP
    return {"channel": str(channel), "purpose": Purpose.SERVICE.value, "to_address": address_of(customer, channel)}


def _draft(request: HttpRequest, customer: Customer, data: Any) -> dict[str, Any]:
    template = data.get("template")
    if not isinstance(template, Template):
        template = named.one_of(queries.templates_for(request.user), str(template or ""))
    channel = str(data.get("channel") or Channel.EMAIL)
    address = str(data.get("to_address") or "").strip()
    own = {customer.email, customer.phone}
    # The address of the other channel stays in its box when one changes channel: then his own one is meant.
    address = "" if address in own or (("@" in address) != (channel == Channel.EMAIL)) else address
    html = template.html if template and str(data.get("body")) == template.body else ""
    return {
        "actor": request.user, "customer": customer, "channel": channel, "template": template, "html": html,
        "purpose": str(data.get("purpose") or Purpose.SERVICE), "to_address": address,
        "subject": str(data.get("subject") or "") if channel == Channel.EMAIL else "",
        "body": str(data.get("body") or ""),
    }  # fmt: skip


def _send(request: HttpRequest, customer: Customer, data: dict[str, Any]) -> Message:
    """Queue it, unless the gate refuses for good: then the person hears it here."""
    draft = _draft(request, customer, data)
    verdict = services.ask(services.compose(**draft))
    if verdict.decision == gate.REFUSE:
        raise DomainError(f"No puede salir. {verdict.said}")
    return services.queue(**draft)


def _told(message: Message) -> str:
    if message.channel == Channel.WHATSAPP:
        return "Listo para abrir en WhatsApp"
    verdict = services.ask(message)
    return "En camino" if verdict.decision == gate.SEND else verdict.said


def _shown(request: HttpRequest, customer: Customer, data: Any) -> dict[str, Any]:
    """The text as it will leave and the sentence of the gate."""
    if not str(data.get("body") or "").strip():
        return {}
    try:
        draft = _draft(request, customer, data)
        message = services.compose(**draft)
    except DomainError as error:
        return {"fault": str(error)}
    verdict = services.ask(message)
    said = "Sale ahora." if verdict.decision == gate.SEND else verdict.said
    if message.channel == Channel.WHATSAPP and verdict.decision == gate.SEND:
        said = "La abres tú en WhatsApp después de guardarla."
    return {
        "subject": message.subject, "body": shown(message.body), "address": message.to_address,
        "decision": verdict.decision, "said": said, "checks": verdict.checks,
    }  # fmt: skip
