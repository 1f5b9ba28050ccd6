"""Storage of the running state: room on each page, so that weekly changes stay in place (HOT)."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("analytics", "0002_shipped_rule")]
    operations = [
        migrations.RunSQL(
            "ALTER TABLE analytics_rfmstate SET (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.05)",
            "ALTER TABLE analytics_rfmstate RESET (fillfactor, autovacuum_vacuum_scale_factor)",
        ),
    ]
