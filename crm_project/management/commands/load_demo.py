"""``manage.py load_demo``: the demo company, from nothing to a year of sales."""

import sys
from argparse import ArgumentParser
from datetime import date
from time import monotonic
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from company.queries import today as business_today
from core.errors import DomainError
from crm_project.demo.load import SEED, compute_weeks, has_business_data, load


class Bar:
    """A progress bar on a terminal, plain lines elsewhere."""

    def __init__(self, out: Any) -> None:
        self.out = out
        self.last = -1
        self.bar = tqdm(total=100, unit="%", file=sys.stderr, leave=True) if sys.stderr.isatty() else None

    def __call__(self, step: str, percent: int) -> None:
        if self.bar is None:
            if step.startswith("Calculando la semana") and percent == self.last:
                return
            self.last = percent
            self.out.write(f"{percent:3d} %  {step}")
            return
        self.bar.set_description(step)
        self.bar.update(percent - self.bar.n)

    def close(self) -> None:
        if self.bar is not None:
            self.bar.close()


class Command(BaseCommand):
    help = "Carga la empresa de muestra: un año de ventas reales con nombres inventados."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--if-empty", action="store_true", help="si ya hay datos, no hace nada y termina bien")
        parser.add_argument("--tiny", action="store_true", help="solo unas decenas de clientes, para pruebas")
        parser.add_argument("--today", type=date.fromisoformat, default=None, metavar="AAAA-MM-DD")
        parser.add_argument("--seed", type=int, default=SEED, metavar="N")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["if_empty"] and has_business_data():
            return
        started, today = monotonic(), options["today"] or business_today()
        bar = Bar(self.stdout)
        try:
            done = load(today=today, seed=options["seed"], tiny=options["tiny"], progress=bar)
            weeks = compute_weeks(today=today, progress=bar)
        except DomainError as error:
            raise CommandError(error.message) from error
        finally:
            bar.close()
        self.stdout.write(
            f"Cargados {done.customers} clientes, {done.products} productos, {done.orders} pedidos con {done.lines} "
            f"líneas, {done.payments} pagos y {done.movements} movimientos de stock en {weeks} semanas, "
            f"del {done.first:%d/%m/%Y} al "
            f"{done.last:%d/%m/%Y}, en {monotonic() - started:.0f} s."
        )
