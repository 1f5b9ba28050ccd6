"""The clock of analytics. The tasks themselves know their slots; these rows only say how often they look."""

from django.db import migrations

TASKS = [
    ("Semana: RFM, ventas y rotación", "analytics.tasks.weekly_computation", "Los lunes desde las 5."),
    ("Ventas que llegaron tarde", "analytics.tasks.late_sales", "Cada noche desde las 3."),
]


def schedule(apps, schema_editor):
    Interval = apps.get_model("django_celery_beat", "IntervalSchedule")
    Task = apps.get_model("django_celery_beat", "PeriodicTask")
    every, _ = Interval.objects.get_or_create(every=10, period="minutes")
    for name, task, description in TASKS:
        Task.objects.get_or_create(
            name=name, defaults={"task": task, "interval": every, "description": description, "expire_seconds": 600}
        )


class Migration(migrations.Migration):
    dependencies = [
        ("analytics", "0004_exact_values"),
        ("django_celery_beat", "0019_alter_periodictasks_options"),
    ]
    operations = [migrations.RunPython(schedule, migrations.RunPython.noop)]
