"""What an exchange's file says, in the ways that exchanges write it."""

import re
from datetime import datetime, time, timedelta
from decimal import Decimal

import phonenumbers

from core.imports.kinds import CODE, DATETIME, Field
from core.imports.values import Bad, Cell, Formats, as_text, parse_code, parse_decimal, plain

LONGEST_CALL = 86_400
# A number that the caller's line keeps to itself. Such a call cannot be returned.
WITHHELD = frozenset(
    [
        "",
        "anonimo",
        "anonymous",
        "anonymouscaller",
        "anonymousinvalid",
        "desconocido",
        "numerodesconocido",
        "oculto",
        "numerooculto",
        "privado",
        "numeroprivado",
        "private",
        "privatenumber",
        "restricted",
        "restringido",
        "unavailable",
        "nodisponible",
        "unknown",
        "withheld",
    ]
)
_YES = "si s yes y true verdadero 1 x answer answered atendida atendido contestada contestado respondida ok completed"
_NO = (
    "no n false falso 0 noanswer noanswered notanswered unanswered nocontesta nocontestada noatendida noatendido "
    "sinrespuesta sincontestar perdida perdido missed abandonada abandoned abandon busy ocupado failed fallida cancel "
    "cancelada cancelled congestion chanunavail voicemail buzon buzondevoz rechazada rejected"
)
ANSWERED = dict.fromkeys(_YES.split(), "yes") | dict.fromkeys(_NO.split(), "no")
_IN = "in entrante entrantes entrada inbound incoming recibida recibidas perdida missed i e"
_OUT = "out saliente salientes salida outbound outgoing realizada realizadas hecha emitida o s"
DIRECTIONS = dict.fromkeys(_IN.split(), "in") | dict.fromkeys(_OUT.split(), "out")
INSIDE = frozenset(["interna", "interno", "internal", "local"])
_CLOCK = re.compile(r"^(?:(\d{1,3}):)?(\d{1,4}):(\d{2})(?:[.,]\d+)?$")
_WORDS = re.compile(r"^(?:(\d+)\s*h\w*)?\s*(?:(\d+)\s*m\w*\.?)?\s*(?:(\d+)\s*s\w*\.?)?$", re.IGNORECASE)


def parse_number(cell: Cell, formats: Formats) -> str:
    """The number as it came; one that is withheld is said so ("anónimo")."""
    text = re.sub(r"^<?(?:sip|tel):|@.*$|>$", "", parse_code(cell, formats), flags=re.IGNORECASE).strip()
    return "anónimo" if plain(text) in WITHHELD else text


def is_withheld(number: str) -> bool:
    return plain(number) in WITHHELD


def e164(number: str, country: str) -> str:
    """E.164 of a number as the exchange writes it, "" if it is withheld or no whole number (an internal one, 911)."""
    if is_withheld(number):
        return ""
    try:
        parsed = phonenumbers.parse(number, country or None)
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_possible_number(parsed):
        return ""
    made = str(phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164))
    return made if 7 <= len(made) <= 19 else ""


def parse_duration(cell: Cell, formats: Formats) -> str:
    """Seconds as text: "75", "1:15", "00:01:15", "1 min 15 s"; a spreadsheet's time of day or fraction of a day."""
    if isinstance(cell, timedelta):
        return _seconds(Decimal(round(cell.total_seconds())), str(cell))
    if isinstance(cell, datetime | time):
        return str(cell.hour * 3600 + cell.minute * 60 + cell.second)
    text = as_text(cell)
    if match := _CLOCK.match(text):
        hours, minutes, seconds = (int(part or 0) for part in match.groups())
        if seconds > 59:
            raise Bad(f"«{text[:40]}» no es una duración")
        return _seconds(Decimal(hours * 3600 + minutes * 60 + seconds), text)
    if (match := _WORDS.match(text)) and any(match.groups()):
        hours, minutes, seconds = (int(part or 0) for part in match.groups())
        return _seconds(Decimal(hours * 3600 + minutes * 60 + seconds), text)
    number = parse_decimal(cell, formats)
    if isinstance(cell, float) and 0 < number < 1:
        number = number * LONGEST_CALL
    return _seconds(number, text)


def _seconds(number: Decimal, text: str) -> str:
    if number < 0:
        raise Bad(f"«{text[:40]}» es menor que cero")
    if number > LONGEST_CALL:
        raise Bad(f"«{text[:40]}» dura más de un día")
    return str(round(number))


def parse_answered(cell: Cell, formats: Formats) -> str:
    """ "yes" or "no", in the words of exchanges: Sí, ANSWERED, NO ANSWER, perdida, ocupado…"""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    text = as_text(cell)
    found = ANSWERED.get(plain(text))
    if found is None:
        raise Bad(f"«{text[:60]}» no dice si se atendió: escribe sí o no")
    return found


def parse_direction(cell: Cell, formats: Formats) -> str:
    """ "in" or "out"; calls between our own extensions are none of a customer's."""
    text = as_text(cell)
    key = plain(text)
    if key in INSIDE:
        raise Bad("es una llamada interna: no se guarda")
    if key not in DIRECTIONS:
        raise Bad(f"«{text[:60]}» no se conoce; se espera: entrante o saliente")
    return DIRECTIONS[key]


CALL_FIELDS = (
    Field(
        "number",
        "Número",
        CODE,
        max_length=40,
        parse=parse_number,
        fallback="anónimo",
        synonyms=(
            "telefono", "numero de telefono", "numero llamante", "llamante", "caller", "callerid", "caller id", "cli",
            "phone", "phone number", "ani", "origen", "src", "from number", "remoto", "numero externo",
        ),
        help="Vacío o «anónimo» si la línea lo oculta: esa llamada no se puede devolver.",
    ),
    Field(
        "started_at",
        "Hora",
        DATETIME,
        required=True,
        synonyms=(
            "fecha y hora", "fecha", "inicio", "hora inicio", "fecha hora", "fecha inicio", "start", "start time",
            "calldate", "call date", "date", "datetime", "timestamp", "started",
        ),
    ),
    Field(
        "duration_seconds",
        "Duración en segundos",
        CODE,
        parse=parse_duration,
        synonyms=("segundos", "seconds", "duracion segundos", "billsec", "talk time seconds", "duracion (s)", "seg"),
    ),
    Field(
        "duration",
        "Duración",
        CODE,
        parse=parse_duration,
        synonyms=("duracion", "tiempo", "talk time", "tiempo hablado", "length", "minutos", "duracion (mm:ss)"),
        help="Como 1:15, 00:01:15 o 75.",
    ),
    Field(
        "answered",
        "Atendida",
        CODE,
        parse=parse_answered,
        synonyms=(
            "contestada", "respondida", "estado", "resultado", "disposition", "status", "call status", "answered?",
            "respuesta", "estado llamada",
        ),
        help="Si falta, se atendió la que duró algo.",
    ),
    Field(
        "extension",
        "Anexo",
        CODE,
        max_length=12,
        synonyms=("extension", "ext", "interno", "agente", "dst", "destino", "linea", "agent"),
        help="El anexo de quien la recibió o la hizo, como está en su ficha.",
    ),
    Field(
        "direction",
        "Sentido",
        CODE,
        parse=parse_direction,
        fallback="entrante",
        synonyms=("direccion", "tipo", "tipo de llamada", "type", "call type", "entrante saliente", "dcontext"),
    ),
    Field(
        "external_id",
        "Número de la central",
        CODE,
        max_length=80,
        synonyms=("id", "uniqueid", "unique id", "call id", "callid", "id llamada", "linkedid", "identificador"),
    ),
)  # fmt: skip
