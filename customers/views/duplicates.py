"""The queue of pairs that may be one customer, and the warning while somebody types a new one."""

from typing import Any

from django.db.models import Q, QuerySet, Value
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from core import notices
from core.database import Norm
from core.errors import DomainError
from core.lists import BuiltInView, BulkAction, BulkDone, Empty, HeadAct, ListSpec, Sort, list_view
from core.lists.searching import too_short, words_of
from customers import queries
from customers.filters import DuplicateFilter
from customers.models import Customer, DuplicatePair
from customers.queries.duplicates import pairs_visible_to, possible_duplicates
from customers.services import duplicates as services
from customers.tables import DuplicateTable, pair_url

TYPED = (
    "kind", "first_name", "last_name", "legal_name", "trade_name", "document_kind", "document_number", "email",
    "phone", "street", "district", "city", "postal_code",
)  # fmt: skip


def different(*, actor: Any, rows: QuerySet[DuplicatePair], values: dict[str, Any]) -> BulkDone:
    count, undo_url = services.mark_different(pairs=rows, actor=actor)
    return BulkDone(f"{count} {'pareja' if count == 1 else 'parejas'}: son distintos", undo_url)


def find(rows: QuerySet[DuplicatePair], text: str) -> QuerySet[DuplicatePair]:
    """Pairs of which one holds every word."""
    if too_short(text):
        return rows.none()
    one, other = Q(), Q()
    for word in words_of(text):
        one &= Q(first__search__contains=Norm(Value(word)))
        other &= Q(second__search__contains=Norm(Value(word)))
    return rows.filter(one | other)


DUPLICATES = ListSpec(
    key="duplicados",
    title="Duplicados",
    one="pareja",
    many="parejas",
    base=pairs_visible_to,
    table=DuplicateTable,
    filters=DuplicateFilter,
    columns=("first", "second", "score", "reasons"),
    sorts={"score": Sort("Por parecido", "score", "id", down=True)},
    order="-score",
    url_name="customers:duplicates",
    placeholder="Nombre, documento, teléfono o código de uno de los dos",
    search=find,
    alike=None,
    row_url=pair_url,
    row_name=lambda pair: f"{pair.first.name} · {pair.second.name}",
    views=(
        BuiltInView("seguros", "Casi seguros", "score_min=95"),
        BuiltInView("documento", "Mismo documento", "reason=mismo documento"),
    ),
    bulk=(
        BulkAction(
            "different",
            "Son distintos",
            "user-x",
            "Son distintos",
            different,
            roles=queries.EDITORS,
            sentence="Dejarán de aparecer {rows}.",
        ),
    ),
    acts=(HeadAct("Buscar ahora", "customers:duplicates_search", "refresh"),),
    all_label="Por revisar",
    empty=Empty(
        icon="git-compare",
        title="Nadie está dos veces",
        text="Cada noche se comparan documentos, teléfonos, correos, nombres, fechas y direcciones; lo que se parezca "
        "espera aquí a que digas si es la misma persona.",
        act=HeadAct("Ver clientes", "customers:list", "users"),
    ),
    trail=(("Clientes", "/clientes/"),),
)

duplicate_list = list_view(DUPLICATES)


@require_http_methods(["GET", "HEAD", "POST"])
def search(request: HttpRequest) -> HttpResponse:
    """Look through everybody now, in the background; asks first, because it takes minutes of the machine."""
    if request.method != "POST":
        return render(request, "customers/duplicates_search.html", {"customers": Customer.objects.count()})
    try:
        services.start_search(actor=request.user, full=True)
    except DomainError as error:
        notices.failed(request, str(error))
    else:
        notices.done(request, "Buscando entre todos los clientes; te aviso al terminar")
    return redirect("customers:duplicates")


def typed(request: HttpRequest) -> dict[str, Any]:
    """What somebody has typed so far of a customer."""
    said = request.POST if request.method == "POST" else request.GET
    return {name: said.get(name, "").replace("\0", "")[:200] for name in TYPED}


@require_GET
def alike(request: HttpRequest) -> HttpResponse:
    """Whom the values typed so far look like: a part of the form of a new customer."""
    found = possible_duplicates(request.user, typed(request))
    return render(request, "customers/_alike.html", {"alike": found, "ask": False})
