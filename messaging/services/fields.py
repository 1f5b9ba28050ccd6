"""The fixed dictionary of fields that a text may hold, and how a text is filled.

User text is never a Django template: a ``{{name}}`` of the dictionary is replaced, anything else stays as it is
written or, in a template, is refused when it is saved.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import nh3
from django.utils.html import escape
from django.utils.safestring import SafeString

from core.errors import DomainError
from core.matching import plain

PLACE = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")
LINK = re.compile(r"https?://[^\s<>\"]+")


@dataclass(frozen=True)
class Field:
    """A place in a text. ``of(subject)`` gives its value; without it the caller hands the value in."""

    label: str
    sample: str
    of: Callable[["Subject"], str] | None = None


@dataclass(frozen=True)
class Subject:
    """Whom and on whose behalf a text speaks: rows of the house, any of them may be missing."""

    customer: Any = None
    company: Any = None
    author: Any = None


def _customer(name: str) -> Callable[[Subject], str]:
    return lambda subject: str(getattr(subject.customer, name, "") or "")


def _company(name: str) -> Callable[[Subject], str]:
    return lambda subject: str(getattr(subject.company, name, "") or "")


FIELDS: dict[str, Field] = {
    "cliente.nombre": Field("Nombre del cliente", "Rosa Quispe Mamani", _customer("name")),
    "cliente.nombres": Field(
        "Nombres", "Rosa", lambda s: str(getattr(s.customer, "first_name", "") or getattr(s.customer, "name", "") or "")
    ),
    "cliente.apellidos": Field("Apellidos", "Quispe Mamani", _customer("last_name")),
    "cliente.ciudad": Field("Ciudad", "Cusco", _customer("city")),
    "cliente.codigo": Field("Código de cliente", "C-1042", _customer("code")),
    "cliente.correo": Field("Correo", "rosa@ejemplo.pe", _customer("email")),
    "cliente.telefono": Field("Teléfono", "+51987654321", _customer("phone")),
    "empresa.nombre": Field("Nombre de la empresa", "Regalos San Blas", _company("name")),
    "empresa.telefono": Field("Teléfono de la empresa", "+51 84 223344", _company("phone")),
    "empresa.correo": Field("Correo de la empresa", "hola@regalos.example", _company("email")),
    "empresa.direccion": Field("Dirección de la empresa", "Cuesta de San Blas 120, Cusco", _company("address")),
    "empresa.web": Field("Página web", "https://regalos.example", _company("website")),
    "quien.nombre": Field("Quien escribe", "Ana Torres", lambda s: str(s.author or getattr(s.company, "name", ""))),
    "quien.telefono": Field("Teléfono de quien escribe", "+51 984 111 222", lambda s: getattr(s.author, "phone", "")),
    "documento.numero": Field("Número del documento", "COT-2026-0042"),
    "documento.total": Field("Importe del documento", "S/ 1,250.00"),
    "documento.vence": Field("Vence el", "30 de noviembre"),
    "documento.enlace": Field("Enlace al documento", "https://regalos.example/d/42"),
    "saldo.total": Field("Saldo pendiente", "S/ 830.00"),
    "saldo.vencido": Field("Saldo vencido", "S/ 310.00"),
    "saldo.dias": Field("Días de atraso", "12"),
    "caso.numero": Field("Número del caso", "2026-00031"),
    "cupon.codigo": Field("Código del cupón", "SANBLAS-7QK2"),
    "enlace.baja": Field("Enlace de baja", "https://regalos.example/baja/…"),
}


# Stays a place in what is kept of a message: its address is told only to the mail that leaves (``MESSAGE_LINKS``).
PRIVATE = "documento.enlace"
PRIVATE_PLACE = f"{{{{{PRIVATE}}}}}"


def used(*texts: str) -> list[str]:
    """Names in braces, in the order of the texts, each once."""
    return list(dict.fromkeys(found.strip() for text in texts for found in PLACE.findall(text)))


def check(text: str, *, field: str) -> None:
    """Raises ``DomainError`` beside ``field`` for a place that the dictionary does not know."""
    for name in used(text):
        if name not in FIELDS:
            near = _nearest(name)
            hint = f" ¿Quizá «{{{{{near}}}}}»?" if near else " Elige uno de la lista."
            raise DomainError(f"No existe el campo «{{{{{name}}}}}».{hint}", field=field)


def values_of(subject: Subject, more: Mapping[str, str] | None = None) -> dict[str, str]:
    """Every field that can be filled: from the rows, and what the caller hands in."""
    found = {name: field.of(subject) for name, field in FIELDS.items() if field.of}
    return found | {name: str(value) for name, value in (more or {}).items()}


def samples() -> dict[str, str]:
    """A value for each field, to look at a template before there is a customer."""
    return {name: field.sample for name, field in FIELDS.items()}


def missing(values: Mapping[str, str], *texts: str) -> list[str]:
    """Fields of the texts that are known but have no value here because the caller must hand them in."""
    return [name for name in used(*texts) if name in FIELDS and name not in values]


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with its fields; what is no field stays as written."""
    return PLACE.sub(lambda found: values.get(found.group(1), found.group(0)), text)


def shown(text: str) -> str:
    """A text for the screens and files of the house: links that belong to its reader alone, in words."""
    return fill(text, {"enlace.baja": "(su enlace de baja)", PRIVATE: "(su enlace privado)"})


def fill_line(text: str, values: Mapping[str, str]) -> str:
    """The same for a subject: line breaks inside values become blanks, so that no value forges a header."""
    return fill(text, {name: " ".join(value.split()) for name, value in values.items()}).strip()


def fill_html(html: str, values: Mapping[str, str]) -> str:
    """The same for HTML: values are escaped, and the whole is cleaned once more."""
    return clean_html(fill(html, {name: escape(value) for name, value in values.items()}))


def clean_html(html: str) -> str:
    """HTML that a mail may hold: no scripts, no handlers, no strange addresses."""
    return nh3.clean(
        html,
        tags=nh3.ALLOWED_TAGS | {"table", "tbody", "tr", "td", "th", "img", "center"},
        attributes=nh3.ALLOWED_ATTRIBUTES | {"*": {"style", "align", "width", "height", "class"}},
        url_schemes={"http", "https", "mailto", "tel"},
        filter_style_properties={
            "color", "background-color", "font-size", "font-weight", "font-family", "text-align", "padding", "margin",
            "border", "width", "max-width", "line-height", "text-decoration",
        },
    )  # fmt: skip


def html_of(text: str) -> str:
    """A plain text as paragraphs with working links."""
    blocks = [part for part in re.split(r"\n\s*\n", text.replace("\r\n", "\n").strip()) if part.strip()]
    return SafeString("\n".join(f"<p>{_linked(part)}</p>" for part in blocks))


def _linked(text: str) -> str:
    parts, last = [], 0
    for found in LINK.finditer(text):
        url = found.group().rstrip(".,;:)")
        parts += [escape(text[last : found.start()]), f'<a href="{escape(url)}">{escape(url)}</a>']
        last = found.start() + len(url)
    return "".join([*parts, escape(text[last:])]).replace("\n", "<br>\n")


def _nearest(name: str) -> str:
    from difflib import get_close_matches

    return next(iter(get_close_matches(plain(name), FIELDS, n=1, cutoff=0.6)), "")
