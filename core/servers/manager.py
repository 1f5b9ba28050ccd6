"""Both servers together: found when they run, started when they do not, one process at a time."""

import shutil
from pathlib import Path

from filelock import FileLock, Timeout

from . import postgres, state, valkey
from .errors import ServerError
from .places import account, data_folder, state_folder
from .state import State

LOCK_SECONDS = 180


def lock(folder: Path) -> FileLock:
    """Held while servers are started or stopped."""
    folder.mkdir(parents=True, exist_ok=True)
    return FileLock(folder / "servidores.lock", timeout=LOCK_SECONDS, mode=0o600)


def running(folder: Path, *, pg: bool = True, redis: bool = True) -> State | None:
    """The state, if the servers asked for answer as ours. Costs two short connections."""
    known = state.load(folder)
    if known is None or (pg and not postgres.is_ours(known)) or (redis and not valkey.is_ours(known)):
        return None
    return known


def ensure(folder: Path | None = None, *, pg: bool = True, redis: bool = True, throwaway: bool = False) -> State:
    """Running servers of this folder. Raises ServerError with what to do."""
    folder = folder or state_folder()
    try:
        found = running(folder, pg=pg, redis=redis)
        if found:
            return found
        who = account()
        data = data_folder(folder, who)
        with lock(folder):
            known = state.load(folder) or state.new(data, throwaway=throwaway)
            state.save(folder, known)
            if pg and not postgres.is_ours(known):
                postgres.start(known)
                state.save(folder, known)
            if redis and not valkey.is_ours(known):
                valkey.start(known)
                state.save(folder, known)
            return known
    except Timeout as error:
        raise ServerError(
            f"Otro proceso lleva más de {LOCK_SECONDS} segundos arrancando los servidores de {folder}. "
            "Espera a que termine o corre `make stop`."
        ) from error
    except OSError as error:
        raise ServerError(
            f"No puedo guardar los datos en {folder} ({error.strerror or error}).\n"
            "Revisa el espacio y los permisos, o da otra carpeta con CRM_STATE_DIR=/ruta."
        ) from error


def stop(folder: Path | None = None) -> bool:
    """Stop both. True if something ran."""
    folder = folder or state_folder()
    known = state.load(folder)
    if known is None:
        return False
    with lock(folder):
        ran = bool(postgres.running_pid(known.pg) or valkey.running_pid(known.valkey))
        valkey.stop(known)
        postgres.stop(known)
    return ran


def reset(folder: Path | None = None) -> None:
    """Stop both and delete their data."""
    folder = folder or state_folder()
    known = state.load_or_none(folder)
    if known is not None:
        with lock(folder):
            valkey.stop(known)
            postgres.stop(known)
        for part in ("pg", "pg.nuevo", "pg.clave", "valkey", "bin"):
            _remove(Path(known.data) / part)
        if Path(known.data) != folder:
            _remove(Path(known.data))
    for part in (state.NAME, "servidores.lock", "archivos", "correo", "marcha.lock", "marcha.pid"):
        _remove(folder / part)


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
