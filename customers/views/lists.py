"""The list of customers."""

from typing import Any

from company.enums import Role
from core.lists import BuiltInView, Empty, HeadAct, ListSpec, Sort, SumOf, list_view
from core.slots import CUSTOMER_FIGURES
from customers import queries
from customers.filters import CustomerFilter, without_inactive
from customers.models import Customer
from customers.tables import CustomerTable, custom_columns, custom_first, custom_sorts, url_of

from .bulk import ACTIONS

MAKERS = queries.EDITORS | {Role.SELLER.value}


def prepare(rows: list[Customer], user: Any) -> None:
    """Twelve months of each customer of the page, from whoever knows sales: one query for all."""
    if not rows or "months" not in CUSTOMER_FIGURES:
        return
    months = CUSTOMER_FIGURES.get("months")([customer.pk for customer in rows])
    for customer in rows:
        customer.months = months.get(customer.pk)  # type: ignore[attr-defined]  # only for this page


NEW = HeadAct("Nuevo cliente", "customers:create", "plus", primary=True, key="n", roles=MAKERS)

CUSTOMERS = ListSpec(
    key="clientes",
    title="Clientes",
    one="cliente",
    many="clientes",
    base=queries.listed,
    table=CustomerTable,
    filters=CustomerFilter,
    narrow=without_inactive,
    columns=("name", "segment", "last", "money", "months", "owner"),
    sorts={
        "name": Sort("Por nombre", "sort_key", "id"),
        "money": Sort("Por lo que compraron", "standing__monetary", "standing__customer_id", down=True),
        "last": Sort(
            "Por su última compra", "standing__last_order_on", "standing__customer_id", nullable=True, down=True
        ),
    },
    order="-money",
    url_name="customers:list",
    placeholder="Nombre, documento, teléfono, correo o código",
    prepare=prepare,
    prepared=frozenset({"months"}),
    more_columns=custom_columns,
    more_sorts=custom_sorts,
    more_first=custom_first,
    row_url=url_of,
    sums=(SumOf("standing__monetary", "Llevan comprado {sum}."),),
    views=(
        BuiltInView("mios", "Míos", "owner={user}", roles=frozenset({Role.SELLER.value, Role.SUPERVISOR.value})),
        BuiltInView("por-irse", "Por irse", "segment=en_riesgo&segment=no_perder"),
        BuiltInView("campeones", "Campeones", "segment=campeones"),
        BuiltInView("nuevos", "Nuevos", "segment=nuevos"),
        BuiltInView("sin-compras", "Sin compras", "segment=-"),
    ),
    bulk=ACTIONS,
    acts=(NEW,),
    empty=Empty(
        icon="users",
        title="Aquí vive cada cliente, con toda su historia",
        text="Trae los que ya tienes de Excel o anota el primero; sus compras dirán solas en qué segmento está.",
        act=NEW,
    ),
)

customer_list = list_view(CUSTOMERS)
