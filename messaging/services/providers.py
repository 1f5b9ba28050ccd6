"""Providers of mail (django-anymail): how their notices are checked and read, and what their answers mean."""

import hashlib
from collections.abc import Callable
from datetime import datetime
from typing import Any

from anymail.exceptions import (
    AnymailAPIError,
    AnymailError,
    AnymailRecipientsRefused,
    AnymailWebhookValidationFailure,
)
from anymail.signals import AnymailTrackingEvent, EventType, RejectReason
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest
from django.utils.module_loading import import_string

from core.errors import DomainError
from messaging.enums import Delivery

from .callbacks import Notice
from .outcomes import Outcome, failed, retry, uncertain

# Those whose notices are signed, or come with a name and password of ours.
VIEWS = {
    "brevo": "anymail.webhooks.brevo.BrevoTrackingWebhookView",
    "mailersend": "anymail.webhooks.mailersend.MailerSendTrackingWebhookView",
    "mailgun": "anymail.webhooks.mailgun.MailgunTrackingWebhookView",
    "mailjet": "anymail.webhooks.mailjet.MailjetTrackingWebhookView",
    "postmark": "anymail.webhooks.postmark.PostmarkTrackingWebhookView",
    "sparkpost": "anymail.webhooks.sparkpost.SparkPostTrackingWebhookView",
}
KINDS = {
    EventType.DELIVERED: Delivery.DELIVERED,
    EventType.BOUNCED: Delivery.BOUNCED,
    EventType.REJECTED: Delivery.BOUNCED,
    EventType.COMPLAINED: Delivery.COMPLAINED,
}
DEAD = (RejectReason.BOUNCED, RejectReason.INVALID)
# A full mailbox and the like: the mail came back, the address stays good.
SOFT = {"SoftBounce", "soft_bounce", "activity.soft_bounced"}
# What SparkPost calls an address that is not there; its other classes (full, too large, for a while) pass.
SPARKPOST_HARD = ("10", "30")


class Forged(Exception):
    """The notice is not signed as the provider signs, or lacks our password."""


class Unreadable(DomainError):
    """The notice is signed but says nothing we know how to read."""


def read(request: HttpRequest, *, at: datetime) -> list[Notice]:
    """The notices of a post that matter to us; ``at`` is for those that say no time. ``Forged``, ``Unreadable``."""
    view: Any = import_string(VIEWS[settings.MAIL_CALLBACKS])()
    try:
        view.run_validators(request)
    except AnymailWebhookValidationFailure as error:
        raise Forged(str(error)) from error
    except (ValueError, TypeError, UnicodeError) as error:  # a signature of letters that no signature has
        raise Forged("unreadable signature") from error
    try:
        told: list[AnymailTrackingEvent] = view.parse_events(request)
        return [_notice(one, str(view.esp_name), at) for one in told if one.event_type in KINDS]
    except (AnymailError, ImproperlyConfigured, ValueError, KeyError, TypeError, AttributeError) as error:
        raise Unreadable("No entendí este aviso.") from error


def _notice(event: AnymailTrackingEvent, provider: str, at: datetime) -> Notice:
    number = (event.metadata or {}).get("message", "")
    facts = (event.event_id, event.event_type, event.message_id, number, event.recipient, event.timestamp)
    named = f"{event.event_id}|{event.event_type}" if event.event_id else "|".join(str(one) for one in facts)
    return Notice(
        provider=provider,
        key=hashlib.sha256(named.encode()).hexdigest(),
        kind=KINDS[event.event_type],
        at=event.timestamp or at,
        number=str(number),
        mail_id=str(event.message_id or ""),
        dead=_is_dead(event),
        detail=" ".join(str(event.mta_response or event.description or "").split())[:180],
    )


def _is_dead(event: AnymailTrackingEvent) -> bool:
    raw: Any = event.esp_event if hasattr(event.esp_event, "get") else {}
    raw = next(iter(raw["msys"].values())) if "msys" in raw else raw  # SparkPost wraps what it tells
    if {raw.get("Type"), raw.get("event"), raw.get("type")} & SOFT or raw.get("hard_bounce") is False:
        return False
    if "bounce_class" in raw:
        return str(raw["bounce_class"]) in SPARKPOST_HARD
    return event.reject_reason in DEAD or raw.get("type") == "activity.hard_bounced" or raw.get("hard_bounce") is True


def hand(send: Callable[[], Any]) -> Outcome | None:
    """Call ``send``; what an error of the provider means, or ``None`` if it took the mail.

    A clear refusal is the message's or the account's own; no answer, or a fault of the provider, stays uncertain.
    """
    try:
        send()
    except AnymailRecipientsRefused:
        return failed("El proveedor de correo no acepta esta dirección.", bounced=True)
    except AnymailAPIError as error:
        return _answered(error)
    except AnymailError as error:  # told before anything left
        return failed(f"El proveedor de correo no admite este mensaje ({type(error).__name__}).")
    return None


def _answered(error: AnymailAPIError) -> Outcome:
    code = getattr(error, "status_code", None)
    if code in (401, 402, 403):
        return retry(f"El proveedor de correo no nos deja entrar ({code}).", code=code, ours=True)
    if code == 429:
        return retry("El proveedor de correo pide ir más despacio.", code=code, ours=True)
    if code is not None and 400 <= code < 500:
        return failed(f"El proveedor de correo lo rechazó ({code}).", code=code)
    return uncertain("El proveedor de correo no respondió con claridad: puede que haya llegado.", code=code)
