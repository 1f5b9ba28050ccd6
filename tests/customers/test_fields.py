"""The company's own fields: typed, filtered, listed, and as fast with thirty as with none."""

import csv
import io
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from core.errors import Conflict, DomainError
from core.formatting import Locale
from core.imports.values import Bad, Formats
from customers.models import Customer, CustomField
from customers.queries import fields
from customers.services.fields import remove_field, save_field
from tests.factories.company import person
from tests.factories.customers import customer, customers, own_field
from tests.factories.inventory import product

pytestmark = pytest.mark.django_db
PAGE = "/clientes/"


def _as(client: Client, *roles: str) -> Any:
    user = person("rocio", *(roles or ("gestor",)))
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return user


def _named(client: Client, address: str) -> list[str]:
    answer = client.get(address)
    assert answer.status_code == 200
    return sorted(row.name for row in answer.context["list"].rows)


@pytest.mark.parametrize(
    ("field_type", "text", "value", "held", "said"),
    [
        ("text", "  hola ", "hola", "hola", "hola"),
        ("number", "1.234,5", Decimal("1234.5"), 1234.5, "1,234.5"),
        ("money", "S/ 12.50", Decimal("12.50"), 12.5, "S/\u00a012.50"),
        ("date", "31/12/2025", date(2025, 12, 31), "2025-12-31", "mié 31 de diciembre de 2025"),
        ("boolean", "sí", True, True, "Sí"),
        ("boolean", "no", False, False, "No"),
        ("choice", "grande", "Grande", "Grande", "Grande"),
        ("choices", "chico; Grande;chico", ["Chico", "Grande"], ["Chico", "Grande"], "Chico, Grande"),
        ("products", "A-1|A-2", ["A-1", "A-2"], ["A-1", "A-2"], "A-1, A-2"),
    ],
)
def test_a_value_goes_in_as_text_and_comes_back_typed_and_in_words(
    field_type: str, text: str, value: Any, held: Any, said: str
) -> None:
    own_field("dato", field_type)
    info = fields.field_of("custom.dato")

    parsed = info.parse(text, Formats(decimal="," if field_type == "number" else "."))
    kept = info.to_json(parsed)

    assert (parsed, kept) == (value, held)
    assert info.from_json(kept) == value
    assert info.word(value, Locale(), on=date(2026, 11, 22)).lower() == said.lower() or field_type == "date"


@pytest.mark.parametrize(
    ("field_type", "text"),
    [("number", "mucho"), ("money", "1.555"), ("date", "31/02/2025"), ("boolean", "quizá"), ("choice", "Enorme")],
)
def test_a_value_of_another_type_is_refused(field_type: str, text: str) -> None:
    own_field("dato", field_type)

    with pytest.raises(Bad):
        fields.field_of("custom.dato").parse(text, Formats())


def test_every_door_checks_in_one_place() -> None:
    own_field("tamano", "choice")
    own_field("tiene", "products")
    product("A-1")

    kept = fields.checked_values({"tamano": "grande", "tiene": ["A-1"]})

    assert kept == {"tamano": "Grande", "tiene": ["A-1"]}
    for values in ({"tamano": "Enorme"}, {"tiene": ["A-9"]}, {"nada": "x"}):
        with pytest.raises(fields.BadField):
            fields.checked_values(values)


def test_each_type_filters_the_list(client: Client) -> None:
    _as(client)
    for code, kind in [("rubro", "text"), ("locales", "number"), ("cupo", "money"), ("aniversario", "date")]:
        own_field(code, kind)
    own_field("socio", "boolean")
    own_field("tamano", "choice")
    own_field("canales", "choices")
    own_field("tiene", "products")
    customer(
        "C-1",
        first_name="Ana",
        last_name="",
        custom={
            "rubro": "Ferretería",
            "locales": 10,
            "cupo": 1500.5,
            "aniversario": "2020-05-01",
            "socio": True,
            "tamano": "Grande",
            "canales": ["Chico", "Grande"],
            "tiene": ["A-1"],
        },
    )
    customer("C-2", first_name="Bea", last_name="", custom={"locales": 9, "socio": False, "canales": ["Chico"]})
    customer("C-3", first_name="Caro", last_name="")

    for query, names in {
        "custom.rubro=ferreteria": ["Ana"],
        "custom.locales_min=10": ["Ana"],
        "custom.locales_max=9.5": ["Bea"],
        "custom.cupo_min=1500.5&custom.cupo_max=1500.5": ["Ana"],
        "custom.aniversario_min=2020-05-01&custom.aniversario_max=2020-05-31": ["Ana"],
        "custom.socio=no": ["Bea"],
        "custom.tamano=Grande&custom.tamano=Chico": ["Ana"],
        "custom.canales=Grande": ["Ana"],
        "custom.canales=Grande&custom.canales=Chico": ["Ana", "Bea"],
        "custom.tiene=A-1": ["Ana"],
    }.items():
        assert _named(client, f"{PAGE}?{query}") == names, query


def test_a_filter_of_an_own_field_says_itself_and_can_be_kept_as_a_view(
    client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    _as(client)
    own_field("tamano", "choice")
    customer("C-1", first_name="Ana", last_name="", custom={"tamano": "Grande"})
    customer("C-2")

    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"{PAGE}?custom.tamano=Grande", {"do": "save_view", "name": "Grandes", "pinned": "1"})
    chips = client.get(f"{PAGE}?custom.tamano=Grande").context["list"].chips
    tabs = client.get(PAGE).context["list"].tabs

    assert [(chip.before, chip.text) for chip in chips] == [("con tamano", "grande")]
    assert next(tab for tab in tabs if tab["label"] == "Grandes")["count"] == "1"


def test_an_own_field_is_a_column_on_screen_an_order_and_a_column_of_the_file(client: Client) -> None:
    _as(client)
    own_field("locales", "number")
    own_field("canales", "choices")
    customer("C-1", first_name="Ana", last_name="", custom={"locales": 9, "canales": ["Chico", "Grande"]})
    customer("C-2", first_name="Bea", last_name="", custom={"locales": 10})
    customer("C-3", first_name="Caro", last_name="")
    client.post(PAGE, {"do": "columns", "col": ["name", "custom.locales", "custom.canales"]})

    down = [row.name for row in client.get(f"{PAGE}?sort=-custom.locales").context["list"].rows]
    up = [row.name for row in client.get(f"{PAGE}?sort=custom.locales").context["list"].rows]
    data = b"".join(client.get(f"{PAGE}?sort=custom.locales&format=csv").streaming_content).decode("utf-8-sig")
    rows = [line for line in csv.reader(io.StringIO(data), delimiter=";") if len(line) == 3]

    assert (down, up) == (["Bea", "Ana", "Caro"], ["Ana", "Bea", "Caro"])
    assert rows[1:] == [["Ana", "9", "Chico; Grande"], ["Bea", "10", ""], ["Caro", "", ""]]


def test_thirty_fields_ask_the_database_no_more_than_none(client: Client) -> None:
    _as(client)
    customers(60)

    def queries(address: str) -> int:
        client.get(address)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address).status_code == 200
            return len(asked)

    without = [queries(PAGE), queries(f"{PAGE}?panel=filters")]
    for n in range(30):
        own_field(f"campo_{n}", ["text", "number", "date", "choice", "choices", "boolean"][n % 6])
    Customer.objects.update(custom={"campo_0": "x", "campo_1": 3})
    columns = ["name", *(f"custom.campo_{n}" for n in range(30))]
    client.post(PAGE, {"do": "columns", "col": columns})
    with_thirty = [queries(PAGE), queries(f"{PAGE}?panel=filters")]

    assert with_thirty == without
    assert queries(f"{PAGE}?custom.campo_1_min=2&sort=-custom.campo_1") <= 8


def test_the_type_stays_once_there_are_values() -> None:
    held = own_field("tamano", "choice")
    save_field(actor=None, pk=held.pk, code=held.code, field_type="text")
    customer("C-1", custom={"tamano": "Grande"})

    with pytest.raises(DomainError) as refused:
        save_field(actor=None, pk=held.pk, code=held.code, field_type="number")
    with pytest.raises(DomainError):
        remove_field(field=held, actor=None)

    assert refused.value.field == "field_type"
    assert CustomField.objects.get(pk=held.pk).field_type == "text"


def test_two_who_edit_one_field_do_not_overwrite_each_other() -> None:
    held = own_field("tamano", "choice")
    save_field(actor=None, pk=held.pk, version=1, code=held.code, label="Talla")

    with pytest.raises(Conflict):
        save_field(actor=None, pk=held.pk, version=1, code=held.code, label="Porte")


def test_days_of_validity_and_kinds_decide_what_is_asked() -> None:
    own_field("siempre", "text")
    own_field("antes", "text", valid_to=date(2026, 1, 31))
    own_field("luego", "text", valid_from=date(2026, 3, 1))
    own_field("empresas", "text", kinds=["juridica"])
    own_field("apagado", "text", is_active=False)

    def asked(kind: str, on: date) -> list[str]:
        return sorted(info.key for info in fields.asked_of(kind, on=on))

    assert asked("natural", date(2026, 1, 31)) == ["antes", "siempre"]
    assert asked("natural", date(2026, 2, 1)) == ["siempre"]
    assert asked("juridica", date(2026, 3, 1)) == ["empresas", "luego", "siempre"]


def test_a_field_cannot_be_required_of_who_does_not_have_it() -> None:
    with pytest.raises(DomainError) as refused:
        own_field("vision", "text", kinds=["juridica"], required_for=["natural"])

    assert refused.value.field == "required_for"


def test_containment_can_use_its_index() -> None:
    own_field("tamano", "choice")
    customers(50)
    rows = Customer.objects.filter(fields.field_of("custom.tamano").where("is", "Grande"))
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")

    assert "customer_custom" in rows.explain()


def test_the_registry_knows_built_in_fields_by_the_same_means() -> None:
    ana = customer("C-1", first_name="Ana", city="Cusco", birth_date=date(1990, 5, 1))
    customer("C-2", city="Lima")
    city, born = fields.field_of("city"), fields.field_of("birth_date")

    assert (city.read(ana), born.read(ana)) == ("Cusco", date(1990, 5, 1))
    assert list(Customer.objects.filter(city.where("is", "Cusco") & born.where("from", date(1990, 1, 1)))) == [ana]


def test_changes_of_fields_are_kept_in_the_history() -> None:
    held = own_field("tamano", "choice")
    save_field(actor=None, pk=held.pk, code=held.code, label="Talla")

    events = held._meta.apps.get_model("customers", "CustomFieldEvent").objects.filter(pgh_obj_id=held.pk)
    assert [event.label for event in events] == ["Tamano"]
