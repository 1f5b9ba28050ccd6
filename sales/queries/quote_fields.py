"""The fixed dictionary of fields that the texts of a quote may hold: "{cliente}", "{vence}"…

User text is never a Django template: a name of the dictionary is replaced, anything else stays as written or, in a
template, is refused when it is saved. Single braces tell them from the fields of messages ("{{cliente.nombre}}").
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from core.errors import DomainError
from core.matching import plain

PLACE = re.compile(r"\{([^{}\n]{0,60})\}")
LINK = "enlace"


@dataclass(frozen=True)
class Field:
    """What the place says, and how it looks before there is a quote."""

    label: str
    sample: str


FIELDS: dict[str, Field] = {
    "cliente": Field("Cliente", "Hotel Inti Wasi S.A.C."),
    "documento": Field("Documento del cliente", "20512345678"),
    "contacto": Field("A quién se saluda", "Rosa"),
    "empresa": Field("Nuestra empresa", "Regalos San Blas"),
    "vendedor": Field("Quien vende", "Ana Torres"),
    "telefono": Field("Teléfono de quien vende", "+51 984 111 222"),
    "correo": Field("Correo de quien vende", "ana@regalos.example"),
    "asunto": Field("Asunto", "Regalos de fin de año"),
    "numero": Field("Número", "COT-2026-0042"),
    "version": Field("Versión", "1"),
    "fecha": Field("Fecha", "22 de noviembre de 2026"),
    "vence": Field("Vale hasta", "6 de diciembre de 2026"),
    "moneda": Field("Moneda", "soles (PEN)"),
    "subtotal": Field("Total sin impuesto", "S/ 1,059.32"),
    "impuesto": Field("Impuesto", "S/ 190.68"),
    "total": Field("Total con impuesto", "S/ 1,250.00"),
    LINK: Field("Enlace para responder (solo en el correo)", "https://regalos.example/c/…"),
}


def used(*texts: str) -> list[str]:
    """Names in braces, in the order of the texts, each once."""
    return list(dict.fromkeys(found.strip() for text in texts for found in PLACE.findall(text)))


def check(text: str, *, field: str, mail: bool = False) -> None:
    """Raises ``DomainError`` beside ``field`` for what is no field, and for the link outside of a ``mail``."""
    for name in used(text):
        if name == LINK and not mail:
            raise DomainError("El campo «{enlace}» solo va en el correo, no en el papel.", field=field)
        if name not in FIELDS:
            near = next(iter(get_close_matches(plain(name), FIELDS, n=1, cutoff=0.6)), "")
            hint = f" ¿Quizá «{{{near}}}»?" if near else " Elige uno de la lista."
            raise DomainError(f"No existe el campo «{{{name}}}».{hint}", field=field)


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with its fields; what is no field stays as written."""
    return PLACE.sub(lambda found: values.get(found.group(1).strip(), found.group(0)), text)


def fill_line(text: str, values: Mapping[str, str]) -> str:
    """The same for a subject: one line, so that no value forges a header."""
    return " ".join(fill(text, values).split())


def samples() -> dict[str, str]:
    """A value for each field, to look at a template before there is a quote."""
    return {name: one.sample for name, one in FIELDS.items()}


def chips(*, mail: bool = False) -> list[dict[str, str]]:
    """The dictionary, to click into a text."""
    return [{"place": f"{{{name}}}", "label": one.label} for name, one in FIELDS.items() if mail or name != LINK]
