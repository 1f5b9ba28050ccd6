"""Addresses: one way to write each, so that the same person is recognised."""

import re

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.crypto import salted_hmac

from core.errors import DomainError
from messaging.enums import Channel

PHONE = re.compile(r"\+[1-9][0-9]{5,17}")
BROKEN = re.compile(r"[\r\n\0]")


def one_line(text: str, *, what: str, field: str | None = None) -> str:
    """``text`` without blanks around it; raises ``DomainError`` for line breaks, which could forge headers."""
    if BROKEN.search(text):
        raise DomainError(f"{what} va en una sola línea.", field=field)
    return text.strip()


def normal(channel: str, address: str) -> str:
    """The address as it is kept and compared: mail in small letters, phones as ``+51…``; ``DomainError`` if wrong."""
    text = one_line(address, what="La dirección", field="to_address")
    if channel == Channel.EMAIL:
        try:
            validate_email(text)
        except ValidationError as error:
            raise DomainError(f"«{text[:80]}» no es un correo.", field="to_address") from error
        return text.lower()
    digits = re.sub(r"[\s().-]", "", text)
    if not PHONE.fullmatch(digits):
        raise DomainError(f"«{text[:40]}» no es un teléfono con su país, como +51 987 654 321.", field="to_address")
    return digits


def key_of(channel: str, address: str) -> str:
    """Keyed hash of a normalised address: recognises it after the address itself was erased."""
    return salted_hmac("messaging.exclusion", f"{channel}:{address}", algorithm="sha256").hexdigest()
