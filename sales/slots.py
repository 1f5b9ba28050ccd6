"""What this app puts into the slots of the apps below it."""

from company.enums import Role
from company.queries import time_zone
from core.imports.kinds import Kind, Money
from core.slots import IMPORT_KINDS
from sales import importers
from sales.services import import_sales

IMPORT_KINDS.add(
    "sales",
    Kind(
        key="sales",
        label="Ventas",
        fields=importers.SALES_FIELDS,
        roles=frozenset({Role.GESTOR, Role.SUPERVISOR, Role.ADMINISTRATOR}),
        check=import_sales.check,
        apply=import_sales.apply,
        zone=time_zone,
        creates=("sales.Order", "customers.Customer", "inventory.Product"),
        children=(("sales.OrderLine", "order_id", "sales.Order"),),
        before_undo=import_sales.before_undo,
        stands=import_sales.stands,
        money=Money("cantidad × precio", import_sales.MONEY_ROW, import_sales.stored),
        whole="order_number",
        help="Una fila por línea de pedido. Los números que empiezan con C son devoluciones.",
        icon="receipt",
    ),
    order=10,
)
