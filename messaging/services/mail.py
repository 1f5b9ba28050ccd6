"""Mail: building it, and handing it to a server so that every answer has one meaning.

Over SMTP the final dot divides: before it, a lost connection means that nothing was taken; after it, nobody knows.
"""

import logging
import smtplib
from email.utils import formataddr, parseaddr
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.smtp import EmailBackend
from django.core.mail.message import sanitize_address

from company.queries import current
from core import files
from core.errors import DomainError
from core.faults import hit
from core.slots import MESSAGE_LINKS
from messaging.enums import OPTIONAL
from messaging.models import Message

from . import providers, unsubscribing
from .fields import PRIVATE, fill, html_of, used
from .outcomes import Outcome, failed, retry, sent, uncertain

log = logging.getLogger(__name__)

SMTP = "django.core.mail.backends.smtp.EmailBackend"
# Backends that write on this machine: a fault of theirs means that nothing left.
LOCAL = ("filebased", "console", "locmem", "dummy")
GONE = (550, 551, 553)


class _DotMixin:
    """Remembers whether the final dot of the present message was sent."""

    dot_sent = False

    def send(self, s: Any) -> None:
        body = isinstance(s, bytes) and s.endswith(b"\r\n.\r\n")
        if body and getattr(settings, "FAULT", "") == "mail.mid_data":
            super().send(s[: len(s) // 2])  # type: ignore[misc]  # smtplib's
            hit("mail.mid_data")
        super().send(s)  # type: ignore[misc]  # smtplib's
        if body:
            self.dot_sent = True


class _Plain(_DotMixin, smtplib.SMTP):
    pass


class _Secure(_DotMixin, smtplib.SMTP_SSL):
    pass


class DottedBackend(EmailBackend):
    """Django's SMTP backend over a connection that knows about the dot."""

    @property
    def connection_class(self) -> Any:
        return _Secure if self.use_ssl else _Plain


class Mailer:
    """A connection for a round of messages; opened at the first one, opened anew after a fault."""

    def __init__(self) -> None:
        self._smtp: DottedBackend | None = None

    def __enter__(self) -> "Mailer":
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        self._drop()

    def hand(self, message: Message) -> Outcome:
        """Hand one message over; never raises for what a server or an address does."""
        try:
            mail = build(message)
            raw = _raw(mail) if settings.EMAIL_BACKEND == SMTP else b""
        except DomainError as error:
            return failed(str(error))
        except Exception as error:  # nothing has left yet: whatever it is, it is this message's own
            log.exception("mail %s could not be built", message.pk)
            return failed(f"No se pudo armar el correo ({type(error).__name__}).")
        return self._by_smtp(mail, raw) if settings.EMAIL_BACKEND == SMTP else _by_backend(mail)

    def _by_smtp(self, mail: EmailMultiAlternatives, raw: bytes) -> Outcome:
        try:
            smtp = self._open()
        except smtplib.SMTPResponseException as error:
            self._drop()
            return retry(_told("El servidor de correo no nos deja entrar", error), code=error.smtp_code, ours=True)
        except (OSError, smtplib.SMTPException):
            self._drop()
            return retry("No se pudo llegar al servidor de correo.", ours=True)
        smtp.dot_sent = False
        try:
            smtp.sendmail(_bare(mail.from_email), [_bare(mail.to[0])], raw)
        except smtplib.SMTPRecipientsRefused as error:
            code, text = next(iter(error.recipients.values()))
            self._drop()
            return _refused(code, text, recipient=True)
        except smtplib.SMTPResponseException as error:
            self._drop()
            return _refused(error.smtp_code, error.smtp_error)
        except smtplib.SMTPNotSupportedError:
            self._drop()
            return failed("El servidor de correo no admite esta dirección.")
        except (OSError, smtplib.SMTPServerDisconnected):
            self._drop()
            if smtp.dot_sent:
                return uncertain("La conexión se cortó después de entregarlo: puede que haya llegado.")
            return retry("La conexión se cortó antes de entregarlo.")
        return sent("Entregado al servidor de correo.", code=250)

    def _open(self) -> Any:
        if self._smtp is None:
            self._smtp = DottedBackend(fail_silently=False)
            self._smtp.open()
        return self._smtp.connection

    def _drop(self) -> None:
        """Close for good: after any fault the next message starts on a clean connection."""
        held, self._smtp = self._smtp, None
        if held is None or held.connection is None:
            return
        try:
            held.connection.sock.settimeout(1) if held.connection.sock else None
            held.connection.quit()
        except (OSError, smtplib.SMTPException):
            held.connection.close()


def build(message: Message) -> EmailMultiAlternatives:
    """The mail, with a fixed Message-ID for each order to send. Raises ``ValueError`` for headers of several lines,
    ``DomainError`` if its private link cannot be told any more."""
    links = {"enlace.baja": unsubscribing.url_of(message), **_private(message)}
    optional = message.purpose in OPTIONAL
    body = fill(message.body, links)
    html = fill(message.html, links) or html_of(body)
    if optional and "enlace.baja" not in message.body + message.html:
        body += f"\n\n--\nPara no recibir más: {links['enlace.baja']}\n"
        html += f'\n<p><small><a href="{links["enlace.baja"]}">No quiero recibir más</a></small></p>'
    headers = {"Message-ID": f"<{message.uuid.hex}.{message.resends}@{_domain()}>"}
    if optional:
        headers["List-Unsubscribe"] = f"<{links['enlace.baja']}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    mail = EmailMultiAlternatives(
        subject=message.subject,
        body=body,
        from_email=_from(),
        to=[formataddr((message.to_name, message.to_address)) if message.to_name else message.to_address],
        reply_to=[message.author.email] if message.author and message.author.email else None,
        headers=headers,
    )
    mail.metadata = {"message": message.uuid.hex}  # type: ignore[attr-defined]  # comes back in a provider's notices
    mail.attach_alternative(_page(html), "text/html")
    carried = message.attachments.select_related("file") if getattr(message, "carries", True) else ()
    for one in carried:
        with files.open_stored(one.file) as content:
            mail.attach(one.file.name, content.read(), one.file.content_type)
    return mail


def _private(message: Message) -> dict[str, str]:
    """The private address that the text holds a place for; raises ``DomainError`` if it cannot be told any more."""
    if PRIVATE not in used(message.body, message.html):
        return {}
    told = (link_of(message) for _, link_of in MESSAGE_LINKS.items())
    found = next((one for one in told if one), None)
    return {} if found is None else {PRIVATE: found}


def _by_backend(mail: EmailMultiAlternatives) -> Outcome:
    """Any other backend of Django or anymail: it answers with success or with an exception."""
    try:
        told = providers.hand(lambda: get_connection(fail_silently=False).send_messages([mail]))
        if told is not None:
            return told
    except (OSError, ValueError) as error:
        if any(name in settings.EMAIL_BACKEND for name in LOCAL):
            return retry(f"No se pudo guardar el correo: {type(error).__name__}.", ours=True)
        return uncertain("El proveedor de correo no respondió con claridad: puede que haya llegado.")
    local = next((name for name in LOCAL if name in settings.EMAIL_BACKEND), "")
    said = "Guardado en la carpeta de correos; no sale de esta máquina." if local == "filebased" else "Entregado."
    return sent(said, provider_id=str(getattr(getattr(mail, "anymail_status", None), "message_id", "") or ""))


def _refused(code: int, text: bytes | str, *, recipient: bool = False) -> Outcome:
    """A clear answer: 4xx = later, 5xx = never."""
    told = text.decode("utf-8", "replace") if isinstance(text, bytes) else str(text)
    said = f"El servidor respondió {code}: {' '.join(told.split())[:180]}"
    if 400 <= code < 500:
        return retry(said, code=code)
    return failed(said, code=code, bounced=recipient and code in GONE and "5.7." not in told)


def _told(what: str, error: smtplib.SMTPResponseException) -> str:
    text = error.smtp_error.decode("utf-8", "replace") if isinstance(error.smtp_error, bytes) else str(error.smtp_error)
    return f"{what} ({error.smtp_code}: {' '.join(text.split())[:120]})."


def _raw(mail: EmailMultiAlternatives) -> bytes:
    made: Any = mail.message()  # Django's own kind of message, which knows about line ends
    return bytes(made.as_bytes(linesep="\r\n"))


def _bare(address: str) -> str:
    return parseaddr(sanitize_address(address, "utf-8"))[1]


def _from() -> str:
    """The house's name before the address that the server lets us use."""
    return formataddr((current().name, parseaddr(settings.DEFAULT_FROM_EMAIL)[1]))


def _domain() -> str:
    return urlsplit(settings.SITE_URL).hostname or "localhost"


def _page(inner: str) -> str:
    return f'<!DOCTYPE html><html lang="es"><head><meta charset="utf-8"></head><body>{inner}</body></html>'
