"""One `make run` at a time for each state folder, and no remains of one that was killed."""

import os
from pathlib import Path

import psutil
from filelock import FileLock, Timeout

from .errors import ServerError
from .processes import stop_all

MARK = "CRM_RUN_OF"  # set for every child, so that orphans of a kill -9 can be told from anybody else's processes


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
    (folder / "marcha.pid").write_text(str(os.getpid()), encoding="ascii")
    stop_all(_children(folder))
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
            stop_all([psutil.Process(pid)], wait=40)
            found = [*_children(folder), psutil.Process()]
    stop_all([child for child in found if child.pid != os.getpid()])
    (folder / "marcha.pid").unlink(missing_ok=True)
    return bool(found)


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
