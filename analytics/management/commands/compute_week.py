"""``manage.py compute_week``: RFM, sales and rotation of one week or of several, in order."""

import json
from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from analytics.services import weekly
from company.queries import today as business_today
from core.audit import acting
from core.clock import last_complete_week, monday_of, week_of
from core.errors import DomainError


class Command(BaseCommand):
    help = "Calcula una semana (la última completa, si no se dice otra) y escribe una línea JSON por semana."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--week", type=_week, metavar="2026-W47", help="la semana que se calcula")
        parser.add_argument("--from", dest="first", type=_week, metavar="2026-W40", help="la primera de varias")
        parser.add_argument("--to", dest="last", type=_week, metavar="2026-W47", help="la última de varias")
        parser.add_argument("--full", action="store_true", help="cuenta todo de nuevo desde los pedidos")

    def handle(self, *args: Any, **options: Any) -> None:
        today = business_today()
        try:
            for week in _weeks(options, newest=last_complete_week(today)):
                with acting(actor=None, why="compute_week"):
                    done = weekly.compute_week(week=week, today=today, full=options["full"])
                self.stdout.write(json.dumps(done.as_json()))
                self.stdout.flush()
        except DomainError as error:
            raise CommandError(error.message) from error


def _week(text: str) -> str:
    return week_of(monday_of(text))


def _weeks(options: dict[str, Any], *, newest: str) -> list[str]:
    """The weeks asked for, oldest first."""
    if options["week"] and (options["first"] or options["last"]):
        raise CommandError("Usa --week, o --from con --to; no los dos.")
    if options["last"] and not options["first"]:
        raise CommandError("Con --to hace falta --from: la primera semana.")
    first = monday_of(options["week"] or options["first"] or newest)
    last = monday_of(options["last"] or (newest if options["first"] else week_of(first)))
    if last < first:
        raise CommandError(f"La semana {week_of(last)} es anterior a {week_of(first)}.")
    return [week_of(first + timedelta(weeks=n)) for n in range((last - first).days // 7 + 1)]
