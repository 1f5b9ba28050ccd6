"""Stock values keep their fractions of a cent, products their last sale, fills the ledger they saw."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("analytics", "0003_storage")]
    operations = [
        migrations.AddField(
            "productweek",
            "last_sold_on",
            models.DateField(null=True, verbose_name="última venta de la semana"),
        ),
        migrations.AddField(
            "rollupfill",
            "last_movement",
            models.BigIntegerField(default=0, verbose_name="último movimiento de stock visto"),
        ),
        migrations.RemoveField("stockweek", "value_minor"),
        migrations.AddField(
            "stockweek",
            "value",
            models.DecimalField(decimal_places=4, default=0, max_digits=20, verbose_name="valor al costo"),
            preserve_default=False,
        ),
    ]
