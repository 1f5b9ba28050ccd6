"""Our own Valkey (speaks Redis' protocol): start, check that it is ours, stop."""

import socket
import subprocess
import time
from pathlib import Path

from .errors import ServerError
from .places import account, give, run, valkey_binary, write_private
from .processes import alive, of_folder, stop_all
from .state import State, free_port, listening
from .tuning import valkey_settings

LOG_LIMIT = 5 * 1024 * 1024


def is_ours(state: State) -> bool:
    """Does the server on our port take our password and keep our folder?

    Three lines of the protocol by hand: this runs before every command, and a client library costs 0.3 s to load.
    """
    try:
        with socket.create_connection(("127.0.0.1", state.valkey_port), timeout=3) as link:
            link.sendall(f"AUTH {state.valkey_password}\r\nCONFIG GET dir\r\n".encode())
            answer = b""
            link.settimeout(3)
            while str(state.valkey).encode() not in answer:
                part = link.recv(4096)
                answer += part
                if not part or answer.startswith(b"-") or b"LOADING" in answer:
                    return False
    except OSError:
        return False
    return answer.startswith(b"+OK")


def start(state: State) -> None:
    """Bring the server up; ``state.valkey_port`` moves when somebody took the port."""
    who = account()
    binary = valkey_binary(Path(state.data), who)
    state.valkey.mkdir(exist_ok=True)
    give(state.valkey, who, 0o700)
    stop(state)  # one that lives and does not answer as ours
    log = state.valkey / "valkey.log"
    if log.exists() and log.stat().st_size > LOG_LIMIT:
        log.replace(log.with_name("valkey.log.1"))
    for _attempt in range(5):
        if listening(state.valkey_port):
            state.valkey_port = free_port()
        conf = state.valkey / "valkey.conf"
        write_private(conf, "\n".join(valkey_settings(state)) + "\n", who)
        try:
            run([binary, conf], who)
        except subprocess.CalledProcessError:
            continue
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            if is_ours(state):
                return
            if not of_folder("valkey", state.valkey):
                break
            time.sleep(0.05)
    tail = log.read_text(encoding="utf-8", errors="replace")[-800:] if log.exists() else "(sin bitácora)"
    raise ServerError(f"Valkey no arrancó. Lo último que dijo ({log}):\n{tail}")


def running_pid(folder: Path) -> int | None:
    try:
        pid = int((folder / "valkey.pid").read_text(encoding="utf-8").strip())
    except (OSError, ValueError):
        return None
    return pid if alive(pid, name="valkey", folder=folder) else None


def stop(state: State) -> None:
    """SIGTERM makes it write what it holds and go."""
    stop_all(of_folder("valkey", state.valkey))
    (state.valkey / "valkey.pid").unlink(missing_ok=True)
