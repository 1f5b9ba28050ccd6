"""Allocations of many payments and orders at once: what an import of sales or of payments, and its undo, must do.

An import may lower what an order comes to or what a payment brought; then the money that no longer fits is freed
first, the newest payment first, because the database refuses the change otherwise. Freed money is credit.
"""

from typing import Any

from django.db.models import F

from sales.enums import OrderKind
from sales.models import Order, Payment
from sales.queries.receivables import with_balance

from .allocations import add, credit_beside, free, left_of

# What is above the limit of each order or payment goes, newest money first; a row is cut or deleted.
_CUT = """
, cut AS (SELECT id, amount, least(amount, excess - before) AS part FROM over WHERE excess > before),
gone AS (DELETE FROM sales_allocation a USING cut WHERE a.id = cut.id AND cut.part >= cut.amount)
UPDATE sales_allocation a SET amount = a.amount - cut.part FROM cut WHERE a.id = cut.id AND cut.part < cut.amount
"""
_ORDERS_OVER = """
WITH over AS (
    SELECT a.id, a.amount, o.paid - l.most AS excess, coalesce(sum(a.amount) OVER (
               PARTITION BY a.order_id ORDER BY p.paid_on DESC, p.id DESC
               ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS before
      FROM ({limits}) l JOIN sales_order o ON o.id = l.id AND o.paid > l.most
      JOIN sales_allocation a ON a.order_id = o.id AND a.amount > 0 JOIN sales_payment p ON p.id = a.payment_id
)
"""
_PAYMENTS_OVER = """
WITH over AS (
    SELECT a.id, a.amount, p.allocated - l.most AS excess, coalesce(sum(a.amount) OVER (
               PARTITION BY a.payment_id ORDER BY a.id DESC
               ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS before
      FROM ({limits}) l JOIN sales_payment p ON p.id = l.id AND p.allocated > l.most
      JOIN sales_allocation a ON a.payment_id = p.id AND a.amount > 0
)
"""
# Payments that were noted for an order pay it, oldest first, up to what is still owed for it; the rest is credit.
_PAY_NOTED = """
INSERT INTO sales_allocation (payment_id, order_id, amount, made_at)
SELECT id, order_id, least(rest, balance - before), now() FROM (
    SELECT p.id, p.order_id, p.amount - p.allocated AS rest,
           o.total + o.tax - o.paid + coalesce((SELECT sum(r.total + r.tax) FROM sales_order r
               WHERE r.return_of_id = o.id AND r.kind = 'return' AND r.booked), 0) AS balance,
           coalesce(sum(p.amount - p.allocated) OVER (PARTITION BY p.order_id ORDER BY p.paid_on, p.id
               ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS before
      FROM sales_payment p JOIN sales_order o ON o.id = p.order_id
     WHERE p.id IN ({which}) AND p.amount > p.allocated AND p.amount > 0 AND o.kind = 'sale' AND o.booked
       AND p.customer_id IS NOT DISTINCT FROM o.customer_id
) each_one WHERE balance > before
ON CONFLICT (payment_id, order_id) DO UPDATE SET amount = sales_allocation.amount + EXCLUDED.amount
"""


def fit_orders(run: Any, limits: str, parameters: Any = None) -> None:
    """Free what orders may no longer hold. ``limits``: a SELECT of (id, most); ``run(sql, parameters)`` executes."""
    run(_ORDERS_OVER.format(limits=limits) + _CUT, parameters)


def fit_payments(run: Any, limits: str, parameters: Any = None) -> None:
    """The same for payments that bring less."""
    run(_PAYMENTS_OVER.format(limits=limits) + _CUT, parameters)


def pay_noted(run: Any, which: str, parameters: Any = None) -> None:
    """New money pays the orders that it was noted for. ``which``: a SELECT of payment ids."""
    run(_PAY_NOTED.format(which=which), parameters)


def pay_again(order_ids: list[int]) -> None:
    """Credit of payments that were noted for these orders pays them once more, as far as it was not given back."""
    noted = Payment.objects.filter(order_id__in=order_ids, amount__gt=F("allocated"))
    for payment in noted.order_by("paid_on", "pk"):
        order: Any = with_balance(Order.objects.filter(kind="sale", booked=True)).filter(pk=payment.order_id).first()
        if order is None or order.customer_id != payment.customer_id:
            continue
        part = min(left_of(payment), order.balance)
        if part > 0:
            add(payment, order, part, None)


def take_given_back(payment_ids: list[int]) -> None:
    """Money given back beyond the credit lowers what was paid for the sale that it was noted for, or whose return."""
    rows = Payment.objects.filter(pk__in=payment_ids, amount__lt=0, order__isnull=False)
    for payment in rows.select_related("order__return_of").order_by("paid_on", "pk"):
        noted = payment.order
        credit = credit_beside(payment)
        if credit < 0 and noted is not None and (noted.kind != OrderKind.RETURN or noted.return_of is not None):
            free(noted.return_of or noted, min(-credit, -payment.amount))


def undo_sales(batch_id: int, cursor: Any) -> None:
    """Before an import of sales is undone: make room for the former totals, and let today's ``paid`` stand."""
    image = (
        "SELECT c.row_id AS id, CASE WHEN c.before ->> 'kind' = 'sale' "
        "AND (c.before ->> 'customer_id')::bigint IS NOT DISTINCT FROM o.customer_id "
        "THEN greatest((c.before ->> 'total')::numeric + (c.before ->> 'tax')::numeric, 0) ELSE 0 END AS most "
        "FROM core_importchange c JOIN sales_order o ON o.id = c.row_id "
        "WHERE c.batch_id = %s AND c.model = 'sales.Order' AND c.action = 'updated'"
    )
    fit_orders(cursor.execute, image, [batch_id])
    cursor.execute(
        "UPDATE sales_order o SET total = (c.before ->> 'total')::numeric, tax = (c.before ->> 'tax')::numeric, "
        "kind = c.before ->> 'kind' FROM core_importchange c "
        "WHERE c.batch_id = %s AND c.model = 'sales.Order' AND c.action = 'updated' AND o.id = c.row_id "
        "RETURNING o.id",
        [batch_id],
    )
    pay_again([row[0] for row in cursor.fetchall()])
    _keep_sum(cursor, batch_id, "sales.Order", "sales_order", "paid")


def undo_payments(batch_id: int, cursor: Any) -> None:
    """The same before an import of payments is undone."""
    changed = "c.batch_id = %s AND c.model = 'sales.Payment' AND c.action = 'updated' AND t.id = c.row_id"
    cursor.execute(
        f"DELETE FROM sales_allocation a USING sales_payment t, core_importchange c WHERE {changed} "
        "AND a.payment_id = t.id AND (c.before ->> 'customer_id')::bigint IS DISTINCT FROM t.customer_id",
        [batch_id],
    )
    limits = (
        "SELECT t.id, greatest((c.before ->> 'amount')::numeric, 0) AS most FROM sales_payment t, core_importchange c "
        f"WHERE {changed}"
    )
    fit_payments(cursor.execute, limits, [batch_id])
    cursor.execute(
        "UPDATE sales_payment t SET amount = (c.before ->> 'amount')::numeric, "
        "order_id = (c.before ->> 'order_id')::bigint, customer_id = (c.before ->> 'customer_id')::bigint "
        f"FROM core_importchange c WHERE {changed} RETURNING t.order_id",
        [batch_id],
    )
    pay_again([row[0] for row in cursor.fetchall() if row[0] is not None])
    _keep_sum(cursor, batch_id, "sales.Payment", "sales_payment", "allocated")


def _keep_sum(cursor: Any, batch_id: int, model: str, table: str, name: str) -> None:
    """The former image gets the sum as it is now: the database keeps it, whatever the file changed."""
    cursor.execute(
        f"UPDATE core_importchange c SET before = jsonb_set(c.before, '{{{name}}}', to_jsonb(t.{name})) "
        f"FROM {table} t WHERE t.id = c.row_id AND c.batch_id = %s AND c.model = %s AND c.action = 'updated'",
        [batch_id, model],
    )
