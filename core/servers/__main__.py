"""``python -m core.servers start|stop|reset|status|backup [FILE]|restore FILE``: what the Makefile calls."""

import sys
from pathlib import Path

from . import ServerError, backup, manager, single
from .places import state_folder

USAGE = "Uso: python -m core.servers start | stop | reset | status | backup [ARCHIVO] | restore ARCHIVO\n"


def main(argv: list[str]) -> int:
    """Run one action; 0 when done, 1 with a Spanish sentence when not, 2 on a wrong call, 3 for "not running"."""
    try:
        match argv:
            case ["start"]:
                manager.ensure()
                _say(f"Servidores en marcha; sus datos están en {state_folder()}")
            case ["stop"]:
                ran = [single.stop_runner(state_folder()), manager.stop()]
                _say("Todo detenido." if any(ran) else "No había nada en marcha.")
            case ["reset"]:
                single.stop_runner(state_folder())
                manager.reset()
                _say(f"Datos borrados de {state_folder()}")
            case ["status"]:
                found = manager.running(state_folder())
                _say("En marcha." if found else "Detenidos.")
                return 0 if found else 3
            case ["backup", *target] if len(target) < 2:
                _say(f"Copia guardada en {backup.dump(Path(target[0]) if target else None)}")
            case ["restore", source]:
                backup.restore(Path(source))
                _say("Copia repuesta.")
            case _:
                sys.stderr.write(USAGE)
                return 2
    except ServerError as error:
        sys.stderr.write(f"\n{error}\n\n")
        return 1
    return 0


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
