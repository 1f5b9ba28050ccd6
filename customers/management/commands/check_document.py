"""``check_document --country CO --kind nit VALUE [VALUE…]``: one JSON line a value."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from customers.queries.documents import COUNTRY_NAMES, KINDS, check_document


class Command(BaseCommand):
    help = "Comprueba documentos de identidad y fiscales: una línea JSON por valor."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--country", default="", help=f"país: {', '.join(COUNTRY_NAMES)}")
        parser.add_argument("--kind", required=True, choices=KINDS, help="clase de documento")
        parser.add_argument("values", nargs="+", metavar="VALUE")

    def handle(self, *args: Any, **options: Any) -> None:
        for value in options["values"]:
            found = check_document(kind=options["kind"], value=value, country=options["country"])
            line = {
                "value": value,
                "valid": found.valid,
                "normalized": found.normalized or None,
                "reason": found.reason,
            }
            self.stdout.write(json.dumps(line, ensure_ascii=False))
