"""The page of an order."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from core import named, notices
from core.errors import DomainError
from inventory.queries import sees_costs
from sales import queries, services
from sales.models import Order
from sales.queries.acting import acts_on
from sales.queries.order_money import money_of
from sales.queries.quotes import quotes_visible_to
from sales.queries.recoveries import missed_calls_of, recoverable
from sales.services.lines import CENT
from sales.services.order_discounts import provider
from sales.tables import margin_of
from sales.tables.orders import is_late

LINES = 200


@require_GET
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """An order with its lines, payments and returns."""
    rows = queries.orders_listed(request.user).select_related("return_of", "opportunity")
    order: Order = get_object_or_404(rows, pk=pk)
    costs = sees_costs(request.user)
    lines = list(queries.lines_of(order)[: None if request.GET.get("lines") == "all" else LINES + 1])
    for line in lines:
        # What rounding a line to the cent adds or takes is no discount.
        line.left_off = line.discount if line.discount >= CENT else None  # type: ignore[attr-defined]  # of the template
    coupons = provider()
    context = {
        "order": order,
        "acts": acts_on(request.user, order),
        "late": is_late(order),
        "coupon": coupons.label if coupons else "",
        "lines": lines if request.GET.get("lines") == "all" else lines[:LINES],
        "more_lines": len(lines) > LINES and request.GET.get("lines") != "all",
        "money": money_of(order, user=request.user),
        "quote": quotes_visible_to(request.user).filter(order=order).first(),
        "with_tax": order.total + order.tax,
        "returns": list(order.returns.order_by("placed_at", "id")),
        "costs": costs,
        "margin": margin_of(order) if costs else None,
        "recovery": queries.recovery_of(order),
        "recoverable": recoverable(request.user, order),
        "trail": [("Pedidos", "/pedidos/")],
    }
    return render(request, "sales/detail.html", context)


@require_POST
def recover(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that this order recovered a redirected order (``redirected=``) or a missed call (``call=``)."""
    order: Order = get_object_or_404(queries.orders_visible_to(request.user), pk=pk)
    kind, _, number = request.POST.get("what", "").partition("-")
    try:
        undo_url = _recover(request, order, kind, named.number(number))
        notices.done(request, "Cuenta como recuperado", undo_url=undo_url)
    except DomainError as error:
        notices.failed(request, str(error))
    return redirect("sales:detail", pk)


def _recover(request: HttpRequest, order: Order, kind: str, pk: int) -> str:
    if kind == "redirected":
        redirected = get_object_or_404(queries.redirected_visible_to(request.user), pk=pk)
        return services.link_order(redirected=redirected, order=order, actor=request.user)[1]
    call = get_object_or_404(missed_calls_of(request.user, order), pk=pk)
    services.link_recovery(order=order, phone_call=call, actor=request.user)
    return ""
