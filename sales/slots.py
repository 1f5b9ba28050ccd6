"""What this app puts into the slots of the apps below it."""

from company.enums import Role
from company.queries import time_zone
from core.imports.kinds import Kind, Money
from core.slots import IMPORT_KINDS
from sales import importers
from sales.services import import_payments, import_sales, import_sales_write

IMPORT_KINDS.add(
    "sales",
    Kind(
        key="sales",
        label="Ventas",
        fields=importers.SALES_FIELDS,
        roles=frozenset({Role.GESTOR, Role.SUPERVISOR, Role.ADMINISTRATOR}),
        check=import_sales.check,
        apply=import_sales_write.apply,
        zone=time_zone,
        creates=("sales.Order", "customers.Customer", "inventory.Product"),
        children=(("sales.OrderLine", "order_id", "sales.Order"),),
        before_undo=import_sales_write.before_undo,
        stands=import_sales_write.stands,
        money=Money("cantidad × precio", import_sales.MONEY_ROW, import_sales_write.stored),
        whole="order_number",
        help="Una fila por línea de pedido. Los números que empiezan con C son devoluciones.",
        icon="receipt",
    ),
    order=10,
)
IMPORT_KINDS.add(
    "payments",
    Kind(
        key="payments",
        label="Pagos",
        fields=importers.PAYMENT_FIELDS,
        roles=frozenset({Role.GESTOR, Role.SUPERVISOR, Role.ADMINISTRATOR}),
        check=import_payments.check,
        apply=import_payments.apply,
        zone=time_zone,
        creates=("sales.Payment",),
        stands=import_payments.stands,
        money=Money("importe", "s.amount", import_payments.stored),
        one_of=(frozenset({"customer_code", "order_number"}),),
        help="Una fila por pago, con el cliente o el pedido al que pertenece.",
        icon="cash",
    ),
    order=20,
)
