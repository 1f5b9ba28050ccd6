"""``make test``: the test run between servers of its own, which are thrown away at the end, whatever happens.

Installs what the browser tests need where it can (root on Debian); otherwise the run says at its end which tests did
not run and why (``tests/conftest.py``).
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from filelock import FileLock, Timeout

from . import ServerError, manager
from .places import PROJECT

PREFIX = "crm-pruebas-"
LANES = 4  # Redis databases for as many who share a run (settings_test)
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PACKAGES = ("chromium", "libpango-1.0-0", "libpangoft2-1.0-0", "fonts-dejavu-core")


def main(arguments: list[str]) -> int:
    """Run pytest with ``arguments``; its exit code is ours."""
    _install_browser()
    _sweep()
    folder = Path(tempfile.mkdtemp(prefix=PREFIX))
    lock = FileLock(folder / "prueba.lock", timeout=0)
    lock.acquire()
    child: subprocess.Popen[bytes] | None = None

    def pass_on(signum: int, _frame: object) -> None:
        # From a terminal pytest got the Ctrl-C itself; a second one would cut off its own clean-up.
        if child and signum != signal.SIGINT:
            child.terminate()
        elif not child:
            raise KeyboardInterrupt

    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, pass_on)
    try:
        state = manager.ensure(folder, throwaway=True)
        env = {
            **os.environ,
            "CRM_STATE_DIR": str(folder),
            "DATABASE_URL": state.database_url,
            "REDIS_URL": state.redis_url,
        }
        env.pop("PYTHONDONTWRITEBYTECODE", None)  # tests start many processes; each would compile everything again
        child = subprocess.Popen([sys.executable, "-m", "pytest", *_shared(arguments)], cwd=PROJECT, env=env)
        return child.wait()
    except ServerError as error:
        sys.stderr.write(f"\n{error}\n\n")
        return 1
    except KeyboardInterrupt:
        return 130
    finally:
        for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(name, signal.SIG_IGN)
        _throw_away(folder)
        lock.release()


def _shared(arguments: list[str]) -> list[str]:
    """The whole run is shared by the processors, a file of tests to one of them; a part runs in one, easier to read."""
    processors = min(len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1, LANES)
    if arguments or processors < 2:
        return arguments
    return ["-n", str(processors), "--dist", "loadfile"]


def browser() -> str | None:
    """The Chromium of this machine, if there is one."""
    return next(filter(None, map(shutil.which, BROWSERS)), None)


def _install_browser() -> None:
    apt = shutil.which("apt-get")
    if browser() or not apt or os.geteuid() != 0:
        return
    sys.stderr.write("Instalando Chromium y Pango para las pruebas de navegador…\n")
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in ([apt, "update", "-qq"], [apt, "install", "-y", "-qq", "--no-install-recommends", *PACKAGES]):
        done = subprocess.run(command, env=env, stdin=subprocess.DEVNULL, capture_output=True, text=True)
        if done.returncode:
            sys.stderr.write(f"No se pudo: {' '.join(command[1:])}\n{done.stderr[-500:]}\n")
            return


def _sweep() -> None:
    """Servers of a test run that was killed: its lock is free, so nobody needs them."""
    for folder in Path(tempfile.gettempdir()).glob(PREFIX + "*"):
        try:
            with FileLock(folder / "prueba.lock", timeout=0):
                _throw_away(folder)
        except (Timeout, OSError):
            continue


def _throw_away(folder: Path) -> None:
    manager.reset(folder)
    shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
