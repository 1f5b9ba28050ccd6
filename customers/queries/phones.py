"""Telephones by country, in E.164: the rule is said, and what is odd but dialable may be kept as not checked."""

import re
from dataclasses import dataclass

import phonenumbers

COUNTRY_RULES = {
    "PE": "En Perú un celular tiene 9 cifras y empieza por 9; un fijo, 7 en Lima y 6 más el código de su departamento",
    "CO": "En Colombia un celular tiene 10 cifras y empieza por 3; un fijo, 10 y empieza por 60",
    "ES": "En España un teléfono tiene 9 cifras y empieza por 6, 7, 8 o 9",
}
ANY_RULE = "Revisa sus cifras; si es de otro país, empieza por +"


@dataclass(frozen=True)
class Phone:
    """``e164`` is empty where nothing can be dialled. ``reason`` is a Spanish sentence, empty if it is right."""

    e164: str
    reason: str = ""

    @property
    def valid(self) -> bool:
        return bool(self.e164) and not self.reason


def check_phone(text: str, *, country: str) -> Phone:
    """Look at a number as somebody wrote it; without prefix it belongs to ``country`` (ISO)."""
    text = text.strip()
    rule = COUNTRY_RULES.get(country, ANY_RULE) if not text.startswith("+") else ANY_RULE
    try:
        number = phonenumbers.parse(text, country or None)
    except phonenumbers.NumberParseException:
        return Phone("", f"«{text[:40]}» no es un teléfono. {rule}.")
    e164 = str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))
    if phonenumbers.is_valid_number(number):
        return Phone(e164)
    if not phonenumbers.is_possible_number(number):
        return Phone(_dialable(e164), f"Le sobran o le faltan cifras. {rule}.")
    return Phone(_dialable(e164), f"Ese número no existe así. {rule}.")


def _dialable(e164: str) -> str:
    return e164 if re.match(r"^\+[1-9][0-9]{5,17}$", e164) else ""
