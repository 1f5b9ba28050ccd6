"""Documents by country: golden values, valid and not."""

import json
from io import StringIO

import pytest
from django.core.management import call_command

from customers.queries.documents import check_document, guess_kind, may_keep_wrong

VALID = [
    ("nit", "213.123.432-1", "2131234321"),
    ("nit", "860007738-9", "8600077389"),
    ("nit", "860.007.738 - 9", "8600077389"),
    ("nit", "8600077389", "8600077389"),
    ("nit", "860007738", "8600077389"),  # a company's without its check digit: it is added
    ("nit", "1032456780", "10324567801"),  # a person's cédula: the check digit is added
    ("cc", "123", "123"),
    ("cc", "79.543.210", "79543210"),
    ("cc", "1032456789", "1032456789"),
    ("ruc", "20100070970", "20100070970"),
    ("ruc", "20512333797", "20512333797"),
    ("dni", "10117410", "10117410"),
    ("dni", "10117410-2", "10117410"),
    ("dni", "10117410G", "10117410"),
    ("nif", "54362315K", "54362315K"),
    ("nif", "54362315-k", "54362315K"),
    ("nif", "X-2482300W", "X2482300W"),
    ("nif", "M1234567L", "M1234567L"),
    ("nif", "J99216582", "J99216582"),  # the NIF of an organisation is kept as its CIF
    ("cif", "A13585625", "A13585625"),
    ("cif", "ES-B58378431", "B58378431"),
    ("cif", "Q2818002D", "Q2818002D"),
    ("otro", "AB-123 456", "AB123456"),
]
WRONG = [
    ("nit", "2131234325", "dígito de verificación"),
    ("nit", "860007738-1", "dígito de verificación"),
    ("nit", "12345", "NIT tiene 9 cifras"),
    ("nit", "86000773A", "solo lleva cifras"),
    ("nit", "", "falta"),
    ("cc", "12", "3 a 10"),
    ("cc", "12345678901", "3 a 10"),
    ("cc", "0123456", "no empieza por 0"),
    ("cc", "12E45", "solo lleva cifras"),
    ("ruc", "20512333798", "control"),
    ("ruc", "30512333797", "empieza por 10, 15, 16, 17 o 20"),
    ("ruc", "2051233379", "faltan cifras"),
    ("dni", "1011741", "faltan cifras"),
    ("dni", "10117410-3", "carácter de control"),
    ("dni", "1011741A", "solo lleva cifras"),
    ("nif", "54362315Z", "letra"),
    ("nif", "X2482300A", "letra"),
    ("nif", "M1234567A", "letra"),
    ("nif", "543623", "9 caracteres"),
    ("cif", "J99216583", "control"),
    ("cif", "A1358562E", "cifra"),
    ("cif", "Q28180024", "letra"),
    ("cif", "54362315K", "empieza por 5"),
    ("otro", "¿?", "letras y cifras"),
    ("otro", "A" * 21, "caben 20"),
]


@pytest.mark.parametrize(("kind", "value", "normalized"), VALID)
def test_right_documents(kind: str, value: str, normalized: str) -> None:
    found = check_document(kind=kind, value=value)

    assert (found.valid, found.normalized) == (True, normalized), found.reason


@pytest.mark.parametrize(("kind", "value", "reason"), WRONG)
def test_wrong_documents_say_why(kind: str, value: str, reason: str) -> None:
    found = check_document(kind=kind, value=value)

    assert (found.valid, found.normalized) == (False, "")
    assert reason in found.reason


def test_a_document_of_another_country_is_refused_where_the_country_was_said() -> None:
    assert check_document(kind="ruc", value="20512333797", country="CO").reason == "el RUC es un documento de Perú"


@pytest.mark.parametrize(
    ("value", "country", "kind"),
    [
        ("10117410", "PE", "dni"),
        ("20512333797", "PE", "ruc"),
        ("860007738-9", "CO", "nit"),
        ("79543210", "CO", "cc"),
        ("J99216582", "ES", "cif"),
        ("54362315K", "ES", "nif"),
        ("AB12", "PE", "otro"),
    ],
)
def test_the_kind_is_guessed_by_the_shape(value: str, country: str, kind: str) -> None:
    assert guess_kind(value, country) == kind


def test_only_the_tax_number_of_the_own_country_may_not_be_kept_wrong() -> None:
    assert [may_keep_wrong(kind, "PE") for kind in ("ruc", "dni", "nit", "otro")] == [False, True, True, True]


def test_the_command_prints_one_json_line_a_value() -> None:
    out = StringIO()

    call_command("check_document", "--country", "CO", "--kind", "nit", "860007738-9", "2131234325", stdout=out)

    lines = [json.loads(line) for line in out.getvalue().splitlines()]
    assert lines[0] == {"value": "860007738-9", "valid": True, "normalized": "8600077389", "reason": ""}
    assert (lines[1]["valid"], lines[1]["normalized"]) == (False, None)
    assert "dígito de verificación" in lines[1]["reason"]
