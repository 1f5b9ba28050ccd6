"""The lists of orders and payments."""

from django.urls import reverse

from core.lists import BuiltInView, Empty, HeadAct, ListSpec, Sort, SumOf, list_view
from sales import queries
from sales.filters import OrderFilter, PaymentFilter
from sales.queries.acting import ENTER
from sales.queries.receivables import COLLECT
from sales.tables import OrderTable, PaymentTable, customer_name, order_url

IMPORT = HeadAct("Importar", "core:imports", "upload", roles=frozenset({"gestor", "supervisor", "administrador"}))
NEW = HeadAct("Nuevo pedido", "sales:order_new", "plus", primary=True, key="n", roles=ENTER)
NEW_PAYMENT = HeadAct("Anotar un pago", "sales:payment_new", "plus", primary=True, key="n", roles=COLLECT)
PAYMENTS_ACT = HeadAct("Pagos", "sales:payments", "cash")

ORDERS = ListSpec(
    key="pedidos",
    title="Pedidos",
    one="pedido",
    many="pedidos",
    base=queries.orders_listed,
    table=OrderTable,
    filters=OrderFilter,
    columns=("name", "placed", "channel", "city", "status", "promised", "total", "margin", "seller"),
    sorts={
        "placed": Sort("Los más nuevos primero", "placed_at", "id", down=True),
        "total": Sort("Por total", "total", "id", down=True),
        "promised": Sort("Por entrega prometida", "delivery_on", "id", nullable=True),
    },
    order="-placed",
    url_name="sales:list",
    placeholder="Número de pedido o cliente",
    search=queries.search_orders,
    alike=None,
    row_url=order_url,
    row_name=lambda order: f"{order.number}, {customer_name(order)}",
    sums=(SumOf("total", "Suman {sum} sin impuesto."),),
    views=(
        BuiltInView("pendientes", "Por entregar", "status=confirmed&kind=sale&sort=promised"),
        BuiltInView("tarde", "Entregas tarde", "delivery=late&sort=promised"),
        BuiltInView("borradores", "Borradores", "status=draft&kind=sale"),
        BuiltInView("devoluciones", "Devoluciones", "kind=return"),
        BuiltInView("mios", "Míos", "seller={user}", roles=frozenset({"ventas", "supervisor"})),
    ),
    acts=(NEW, PAYMENTS_ACT, IMPORT),
    empty=Empty(
        icon="shopping-bag",
        title="Aquí está todo lo que vendes",
        text="Trae tus ventas de Excel o CSV, o escribe la primera: con ellas se calculan segmentos, rotación y cada "
        "figura del programa.",
        act=IMPORT,
        second=NEW,
    ),
)

PAYMENTS = ListSpec(
    key="pagos",
    title="Pagos",
    one="pago",
    many="pagos",
    base=queries.payments_listed,
    table=PaymentTable,
    filters=PaymentFilter,
    columns=("name", "paid", "method", "order", "reference", "amount"),
    sorts={
        "paid": Sort("Los más nuevos primero", "paid_on", "id", down=True),
        "amount": Sort("Por importe", "amount", "id", down=True),
    },
    order="-paid",
    url_name="sales:payments",
    placeholder="Número de pago o cliente",
    search=queries.search_payments,
    alike=None,
    row_url=lambda payment: reverse("sales:payment", args=[payment.pk]),
    row_name=lambda payment: f"{payment.number}, {customer_name(payment)}",
    sums=(SumOf("amount", "Suman {sum}."),),
    acts=(IMPORT, NEW_PAYMENT),
    trail=(("Pedidos", "/pedidos/"),),
    empty=Empty(
        icon="cash",
        title="Aquí están los pagos de tus clientes",
        text="Con su medio, su referencia y el pedido que pagan. Trae los que tienes de Excel o CSV.",
        act=IMPORT,
    ),
)

order_list = list_view(ORDERS)
payment_list = list_view(PAYMENTS)
