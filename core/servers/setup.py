"""`make setup` and the first step of `make run`: .venv with the locked requirements. Starts nothing.

Runs with the system's Python before anything is installed: standard library only, and nothing that an older Python
cannot read, so that it answers with a sentence instead of a SyntaxError.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = str(BIN / "python")
NEEDED = (3, 11)


def say(text: str) -> None:
    sys.stderr.write(text + "\n")
    sys.stderr.flush()


def stop(text: str) -> None:
    say("\n" + text + "\n")
    sys.exit(1)


def stamp(name: str) -> str:
    """What must be equal for nothing to be done: the place, the interpreter and the content of the locked list."""
    place = f"{VENV.resolve()} {sys.version_info[:2]}\n".encode()
    return hashlib.sha256(place + (ROOT / name).read_bytes()).hexdigest()


def make_environment() -> None:
    if subprocess.call([sys.executable, "-m", "venv", "--clear", str(VENV)], stdout=subprocess.DEVNULL):
        stop(
            "No pude crear el entorno virtual. En Debian y Ubuntu falta un paquete:\n"
            "    apt-get install python3-venv      (como root, o con sudo)\n"
            "Después repite el mismo comando."
        )


def install(files: list[str]) -> None:
    """uv takes 2 s where pip takes 58; where it cannot run (no such wheel, an index known to pip only) pip does it."""
    lists = []
    for name in files:
        lists += ["-r", str(ROOT / name)]
    os.environ["UV_SYSTEM_CERTS"] = "1"  # behind a company's proxy only the system knows the certificate
    pip = [PYTHON, "-m", "pip", "install", "-q", "--disable-pip-version-check", "--require-hashes"]
    uv = [str(BIN / "uv"), "pip", "install", "-q", "--python", PYTHON, "--require-hashes"]
    if not os.access(Path.home(), os.W_OK):
        uv.append("--no-cache")
    if _quietly([*pip, "-r", str(ROOT / "requirements-setup.txt")]) and _quietly([*uv, *lists]):
        return
    say("Con pip tarda cerca de un minuto…")
    if subprocess.call([*pip, *lists]):
        stop(
            "No pude instalar los paquetes (arriba está la razón). Revisa la conexión y el espacio en disco, "
            "y repite el mismo comando."
        )


def _quietly(command: list[str]) -> bool:
    return subprocess.call(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) == 0


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii")
    except OSError:
        return ""


def main(arguments: list[str]) -> None:
    if sys.version_info[:2] < NEEDED:
        found = ".".join(map(str, sys.version_info[:2]))
        stop(
            f"Este programa necesita Python {NEEDED[0]}.{NEEDED[1]} o más nuevo, y {sys.executable} es {found}.\n"
            "Instala uno y dilo así:  make run PYTHON=python3.11"
        )
    files = ["requirements.txt"]
    if "--dev" in arguments:
        files.append("requirements-dev.txt")
    marks = {VENV / f".instalado-{name}": stamp(name) for name in files}
    if all(_read(mark) == wanted for mark, wanted in marks.items()) and Path(PYTHON).exists():
        return
    began = time.monotonic()
    say("Instalando los paquetes en .venv (solo la primera vez o cuando cambian)…")
    if not (VENV / "pyvenv.cfg").exists() or not _quietly([PYTHON, "-c", ""]):
        make_environment()
    install(files)
    for mark, wanted in marks.items():
        mark.write_text(wanted, encoding="ascii")
    say(f"Paquetes listos en {time.monotonic() - began:.0f} s.")


if __name__ == "__main__":
    main(sys.argv[1:])
