"""``python -m core.servers start|stop|reset|status``: what the Makefile calls."""

import sys

from . import ServerError, manager, single
from .places import state_folder


def main(argv: list[str]) -> int:
    """Run one action; 0 when done, 1 with a Spanish sentence when not, 2 on a wrong call."""
    action = argv[0] if len(argv) == 1 else ""
    say = sys.stdout.write
    try:
        if action == "start":
            manager.ensure()
            say(f"Servidores en marcha; sus datos están en {state_folder()}\n")
        elif action == "stop":
            ran = [single.stop_runner(state_folder()), manager.stop()]
            say("Todo detenido.\n" if any(ran) else "No había nada en marcha.\n")
        elif action == "reset":
            single.stop_runner(state_folder())
            manager.reset()
            say(f"Datos borrados de {state_folder()}\n")
        elif action == "status":
            found = manager.running(state_folder())
            say("En marcha.\n" if found else "Detenidos.\n")
            return 0 if found else 3
        else:
            sys.stderr.write("Uso: python -m core.servers start|stop|reset|status\n")
            return 2
    except ServerError as error:
        sys.stderr.write(f"\n{error}\n\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
