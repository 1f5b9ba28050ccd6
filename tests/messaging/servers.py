"""Mail servers of the tests: a sink that counts what it accepted, and one that answers by a script."""

import socket
import socketserver
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller

SMTP = "django.core.mail.backends.smtp.EmailBackend"


class Sink:
    """Accepts everything and keeps it."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        self.mails.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 OK"

    @property
    def counts(self) -> Counter:
        """How often each Message-ID arrived."""
        return Counter(mail["Message-ID"] for mail in self.mails)


@contextmanager
def sink(settings: Any) -> Iterator[Sink]:
    """A real SMTP server on loopback that the settings point to."""
    held = Sink()
    port = free_port()
    controller = Controller(held, hostname="127.0.0.1", port=port, server_hostname="buzon.prueba")
    controller.start()
    point(settings, port)
    try:
        yield held
    finally:
        controller.stop()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def point(settings: Any, port: int, *, timeout: float = 5) -> None:
    settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = SMTP, "127.0.0.1", port
    settings.EMAIL_TIMEOUT, settings.EMAIL_USE_TLS = timeout, False


class Scripted(socketserver.ThreadingTCPServer):
    """Answers each verb by ``script``: a reply, "drop" (close), or "stall" (say nothing). "DOT" is the end of data."""

    allow_reuse_address = daemon_threads = True

    def __init__(self, script: dict[str, str]) -> None:
        super().__init__(("127.0.0.1", 0), _Talk)
        self.script, self.accepted = script, 0


class _Talk(socketserver.StreamRequestHandler):
    OK = {"EHLO": "250 hola", "HELO": "250 hola", "DATA": "354 siga", "QUIT": "221 adiós"}

    def handle(self) -> None:
        if not self.answer("CONNECT", "220 guion"):
            return
        while line := self.rfile.readline():
            verb = line[:4].decode("ascii", "replace").upper()
            if not self.answer(verb, self.OK.get(verb, "250 ok")):
                return
            if verb == "DATA" and not self.script.get("DATA"):
                while (body := self.rfile.readline()) and body != b".\r\n":
                    if self.script.get("BODY") == "drop":
                        return
                self.server.accepted += not self.script.get("DOT", "250").startswith(("4", "5"))  # type: ignore[attr-defined]
                if not self.answer("DOT", "250 aceptado"):
                    return

    @property
    def script(self) -> dict[str, str]:
        return self.server.script  # type: ignore[attr-defined,no-any-return]

    def answer(self, verb: str, usual: str) -> bool:
        reply = self.script.get(verb, usual)
        if reply == "stall":
            time.sleep(2)
        if reply in ("drop", "stall"):
            return False
        self.wfile.write(reply.encode() + b"\r\n")
        return not reply.startswith("421")


@contextmanager
def scripted(settings: Any, **script: str) -> Iterator[Scripted]:
    server = Scripted(script)
    thread = threading.Thread(target=server.serve_forever, args=[0.05], daemon=True)
    thread.start()
    point(settings, server.server_address[1], timeout=0.5)
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
