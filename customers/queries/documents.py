"""Identity and tax documents by country: one room for form, import and command.

Check digits are those of python-stdnum; what it leaves open (a NIT without its check digit, the kind of control
character of a CIF) is decided here. ``otro`` is kept as it was written: nobody can check a foreign passport.
"""

import re
from dataclasses import dataclass

from stdnum.co import nit as co_nit
from stdnum.es import cif as es_cif
from stdnum.es import dni as es_dni
from stdnum.es import nie as es_nie
from stdnum.pe import cui as pe_cui
from stdnum.pe import ruc as pe_ruc

from customers.enums import DocumentKind

COUNTRY_OF = {"ruc": "PE", "dni": "PE", "nit": "CO", "cc": "CO", "cif": "ES", "nif": "ES"}
COUNTRY_NAMES = {"PE": "Perú", "CO": "Colombia", "ES": "España"}
# Without a right number of these no legal invoice can be written in their own country.
FISCAL = frozenset({"ruc", "nit", "cif"})
RUC_PREFIXES = ("10", "15", "16", "17", "20")
CIF_KINDS = "ABCDEFGHJNPQRSUVW"
CIF_DIGIT_ONLY, CIF_LETTER_ONLY = "ABEH", "NPQRSW"
_SEPARATORS = re.compile(r"[\s.,\-/–—]")
LONGEST = 20


@dataclass(frozen=True)
class Checked:
    """A looked-at document. ``normalized`` is what is kept (empty if not valid), ``reason`` a Spanish clause why not,
    or what was mended. ``kind`` may differ from the asked one: a company's NIF is kept as its CIF."""

    value: str
    kind: str
    valid: bool
    normalized: str
    reason: str = ""


class _Wrong(ValueError):
    """The clause that says why."""


def compact(value: str) -> str:
    """Without blanks, dots and dashes, in capitals."""
    return _SEPARATORS.sub("", value).upper()


def check_document(*, kind: str, value: str, country: str = "") -> Checked:
    """Look at one document. ``country`` (ISO) only says where the kind must be from; empty = wherever it is from."""
    try:
        _same_country(kind, country)
        found, normalized, note = _RULES[kind](value.strip())
    except _Wrong as wrong:
        return Checked(value, kind, False, "", str(wrong))
    return Checked(value, found, True, normalized, note)


def guess_kind(value: str, country: str) -> str:
    """Kind of a document by its shape, in the company's country; "otro" where the shape says nothing."""
    number = compact(value)
    digits = number.isascii() and number.isdigit()
    if country == "PE" and digits and len(number) in (8, 11):
        return "dni" if len(number) == 8 else "ruc"
    if country == "CO" and digits and 6 <= len(number) <= 11:
        fiscal = (number[0] in "89" and len(number) >= 9) or len(number) == 11
        return "nit" if fiscal and _valid("nit", value) else "cc" if len(number) <= 10 else "otro"
    if country == "ES" and len(number) == 9:
        return "cif" if number[0] in CIF_KINDS else "nif"
    return "otro"


def may_keep_wrong(kind: str, home: str) -> bool:
    """May a wrong number be kept, marked as not checked? Not the tax number of the company's own country."""
    return not (kind in FISCAL and COUNTRY_OF.get(kind) == home)


def _valid(kind: str, value: str) -> bool:
    return check_document(kind=kind, value=value).valid


def _same_country(kind: str, country: str) -> None:
    if kind not in _RULES:
        raise _Wrong(f"no existe la clase de documento «{kind}»; hay: {', '.join(_RULES)}")
    home = COUNTRY_OF.get(kind, "")
    if country and home and country.upper() != home:
        raise _Wrong(f"el {kind.upper()} es un documento de {COUNTRY_NAMES[home]}")


def _digits(number: str, name: str) -> str:
    if not number:
        raise _Wrong(f"falta el número del {name}")
    if not (number.isascii() and number.isdigit()):
        raise _Wrong(f"{name}: solo lleva cifras")
    return number


def _length(number: str, wanted: int, name: str) -> None:
    if len(number) != wanted:
        much = "faltan" if len(number) < wanted else "sobran"
        raise _Wrong(f"{much} cifras: el {name} tiene {wanted} y escribiste {len(number)}")


def _ruc(value: str) -> tuple[str, str, str]:
    number = _digits(compact(value), "RUC")
    _length(number, 11, "RUC")
    if not number.startswith(RUC_PREFIXES):
        raise _Wrong("el RUC empieza por 10, 15, 16, 17 o 20")
    if not pe_ruc.is_valid(number):
        raise _Wrong(f"el RUC no es válido: su última cifra, la de control, no es {number[-1]}")
    return "ruc", number, ""


def _dni(value: str) -> tuple[str, str, str]:
    """Eight digits; the character of control printed beside them may follow and is not kept."""
    number = compact(value)
    if len(number) == 9 and number[:8].isascii() and number[:8].isdigit():
        if number[-1] not in pe_cui.calc_check_digits(number[:8]):
            raise _Wrong(f"el carácter de control del DNI no es {number[-1]}; sin él, el DNI tiene 8 cifras")
        return "dni", number[:8], "sin su carácter de control"
    number = _digits(number, "DNI")
    _length(number, 8, "DNI")
    if number == "00000000":
        raise _Wrong("ningún DNI es todo ceros")
    return "dni", number, ""


def _cc(value: str) -> tuple[str, str, str]:
    number = _digits(compact(value), "La cédula")
    if not 3 <= len(number) <= 10:
        raise _Wrong(f"una cédula tiene de 3 a 10 cifras y escribiste {len(number)}")
    if number.startswith("0"):
        raise _Wrong("una cédula no empieza por 0")
    return "cc", number, ""


def _nit(value: str) -> tuple[str, str, str]:
    """Base and check digit. After a dash the last digit is the control; without a dash a company's nine digits (8…, 9…)
    and a person's cédula of six to eight, or of ten that begins with 1, may come without it: it is added."""
    number = _digits(compact(value), "NIT")
    parted = re.search(r"[-–—/]\s*\d$", value.strip()) is not None
    if not 6 <= len(number) <= 11:
        raise _Wrong(f"un NIT tiene 9 cifras y su dígito de verificación, y escribiste {len(number)}")
    if number.startswith("0"):
        raise _Wrong("un NIT no empieza por 0")
    if not parted and _is_bare_nit(number):
        digit = co_nit.calc_check_digit(number)
        return "nit", number + digit, f"venía sin dígito de verificación: es {digit}"
    if co_nit.calc_check_digit(number[:-1]) != number[-1]:
        raise _Wrong(f"el dígito de verificación del NIT no es {number[-1]}")
    return "nit", number, ""


def _is_bare_nit(number: str) -> bool:
    """No check digit, by its shape: with one it would be a number that Colombia does not give."""
    if len(number) == 9:
        return number[0] in "89"
    if len(number) == 10:
        return number[0] == "1" and co_nit.calc_check_digit(number[:-1]) != number[-1]
    return 6 <= len(number) <= 8


def _nif(value: str) -> tuple[str, str, str]:
    number = compact(value).removeprefix("ES")
    if len(number) != 9:
        raise _Wrong(f"un NIF tiene 9 caracteres y escribiste {len(number)}")
    if number[0] in CIF_KINDS:
        return _cif(value)
    if not (number[1:8].isascii() and number[1:8].isdigit()):
        raise _Wrong("un NIF lleva 8 cifras y una letra; el NIE y los K, L, M, una letra, 7 cifras y una letra")
    if number[0] in "KLM":
        right = es_dni.calc_check_digit(number[1:-1])
    elif number[0] in "XYZ":
        right = es_nie.calc_check_digit(number[:-1])
    elif number[0].isdigit() and number[0].isascii():
        right = es_dni.calc_check_digit(number[:-1])
    else:
        raise _Wrong(f"ningún NIF empieza por {number[0]}")
    if number[-1] != right:
        raise _Wrong(f"la letra del NIF no es {number[-1]}: revisa las cifras")
    return "nif", number, ""


def _cif(value: str) -> tuple[str, str, str]:
    """Letter of the kind of organisation, seven digits, control: a digit for A, B, E, H, a letter for N, P, Q, R, S, W
    and for those of non-residents (province 00), either for the rest."""
    number = compact(value).removeprefix("ES")
    if len(number) != 9:
        raise _Wrong(f"un CIF tiene 9 caracteres y escribiste {len(number)}")
    if number[0] not in CIF_KINDS:
        raise _Wrong(f"ningún CIF empieza por {number[0]}")
    if not (number[1:8].isascii() and number[1:8].isdigit()):
        raise _Wrong("un CIF lleva una letra, 7 cifras y un carácter de control")
    last = number[-1]
    if last not in es_cif.calc_check_digits(number[:-1]):
        raise _Wrong(f"el carácter de control del CIF no es {last}")
    foreign = number[1:3] == "00"
    if number[0] in CIF_DIGIT_ONLY and not last.isdigit() and not foreign:
        raise _Wrong(f"el control de un CIF que empieza por {number[0]} es una cifra")
    if number[0] in CIF_LETTER_ONLY and last.isdigit():
        raise _Wrong(f"el control de un CIF que empieza por {number[0]} es una letra")
    return "cif", number, ""


def _other(value: str) -> tuple[str, str, str]:
    number = compact(value)
    if not number or not number.isalnum():
        raise _Wrong("el documento lleva solo letras y cifras")
    if len(number) > LONGEST:
        raise _Wrong(f"el documento tiene {len(number)} caracteres; caben {LONGEST}")
    return "otro", number, ""


_RULES = {
    DocumentKind.NIT.value: _nit,
    DocumentKind.CC.value: _cc,
    DocumentKind.RUC.value: _ruc,
    DocumentKind.DNI.value: _dni,
    DocumentKind.NIF.value: _nif,
    DocumentKind.CIF.value: _cif,
    DocumentKind.OTHER.value: _other,
}
KINDS = tuple(_RULES)
