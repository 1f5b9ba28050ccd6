"""What files of customers say. Documents and phones are text: their leading zeros stay."""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import Any, overload

import phonenumbers
from babel import Locale

from core.imports.kinds import BOOLEAN, CHOICE, CODE, DATE, DECIMAL, Field
from core.imports.values import Bad, Cell, Formats, as_text, parse_code, plain
from customers.enums import DocumentKind, FieldType, Kind, Lifecycle
from customers.queries.fields import FieldInfo, custom_fields

KINDS = {
    **{plain(text): value for value, label in Kind.choices for text in (value, label)},
    "persona": "natural",
    "personanatural": "natural",
    "person": "natural",
    "empresa": "juridica",
    "personajuridica": "juridica",
    "company": "juridica",
    "corporativo": "corporativa",
    "corporate": "corporativa",
}
DOCUMENTS = {
    **{plain(value): value for value, _ in DocumentKind.choices},
    "cedula": "cc",
    "cedulaciudadania": "cc",
    "nie": "nif",
    "otro": "otro",
    "other": "otro",
    "ce": "otro",
    "pasaporte": "otro",
    "passport": "otro",
}
LIFECYCLES = {
    **{plain(text): value for value, label in Lifecycle.choices for text in (value, label)},
    "prospecto": "lead",
    "activo": "customer",
}
_EMAIL = re.compile(r"^[^@\s,;]+@[^@\s,;]+\.[^@\s,;.]{2,}$")


# Mobile numbers of the home country, whose shape is fixed: most of a file, without the long way through the library.
_MOBILES = {
    "PE": (re.compile(r"^9[0-9]{8}$"), "+51"),
    "CO": (re.compile(r"^3[0-9]{9}$"), "+57"),
    "ES": (re.compile(r"^[67][0-9]{8}$"), "+34"),
}


def parse_phone(cell: Cell, formats: Formats) -> str:
    """E.164. A number without prefix belongs to the company's country."""
    text = parse_code(cell, formats)
    shape, prefix = _MOBILES.get(formats.country, (None, ""))
    if shape is not None and shape.match(bare := text.replace(" ", "").replace("-", "")):
        return prefix + bare
    try:
        number = phonenumbers.parse(text, formats.country or None)
    except phonenumbers.NumberParseException:
        raise Bad(f"«{text[:40]}» no es un teléfono") from None
    if not phonenumbers.is_possible_number(number):
        raise Bad(f"«{text[:40]}» no es un teléfono: le sobran o le faltan cifras")
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def parse_email(cell: Cell, formats: Formats) -> str:
    """Lower case; only its shape is checked."""
    text = as_text(cell).lower()
    if not _EMAIL.match(text):
        raise Bad(f"«{text[:60]}» no es un correo")
    return text


def parse_document(cell: Cell, formats: Formats) -> str:
    """As written, in capitals; it is looked at, and stripped of dots and dashes, together with its kind."""
    return re.sub(r"[\s.]", "", parse_code(cell, formats)).upper()


@cache
def _countries() -> dict[str, str]:
    found: dict[str, str] = {}
    for language in ("es", "en"):
        for code, name in Locale(language).territories.items():
            if len(code) == 2:
                found.setdefault(plain(name), code)
    return found


def parse_country(cell: Cell, formats: Formats) -> str:
    """ISO code from a code or a name, Spanish or English."""
    text = as_text(cell)
    if len(text) == 2 and text.upper() in set(_countries().values()):
        return text.upper()
    code = _countries().get(plain(text))
    if code is None:
        raise Bad(f"«{text[:40]}» no es un país")
    return code


CUSTOMER_FIELDS = (
    Field(
        "customer_code",
        "Código de cliente",
        CODE,
        max_length=40,
        synonyms=("codigo", "cod", "cod cliente", "id", "id cliente", "customer id", "customerid", "code", "cliente"),
        help="Sin código vale el número de documento.",
    ),
    Field("kind", "Clase", CHOICE, choices=KINDS, synonyms=("tipo", "tipo cliente", "tipo de persona", "type")),
    Field(
        "first_name",
        "Nombres",
        max_length=120,
        synonyms=("nombre", "nombre completo", "name", "first name", "given name", "contacto", "contact name"),
    ),
    Field("last_name", "Apellidos", max_length=120, synonyms=("apellido", "last name", "surname")),
    Field(
        "legal_name",
        "Razón social",
        max_length=200,
        synonyms=("empresa", "company", "company name", "companyname", "denominacion"),
    ),
    Field(
        "document_kind",
        "Tipo de documento",
        CHOICE,
        choices=DOCUMENTS,
        synonyms=("tipo doc", "tipo documento", "document type"),
    ),
    Field(
        "document_number",
        "Número de documento",
        max_length=20,
        parse=parse_document,
        synonyms=("documento", "nro documento", "num doc", "dni", "ruc", "nit", "nif", "cif", "cedula", "document"),
    ),
    Field("email", "Correo", max_length=254, parse=parse_email, synonyms=("correo electronico", "e mail", "mail")),
    Field(
        "phone",
        "Teléfono",
        max_length=20,
        parse=parse_phone,
        synonyms=("telefono", "celular", "movil", "whatsapp", "tel", "cel", "phone number", "mobile"),
    ),
    Field(
        "birth_date",
        "Fecha de nacimiento",
        DATE,
        synonyms=("nacimiento", "cumpleanos", "f nacimiento", "date of birth", "birthday"),
    ),
    Field("street", "Dirección", max_length=200, synonyms=("domicilio", "calle", "address", "street")),
    Field("district", "Distrito", max_length=80, synonyms=("barrio", "urbanizacion", "suburb", "district")),
    Field("city", "Ciudad", max_length=80, synonyms=("provincia", "localidad", "municipio", "city", "town")),
    Field(
        "region",
        "Departamento o región",
        max_length=80,
        synonyms=("departamento", "region", "estado", "comunidad", "state"),
    ),
    Field("postal_code", "Código postal", CODE, max_length=12, synonyms=("cp", "cod postal", "zip", "postcode")),
    Field("country", "País", max_length=2, parse=parse_country, synonyms=("pais", "country")),
    Field(
        "lifecycle",
        "Etapa",
        CHOICE,
        choices=LIFECYCLES,
        synonyms=("estado cliente", "etapa", "lifecycle"),
        help="Vacío: cliente.",
    ),
)

CONTACT_FIELDS = (
    Field(
        "customer_code",
        "Código de cliente",
        CODE,
        required=True,
        max_length=40,
        synonyms=("codigo", "cod cliente", "cliente", "id cliente", "customer id", "empresa codigo"),
    ),
    Field(
        "first_name", "Nombres", required=True, max_length=120, synonyms=("nombre", "contacto", "name", "first name")
    ),
    Field("last_name", "Apellidos", max_length=120, synonyms=("apellido", "last name", "surname")),
    Field("role", "Cargo", max_length=120, synonyms=("puesto", "funcion", "role", "title", "contact title")),
    Field(
        "phone",
        "Teléfono",
        max_length=20,
        parse=parse_phone,
        synonyms=("telefono", "celular", "movil", "whatsapp", "phone", "mobile"),
    ),
    Field("email", "Correo", max_length=254, parse=parse_email, synonyms=("correo electronico", "e mail", "mail")),
)


class LiveFields(Sequence[Field]):
    """The fixed fields of a file and, after them, the company's own ones as they are at the moment."""

    def __init__(self, fixed: tuple[Field, ...]) -> None:
        self.fixed = fixed

    def _all(self) -> tuple[Field, ...]:
        return (*self.fixed, *(_own_field(info) for info in custom_fields() if info.is_active))

    def __iter__(self) -> Iterator[Field]:
        return iter(self._all())

    def __len__(self) -> int:
        return len(self._all())

    @overload
    def __getitem__(self, index: int) -> Field: ...

    @overload
    def __getitem__(self, index: slice) -> tuple[Field, ...]: ...

    def __getitem__(self, index: Any) -> Any:
        return self._all()[index]


_OWN_TYPES = {
    FieldType.NUMBER.value: DECIMAL,
    FieldType.MONEY.value: DECIMAL,
    FieldType.DATE.value: DATE,
    FieldType.BOOLEAN.value: BOOLEAN,
}


def _own_field(info: FieldInfo) -> Field:
    """``custom.<code>``: numbers, days and yes/no in their own type, the rest as text; several joined by "; "."""
    kind = _OWN_TYPES.get(info.type, "text")
    return Field(
        info.code,
        info.label,
        kind,
        max_length=20_000,
        limit=10**12,
        decimals={FieldType.NUMBER.value: 4, FieldType.MONEY.value: 2}.get(info.type),
        synonyms=(info.key,),
        help=info.help,
        parse=None if kind != "text" else _text_of(info),
    )


def _text_of(info: FieldInfo) -> Callable[[Cell, Formats], str]:
    def parse(cell: Cell, formats: Formats) -> str:
        value = info.parse(cell, formats)
        return "; ".join(value) if isinstance(value, list) else str(value or "")

    return parse
