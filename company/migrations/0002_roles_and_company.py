"""The groups that the permission matrix names, and the one row of settings."""

from django.db import migrations

ROLES = ["gestor", "ventas", "supervisor", "marketing", "compras", "servicio", "administrador"]


def fill(apps, schema_editor):
    group = apps.get_model("auth", "Group")
    for name in ROLES:
        group.objects.get_or_create(name=name)
    apps.get_model("company", "Company").objects.get_or_create(pk=1)


class Migration(migrations.Migration):
    dependencies = [
        ("company", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
