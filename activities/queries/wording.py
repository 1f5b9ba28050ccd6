"""How tasks and proposals are said."""

from datetime import datetime

from django.urls import reverse

from activities.models import Task
from company.queries import time_zone, today
from core import formatting
from customers.enums import Kind
from customers.models import Contact, Customer

# What one does, by the code of the kind; another kind says its name.
TITLES = {
    "llamada": "Llamar a {who}",
    "llamada-recibida": "Llamar a {who}",
    "visita": "Visitar a {who}",
    "reunion": "Reunirse con {who}",
    "whatsapp": "Escribir a {who} por WhatsApp",
    "correo": "Escribir a {who}",
    "cotizar": "Mandar la cotización a {who}",
    "cobrar": "Recordar el pago a {who}",
    "atender-queja": "Resolver la queja de {who}",
}


def called(customer: Customer | None, contact: Contact | None = None) -> str:
    """What one calls a customer in a title: the contact's or the person's first name, else the name."""
    if contact is not None:
        return contact.first_name
    if customer is None:
        return ""
    return customer.first_name if customer.kind == Kind.PERSON and customer.first_name else str(customer.name)


def title_of(code: str, name: str, who: str) -> str:
    """ "Llamar a Katherine"."""
    pattern = TITLES.get(code, f"{name}: {{who}}")
    return pattern.format(who=who or "el cliente")[:160]


def said_moment(moment: datetime, *, all_day: bool = False, at: datetime | None = None) -> str:
    """ "mañana 10:00", "jue 12 16:30", "30 de noviembre": in the company's zone."""
    local = moment.astimezone(time_zone())
    day = formatting.day(local, today=today(at=at))
    return day if all_day else f"{day} {local:%H:%M}"


def lateness(task: Task, at: datetime) -> str:
    """ "" or how late an open task is: "hace 3 días", "hoy a las 10:00"."""
    if task.state != "open" or task.due_at >= at:
        return ""
    day, now = task.due_at.astimezone(time_zone()).date(), today(at=at)
    if day < now:
        return f"atrasada, {formatting.ago(day, today=now)}"
    return "" if task.all_day else f"era a las {task.due_at.astimezone(time_zone()):%H:%M}"


def state_said(task: Task) -> str:
    """ "Hecha hoy 10:20", "Cancelada: ya compró"; "" while it is open."""
    if task.state == "done" and task.done_at:
        return f"Hecha {said_moment(task.done_at)}"
    return f"Cancelada: {task.cancel_reason}" if task.state == "cancelled" else ""


def done_url(task: Task) -> str:
    """Where a task is finished: the form of its kind, or the question of a task without customer."""
    if task.customer_id is None:
        return reverse("activities:task", args=[task.pk])
    code = task.type.code if task.type and task.type.is_active else "nota"
    return f"{reverse('activities:log', args=[code])}?task={task.pk}"
