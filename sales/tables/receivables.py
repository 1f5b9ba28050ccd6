"""Columns of the cartera."""

from typing import Any

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from core import formatting, house
from core.lists import Col, ListTable
from sales.queries.receivables import BUCKET_LABELS, bucket_of

from .orders import customer_name

TONES = {"current": "", "1-30": "warn"}


def customer_account(row: Any) -> str:
    """The state of account of the debtor, or the order of a counter sale."""
    if row.customer_id is None:
        return reverse("sales:detail", args=[row.pk])
    return reverse("sales:receivables_customer", args=[row.customer_id])


def days_late(row: Any) -> int:
    """Days since its day, negative before it."""
    return (house.current().today - row.due_on).days


def late_said(row: Any) -> str:
    days = days_late(row)
    if days > 0:
        return f"hace {days} {'día' if days == 1 else 'días'}"
    return "hoy" if not days else f"en {-days} {'día' if days == -1 else 'días'}"


def bucket_label(row: Any) -> str:
    return BUCKET_LABELS[bucket_of(row.due_on, as_of=house.current().today)]


def late_cell(row: Any) -> SafeString:
    tone = TONES.get(bucket_of(row.due_on, as_of=house.current().today), "bad")
    return format_html('<span class="{}">{}</span>', tone, late_said(row))


def act_cell(row: Any) -> SafeString | str:
    """Write where he has a mail; call where he has a telephone: the number dials, «Llamar» notes the call."""
    customer = row.customer
    if customer is None:
        return ""
    acts = []
    if customer.email:
        acts.append(("btn btn-sm", reverse("sales:receivables_remind", args=[row.pk]), "Recordar"))
    if customer.phone:
        acts.append(("btn btn-sm", f"{reverse('activities:log_call')}?customer={customer.pk}", "Llamar"))
        acts.append(("secondary", f"tel:{customer.phone}", customer.phone))
    acts = acts or [("secondary", reverse("customers:detail", args=[customer.pk]), "Sin teléfono ni correo")]
    drawn = format_html_join(" ", '<a class="{}" href="{}">{}</a>', acts)
    return format_html('<span class="debt-acts">{}</span>', drawn)


def returned_note(row: Any) -> str:
    """Why what is owed is less than what was sold less what was paid."""
    return f"devolvió {formatting.money(-row.returned, house.current().locale)}" if row.returned else ""


class ReceivableTable(ListTable):
    name = Col(
        "Cliente",
        raw=customer_name,
        to=customer_account,
        second=lambda o: (
            f"venció {late_said(o)}" if days_late(o) > 0 else f"vence {late_said(o)}",
            TONES.get(bucket_of(o.due_on, as_of=house.current().today), "bad"),
        ),
        phone="main",
    )
    number = Col("Pedido", at="number", to=lambda o: reverse("sales:detail", args=[o.pk]))
    due = Col("Vence", at="due_on", kind="date")
    late = Col("Atraso", raw=days_late, kind="integer", show=late_cell)
    bucket = Col("Tramo", raw=bucket_label)
    placed = Col("Fecha", at="placed_on", kind="date")
    amount = Col("Importe", at="amount", kind="money", second=returned_note)
    received = Col("Cobrado", at="paid", kind="money")
    returned = Col("Devuelto", at="returned", kind="money")
    balance = Col("Se debe", at="balance", kind="money", phone="figure")
    seller = Col("Vendedor", raw=lambda o: str(o.seller) if o.seller else "")
    owner = Col("Lleva al cliente", raw=lambda o: str(o.customer.owner) if o.customer and o.customer.owner else "")
    act = Col("", raw=lambda o: "", show=act_cell, phone="act", drawn=True)
