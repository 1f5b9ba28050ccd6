"""Look for what must never be: one SQL query an invariant, a line per broken one, exit 1 if any is."""

import sys
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand
from django.db import connection, transaction

SAMPLE = 3


def invariants() -> list[tuple[str, str, str]]:
    """(app, name, SQL) of every ``queries/invariants.py`` of our apps."""
    found = []
    for config in apps.get_app_configs():
        module = f"{config.name}.queries.invariants"
        if config.name.count(".") == 0 and find_spec(config.name) and _exists(module):
            found += [(config.name, name, sql) for name, sql in import_module(module).INVARIANTS]
    return found


def _exists(module: str) -> bool:
    try:
        return find_spec(module) is not None
    except ModuleNotFoundError:
        return False


def broken() -> list[tuple[str, str, int, list[Any]]]:
    """(app, name, number of offending rows, a sample) of each invariant that does not hold."""
    found = []
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
        for app, name, sql in invariants():
            cursor.execute(sql)
            rows = cursor.fetchall()
            if rows:
                found.append((app, name, len(rows), rows[:SAMPLE]))
    return found


class Command(BaseCommand):
    help = "Comprueba lo que nunca debe pasar; termina con 1 y una línea por cada cosa rota."

    def handle(self, *args: Any, **options: Any) -> None:
        found = broken()
        for app, name, count, sample in found:
            rows = "; ".join(", ".join(str(value) for value in row) for row in sample)
            self.stdout.write(f"ROTO [{app}] {name}: {count} ({rows})")
        if found:
            sys.exit(1)
        if options["verbosity"]:
            self.stdout.write(f"Todo en orden: {len(invariants())} comprobaciones.")
