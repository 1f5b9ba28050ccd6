"""One `make run` at a time for each state folder, and no remains of one that was killed."""

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
from filelock import FileLock, Timeout

from . import manager, provided
from .errors import ServerError
from .places import PROJECT, state_folder
from .processes import stop_all

MARK = "CRM_RUN_OF"  # set for every child, so that orphans of a kill -9 can be told from anybody else's processes


@contextmanager
def run_alone() -> Iterator[None]:
    """Around the whole of `manage.py run`: nobody beside us, and nothing of ours left behind however it ends.

    Ends the process with exit code 1 and a sentence when somebody runs already; a Ctrl-C or SIGTERM is a normal end.
    """
    folder = state_folder()
    for name in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, _interrupt)
    try:
        lock = claim(folder)
    except (ServerError, OSError) as error:
        sys.stderr.write(f"\n{error}\n\n")
        raise SystemExit(1) from None
    try:
        yield
    except KeyboardInterrupt:
        pass
    finally:
        for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(name, signal.SIG_IGN)
        if not all(map(os.environ.get, ("DATABASE_URL", "REDIS_URL"))) or provided:
            manager.stop(folder)
        release(folder, lock)
    sys.stdout.write("\nTodo detenido.\n")


def _interrupt(signum: int, frame: object) -> None:
    raise KeyboardInterrupt


def claim(folder: Path) -> FileLock:
    """The right to run here, until the process ends. Raises ServerError when somebody runs already."""
    folder.mkdir(parents=True, exist_ok=True)
    lock = FileLock(folder / "marcha.lock", timeout=0, mode=0o600)
    try:
        lock.acquire()
    except Timeout:
        raise ServerError(
            f"El programa ya está en marcha (proceso {_pid(folder)}).\n"
            "Para detenerlo: Ctrl-C en su ventana, o `make stop` aquí.\n"
            "Para tener otro al lado: CRM_STATE_DIR=otra/carpeta PORT=8001 make run"
        ) from None
    _end_orphans(folder)
    (folder / "marcha.pid").write_text(str(os.getpid()), encoding="ascii")
    return lock


def release(folder: Path, lock: FileLock) -> None:
    (folder / "marcha.pid").unlink(missing_ok=True)
    lock.release()


def stop_runner(folder: Path) -> bool:
    """End a `make run` of this folder, its web, worker and beat with it. True if there was one."""
    found = _children(folder)
    pid = _pid(folder)
    if pid:
        lock = FileLock(folder / "marcha.lock", timeout=0)
        try:
            with lock:
                pass  # nobody holds it: the pid is of a run that was killed
        except Timeout:
            runner = psutil.Process(pid)
            stop_all([runner], wait=40)
            found.append(runner)
    _end_orphans(folder)
    (folder / "marcha.pid").unlink(missing_ok=True)
    return bool(found)


def _end_orphans(folder: Path) -> None:
    """What a killed run left: web, worker and beat, and honcho's listeners, which heed no SIGTERM."""
    stop_all(_children(folder))
    stop_all(_listeners(folder), wait=0)


def _listeners(folder: Path) -> list[psutil.Process]:
    """Forks of a run that is gone: its command line and its state folder, and nobody above them."""
    found = []
    for process in psutil.process_iter():
        try:
            command, parent = process.cmdline(), process.ppid()
            if command[1:3] != ["manage.py", "run"] or parent != 1 or process.pid == os.getpid():
                continue
            given = process.environ().get("CRM_STATE_DIR")
            if (Path(given).resolve() if given else folder) == folder and Path(process.cwd()) == PROJECT:
                found.append(process)
        except (psutil.Error, OSError):
            continue
    return found


def _pid(folder: Path) -> int:
    try:
        return int((folder / "marcha.pid").read_text(encoding="ascii"))
    except (OSError, ValueError):
        return 0


def _children(folder: Path) -> list[psutil.Process]:
    found = []
    for process in psutil.process_iter():
        try:
            if process.environ().get(MARK) == str(folder) and process.pid != os.getpid():
                found.append(process)
        except (psutil.Error, OSError):
            continue
    return found
