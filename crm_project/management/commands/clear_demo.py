"""``manage.py clear_demo --yes``: the sample data go, whole."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core.errors import DomainError
from crm_project.demo.clear import clear


class Command(BaseCommand):
    help = "Quita los datos de muestra enteros y deja la casa vacía."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--yes", action="store_true", help="sí, borrar todo lo que hay de la empresa de muestra")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["yes"]:
            raise CommandError(
                "Esto borra clientes, productos, pedidos, pagos y stock, también lo que se haya añadido a la muestra. "
                "Si es lo que quieres, repite la orden con --yes."
            )
        try:
            clear(actor=None)
        except DomainError as error:
            raise CommandError(error.message) from error
        self.stdout.write("Los datos de muestra ya no están. La casa está vacía; para entrar queda la cuenta admin.")
