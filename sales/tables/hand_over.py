"""Columns of hand-overs."""

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from core.lists import Col, ListTable
from sales.models import HandOver


def hand_over_url(row: HandOver) -> str:
    return reverse("sales:hand_over", args=[row.pk])


def read_cell(row: HandOver) -> SafeString | str:
    if row.to_user_id is None:
        return format_html('<span class="quiet">{}</span>', "nadie la espera")
    if row.read_at is None:
        return format_html('<span class="badge badge-warn">{}</span>', "Por leer")
    return format_html('<span class="quiet">{}</span>', "Leída")


class HandOverTable(ListTable):
    customer = Col(
        "Cliente",
        raw=lambda r: r.customer.name,
        to=hand_over_url,
        second=lambda r: f"{r.from_user or 'nadie'} → {r.to_user or 'nadie'}",
        phone="main",
    )
    at = Col("Cuándo", at="at", kind="datetime", phone="figure", sort="at")
    from_user = Col("Lo tenía", raw=lambda r: str(r.from_user) if r.from_user else "nadie")
    to_user = Col("Lo recibe", raw=lambda r: str(r.to_user) if r.to_user else "nadie")
    read = Col("Expediente", raw=lambda r: "leído" if r.read_at else "por leer", show=read_cell)
    code = Col("Código", raw=lambda r: r.customer.code)
