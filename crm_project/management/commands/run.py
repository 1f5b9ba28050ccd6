"""`make run`: everything that a person needs to open a page, under one supervisor."""

import contextlib
import hashlib
import os
import socket
import sys
import threading
import time
import urllib.request
from argparse import ArgumentParser
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand, CommandError
from django.db import connections
from filelock import FileLock
from honcho.manager import Manager
from honcho.printer import Message, Printer

from core.servers.places import state_folder
from core.servers.single import MARK

QUEUES = "default,imports,analytics,mail"
# (account, what the person does); they exist only with the demo data.
DEMO_USERS = ("gestor", "ventas", "supervisor", "marketing", "compras", "servicio", "admin")
DEMO_PASSWORD = "demo-crm-2026"  # noqa: S105 - of the demo company only, printed on purpose


class QuietPrinter(Printer):
    """honcho's printer without its own English remarks."""

    def write(self, message: Message) -> None:
        if message.name != "system":
            super().write(message)


class Command(BaseCommand):
    # manage.py frames it with core.servers.single.run_alone: nobody beside it, nothing left behind.
    help = "Prepara todo y pone en marcha la web, las tareas y el reloj hasta Ctrl-C."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default=os.environ.get("HOST") or "127.0.0.1")
        parser.add_argument("--port", default=os.environ.get("PORT") or "8000")
        parser.add_argument("--no-demo", action="store_true", help="no carga la empresa de demostración")

    def handle(self, *args: Any, **options: Any) -> None:
        host, port = options["host"], _port(options["port"])
        _check_port(host, port)
        self._prepare(demo=not options["no_demo"])
        self._serve(host, port, state_folder())

    def _prepare(self, *, demo: bool) -> None:
        with ThreadPoolExecutor(1) as beside:  # compressing releases the interpreter: it costs no time beside the data
            static = beside.submit(_collect_static)
            with self._step("Base de datos al día"):
                call_command("migrate", verbosity=0, interactive=False)
            if demo and "load_demo" in get_commands():
                with self._step("Empresa de demostración", same_line=False):
                    call_command("load_demo", if_empty=True)
            with self._step("Archivos de la web"):
                static.result()
        connections.close_all()

    @contextlib.contextmanager
    def _step(self, title: str, *, same_line: bool = True) -> Iterator[None]:
        began = time.monotonic()
        self.stdout.write(f"{title}…", ending=" " if same_line else "\n")
        self.stdout.flush()
        yield
        self.stdout.write(f"listo ({time.monotonic() - began:.0f} s)")

    def _serve(self, host: str, port: int, folder: Path) -> None:
        python = f"exec {_quoted(sys.executable)} -m"
        env = {**os.environ, MARK: str(folder), "PYTHONUNBUFFERED": "1"}
        # Celery warns root at each start; the desk's answer is make run as a normal user, which works as well.
        env["PYTHONWARNINGS"] = "ignore:You're running the worker"
        celery = f"{python} celery --quiet -A crm_project"
        processes = {
            "web": f"{python} gunicorn crm_project.wsgi:application --worker-class gthread --workers 2 --threads 4"
            f" --bind {_quoted(_address(host, port))} --no-control-socket --log-level warning --graceful-timeout 4",
            "tareas": f"{celery} worker --queues {QUEUES} --concurrency 2 --loglevel WARNING"
            " --without-gossip --without-mingle",
            "reloj": f"{celery} beat --loglevel WARNING --pidfile=",
        }
        supervisor = Manager(printer=QuietPrinter(sys.stdout))
        for name, command in processes.items():
            supervisor.add_process(name, command, env=env, cwd=str(settings.BASE_DIR))
        announcement = threading.Timer(0.5, self._announce, (host, port))
        announcement.daemon = True
        announcement.start()
        supervisor.loop()
        announcement.cancel()
        if supervisor.returncode not in (130, 143):  # of our own signal handlers
            raise CommandError("Uno de los procesos terminó solo; arriba está lo último que dijo. Se detuvo todo.")

    def _announce(self, host: str, port: int) -> None:
        """Print the address once the page is really there."""
        shown = "127.0.0.1" if host in ("0.0.0.0", "::") else host  # noqa: S104 - compared, not bound
        address = f"http://{_address(shown, port)}/"
        for _attempt in range(240):
            try:
                with urllib.request.urlopen(address + "salud/viva", timeout=2):  # noqa: S310 - our own address
                    break
            except OSError:
                time.sleep(0.25)
        else:
            return
        lines = ["", f"  Listo: abre  {address}"]
        if _demo_is_loaded():
            lines += [
                "",
                f"  Cuentas de demostración: {', '.join(DEMO_USERS)}",
                f"  Contraseña de todas:     {DEMO_PASSWORD}",
            ]
        self.stdout.write("\n".join([*lines, "", "  Ctrl-C detiene todo.", ""]))
        self.stdout.flush()


def _demo_is_loaded() -> bool:
    from django.contrib.auth import get_user_model

    try:
        return get_user_model().objects.filter(username=DEMO_USERS[0]).exists()
    finally:
        connections.close_all()


def _port(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 0 < int(text) < 65_536:
        raise CommandError(f"PORT debe ser un número entre 1 y 65535, no «{text}».")
    return int(text)


def _address(host: str, port: int) -> str:
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "'\\''") + "'"


def _check_port(host: str, port: int) -> None:
    """Say it before minutes of preparation rather than after."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except PermissionError:
            raise CommandError(f"El puerto {port} solo lo puede abrir root. Usa otro:  PORT=8001 make run") from None
        except socket.gaierror:
            raise CommandError(f"No conozco la dirección HOST={host}. Usa 127.0.0.1 o 0.0.0.0.") from None
        except OSError:
            raise CommandError(
                f"El puerto {port} ya está ocupado por otro programa.\nUsa otro:  PORT={port + 1} make run"
            ) from None


def _collect_static() -> None:
    """collectstatic, which compresses every file, only when a file changed since the last time."""
    root = Path(settings.STATIC_ROOT)
    root.mkdir(parents=True, exist_ok=True)
    mark = root / ".huella"
    with FileLock(root / ".lock", timeout=300):
        now = _static_fingerprint()
        if mark.exists() and mark.read_text(encoding="ascii") == now and (root / "staticfiles.json").exists():
            return
        call_command("collectstatic", verbosity=0, interactive=False)
        mark.write_text(now, encoding="ascii")


def _static_fingerprint() -> str:
    digest = hashlib.sha256(settings.STORAGES["staticfiles"]["BACKEND"].encode())
    for finder in get_finders():
        for path, storage in sorted(finder.list([]), key=lambda found: found[0]):
            info = Path(storage.path(path)).stat()
            digest.update(f"{path} {info.st_size} {info.st_mtime_ns}\n".encode())
    return digest.hexdigest()
