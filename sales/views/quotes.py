"""The list of quotes and the page of one."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from core import house, named
from core.lists import BuiltInView, Empty, HeadAct, ListSpec, Sort, SumOf, list_view
from inventory.queries import sees_costs
from sales.enums import QuoteState
from sales.filters.quotes import QuoteFilter
from sales.forms.quotes import NewVersionForm
from sales.models import Quote
from sales.queries import quotes as queries
from sales.queries.cost_to_serve import profit_of
from sales.queries.quote_changes import changed_between
from sales.queries.scope import LEAD, sees_whole_house
from sales.services.quote_approval import approvers_of, discount_of, may_approve
from sales.services.quotes import EDITABLE
from sales.tables.quotes import QuoteTable, is_over, quote_url

NEW = HeadAct("Nueva cotización", "sales:quote_new", "plus", primary=True, key="n")
TEMPLATES = HeadAct("Plantillas", "sales:quote_templates", "template", roles=LEAD)
LIBRARY = HeadAct("Biblioteca", "sales:library", "book")
IMPORT = HeadAct("Importar", "core:imports", "upload", roles=LEAD)

QUOTES = ListSpec(
    key="cotizaciones",
    title="Cotizaciones",
    one="cotización",
    many="cotizaciones",
    base=queries.quotes_listed,
    table=QuoteTable,
    filters=QuoteFilter,
    columns=("name", "state", "made", "until", "versions", "owner", "margin", "total"),
    sorts={
        "made": Sort("Las más nuevas primero", "made_on", "id", down=True),
        "until": Sort("Por vencimiento", "valid_until", "id"),
        "total": Sort("Por total", "total", "id", down=True),
    },
    order="-made",
    url_name="sales:quotes",
    placeholder="Número, asunto o cliente",
    search=queries.search_quotes,
    alike=None,
    row_url=quote_url,
    row_name=lambda row: f"{row.number}, {row.customer.name}",
    sums=(SumOf("total", "Suman {sum} sin impuesto."),),
    views=(
        BuiltInView("mias", "Mías", "team=own"),
        BuiltInView("equipo", "De mi equipo", "team=team", roles=frozenset({"supervisor", "gestor"})),
        BuiltInView("aprobar", "Por aprobar", "state=waiting", roles=LEAD),
        BuiltInView("abiertas", "Sin respuesta", "state=sent"),
        BuiltInView("vencen", "Vencen esta semana", "ends=week"),
    ),
    acts=(NEW, LIBRARY, TEMPLATES, IMPORT),
    all_label="Todas",
    empty=Empty(
        icon="file-text",
        title="Aquí están tus cotizaciones",
        text="Con sus versiones, quién las aprobó y qué respondió el cliente. Escribe una, toma la de otro vendedor de "
        "la biblioteca, o trae las que tienes en Excel.",
        act=NEW,
        second=LIBRARY,
    ),
)
quote_list = list_view(QUOTES)


def load(request: HttpRequest, pk: int) -> Quote:
    """One that the person may see, or 404."""
    rows = queries.quotes_listed(request.user).select_related(
        "customer", "owner", "contact", "opportunity", "template", "order", "copied_from"
    )
    found: Quote = get_object_or_404(rows, pk=pk)
    return found


@require_GET
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """What it says, in which state it is, what changed between versions, and every act."""
    quote = load(request, pk)
    versions = queries.versions_of(quote)
    by_number = {version.number: version for version in versions}
    shown = by_number.get(_asked(request, "v", quote.version_count), versions[0])
    costs = sees_costs(request.user)
    waiting = quote.state == QuoteState.WAITING
    context = {
        "quote": quote,
        "over": is_over(quote, house.current().today),
        "version": shown,
        "lines": list(shown.lines.all()),
        "is_current": shown is versions[0],
        "to_pay": shown.total + shown.tax,
        "versions": versions,
        "change": _change(request, by_number, shown.number),
        "editable": quote.state in EDITABLE,
        "may_send": quote.state in (QuoteState.DRAFT, QuoteState.READY),
        "again": quote.state in (QuoteState.SENT, QuoteState.REJECTED, QuoteState.WITHDRAWN),
        "version_form": NewVersionForm(),
        "costs": costs,
        "profit": profit_of(quote, shown) if costs else None,
        "questions": list(quote.questions.all()[:20]),
        "approvers": [str(person) for person in approvers_of(quote)][:3] if waiting else [],
        "may_approve": waiting and may_approve(request.user, quote),
        "discount": discount_of(versions[0]) if waiting else None,
        "limit": queries.rules().discount_limit if waiting else None,
        "rules_url": reverse("sales:rules") if sees_whole_house(request.user) else "",
        "source": _source(request.user, quote),
        "trail": [("Cotizaciones", reverse("sales:quotes"))],
    }
    return render(request, "sales/quote.html", context)


def _source(user: Any, quote: Quote) -> Quote | None:
    """The quote that it was taken from, if the person may open it."""
    if quote.copied_from_id is None:
        return None
    return queries.quotes_visible_to(user).filter(pk=quote.copied_from_id).first()


def _change(request: HttpRequest, versions: dict[int, Any], shown: int) -> Any:
    """What is different between ``?de=`` and ``?a=``; without them, from the version before the one on the page."""
    before = versions.get(_asked(request, "de", shown - 1))
    after = versions.get(_asked(request, "a", shown))
    return changed_between(before, after) if before and after and before is not after else None


def _asked(request: HttpRequest, name: str, default: int) -> int:
    return named.number(request.GET.get(name), digits=5) or default
