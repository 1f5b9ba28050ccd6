"""Our own PostgreSQL: create, start, mend after a kill, check that the server on the port is really ours, stop."""

import contextlib
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg2
from psycopg2.extensions import connection as Connection  # noqa: N812 - a class, badly named by its library

from .errors import ServerError
from .places import Account, account, give, postgres_binaries, run, write_private
from .processes import alive, of_folder, stop_all
from .state import State, free_port, listening
from .tuning import postgres_settings

LOG = "servidor.log"
CONFIG = "crm.conf"


def is_ours(state: State) -> bool:
    """Does the server on our port know our password *and* keep our folder?"""
    try:
        with _connect(state) as ours, ours.cursor() as cursor:
            cursor.execute("SHOW data_directory")
            row = cursor.fetchone()
            return row is not None and Path(row[0]) == state.pg
    except psycopg2.Error:
        return False


@contextlib.contextmanager
def _connect(state: State, database: str = "postgres") -> Iterator[Connection]:
    link = psycopg2.connect(
        host="127.0.0.1",
        port=state.pg_port,
        user="crm",
        password=state.pg_password,
        dbname=database,
        connect_timeout=5,
        gssencmode="disable",
        sslmode="disable",
    )
    try:
        link.autocommit = True
        yield link
    finally:
        link.close()


def start(state: State) -> None:
    """Bring the server up, whatever the last run left behind. ``state.pg_port`` moves when somebody took the port."""
    who = account()
    binaries = postgres_binaries(Path(state.data), who)
    _check_version(state.pg, binaries, who)
    if not (state.pg / "global" / "pg_control").exists():
        _create(state, binaries, who)
    _clear_remains(state.pg)
    for _attempt in range(5):
        if listening(state.pg_port):
            state.pg_port = free_port()
        _configure(state, who)
        try:
            run([binaries / "pg_ctl", "-D", state.pg, "-w", "-t", "90", "-l", state.pg / LOG, "start"], who)
            break
        except subprocess.CalledProcessError:
            # Between our look and its start somebody else may have taken the port: look again, else give up.
            if not listening(state.pg_port):
                raise ServerError(_explain(state.pg)) from None
            _clear_remains(state.pg)
    else:
        raise ServerError(_explain(state.pg))
    _create_database(state)


def stop(state: State) -> None:
    """Stop cleanly; a server that does not answer is ended by its process id. Nothing happens when it does not run."""
    pid = running_pid(state.pg)
    if pid is None:
        _clear_remains(state.pg)
        return
    who = account()
    with contextlib.suppress(subprocess.CalledProcessError, subprocess.TimeoutExpired):
        run(
            [
                postgres_binaries(Path(state.data), who) / "pg_ctl",
                "-D",
                state.pg,
                "-m",
                "fast",
                "-w",
                "-t",
                "60",
                "stop",
            ],
            who,
        )
    _clear_remains(state.pg)


def running_pid(folder: Path) -> int | None:
    """The postmaster of this folder if it lives; a pid that is dead, a zombie or somebody else's does not count."""
    try:
        pid = int((folder / "postmaster.pid").read_text(encoding="utf-8").split("\n", 1)[0])
    except (OSError, ValueError):
        return None
    return pid if alive(pid, name="postgres", folder=folder) else None


def _clear_remains(folder: Path) -> None:
    """After a SIGKILL: end orphaned children (they hold the shared memory) and drop the stale pid file."""
    if running_pid(folder) is None:
        stop_all(of_folder("postgres", folder))
        (folder / "postmaster.pid").unlink(missing_ok=True)
    else:  # it lives and does not answer as ours (wrong port, half started): end it, then start anew
        stop_all(of_folder("postgres", folder))
        deadline = time.monotonic() + 30
        while running_pid(folder) is not None and time.monotonic() < deadline:
            time.sleep(0.1)
        (folder / "postmaster.pid").unlink(missing_ok=True)


def _check_version(folder: Path, binaries: Path, who: Account | None) -> None:
    mark = folder / "PG_VERSION"
    if not mark.exists():
        return
    stored = mark.read_text(encoding="utf-8").strip()
    printed = run([binaries / "initdb", "--version"], who).stdout
    ours = re.search(r"(\d+)", printed)
    if ours and stored != ours.group(1):
        raise ServerError(
            f"Los datos de {folder} son de PostgreSQL {stored} y este programa trae PostgreSQL {ours.group(1)}.\n"
            "No toqué nada. Qué puedes hacer:\n"
            f"  1. Para conservar los datos: vuelve a la versión anterior del programa, saca una copia con pg_dump de "
            f"PostgreSQL {stored} y cárgala en una carpeta nueva (CRM_STATE_DIR=otra/carpeta).\n"
            "  2. Si son datos de prueba: `make reset` los borra y empieza de nuevo."
        )


def _create(state: State, binaries: Path, who: Account | None) -> None:
    """initdb into a folder beside, renamed when whole: a killed initdb leaves nothing that looks like a cluster."""
    if state.pg.exists():  # no pg_control: it never became a cluster
        shutil.rmtree(state.pg)
    fresh = state.pg.with_name("pg.nuevo")
    secret = state.pg.with_name("pg.clave")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir()
    give(fresh, who, 0o700)
    write_private(secret, state.pg_password + "\n", who)
    command: list[object] = [binaries / "initdb", "-D", fresh, "-U", "crm", "--pwfile", secret]
    command += ["-A", "scram-sha-256", "-E", "UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    command += ["--locale=C.UTF-8", "-T", "spanish", "--data-checksums"]
    if state.throwaway:
        command.append("--no-sync")
    try:
        run(command, who)
    except subprocess.CalledProcessError as error:
        raise ServerError(f"No pude crear la base de datos en {state.pg}:\n{error.stderr.strip()[-600:]}") from error
    finally:
        secret.unlink(missing_ok=True)
    with (fresh / "postgresql.conf").open("a", encoding="utf-8") as conf:
        conf.write(f"\ninclude_if_exists = '{CONFIG}'  # written anew at each start\n")
    fresh.rename(state.pg)


def _configure(state: State, who: Account | None) -> None:
    lines = [f"{name} = {value}" for name, value in postgres_settings(state).items()]
    write_private(state.pg / CONFIG, "\n".join(lines) + "\n", who)


def _create_database(state: State) -> None:
    with _connect(state) as link, link.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = 'crm'")
        if cursor.fetchone() is None:
            cursor.execute("CREATE DATABASE crm")


def _explain(folder: Path) -> str:
    log = folder / LOG
    tail = log.read_text(encoding="utf-8", errors="replace")[-800:] if log.exists() else "(sin bitácora)"
    return f"PostgreSQL no arrancó. Lo último que dijo ({log}):\n{tail}"
