"""`make setup` and the first step of `make run`: .venv with the locked requirements. Starts nothing.

Runs with the system's Python before anything is installed: standard library only, and old syntax on purpose, so that
an old Python answers with a sentence instead of a SyntaxError.
"""

import hashlib
import os
import subprocess
import sys
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
VENV = os.path.join(ROOT, ".venv")
BIN = os.path.join(VENV, "Scripts" if os.name == "nt" else "bin")
PYTHON = os.path.join(BIN, "python")
NEEDED = (3, 11)


def say(text):  # type: (str) -> None
    sys.stderr.write(text + "\n")
    sys.stderr.flush()


def stop(text):  # type: (str) -> None
    say("\n" + text + "\n")
    sys.exit(1)


def stamp(files):  # type: (list[str]) -> str
    """What must be equal for nothing to be done: the interpreter and the content of the locked lists."""
    digest = hashlib.sha256(repr((VENV, sys.version_info[:2])).encode())
    for name in files:
        with open(os.path.join(ROOT, name), "rb") as source:
            digest.update(source.read())
    return digest.hexdigest()


def make_environment():  # type: () -> None
    made = subprocess.call([sys.executable, "-m", "venv", "--clear", VENV], stdout=subprocess.DEVNULL)
    if made:
        stop(
            "No pude crear el entorno virtual. En Debian y Ubuntu falta un paquete:\n"
            "    apt-get install python3-venv      (como root, o con sudo)\n"
            "Después repite el mismo comando."
        )


def install(files):  # type: (list[str]) -> None
    """uv is some 20 times faster than pip; where it cannot run (no such wheel, own index in pip.conf) pip does it."""
    lists = []
    for name in files:
        lists += ["-r", os.path.join(ROOT, name)]
    uv = os.path.join(BIN, "uv")
    quiet = [PYTHON, "-m", "pip", "install", "-qq", "--disable-pip-version-check", "--require-hashes"]
    with open(os.devnull, "w") as nowhere:
        setup = os.path.join(ROOT, "requirements-setup.txt")
        if subprocess.call([*quiet, "-r", setup], stdout=nowhere, stderr=nowhere) == 0:
            command = [uv, "pip", "install", "-q", "--python", PYTHON, "--require-hashes", *lists]
            if not os.access(os.path.expanduser("~"), os.W_OK):
                command.append("--no-cache")
            if subprocess.call(command, stdout=nowhere, stderr=nowhere) == 0:
                return
    if subprocess.call([PYTHON, "-m", "pip", "install", "--disable-pip-version-check", "--require-hashes", *lists]):
        stop(
            "No pude instalar los paquetes (arriba está la razón). Revisa la conexión y el espacio en disco, "
            "y repite el mismo comando."
        )


def main(arguments):  # type: (list[str]) -> None
    if sys.version_info < NEEDED:
        stop(
            "Este programa necesita Python %d.%d o más nuevo y `%s` es %d.%d.\n"
            "Instala uno y dilo así:  make run PYTHON=python3.11" % (NEEDED + (sys.executable,) + sys.version_info[:2])
        )
    files = ["requirements.txt"]
    if "--dev" in arguments:
        files.append("requirements-dev.txt")
    marks = [os.path.join(VENV, ".instalado-" + name) for name in files]
    wanted = [stamp([name]) for name in files]
    found = []
    for mark in marks:
        try:
            with open(mark) as source:
                found.append(source.read())
        except OSError:
            found.append("")
    if found == wanted and os.path.exists(PYTHON):
        return
    began = time.time()
    say("Instalando los paquetes en .venv (solo la primera vez o cuando cambian)…")
    if not os.path.exists(os.path.join(VENV, "pyvenv.cfg")) or subprocess.call([PYTHON, "-c", ""]):
        make_environment()
    install(files)
    for mark, text in zip(marks, wanted):
        with open(mark, "w") as out:
            out.write(text)
    say("Paquetes listos en %d s." % (time.time() - began))


if __name__ == "__main__":
    main(sys.argv[1:])
