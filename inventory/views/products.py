"""The list of products and the page of one."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from core.lists import BuiltInView, Empty, HeadAct, ListSpec, Sort, list_view
from core.lists.sorting import read_page
from core.slots import PRODUCT_PANELS
from inventory import queries
from inventory.filters import ProductFilter
from inventory.models import Product
from inventory.tables import ProductTable, margin_of, url_of

MOVEMENTS = 25


def prepare(rows: list[Product], user: Any) -> None:
    """Stock of the page's products, one query."""
    if not rows:
        return
    stock = queries.stock_of([product.pk for product in rows])
    for product in rows:
        product.on_hand = stock.get(product.pk)  # type: ignore[attr-defined]  # only for this page


IMPORT = HeadAct("Importar", "core:imports", "upload", roles=queries.COST_ROLES)

PRODUCTS = ListSpec(
    key="productos",
    title="Productos",
    one="producto",
    many="productos",
    base=queries.listed,
    table=ProductTable,
    filters=ProductFilter,
    columns=("name", "category", "stock", "price", "cost", "margin"),
    sorts={
        "name": Sort("Por nombre", "sort_key", "id"),
        "price": Sort("Por precio", "price", "id", down=True),
        "cost": Sort("Por costo", "cost", "id", nullable=True, down=True),
    },
    order="name",
    url_name="inventory:list",
    placeholder="Nombre, código o código de barras",
    prepare=prepare,
    prepared=frozenset({"stock"}),
    row_url=url_of,
    views=(
        BuiltInView("venta", "A la venta", "active=yes"),
        BuiltInView("sin-stock", "Sin stock", "active=yes&stock=none"),
    ),
    acts=(IMPORT,),
    empty=Empty(
        icon="package",
        title="Aquí está lo que vendes",
        text="Con su precio, su costo y lo que queda en cada almacén. Trae tu catálogo de Excel o CSV.",
        act=IMPORT,
    ),
)

product_list = list_view(PRODUCTS)


@require_GET
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """A product: prices, stock by warehouse, movements, and what the apps above know of it."""
    rows = queries.products_visible_to(request.user).select_related("category", "brand")
    product = get_object_or_404(rows, pk=pk)
    costs = queries.sees_costs(request.user)
    balances = queries.balances_of(product)
    movements = read_page(
        queries.movements_of(product),
        Sort("", "occurred_on", "id"),
        down=True,
        size=MOVEMENTS,
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
    )
    panels = [
        {"title": panel.title, "template": panel.template, **context}
        for panel in PRODUCT_PANELS
        if (context := panel.context(request.user, product)) is not None
    ]
    context = {
        "product": product,
        "costs": costs,
        "margin": margin_of(product) if costs else None,
        "balances": balances,
        "on_hand": sum(balance.on_hand for balance in balances),
        "value": sum(balance.value for balance in balances),
        "movements": movements,
        "panels": panels,
        "trail": [("Productos", "/productos/")],
    }
    return render(request, "inventory/detail.html", context)
