"""SMS through one small interface: print it, keep it in a file, or post it to a gateway."""

import json
import logging
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

from django.conf import settings

from messaging.models import Message

from .outcomes import Outcome, failed, retry, sent, uncertain

log = logging.getLogger(__name__)


def hand(message: Message) -> Outcome:
    """Hand one SMS to the backend of ``settings.SMS_BACKEND``."""
    return BACKENDS[settings.SMS_BACKEND](message)


def to_console(message: Message) -> Outcome:
    log.info("SMS", extra={"to": message.to_address, "text": message.body})
    return sent("Escrito en la consola; no sale de esta máquina.")


def to_file(message: Message) -> Outcome:
    """A line of JSON in ``sms.jsonl`` beside the mails."""
    folder = Path(settings.EMAIL_FILE_PATH)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / "sms.jsonl").open("a", encoding="utf-8") as out:
            out.write(json.dumps({"to": message.to_address, "text": message.body}, ensure_ascii=False) + "\n")
    except OSError as error:
        return retry(f"No se pudo guardar el SMS: {type(error).__name__}.", ours=True)
    return sent("Guardado en la carpeta de mensajes; no sale de esta máquina.")


class _Straight(urllib.request.HTTPRedirectHandler):
    """A gateway that sends us elsewhere is not followed."""

    def redirect_request(self, *args: object, **kwargs: object) -> None:
        return None


def to_gateway(message: Message) -> Outcome:
    """POST ``{"to", "text", "id"}``; the id is also the ``Idempotency-Key``, one for each order to send."""
    key = f"{message.uuid.hex}.{message.resends}"
    request = urllib.request.Request(  # noqa: S310 - the address comes from the settings, which want https
        settings.SMS_URL,
        data=json.dumps({"to": message.to_address, "text": message.body, "id": key}).encode(),
        headers={
            "Content-Type": "application/json",
            "Authorization": f"Bearer {settings.SMS_TOKEN}",
            "Idempotency-Key": key,
        },
    )
    try:
        with urllib.request.build_opener(_Straight).open(request, timeout=settings.SMS_TIMEOUT) as answer:
            return sent("Entregado al proveedor de SMS.", code=answer.status, provider_id=_id_in(answer.read(4096)))
    except urllib.error.HTTPError as error:
        said = f"El proveedor de SMS respondió {error.code}."
        if error.code in (429, 503):
            return retry(said, code=error.code)
        return failed(said, code=error.code) if error.code < 500 else uncertain(said, code=error.code)
    except urllib.error.URLError as error:
        if isinstance(error.reason, ConnectionRefusedError):
            return retry("No se pudo llegar al proveedor de SMS.", ours=True)
        return uncertain("El proveedor de SMS no contestó: puede que haya salido.")
    except OSError:
        return uncertain("El proveedor de SMS no contestó: puede que haya salido.")


def _id_in(body: bytes) -> str:
    try:
        found = json.loads(body)
    except ValueError:
        return ""
    return str(found.get("id", ""))[:120] if isinstance(found, dict) else ""


BACKENDS: dict[str, Callable[[Message], Outcome]] = {"console": to_console, "file": to_file, "http": to_gateway}
