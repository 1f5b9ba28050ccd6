"""``import_file KIND PATH [--mapping MAP.json] [--dry-run]``: one JSON line; exit code 2 if the file is unusable."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from core.errors import DomainError
from core.imports import batches, mapping
from core.imports.runner import Outcome


class Command(BaseCommand):
    help = "Carga un archivo CSV o Excel y da cuenta de cada fila."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("kind", help="clase: sales, customers, products, payments, stock…")
        parser.add_argument("path", type=Path, help="archivo .csv, .tsv, .txt, .gz, .xlsx o .xls")
        parser.add_argument("--mapping", type=Path, help="MAP.json: campo → columna, y «defaults»")
        parser.add_argument("--dry-run", action="store_true", help="dice qué haría, sin hacerlo")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            answer = self._answer(options)
        except DomainError as error:
            self._say(
                {"read": 0, "created": 0, "updated": 0, "unchanged": 0, "rejected": 0, "rejected_file": None}
                | {"error": str(error)}
            )
            sys.exit(2)
        self._say(answer)

    def _answer(self, options: dict[str, Any]) -> dict[str, Any]:
        given = mapping.read_file(options["mapping"]) if options["mapping"] else None
        outcome, rejected_file, batch = batches.import_path(
            kind_key=options["kind"], path=options["path"], actor=None, given=given, dry_run=options["dry_run"]
        )
        return account(outcome) | {
            "rejected_file": str(rejected_file) if rejected_file else None,
            "batch": batch.pk if batch else None,
            "seconds": batch.seconds if batch else None,
            "dry_run": options["dry_run"],
        }

    def _say(self, answer: dict[str, Any]) -> None:
        self.stdout.write(json.dumps(answer, ensure_ascii=False))


def account(outcome: Outcome) -> dict[str, Any]:
    """The figures of an import as plain JSON; money as text, so that no cent is lost."""
    money = {
        name: None if value is None else f"{value:.4f}"
        for name, value in (
            ("money_file", outcome.money_file),
            ("money_stored", outcome.money_stored),
            ("money_rejected", outcome.money_rejected),
        )
    }
    repeats = {"repeats": outcome.repeats.pk} if outcome.repeats else {}
    return {"read": outcome.read, **outcome.fates, "records": outcome.records, **money, **repeats}
