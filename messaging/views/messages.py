"""One message: what, to whom, when, and what the gate and the servers said."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core import notices
from core.errors import DomainError
from customers.queries import customers_visible_to
from messaging import queries, services
from messaging.enums import DELIVERY_TONES, RESENDABLE, TONES, Channel, Delivery, State
from messaging.models import Message
from messaging.services.fields import shown
from messaging.tables import whom


def _load(request: HttpRequest, pk: int) -> Message:
    rows = queries.messages_visible_to(request.user).select_related("customer", "author", "template")
    return get_object_or_404(rows, pk=pk)


@require_GET
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The page of a message."""
    message = _load(request, pk)
    context = {
        "message": message,
        "whom": whom(message),
        "body": shown(message.body),
        "html": shown(message.html),
        "tone": TONES[State(message.state)],
        "delivery_tone": DELIVERY_TONES[Delivery(message.delivery)] if message.delivery else "",
        "events": list(message.events.select_related("actor").order_by("-id")),
        "checks": message.verdict.get("checks", []),
        "attachments": [one.file for one in message.attachments.select_related("file")],
        "may_cancel": message.state == State.QUEUED,
        "may_resend": message.state in RESENDABLE,
        "may_open": message.state == State.QUEUED and message.channel == Channel.WHATSAPP and not message.frozen_at,
        "may_release": bool(
            message.frozen_at and getattr(request.user, "roles", frozenset()) & queries.TEMPLATE_EDITORS
        ),
        "trail": [("Mensajes", "/mensajes/")],
    }
    return render(request, "messaging/detail.html", context)


def _one(request: HttpRequest, pk: int) -> QuerySet[Message]:
    return Message.objects.filter(pk=_load(request, pk).pk)


@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    if services.cancel(messages=_one(request, pk), actor=request.user):
        notices.done(request, "Cancelado: ya no sale")
    else:
        notices.failed(request, "Ya no esperaba: míralo abajo.")
    return redirect("messaging:detail", pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
def resend(request: HttpRequest, pk: int) -> HttpResponse:
    """Asked before, because it leaves the house and may arrive twice."""
    message = _load(request, pk)
    if request.method == "POST":
        if services.resend(messages=_one(request, pk), actor=request.user):
            notices.done(request, "De nuevo en la cola")
        else:
            notices.failed(request, "Solo se reenvía lo que falló o quedó incierto.")
        return redirect("messaging:detail", pk=pk)
    unsure = message.state == State.UNCERTAIN
    context: dict[str, Any] = {
        "title": "Reenviar este mensaje",
        "sentence": "No sabemos si llegó. Si lo reenvías, puede que le llegue dos veces."
        if unsure
        else "Falló. Saldrá otra vez a la misma dirección.",
        "sample": [f"A {whom(message)}, {message.to_address}", message.subject or message.body[:80]],
        "verb": "Reenviar",
        "danger": unsure,
        "cancel_url": f"/mensajes/{pk}/",
        "hidden": {},
    }
    return render(request, "confirm.html", context)


@require_POST
def release(request: HttpRequest, pk: int) -> HttpResponse:
    services.release(messages=_one(request, pk), actor=request.user)
    notices.done(request, "Suelto: sale en cuanto le toque")
    return redirect("messaging:detail", pk=pk)


@require_POST
def address_works(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody asked the customer: the address that came back takes mail again."""
    customer = get_object_or_404(customers_visible_to(request.user), pk=pk)
    if services.works_again(channel=Channel.EMAIL, address=customer.email, actor=request.user):
        notices.done(request, "Se le vuelve a escribir a ese correo")
    else:
        notices.failed(request, "Ese correo no estaba apartado por rebotar.")
    return redirect("customers:detail", pk=pk)


@require_POST
def open_whatsapp(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask the gate, note that a person opens it, and give the link to tap."""
    message = _load(request, pk)
    try:
        link = services.open_whatsapp(message=message, actor=request.user)
    except DomainError as error:
        notices.failed(request, str(error))
        return redirect("messaging:detail", pk=pk)
    return render(request, "messaging/whatsapp.html", {"message": message, "whom": whom(message), "link": link})
