"""Which process is whose: after a kill -9 a pid may be dead, a zombie, or belong to somebody else by now."""

from pathlib import Path

import psutil


def alive(pid: int, *, name: str, folder: Path) -> bool:
    """Is ``pid`` a living process called ``name`` that works in ``folder``?"""
    try:
        process = psutil.Process(pid)
        return _is(process, name, folder)
    except psutil.Error:
        return False


def of_folder(name: str, folder: Path) -> list[psutil.Process]:
    """Every living process called ``name`` that works in ``folder`` (a killed postmaster leaves children behind)."""
    found = []
    for process in psutil.process_iter():
        try:
            if _is(process, name, folder):
                found.append(process)
        except psutil.Error:
            continue
    return found


def _is(process: psutil.Process, name: str, folder: Path) -> bool:
    if not process.name().startswith(name) or process.status() == psutil.STATUS_ZOMBIE:
        return False
    return Path(process.cwd()) == folder


def stop_all(processes: list[psutil.Process], *, wait: float = 15) -> None:
    """Ask each to end, wait, then make it."""
    for process in processes:
        _quiet(process.terminate)
    _gone, left = psutil.wait_procs(processes, timeout=wait)
    for process in left:
        _quiet(process.kill)
    psutil.wait_procs(left, timeout=5)


def _quiet(action: object) -> None:
    try:
        action()  # type: ignore[operator]
    except psutil.NoSuchProcess:
        pass
