"""Payments that were noted for an order pay it, oldest first, up to what it comes to; the rest is credit."""

from django.db import migrations

# Each row moves two sums by a trigger: with years of payments that takes longer than a page may.
ALLOCATE = """
SET LOCAL statement_timeout = 0;
INSERT INTO sales_allocation (payment_id, order_id, amount, made_at)
SELECT id, order_id, least(amount, greatest(owed - before, 0)), now()
  FROM (
    SELECT p.id, p.order_id, p.amount, o.total + o.tax AS owed,
           coalesce(sum(p.amount) OVER (PARTITION BY p.order_id ORDER BY p.paid_on, p.id
                    ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS before
      FROM sales_payment p JOIN sales_order o ON o.id = p.order_id
     WHERE p.amount > 0 AND o.kind = 'sale' AND o.total + o.tax > 0 AND o.status <> 'cancelled'
  ) each_one
 WHERE owed > before
ON CONFLICT DO NOTHING
"""


class Migration(migrations.Migration):
    dependencies = [("sales", "0007_opportunities_quotes_cobros_force")]

    operations = [migrations.RunSQL(ALLOCATE, migrations.RunSQL.noop)]
