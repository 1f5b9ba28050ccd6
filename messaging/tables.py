"""Columns of messages and templates."""

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from core import formatting, house
from core.lists import Col, ListTable
from messaging.enums import DELIVERY_TONES, TONES, Delivery, State
from messaging.models import Message, Template

CLIP = 58


def message_url(message: Message) -> str:
    return reverse("messaging:detail", args=[message.pk])


def whom(message: Message) -> str:
    return (message.customer.name if message.customer else "") or message.to_name or message.to_address


def day_cell(message: Message) -> str:
    facts = house.current()
    return formatting.day(message.created_at.astimezone(facts.zone), today=facts.today)


def state_cell(message: Message) -> SafeString | str:
    """No badge for the normal end; what a provider told afterwards says more than that it left."""
    if message.delivery:
        return format_html(
            '<span class="badge badge-{}">{}</span>',
            DELIVERY_TONES[Delivery(message.delivery)],
            message.get_delivery_display(),
        )
    label = "Retenido" if message.frozen_at else message.get_state_display()
    if message.state == State.SENT:
        return format_html('<span class="quiet">{}</span>', label)
    tone = TONES[State(message.state)]
    return format_html('<span class="badge{}">{}</span>', f" badge-{tone}" if tone else "", label)


def said_cell(message: Message) -> str:
    """The beginning; the page of the message and the file say it whole."""
    return message.said if len(message.said) <= CLIP else message.said[: CLIP - 1].rsplit(" ", 1)[0] + "…"


class MessageTable(ListTable):
    name = Col("A quién", raw=whom, to=message_url, second=lambda m: m.subject or "", phone="main")
    said = Col("Qué pasó", at="said", show=said_cell)
    state = Col("Estado", raw=lambda m: str(m.get_state_display()), show=state_cell, phone="figure")
    channel = Col("Canal", raw=lambda m: str(m.get_channel_display()))
    purpose = Col("Para", raw=lambda m: str(m.get_purpose_display()))
    created = Col("Escrito", at="created_at", kind="datetime", show=day_cell, sort="created")
    author = Col("Escrito por", raw=lambda m: str(m.author or "El programa"))
    address = Col("Dirección", at="to_address")
    about = Col("Sobre", at="related_label")
    delivery = Col("Dijo el proveedor", raw=lambda m: str(m.get_delivery_display() or ""))
    sent = Col("Salió", at="claimed_at", kind="datetime")


def template_url(template: Template) -> str:
    return reverse("messaging:template", args=[template.pk])


class TemplateTable(ListTable):
    name = Col("Plantilla", at="name", to=template_url, second=lambda t: t.subject, sort="name", phone="main")
    channel = Col("Canal", raw=lambda t: str(t.get_channel_display()), phone="figure")
    purpose = Col("Para", raw=lambda t: str(t.get_purpose_display()))
    active = Col("En uso", raw=lambda t: "Sí" if t.is_active else "No")
    code = Col("Código", at="code")
