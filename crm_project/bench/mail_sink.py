"""A mail server in a process of its own that takes everything: prints its port, and at the end how many it took."""

import logging
import socket
import sys
from typing import Any

from aiosmtpd.controller import Controller  # a need of development only


class Sink:
    """Counts."""

    def __init__(self) -> None:
        self.taken = 0

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        self.taken += 1
        return "250 OK"


def main() -> None:
    """Serve until the other end of the pipe closes."""
    logging.getLogger("mail.log").setLevel(logging.WARNING)  # the server's own talk is not what is measured
    sink = Sink()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    controller = Controller(sink, hostname="127.0.0.1", port=port, server_hostname="buzon")
    controller.start()
    sys.stdout.write(f"{port}\n")
    sys.stdout.flush()
    sys.stdin.read()
    controller.stop()
    sys.stdout.write(f"{sink.taken}\n")


if __name__ == "__main__":
    main()
