"""``manage.py replay_erasures``: after a copy was restored, forget again who had asked for it."""

from typing import Any

from django.core.management.base import BaseCommand

from customers.services.privacy import replay


class Command(BaseCommand):
    help = "Tras reponer una copia: vuelve a borrar los datos de quien ya lo había pedido."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"Fichas borradas otra vez: {replay(actor=None)}")
