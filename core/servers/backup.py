"""A copy of the database in one file, and back again, with the tools of the wheel (they must match the server)."""

import os
import subprocess
import time
from pathlib import Path
from urllib.parse import unquote, urlsplit

from . import manager
from .errors import ServerError
from .places import postgres_binaries, state_folder

# An outbox in a copy is an order of long ago: what was about to leave waits until a person lets it go. Any table that
# keeps ``frozen_at`` beside ``state`` is such an outbox.
FREEZE = """
DO $$
DECLARE box record;
BEGIN
    FOR box IN
        SELECT a.table_schema, a.table_name FROM information_schema.columns a
        JOIN information_schema.columns b USING (table_schema, table_name)
        WHERE a.column_name = 'frozen_at' AND b.column_name = 'state' AND a.table_schema = 'public'
    LOOP
        EXECUTE format(
            'UPDATE %I.%I SET frozen_at = now() WHERE state IN (''queued'', ''sending'') AND frozen_at IS NULL',
            box.table_schema, box.table_name
        );
    END LOOP;
END $$
"""


def dump(target: Path | None = None) -> Path:
    """Write a copy (custom format, compressed) and return its path. The program may go on running meanwhile."""
    target = target or state_folder() / "copias" / time.strftime("crm-%Y%m%d-%H%M%S.dump")
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(target.name + ".part")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
        _tool("pg_dump", ["--format=custom", "--no-owner"], stdout=out)
    part.replace(target)
    return target


def restore(source: Path) -> None:
    """Put a copy in the place of what stands now, all or nothing."""
    if not source.is_file():
        raise ServerError(f"No encuentro la copia {source}.")
    # One transaction: a copy that is cut off changes nothing.
    _tool("pg_restore", ["--clean", "--if-exists", "--no-owner", "--single-transaction", str(source)], database=True)
    _tool("psql", ["--quiet", "--no-psqlrc", "--set=ON_ERROR_STOP=1", f"--command={FREEZE}"])


def _tool(name: str, arguments: list[str], *, database: bool = False, **extra: object) -> None:
    url = os.environ.get("DATABASE_URL") or manager.ensure(redis=False).database_url
    parts = urlsplit(url)
    data = state_folder()
    env = {
        "PATH": os.defpath,
        "LC_ALL": "C.UTF-8",
        "PGHOST": parts.hostname or "127.0.0.1",
        "PGPORT": str(parts.port or 5432),
        "PGUSER": unquote(parts.username or ""),
        "PGPASSWORD": unquote(parts.password or ""),
        "PGDATABASE": parts.path.lstrip("/"),
    }
    command = [str(postgres_binaries(data, None) / name), *arguments]
    if database:
        command.append(f"--dbname={env['PGDATABASE']}")
    done = subprocess.run(command, env=env, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, **extra)  # type: ignore[call-overload]
    if done.returncode:
        raise ServerError(f"{name} no pudo terminar:\n{done.stderr.decode(errors='replace').strip()[-600:]}")
