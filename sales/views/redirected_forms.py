"""Noting a redirected order by hand, and turning one into an order."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from core import formatting, house, notices
from core.errors import DomainError
from core.idempotency import once
from customers.queries import find_customers
from inventory.queries import find_products
from sales import queries, services
from sales.forms import Lines, RedirectForm, WhoForm, customer_label, given_customer, initial_of, product_label
from sales.models import RedirectedOrder

from .redirected import load

OFFERED = 8


@require_http_methods(["GET", "POST"])
@once
def create(request: HttpRequest) -> HttpResponse:
    """A form for who is on the telephone: who, where he got stuck, what he wanted."""
    posted = request.POST if request.method == "POST" else None
    lookup = reverse("sales:redirected_customers")
    given = given_customer(request.user, request.GET.get("customer"))
    form = RedirectForm(posted, user=request.user, lookup_url=lookup, initial=given)
    lines = Lines(posted, prefix="line", form_kwargs=_line_kwargs(request, words=True))
    if posted is not None and form.is_valid() and lines.is_valid():
        try:
            made = _note(request, form, lines)
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            return _noted(request, made)
    context = {
        "form": form,
        "lines": lines,
        "row": None,
        "trail": [("Pedidos redirigidos", reverse("sales:redirected_list"))],
    }
    return render(request, "sales/redirected_form.html", context, status=422 if posted is not None else 200)


@require_http_methods(["GET", "POST"])
@once
def convert(request: HttpRequest, pk: int) -> HttpResponse:
    """The order he could not place, as lines to correct; saving places it."""
    row = load(request, pk)
    standing = services.recovered_order(row)
    if standing is not None:
        notices.done(request, f"Ya es el pedido {standing.number}")
        return redirect("sales:detail", standing.pk)
    posted = request.POST if request.method == "POST" else None
    lines = Lines(
        posted,
        prefix="line",
        initial=initial_of(queries.lines_tried(row)),
        form_kwargs=_line_kwargs(request, words=False),
    )
    form = None
    if row.customer is None:
        form = WhoForm(posted, user=request.user, lookup_url=reverse("sales:redirected_customers"))
    said = ""
    if posted is not None and lines.is_valid() and (form is None or form.is_valid()):
        try:
            order, undo_url = services.convert(
                redirected=row,
                lines=_sold(lines),
                actor=request.user,
                customer=form.found if form else None,
            )
        except DomainError as error:
            said = str(error)
        else:
            total = formatting.money(order.total, house.current().locale)
            notices.done(request, f"Pedido {order.number} por {total}: recuperado", undo_url=undo_url)
            return redirect("sales:detail", order.pk)
    back = reverse("sales:redirected", args=[row.pk])
    context = {
        "row": row,
        "form": form,
        "lines": lines,
        "said": said,
        "cancel_url": back,
        "trail": [("Pedidos redirigidos", reverse("sales:redirected_list")), (row.who, back)],
    }
    return render(request, "sales/redirected_convert.html", context, status=422 if posted is not None else 200)


@require_GET
def products(request: HttpRequest) -> JsonResponse:
    """Names of products while typing."""
    text = request.GET.get("q", "")
    return JsonResponse(
        {"names": [product_label(one) for one in find_products(request.user, text, OFFERED)] if text else []}
    )


@require_GET
def customers(request: HttpRequest) -> JsonResponse:
    """Names of customers while typing."""
    text = request.GET.get("q", "")
    return JsonResponse(
        {"names": [customer_label(one) for one in find_customers(request.user, text, OFFERED)] if text else []}
    )


def _line_kwargs(request: HttpRequest, *, words: bool) -> dict[str, Any]:
    return {"user": request.user, "words": words, "lookup_url": reverse("sales:redirected_products")}


def _note(request: HttpRequest, form: RedirectForm, lines: Any) -> RedirectedOrder:
    data = form.cleaned_data
    names = ("name", "phone", "email", "source", "cause", "step", "text", "amount", "happened_at")
    tried = [
        services.TriedLine(
            product=one.found,
            quantity=one.cleaned_data["quantity"],
            unit_price=one.cleaned_data.get("unit_price"),
            name="" if one.found else one.cleaned_data["product"],
        )
        for one in lines.filled
    ]
    return services.note_redirected(
        customer=form.found, lines=tried, actor=request.user, **{name: data[name] for name in names}
    )


def _sold(lines: Any) -> list[services.LineInput]:
    return [
        services.LineInput(
            product=one.found,
            quantity=one.cleaned_data["quantity"],
            unit_price=one.cleaned_data.get("unit_price"),
        )
        for one in lines.filled
    ]


def _noted(request: HttpRequest, made: RedirectedOrder) -> HttpResponse:
    whose = f"es para {made.seller}: {made.assigned_why}" if made.seller else "espera a quien lo tome"
    notices.done(request, f"Anotado; {whose}")
    if queries.redirected_visible_to(request.user).filter(pk=made.pk).exists():
        return redirect("sales:redirected", made.pk)
    return redirect("sales:redirected_list")
