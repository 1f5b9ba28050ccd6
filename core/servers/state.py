"""The state file: ports and passwords of this project's own servers (mode 0600)."""

import json
import secrets
import socket
from dataclasses import asdict, dataclass
from pathlib import Path

from .errors import ServerError
from .places import write_private

NAME = "servidores.json"


@dataclass
class State:
    """What a later process must know to find the servers again. ``throwaway`` servers may lose data in a crash."""

    pg_port: int
    pg_password: str
    valkey_port: int
    valkey_password: str
    data: str
    throwaway: bool = False

    @property
    def database_url(self) -> str:
        return f"postgresql://crm:{self.pg_password}@127.0.0.1:{self.pg_port}/crm"

    @property
    def redis_url(self) -> str:
        return f"redis://:{self.valkey_password}@127.0.0.1:{self.valkey_port}/0"

    @property
    def pg(self) -> Path:
        return Path(self.data) / "pg"

    @property
    def valkey(self) -> Path:
        return Path(self.data) / "valkey"


def load(folder: Path) -> State | None:
    """The state of this folder, or None when nothing was ever started there."""
    path = folder / NAME
    try:
        return State(**json.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        return None
    except PermissionError as error:
        raise ServerError(
            f"No puedo leer {path}: lo creó otra cuenta. Corre con esa cuenta, o da otra carpeta con CRM_STATE_DIR."
        ) from error
    except (ValueError, TypeError) as error:
        raise ServerError(
            f"El archivo {path} está dañado. Guarda una copia si la necesitas; "
            "`make reset` borra los datos y empieza de nuevo."
        ) from error


def save(folder: Path, state: State) -> None:
    write_private(folder / NAME, json.dumps(asdict(state), indent=1) + "\n")


def new(data: Path, *, throwaway: bool) -> State:
    """Fresh passwords and two free ports."""
    return State(
        pg_port=free_port(),
        pg_password=secrets.token_urlsafe(24),
        valkey_port=free_port(),
        valkey_password=secrets.token_urlsafe(24),
        data=str(data),
        throwaway=throwaway,
    )


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def listening(port: int) -> bool:
    """Does anybody (ours or not) listen on this port of the loopback?"""
    with socket.socket() as probe:
        probe.settimeout(2)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def load_or_none(folder: Path) -> State | None:
    """Like ``load``; a damaged file counts as none (for starting anew)."""
    try:
        return load(folder)
    except ServerError:
        return None
