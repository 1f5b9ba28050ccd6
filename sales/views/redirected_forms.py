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
from sales import queries, services
from sales.forms import RedirectForm, WhoForm, customer_label, given_customer
from sales.forms.lines import row_of
from sales.models import RedirectedOrder

from .line_editor import LineEditor
from .redirected import load

OFFERED = 8


@require_http_methods(["GET", "POST"])
@once
def create(request: HttpRequest) -> HttpResponse:
    """A form for who is on the telephone: who, where he got stuck, what he wanted."""
    editor = LineEditor(request, wants=True)
    posted = request.POST if request.method == "POST" and not editor.asked else None
    lookup = reverse("sales:redirected_customers")
    typed = request.POST.dict() or given_customer(request.user, request.GET.get("customer"))
    form = RedirectForm(posted, user=request.user, lookup_url=lookup, initial=typed)
    if posted is not None and form.is_valid() & editor.is_valid():
        try:
            made = _note(request, form, editor)
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            return _noted(request, made)
    context = {
        "form": form,
        "editor": editor,
        "rows": editor.rows(),
        "sums": editor.sums(),
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
    editor = LineEditor(request, initial=_tried_rows(row))
    posted = request.POST if request.method == "POST" and not editor.asked else None
    form = _who(request, row, posted)
    said = ""
    if posted is not None and (form is None or form.is_valid()) & editor.is_valid():
        try:
            order, undo_url = services.convert(
                redirected=row,
                lines=editor.order_lines(),
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
        "editor": editor,
        "rows": editor.rows(),
        "sums": editor.sums(),
        "said": said,
        "cancel_url": back,
        "trail": [("Pedidos redirigidos", reverse("sales:redirected_list")), (row.who, back)],
    }
    return render(request, "sales/redirected_convert.html", context, status=422 if posted is not None else 200)


@require_GET
def customers(request: HttpRequest) -> JsonResponse:
    """Names of customers while typing."""
    text = request.GET.get("q", "")
    return JsonResponse(
        {"names": [customer_label(one) for one in find_customers(request.user, text, OFFERED)] if text else []}
    )


def _note(request: HttpRequest, form: RedirectForm, editor: LineEditor) -> RedirectedOrder:
    data = form.cleaned_data
    names = ("name", "phone", "email", "source", "cause", "step", "text", "amount", "happened_at")
    return services.note_redirected(
        customer=form.found, lines=editor.tried_lines(), actor=request.user, **{name: data[name] for name in names}
    )


def _tried_rows(row: RedirectedOrder) -> list[dict[str, Any]]:
    """What he tried, as rows to correct; what was noted in words waits for its product."""
    return [
        row_of(product=line.product, name=line.name, quantity=line.quantity, unit_price=line.unit_price)
        for line in queries.lines_tried(row)
    ]


def _who(request: HttpRequest, row: RedirectedOrder, posted: Any) -> WhoForm | None:
    """Asked where it is not known; after a button of a row it keeps what was typed."""
    if row.customer is not None:
        return None
    lookup = reverse("sales:redirected_customers")
    return WhoForm(posted, user=request.user, lookup_url=lookup, initial={"customer": request.POST.get("customer", "")})


def _noted(request: HttpRequest, made: RedirectedOrder) -> HttpResponse:
    whose = f"es para {made.seller}: {made.assigned_why}" if made.seller else "espera a quien lo tome"
    notices.done(request, f"Anotado; {whose}")
    if queries.redirected_visible_to(request.user).filter(pk=made.pk).exists():
        return redirect("sales:redirected", made.pk)
    return redirect("sales:redirected_list")
