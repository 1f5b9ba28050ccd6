"""The page of an order, and the older part of a customer's story."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from customers.queries import customers_visible_to
from inventory.queries import sees_costs
from sales import queries
from sales.models import Order
from sales.tables import margin_of

LINES = 200


@require_GET
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """An order with its lines, payments and returns."""
    rows = queries.orders_visible_to(request.user).select_related("customer", "seller", "return_of")
    order: Order = get_object_or_404(rows, pk=pk)
    costs = sees_costs(request.user)
    lines = list(queries.lines_of(order)[: None if request.GET.get("lines") == "all" else LINES + 1])
    payments = list(order.payments.order_by("paid_on", "id"))
    context = {
        "order": order,
        "lines": lines if request.GET.get("lines") == "all" else lines[:LINES],
        "more_lines": len(lines) > LINES and request.GET.get("lines") != "all",
        "payments": payments,
        "paid": sum(payment.amount for payment in payments),
        "with_tax": order.total + order.tax,
        "returns": list(order.returns.order_by("placed_at", "id")),
        "costs": costs,
        "margin": margin_of(order) if costs else None,
        "trail": [("Pedidos", "/pedidos/")],
    }
    return render(request, "sales/detail.html", context)


@require_GET
def story(request: HttpRequest) -> HttpResponse:
    """Older items of a customer's story: the next part (htmx) or a page of them."""
    number = request.GET.get("customer", "")
    if not number.isdecimal() or len(number) > 18:
        raise Http404
    customer = get_object_or_404(customers_visible_to(request.user), pk=int(number))
    found = queries.story_of(request.user, customer, before=request.GET.get("before", ""))
    part = bool(request.headers.get("HX-Request"))
    context = {"panel": {"story": found, "customer": customer}, "customer": customer}
    return render(request, "sales/_story.html" if part else "sales/story.html", context)
