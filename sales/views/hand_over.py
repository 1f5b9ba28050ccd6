"""Customers that passed from one seller to another: the list, and the dossier of each."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from core import formatting, house, notices
from core.clock import now
from core.errors import NotAllowed
from core.exports.documents import printed
from core.lists import BuiltInView, Empty, ListSpec, Sort, list_view
from sales import queries as reads
from sales.filters.hand_over import HandOverFilter
from sales.models import HandOver
from sales.queries import hand_over as queries
from sales.services import hand_over as services
from sales.tables.hand_over import HandOverTable, hand_over_url

SPEC = ListSpec(
    key="entregas",
    title="Entregas de clientes",
    one="entrega",
    many="entregas",
    base=queries.hand_overs_listed,
    table=HandOverTable,
    filters=HandOverFilter,
    columns=("customer", "at", "from_user", "to_user", "read"),
    sorts={"at": Sort("Por fecha", "at", "id", down=True)},
    order="-at",
    url_name="sales:hand_overs",
    placeholder="Nombre del cliente",
    search=queries.search_hand_overs,
    alike=None,
    row_url=hand_over_url,
    row_name=lambda row: row.customer.name,
    views=(
        BuiltInView("leer", "Por leer", "read=no&to={user}"),
        BuiltInView("recibidas", "Que recibo", "to={user}"),
    ),
    empty=Empty(
        icon="folder",
        title="Cuando un cliente cambia de vendedor, nada se pierde",
        text="Quien lo recibe encuentra aquí su expediente: lo prometido, sus cotizaciones, lo que debe y qué hacer "
        "primero. Se prepara solo al cambiar quién lo atiende.",
    ),
)
hand_overs = list_view(SPEC)


@require_GET
def hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    """The dossier as it stood when the customer passed."""
    return render(request, "sales/hand_over.html", _context(request, _load(request, pk)))


@require_GET
def hand_over_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The same on paper."""
    row = _load(request, pk)
    context = {**_context(request, row), "house": house.current()}
    response = HttpResponse(
        printed("sales/hand_over_print.html", context, sheet="quote-print.css"), content_type="application/pdf"
    )
    response["Content-Disposition"] = f'attachment; filename="entrega-{row.customer.code}-{row.pk}.pdf"'
    response["Cache-Control"] = "no-store"
    return response


@require_POST
def hand_over_read(request: HttpRequest, pk: int) -> HttpResponse:
    row = _load(request, pk)
    try:
        services.mark_read(hand_over=row, actor=request.user, at=now())
    except NotAllowed as error:
        notices.failed(request, str(error))
        return redirect("sales:hand_over", pk=pk)
    notices.done(request, "Leído. Ahora preséntate con una llamada")
    return redirect("sales:hand_over", pk=pk)


def _load(request: HttpRequest, pk: int) -> HandOver:
    rows = queries.hand_overs_visible_to(request.user).select_related("customer", "from_user", "to_user", "made_by")
    found: HandOver = get_object_or_404(rows, pk=pk)
    return found


def _context(request: HttpRequest, row: HandOver) -> dict[str, Any]:
    found = queries.read_dossier(row.dossier)
    ids = [one["id"] for one in found.get("redirected", [])]
    # A redirected order may be somebody else's: its page would not open.
    seen = set(reads.redirected_visible_to(request.user).filter(pk__in=ids).values_list("pk", flat=True)) if ids else ()
    return {
        "row": row,
        "it": found,
        "owed": sum(one["balance"] for one in found.get("debt", [])),
        "seen": seen,
        "mine": row.to_user_id == request.user.pk,
        "data": _data(found.get("customer", {})),
        "trail": [("Entregas", reverse("sales:hand_overs"))],
    }


def _data(who: dict[str, Any]) -> list[tuple[str, str]]:
    facts = house.current()
    bought = who.get("bought")
    orders = formatting.plural(who.get("orders") or 0, "pedido", "pedidos", facts.locale)
    pairs = [
        ("Teléfono", who.get("phone")),
        ("Correo", who.get("email")),
        ("Ciudad", who.get("city")),
        ("Compró", f"{formatting.money(bought, facts.locale)} en {orders}" if bought else ""),
        ("Última compra", formatting.day(who["last_order"], today=facts.today) if who.get("last_order") else ""),
    ]
    return [(name, value) for name, value in pairs if value]
