"""``manage.py bench --size s|m|l``: generates a company in a database of its own, measures, prints JSON lines."""

import json
import os
import subprocess
import sys
import tempfile
import time
from argparse import ArgumentParser
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from crm_project.bench import activities, deals, duplicates, importing, load, mailing, pages, results, weeks
from crm_project.bench.generate import LAST_DAY, SIZES

WEEK = timedelta(days=7)
STEPS = (
    "migrate",
    "fill",
    "vacuum",
    "scan",
    "first",
    "full",
    "incremental",
    "whole",
    "pandas",
    "history",
    "deals",
    "activities",
    "pages",
    "import",
    "duplicates",
    "mail",
)


class Command(BaseCommand):
    help = "Mide la semana, las páginas y la carga sobre una empresa generada, y lo guarda en docs/benchmarks.md."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--size", choices=sorted(SIZES), default="s")
        parser.add_argument("--rounds", type=int, default=3, help="semanas medidas, una tras otra")
        parser.add_argument("--keep", action="store_true", help="no borra la base de datos al terminar")
        parser.add_argument("--no-pages", action="store_true", help="solo la semana: ni páginas ni carga de archivos")
        parser.add_argument("--database", default="", help="interno: la base de las medidas")
        parser.add_argument("--step", choices=STEPS, default="", help="interno: un paso, en un proceso propio")
        parser.add_argument("--day", type=date.fromisoformat, default=None, help="interno: domingo de la semana")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["step"]:
            self._enter(options["database"])
            self.stdout.write("\n" + json.dumps(_step(options)))
            return
        name = f"crm_bench_{options['size']}_{os.getpid()}"
        with load.own_database(name, keep=options["keep"]):
            measured = Measurement(options, name, say=lambda text: self.stderr.write(text)).run()
        for line in measured:
            self.stdout.write(json.dumps(line))
        results.keep(size=SIZES[options["size"]], lines=measured, path=Path(settings.BASE_DIR) / "docs/benchmarks.md")

    def _enter(self, database: str) -> None:
        """Use the database of the measurements from here on."""
        connection.close()
        connection.settings_dict["NAME"] = database
        options = "-c pgtrigger.ignore={} -c timezone=UTC -c statement_timeout=0"
        connection.settings_dict["OPTIONS"] = {"options": options}


def _step(options: dict[str, Any]) -> dict[str, Any]:
    """One step; runs in a fresh process, so that memory and caches of the client are its own."""
    day = options["day"] or LAST_DAY
    match options["step"]:
        case "migrate":
            call_command("migrate", verbosity=0, interactive=False)
            return {}
        case "fill":
            return load.fill(SIZES[options["size"]])
        case "vacuum":
            return weeks.vacuum()
        case "scan":
            return weeks.scan()
        case "first":
            return weeks.first(day)
        case "full" | "incremental":
            return weeks.compute(day, full=options["step"] == "full")
        case "whole":
            return weeks.whole(day)
        case "pandas":
            return weeks.by_pandas(day)
        case "deals":
            return deals.fill()
        case "activities":
            return activities.fill(SIZES[options["size"]])
        case "import":
            return importing.measure(Path(tempfile.gettempdir()))
        case "duplicates":
            return duplicates.measure()
        case "mail":
            return mailing.measure()
    return pages.measure()


class Measurement:
    """The order of the steps, and what came out of them."""

    def __init__(self, options: dict[str, Any], database: str, *, say: Any) -> None:
        self.options, self.database, self.say = options, database, say
        self.lines: list[dict[str, Any]] = []

    def run(self) -> list[dict[str, Any]]:
        """All lines; raises ``CommandError`` where two designs do not agree to the last row."""
        self._step("migrate")
        filled = self._step("fill")
        for table in ("customers_customer", "sales_order", "sales_orderline"):
            self._line(f"rows_{table.rpartition('_')[2]}", filled[table], "rows")
        self._line("load_s", self.took, "s")
        self._weeks()
        if not self.options["no_pages"]:
            self._pages()
        return self.lines

    def _weeks(self) -> None:
        rounds = self.options["rounds"]
        start = LAST_DAY - rounds * WEEK
        self._line("week_first_s", self._step("first", start)["week_first_s"], "s")
        found = [self._round(start + (n + 1) * WEEK) for n in range(rounds)]
        for name in found[0]:
            self._line(name, results.median([one[name] for one in found]), _unit(name))

    def _round(self, day: date) -> dict[str, float]:
        """One week by every design, beside the scan of the same minutes."""
        self._vacuum()
        scans = [self._step("scan")["scan_s"] for _ in range(3)]
        full = self._step("full", day)
        self._vacuum()
        added = self._step("incremental", day)
        self._vacuum()
        scan = results.median([*scans, self._step("scan")["scan_s"]])
        whole = self._step("whole", day)
        peer = self._step("pandas", day)
        if not full["fingerprint"] == added["fingerprint"] == whole["fingerprint"] or peer["different"]:
            raise CommandError(f"Los diseños no dan las mismas filas: {full}, {added}, {whole}, {peer}")
        return {
            "scan_s": scan,
            "week_full_s": full["seconds"],
            "week_incremental_s": added["seconds"],
            "week_pandas_s": peer["seconds"],
            "week_command_s": whole["seconds"],
            "week_full_per_scan": full["seconds"] / scan,
            "week_incremental_per_scan": added["seconds"] / scan,
            "week_incremental_per_full": added["seconds"] / full["seconds"],
            "week_pandas_per_full": peer["seconds"] / full["seconds"],
            "week_pandas_per_incremental": peer["seconds"] / added["seconds"],
            "week_client_mb": max(full["client_mb"], added["client_mb"]),
            "week_pandas_client_mb": peer["client_mb"],
            "week_rows_equal": full["rows"],
            "week_changed": added["changed"],
        }

    def _pages(self) -> None:
        self._line("rows_open_deals", self._step("deals")["open"], "rows")
        made = self._step("activities")
        self._line("rows_activities", sum(made.values()), "rows")
        self._line("activities_s", self.took, "s")
        measured = self._step("pages")
        trivial = measured["trivial"]["p50"]
        for name, one in measured.items():
            if "status" in one:
                self.say(f"{name}: responde {one['status']}, sin medir")
                continue
            self._line(f"{name}_queries", one["queries"], "queries")
            self._line(f"{name}_p50_ms", one["p50"], "ms")
            self._line(f"{name}_p95_ms", one["p95"], "ms")
            self._line(f"{name}_slowest_sql_ms", one["slowest_sql_ms"], "ms")
            self._line(f"{name}_kb", one["kb"], "kB")
            self._line(f"{name}_per_trivial", one["p50"] / trivial, "ratio")
        loaded = self._step("import")
        self._line("import_rows_per_s", loaded["rows"] / loaded["seconds"], "rows/s")
        self._line("import_client_mb", loaded["client_mb"], "MB")
        for name, value in self._step("mail").items():
            self._line(name, value, "ms" if name.endswith("_ms") else "messages/s")
        for name, value in self._step("duplicates").items():
            self._line(name, value, "s" if name.endswith("_s") else "rows" if value > 1 else "ratio")

    def _line(self, name: str, value: float, unit: str) -> None:
        self.lines.append({"name": name, "value": round(value, 4), "unit": unit})

    def _vacuum(self) -> None:
        """Outside the clock, as autovacuum does it between two Mondays: runs that were taken back left dead rows."""
        self._step("vacuum")

    def _step(self, step: str, day: date | None = None) -> dict[str, Any]:
        command = [sys.executable, "manage.py", "bench", "--size", self.options["size"], "--database", self.database]
        command += ["--step", step, "--rounds", str(self.options["rounds"])]
        if day:
            command += ["--day", day.isoformat()]
        began = time.monotonic()
        done = subprocess.run(command, cwd=settings.BASE_DIR, capture_output=True, text=True, timeout=7200, check=False)  # noqa: S603
        self.took = time.monotonic() - began
        if done.returncode:
            raise CommandError(f"{step} falló:\n{done.stderr[-3000:]}")
        answer: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
        self.say(f"{step} {day or ''} {self.took:.1f} s {json.dumps(answer)}")
        return answer


def _unit(name: str) -> str:
    for end, unit in (("_s", "s"), ("_mb", "MB"), ("_equal", "rows"), ("_changed", "rows")):
        if name.endswith(end):
            return unit
    return "ratio"
