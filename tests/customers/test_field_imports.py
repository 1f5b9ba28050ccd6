"""Files that say the company's own fields."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from core.errors import DomainError
from core.imports import batches, mapping
from core.imports.undo import undo
from core.models import ImportBatch
from customers.models import Customer
from customers.services import create_customer
from tests.factories.customers import customer, own_field
from tests.factories.inventory import product

pytestmark = pytest.mark.django_db


def _load(tmp_path: Path, text: str, columns: dict[str, Any] | None = None) -> Any:
    file = tmp_path / "clientes.csv"
    file.write_text(text, encoding="utf-8")
    given = None
    if columns is not None:
        (tmp_path / "MAP.json").write_text(json.dumps(columns), encoding="utf-8")
        given = mapping.read_file(tmp_path / "MAP.json")
    outcome, _, batch = batches.import_path(kind_key="customers", path=file, actor=None, given=given, dry_run=False)
    return outcome, batch


def _reasons(batch: ImportBatch) -> list[tuple[int, str, str]]:
    return [(one.line, one.column, one.reason) for one in batch.rejections.order_by("line")]


def test_the_whole_map_with_own_fields_and_defaults(tmp_path: Path) -> None:
    product("A-1")
    for code, kind in [("locales", "number"), ("cupo", "money"), ("aniversario", "date"), ("socio", "boolean")]:
        own_field(code, kind)
    own_field("tamano", "choice")
    own_field("canales", "choices")
    own_field("tiene", "products")
    text = (
        "cod;tipo;nom;ape;tdoc;ndoc;mail;tel;nac;calle;dist;ciu;reg;cp;pais;n;c;f;s;t;v;p\n"
        "K-1;natural;Ana;Torres;dni;10117410-2;ana@x.pe;987654321;31/12/1990;Av. Sol 1;Wanchaq;Cusco;Cusco;08000;Perú;"
        "3;1500,50;01/05/2020;sí;grande;chico|Grande;A-1\n"
    )
    own = ["locales", "cupo", "aniversario", "socio", "tamano", "canales", "tiene"]
    person = ["customer_code", "kind", "first_name", "last_name", "document_kind", "document_number", "email", "phone"]
    address = ["street", "district", "city", "region", "postal_code", "country"]
    names = [*person, "birth_date", *address, *(f"custom.{code}" for code in own)]
    columns = dict(zip(names, text.splitlines()[0].split(";"), strict=True))

    outcome, _ = _load(tmp_path, text, {**columns, "defaults": {"lifecycle": "lead"}})

    ana = Customer.objects.get(code="K-1")
    assert outcome.fates["created"] == 1
    assert (ana.document_number, ana.postal_code, ana.country, ana.lifecycle) == ("10117410", "08000", "PE", "lead")
    assert ana.custom == {
        "locales": 3,
        "cupo": 1500.5,
        "aniversario": "2020-05-01",
        "socio": True,
        "tamano": "Grande",
        "canales": ["Chico", "Grande"],
        "tiene": ["A-1"],
    }


def test_each_wrong_value_refuses_its_row_with_the_reason(tmp_path: Path) -> None:
    own_field("locales", "number")
    own_field("tamano", "choice")
    own_field("tiene", "products")
    own_field("vision", "text", kinds=["juridica"])
    text = (
        "customer_code,first_name,custom.locales,custom.tamano,custom.tiene,custom.vision\n"
        "K-1,Ana,muchos,,,\nK-2,Bea,,Enorme,,\nK-3,Caro,,,A-9,\nK-4,Dora,,,,Crecer\nK-5,Eva,2,Chico,,\n"
    )

    outcome, batch = _load(tmp_path, text)

    assert (outcome.fates["created"], outcome.fates["rejected"]) == (1, 4)
    assert _reasons(batch) == [
        (2, "custom.locales", "«muchos» no es un número"),
        (3, "custom.tamano", "«Enorme» no está entre sus opciones: Chico, Grande"),
        (4, "custom.tiene", "no hay un producto con el código A-9"),
        (5, "custom.vision", "esa clase de cliente no lleva este dato"),
    ]


def test_what_is_empty_stays_the_same_file_again_changes_nothing_and_undo_brings_back(tmp_path: Path) -> None:
    own_field("locales", "number")
    own_field("canales", "choices")
    ana = customer("K-1", custom={"locales": 1, "canales": ["Chico", "Grande"], "otro": "x"})
    text = "customer_code,custom.locales,custom.canales\nK-1,,Chico\n"

    first, batch = _load(tmp_path, text)
    changed = Customer.objects.get(pk=ana.pk).custom
    again, _ = _load(tmp_path, text)
    undo(batch=batch, actor=None)

    assert (first.fates["updated"], again.fates["unchanged"]) == (1, 1)
    assert changed == {"locales": 1, "canales": ["Chico"], "otro": "x"}
    assert Customer.objects.get(pk=ana.pk).custom == {"locales": 1, "canales": ["Chico", "Grande"], "otro": "x"}


def test_a_wrong_document_is_refused_as_in_the_form(tmp_path: Path) -> None:
    text = "customer_code,first_name,document_kind,document_number\nK-1,Ana,ruc,20512333798\nK-2,Bea,nit,860007738-9\n"

    outcome, batch = _load(tmp_path, text)

    assert outcome.fates["rejected"] == 1
    assert "control" in _reasons(batch)[0][2]
    assert Customer.objects.get(code="K-2").document_number == "8600077389"


def test_a_backslash_in_a_document_refuses_its_row_alone(tmp_path: Path) -> None:
    """It ends a text where the database reads columns: one such cell stopped the whole file."""
    text = (
        "codigo;nombre;tipo documento;documento\nK-1;Ana;dni;1234567\\\nK-2;Eva;nif;1234567\\\\\nK-3;Luz;dni;87654321\n"
    )

    outcome, batch = _load(tmp_path, text)

    assert outcome.fates["created"] == 1
    assert [line for line, _, _ in _reasons(batch)] == [2, 3]


def test_who_is_not_born_yet_is_refused_by_file_and_by_hand(tmp_path: Path) -> None:
    text = "codigo;nombre;nacimiento\nK-1;Ana;01/01/2990\nK-2;Eva;01/01/1990\n"

    outcome, batch = _load(tmp_path, text)

    assert outcome.fates["created"] == 1
    assert [line for line, _, _ in _reasons(batch)] == [2]
    with pytest.raises(DomainError) as refused:
        create_customer(actor=None, kind="natural", first_name="Luz", birth_date=date(2990, 1, 1))
    assert refused.value.field == "birth_date"
