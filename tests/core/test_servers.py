"""The embedded servers on real processes: started twice, killed, crowded out, of another version.

Each test has a state folder of its own directly in the system's temporary folder, because pytest's own folders are
closed to the account that runs PostgreSQL when we are root.
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import psycopg2
import pytest

from core.servers import ServerError, manager, places, postgres, state, valkey
from core.servers.processes import of_folder
from core.servers.single import stop_runner
from core.servers.state import State

pytestmark = pytest.mark.fault


@pytest.fixture
def folder() -> Iterator[Path]:
    path = Path(tempfile.mkdtemp(prefix="crm-servidores-"))
    yield path
    stop_runner(path)
    manager.reset(path)
    shutil.rmtree(path, ignore_errors=True)


@pytest.fixture
def servers(folder: Path) -> State:
    return manager.ensure(folder, throwaway=True)


def _execute(known: State, statement: str) -> list[tuple[object, ...]]:
    link = psycopg2.connect(known.database_url)
    try:
        link.autocommit = True
        with link.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchall() if cursor.description else []
    finally:
        link.close()


def _environment(folder: Path, **more: str) -> dict[str, str]:
    without = {key: value for key, value in os.environ.items() if key not in ("DATABASE_URL", "REDIS_URL", "PORT")}
    return {**without, "CRM_STATE_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "crm_project.settings", **more}


def _python(*arguments: str, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments], cwd=places.PROJECT, env=env, capture_output=True, text=True, timeout=180
    )


def test_a_second_start_finds_the_same_servers_and_the_data(folder: Path, servers: State) -> None:
    _execute(servers, "CREATE TABLE nota AS SELECT 'café ñandú' AS texto")

    again = manager.ensure(folder)
    manager.stop(folder)
    after_stop = manager.ensure(folder)

    assert again == servers
    assert _execute(after_stop, "SELECT upper(texto) FROM nota") == [("CAFÉ ÑANDÚ",)]


def test_passwords_are_asked_for_and_the_files_are_private(folder: Path, servers: State) -> None:
    with pytest.raises(psycopg2.OperationalError, match="password authentication failed"):
        psycopg2.connect(servers.database_url.replace(servers.pg_password, "otra"))

    assert valkey.is_ours(State(**{**servers.__dict__, "valkey_password": "otra"})) is False
    assert {path.stat().st_mode & 0o777 for path in (folder / state.NAME, servers.valkey / "valkey.conf")} == {0o600}
    assert servers.pg.stat().st_mode & 0o777 == 0o700


def test_no_server_runs_as_root(servers: State) -> None:
    running = [*of_folder("postgres", servers.pg), *of_folder("valkey", servers.valkey)]

    assert running
    assert 0 not in {process.uids().effective for process in running}


def test_a_killed_postmaster_is_mended_with_its_data(folder: Path, servers: State) -> None:
    _execute(servers, "CREATE TABLE nota AS SELECT 7 AS n")
    pid = postgres.running_pid(servers.pg)
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    assert (servers.pg / "postmaster.pid").exists()

    mended = manager.ensure(folder)

    assert postgres.running_pid(mended.pg) != pid
    assert _execute(mended, "SELECT n FROM nota") == [(7,)]


def test_all_processes_killed_at_once_are_mended(folder: Path, servers: State) -> None:
    _execute(servers, "CREATE TABLE nota AS SELECT 7 AS n")
    killed = [*of_folder("postgres", servers.pg), *of_folder("valkey", servers.valkey)]
    for process in killed:
        process.kill()
    psutil.wait_procs(killed, timeout=10)
    assert manager.running(folder) is None

    mended = manager.ensure(folder)

    assert _execute(mended, "SELECT n FROM nota") == [(7,)]


def test_a_pid_file_that_names_a_stranger_is_no_server(folder: Path, servers: State) -> None:
    manager.stop(folder)
    (servers.pg / "postmaster.pid").write_text(f"{os.getpid()}\n{servers.pg}\n0\n{servers.pg_port}\n")

    mended = manager.ensure(folder)

    assert postgres.is_ours(mended)
    assert psutil.pid_exists(os.getpid())


def test_taken_ports_are_left_to_who_has_them(folder: Path, servers: State) -> None:
    manager.stop(folder)
    with socket.socket() as first, socket.socket() as second:
        for stranger, port in ((first, servers.pg_port), (second, servers.valkey_port)):
            stranger.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            stranger.bind(("127.0.0.1", port))
            stranger.listen()
        moved = manager.ensure(folder)

    assert moved.pg_port != servers.pg_port
    assert moved.valkey_port != servers.valkey_port
    assert manager.running(folder) == moved


def test_a_copy_brings_back_what_stood_and_a_cut_one_changes_nothing(folder: Path, servers: State) -> None:
    _execute(servers, "CREATE TABLE nota AS SELECT n FROM generate_series(1, 3) n")
    env = _environment(folder)
    whole, cut = folder / "copia.dump", folder / "cortada.dump"
    assert _python("-m", "core.servers", "backup", str(whole), env=env).returncode == 0
    _execute(servers, "DELETE FROM nota WHERE n > 1")
    cut.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])

    assert _python("-m", "core.servers", "restore", str(cut), env=env).returncode == 1
    assert _execute(servers, "SELECT count(*) FROM nota") == [(1,)]
    assert _python("-m", "core.servers", "restore", str(whole), env=env).returncode == 0
    assert _execute(servers, "SELECT count(*) FROM nota") == [(3,)]


def test_data_of_another_version_are_refused_and_left_alone(folder: Path, servers: State) -> None:
    manager.stop(folder)
    (servers.pg / "PG_VERSION").write_text("17\n")

    with pytest.raises(ServerError, match=r"son de PostgreSQL 17 y este programa trae PostgreSQL \d+"):
        manager.ensure(folder)

    assert (servers.pg / "global" / "pg_control").exists()
    (servers.pg / "PG_VERSION").write_text(_own_major())
    assert postgres.is_ours(manager.ensure(folder))


def _own_major() -> str:
    binaries = postgres.postgres_binaries(Path(tempfile.gettempdir()), None)
    return places.run([binaries / "initdb", "--version"], None).stdout.split()[-1].split(".")[0] + "\n"


def test_a_killed_initdb_leaves_nothing_that_stands_in_the_way(folder: Path) -> None:
    for half in ("pg", "pg.nuevo"):
        (folder / half / "base").mkdir(parents=True)
        (folder / half / "PG_VERSION").write_text(_own_major())

    known = manager.ensure(folder, throwaway=True)

    assert _execute(known, "SELECT 1") == [(1,)]


def test_two_starts_at_once_make_one_server(folder: Path) -> None:
    both = [
        subprocess.Popen(
            [sys.executable, "-m", "core.servers", "start"],
            cwd=places.PROJECT,
            env=_environment(folder),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        for _ in range(2)
    ]
    outputs = [process.communicate(timeout=180)[0].decode() for process in both]

    assert [process.returncode for process in both] == [0, 0], outputs
    known = manager.running(folder)
    assert known is not None
    leaders = [
        p for p in of_folder("postgres", known.pg) if p.ppid() not in {q.pid for q in of_folder("postgres", known.pg)}
    ]
    assert len(leaders) == 1
    assert len(of_folder("valkey", known.valkey)) == 1


def test_given_urls_win_each_on_its_own(folder: Path) -> None:
    database = "postgresql://nadie@127.0.0.1:1/x"
    code = (
        "from core.servers import provide_urls; provide_urls(['migrate']); import os; print(os.environ['DATABASE_URL'])"
    )

    done = _python("-c", code, env=_environment(folder, DATABASE_URL=database))

    assert done.stdout.strip() == database, done.stderr
    assert not (folder / "pg").exists()
    assert (folder / "valkey").exists()


def test_commands_that_read_only_code_start_nothing(folder: Path) -> None:
    done = _python("manage.py", "check", env=_environment(folder))

    assert done.returncode == 0, done.stderr
    assert list(folder.iterdir()) == []


def test_a_folder_that_cannot_be_written_is_said_plainly(folder: Path) -> None:
    (folder / "archivo").write_text("")

    done = _python("-m", "core.servers", "start", env=_environment(folder / "archivo" / "dentro"))

    assert done.returncode == 1
    assert "CRM_STATE_DIR" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(os.geteuid() != 0, reason="solo root tiene carpetas que la cuenta de PostgreSQL no alcanza")
def test_a_state_folder_in_a_closed_home_puts_the_data_elsewhere_and_opens_nothing(folder: Path) -> None:
    home = folder / "casa"
    home.mkdir(mode=0o700)
    inside = home / "estado"

    known = manager.ensure(inside, throwaway=True)

    assert home.stat().st_mode & 0o777 == 0o700
    assert Path(known.data).parent == places.SYSTEM_STATE
    assert _execute(known, "SELECT 1") == [(1,)]
    manager.reset(inside)
    assert not Path(known.data).exists()


def _wait_for_page(port: int, process: subprocess.Popen[str], seconds: float = 360) -> bool:
    import urllib.request

    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/salud/lista", timeout=3) as answer:
                return bool(answer.status == 200)
        except OSError:
            time.sleep(0.3)
    return False


def _wait_until(condition: Callable[[], bool], seconds: float = 180) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.1)


@pytest.mark.slow
def test_make_run_serves_refuses_a_second_one_survives_a_kill_and_leaves_nothing(folder: Path) -> None:
    port = state.free_port()
    env = _environment(folder, PORT=str(port), HOST="127.0.0.1")
    command = [sys.executable, "manage.py", "run", "--no-demo"]

    def start() -> subprocess.Popen[str]:
        return subprocess.Popen(
            command, cwd=places.PROJECT, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
        )

    first = start()
    assert _wait_for_page(port, first), first.communicate(timeout=60)[1]
    second = _python("manage.py", "run", "--no-demo", env=env)
    assert second.returncode == 1
    assert "ya está en marcha" in second.stderr

    first.kill()
    first.wait(timeout=10)  # its orphans keep the pipe open: that is the point
    assert state.listening(port)  # its orphans still serve: the next run must end them first
    third = start()
    _wait_until(lambda: (folder / "marcha.pid").read_text() == str(third.pid))
    assert _wait_for_page(port, third), third.communicate(timeout=60)[1]

    third.send_signal(signal.SIGTERM)
    assert third.wait(timeout=120) == 0
    known = state.load(folder)
    assert known is not None
    assert [*of_folder("postgres", known.pg), *of_folder("valkey", known.valkey)] == []
    assert not state.listening(port)


def test_a_taken_web_port_is_said_with_the_way_out(folder: Path) -> None:
    with socket.socket() as stranger:
        stranger.bind(("127.0.0.1", 0))
        stranger.listen()
        port = stranger.getsockname()[1]
        done = _python("manage.py", "run", "--no-demo", env=_environment(folder, PORT=str(port)))

    assert done.returncode == 1
    assert f"El puerto {port} ya está ocupado" in done.stderr
    assert "make run" in done.stderr
    assert manager.running(folder) is None
