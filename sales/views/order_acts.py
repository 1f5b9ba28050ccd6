"""The acts on one order: each is one service, one sentence, with its undo where the former state can come back."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from core import formatting, house, notices
from core.errors import DomainError
from core.idempotency import once
from sales import queries, services
from sales.forms.orders import CancelForm, DeliverForm
from sales.forms.returns import ReturnForm
from sales.models import Order
from sales.queries.acting import acts_on, warehouses
from sales.queries.stock import asked_of, by_warehouse, returnable, short_anywhere


def _load(request: HttpRequest, pk: int, act: str) -> Order:
    """The order, if the person may do ``act`` with orders of that seller; 404 unseen, 403 of another team."""
    rows = queries.orders_visible_to(request.user).select_related("customer", "seller")
    order: Order = get_object_or_404(rows, pk=pk)
    if act not in acts_on(request.user, order):
        if not queries.orders_acted_by(request.user).filter(pk=pk, kind="sale").exists():
            raise PermissionDenied
        raise DomainError(f"El pedido {order.number} está {order.get_status_display().lower()}: eso ya no se puede.")
    return order


def _moved_on(request: HttpRequest, pk: int, error: DomainError) -> HttpResponse:
    notices.failed(request, str(error))
    return redirect("sales:detail", pk)


@require_POST
@once
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """A draft becomes a sale."""
    try:
        order = _load(request, pk, "confirm")
        made, undo_url = services.confirm_with_undo(
            order=order, actor=request.user, discount_code=request.POST.get("discount_code", "").strip()[:40]
        )
    except DomainError as error:
        return _moved_on(request, pk, error)
    locale = house.current().locale
    money = formatting.money(made.total + made.tax, locale)
    paid = f"; lo paga lo ya cobrado: {formatting.money(made.paid, locale)}" if made.paid else ""
    notices.done(request, f"Pedido {made.number} confirmado por {money}{paid}", undo_url=undo_url)
    if short := short_anywhere(made):
        notices.failed(request, f"Para entregarlo falta stock: {short}.")
    return redirect("sales:detail", pk)


@require_http_methods(["GET", "POST"])
@once
def deliver(request: HttpRequest, pk: int) -> HttpResponse:
    """From which warehouse it leaves: what is asked beside what is there."""
    try:
        order = _load(request, pk, "deliver")
    except DomainError as error:
        return _moved_on(request, pk, error)
    asked = asked_of(order)
    places = by_warehouse(asked, list(warehouses()))
    enough = next((place.warehouse.pk for place in places if not place.short), None)
    posted = request.POST if request.method == "POST" else None
    form = DeliverForm(posted, places=warehouses(), needed=bool(asked), initial={"warehouse": enough})
    if posted is not None and form.is_valid():
        try:
            made = services.deliver_order(order=order, warehouse=form.cleaned_data["warehouse"], actor=request.user)
        except DomainError as error:
            form.add_error("warehouse" if error.field == "warehouse" else None, str(error))
        else:
            notices.done(request, f"Pedido {made.number} entregado")
            return redirect("sales:detail", pk)
    context = {"order": order, "form": form, "asked": asked, "places": places, **_around(order)}
    return render(request, "sales/order_deliver.html", context, status=422 if posted is not None else 200)


@require_http_methods(["GET", "POST"])
@once
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Why it is annulled, after saying what that means."""
    try:
        order = _load(request, pk, "cancel")
    except DomainError as error:
        return _moved_on(request, pk, error)
    posted = request.POST if request.method == "POST" else None
    form = CancelForm(posted)
    if posted is not None and form.is_valid():
        try:
            made, undo_url = services.cancel_with_undo(
                order=order, actor=request.user, reason=form.cleaned_data["reason"]
            )
        except DomainError as error:
            form.add_error("reason" if error.field == "reason" else None, str(error))
        else:
            notices.done(request, f"Pedido {made.number} anulado", undo_url=undo_url)
            return redirect("sales:detail", pk)
    context = {"order": order, "form": form, **_around(order)}
    return render(request, "sales/order_cancel.html", context, status=422 if posted is not None else 200)


@require_http_methods(["GET", "POST"])
@once
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Which lines come back, how many units, and whether they go into stock again."""
    try:
        order = _load(request, pk, "return")
    except DomainError as error:
        return _moved_on(request, pk, error)
    rows = returnable(order)
    if not rows:
        return _moved_on(request, pk, DomainError(f"Del pedido {order.number} ya volvió todo."))
    posted = request.POST if request.method == "POST" else None
    first = ReturnForm.whole(rows) if request.GET.get("todo") else {}
    form = ReturnForm(posted, rows=rows, places=warehouses(), initial={**first, "warehouse": warehouses().first()})
    if posted is not None and form.is_valid():
        try:
            made = services.return_order(
                order=order,
                lines=form.lines(),
                actor=request.user,
                warehouse=form.cleaned_data["warehouse"],
                note=form.cleaned_data["reason"],
            )
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            money = formatting.money(-(made.total + made.tax), house.current().locale)
            notices.done(request, f"Devolución {made.number} por {money}")
            return redirect("sales:detail", pk)
    context = {"order": order, "form": form, "cells": form.cells(), **_around(order)}
    return render(request, "sales/order_return.html", context, status=422 if posted is not None else 200)


def _around(order: Order) -> dict[str, Any]:
    page = reverse("sales:detail", args=[order.pk])
    return {
        "with_tax": order.total + order.tax,
        "cancel_url": page,
        "trail": [("Pedidos", reverse("sales:list")), (order.number, page)],
    }
