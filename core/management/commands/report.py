"""`manage.py report NAME …`: any data set of the ``REPORTS`` slot as a file, in the machines' style."""

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.errors import DomainError
from core.exports.http import TYPES, to_file
from core.slots import REPORTS


class Command(BaseCommand):
    help = "Escribe un informe: manage.py report NOMBRE --format csv --output ARCHIVO"

    def add_arguments(self, parser: CommandParser) -> None:
        names = parser.add_subparsers(dest="name", required=True, title="informes")
        for name, report in REPORTS.items():
            sub = names.add_parser(name, help=report.label)
            report.arguments(sub)
            sub.add_argument("--format", choices=sorted(TYPES), default="csv", help="formato del archivo")
            sub.add_argument("--output", help="archivo donde escribir (si falta, a la salida)")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            dataset = REPORTS.get(options["name"]).build(options)
            if options["output"]:
                path = Path(options["output"])
                with path.open("wb") as out:
                    to_file(dataset, options["format"], out.write)
            else:
                to_file(dataset, options["format"], sys.stdout.buffer.write)
                sys.stdout.buffer.flush()
        except DomainError as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"No se pudo escribir {options['output']}: {error.strerror}.") from error
