"""The library: quotes of every seller to learn from and to use again, without saying whose they were."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from core.lists import BuiltInView, Empty, HeadAct, ListSpec, Sort, list_view
from sales.filters.quotes import LibraryFilter
from sales.models import Quote, QuoteLine
from sales.queries import ciiu
from sales.queries import library as queries
from sales.queries.quotes import quotes_visible_to
from sales.tables.quotes import LibraryTable, library_title, result_said

LIBRARY = ListSpec(
    key="biblioteca",
    title="Biblioteca de cotizaciones",
    one="cotización",
    many="cotizaciones",
    base=queries.library_listed,
    table=LibraryTable,
    filters=LibraryFilter,
    columns=("name", "result", "activity", "made", "owner", "total"),
    sorts={
        "made": Sort("Las más nuevas primero", "made_on", "id", down=True),
        "total": Sort("Por total", "total", "id", down=True),
    },
    order="-made",
    url_name="sales:library",
    placeholder="Producto, asunto o actividad",
    search=queries.search_library,
    alike=None,
    prepare=queries.complete,
    prepared=frozenset({"name", "result", "lines"}),
    row_url=lambda row: reverse("sales:library_quote", args=[row.pk]),
    row_name=library_title,
    views=(
        BuiltInView("ganaron", "Las que ganaron", "result=accepted"),
        BuiltInView("perdieron", "Las que perdieron", "result=rejected"),
    ),
    all_label="Todas",
    trail=(("Cotizaciones", "/cotizaciones/"),),
    empty=Empty(
        icon="book",
        title="Aquí se guarda lo que funcionó",
        text="Cada cotización que sale queda aquí para todos los que venden: qué llevaba, a qué precio, a qué "
        "actividad y cómo acabó. No dice a quién se le ofreció.",
        act=HeadAct("Nueva cotización", "sales:quote_new", "plus", primary=True),
    ),
)
library = list_view(LIBRARY)


@dataclass(frozen=True)
class Shown:
    """A line of the library: what names the customer is hidden."""

    line: QuoteLine
    name: str
    detail: str


@require_GET
def quote(request: HttpRequest, pk: int) -> HttpResponse:
    """What was offered, how it ended, and the way to use it."""
    row: Quote = get_object_or_404(queries.library_listed(request.user), pk=pk)
    queries.complete([row])
    version, mask = queries.last_sent(row), queries.masker(row)
    lines = [
        Shown(line, queries.masked(line.name, mask), queries.masked(line.detail, mask)) for line in version.lines.all()
    ]
    context = {
        "quote": row,
        "title": library_title(row),
        "version": version,
        "lines": lines,
        "to_pay": version.total + version.tax,
        "result": result_said(row),
        "activity": ciiu.said(row.customer.activity_code),
        "own": quotes_visible_to(request.user).filter(pk=pk).exists(),
        "trail": [("Cotizaciones", reverse("sales:quotes")), ("Biblioteca", reverse("sales:library"))],
    }
    return render(request, "sales/quote_library.html", context)
