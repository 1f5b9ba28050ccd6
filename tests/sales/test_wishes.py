"""What somebody wants, in the shared editor of lines: a redirected order noted by hand, the products of a deal."""

from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from company.models import User
from core.models import UndoStep
from sales.models import Opportunity, RedirectedOrder
from sales.services import TriedLine, opportunities
from tests.factories.company import person
from tests.factories.customers import customer
from tests.factories.inventory import product

pytestmark = pytest.mark.django_db
NEW = "/redirecciones/nuevo/"


@pytest.fixture
def ana(client: Client) -> User:
    made = person("ana", "ventas")
    client.force_login(made, backend="allauth.account.auth_backends.AuthenticationBackend")
    return made


def _rows(*rows: tuple[str, str, str]) -> dict[str, str]:
    posted = {"line-TOTAL_FORMS": str(len(rows)), "line-INITIAL_FORMS": "0"}
    for number, row in enumerate(rows):
        posted |= {
            f"line-{number}-{name}": said for name, said in zip(("product", "quantity", "unit_price"), row, strict=True)
        }
    return posted


def _noted(client: Client, *rows: tuple[str, str, str], **more: str) -> Any:
    return client.post(NEW, {"phone": "987654321", "source": "phone", "cause": "pago", **_rows(*rows), **more})


def test_words_what_is_no_longer_sold_and_what_could_be_several_are_kept(client: Client, ana: User) -> None:
    gone = product("VIEJA-1", name="Taza vieja", is_active=False, price=Decimal(3))
    for number in (1, 2):
        product(f"VELA-{number}", name=f"Vela de olor {number}")

    answer = _noted(client, ("VIEJA-1", "2", ""), ("vela de olor", "", ""), ("algo azul", "1", "4.5"), ("", "", ""))

    assert answer.status_code == 302
    made = RedirectedOrder.objects.get()
    assert [(one.product, one.name, one.quantity, one.unit_price) for one in made.lines.order_by("position")] == [
        (gone, "Taza vieja", 2, 3), (None, "vela de olor", 1, None), (None, "algo azul", 1, Decimal("4.5")),
    ]  # fmt: skip
    assert made.amount == Decimal("10.50")


@pytest.mark.parametrize(
    ("row", "cell", "said"),
    [
        (("algo", "0", ""), "quantity", "Debe ser mayor que cero."),
        (("algo", "1", "-2"), "unit_price", "No puede ser negativo."),
        (("algo", "mucho", ""), "quantity", "Escribe un número."),
        (("", "1", "5"), "product", "Falta el producto: escribe su código o su nombre."),
    ],
)
def test_a_broken_cell_is_told_beside_it_and_nothing_is_noted(
    client: Client, ana: User, row: tuple[str, str, str], cell: str, said: str
) -> None:
    answer = _noted(client, row)

    assert answer.status_code == 422
    assert answer.context["editor"].formset.forms[0].errors == {cell: [said]}
    assert not RedirectedOrder.objects.exists()


def test_a_button_of_a_row_works_without_script_and_keeps_what_was_typed(client: Client, ana: User) -> None:
    answer = _noted(client, ("primera", "1", ""), ("segunda", "2", ""), text="No le pasó la tarjeta", linea="up-2")

    page = answer.content.decode()
    assert (answer.status_code, RedirectedOrder.objects.count()) == (200, 0)
    assert "No le pasó la tarjeta" in page and 'value="987654321"' in page
    assert [form.initial["product"] for form in answer.context["editor"].formset.forms[:2]] == ["segunda", "primera"]


def test_the_short_editor_has_no_discount_tax_or_detail(client: Client, ana: User) -> None:
    for url in (NEW, "/oportunidades/nueva/"):
        page = client.get(url).content.decode()
        assert 'name="line-0-unit_price"' in page
        for name in ("discount_percent", "tax_rate", "detail", "free"):
            assert f"-{name}" not in page


# ── The products of a deal ──────────────────────────────────────────────────────────────────────────────────
@pytest.fixture
def deal(ana: User) -> Opportunity:
    cup = product("TAZA-1", price=Decimal("12.50"))
    return opportunities.create(
        customer=customer("C-1", owner=ana),
        name="40 tazas",
        owner=ana,
        actor=ana,
        products=[TriedLine(cup, Decimal(40)), TriedLine(None, Decimal(1), None, "una cinta")],
    )


def _edited(client: Client, deal: Opportunity, *rows: tuple[str, str, str], **more: str) -> Any:
    head = {"customer": "C-1", "name": deal.name, "entry": deal.entry, "amount": "500", "owner": str(deal.owner_id)}
    return client.post(
        f"/oportunidades/{deal.pk}/editar/", {**head, "version": str(deal.version), **_rows(*rows), **more}
    )


def _wanted(deal: Opportunity) -> list[tuple[str, Decimal, Decimal | None]]:
    return list(deal.products.order_by("position").values_list("name", "quantity", "unit_price"))


def test_who_changes_the_name_only_leaves_the_products_and_can_take_it_back(client: Client, deal: Opportunity) -> None:
    before = list(deal.products.values_list("pk", flat=True))
    shown = client.get(f"/oportunidades/{deal.pk}/editar/").context["editor"].formset.forms
    rows = [tuple(str(form[name].value() or "") for name in ("product", "quantity", "unit_price")) for form in shown]

    answer = _edited(client, deal, *rows, name="Cuarenta tazas")  # type: ignore[arg-type]

    assert answer.status_code == 302
    assert list(deal.products.values_list("pk", flat=True)) == before
    assert UndoStep.objects.count() == 1


def test_rows_changed_added_and_taken_away_are_the_products_then(client: Client, deal: Opportunity) -> None:
    _edited(client, deal, ("TAZA-1", "60", "11"), ("un lazo", "2", ""), amount="")

    deal.refresh_from_db()
    assert _wanted(deal) == [("Taza de corazones", 60, 11), ("un lazo", 2, None)]
    assert deal.amount == 660


def test_a_row_moved_without_script_saves_nothing(client: Client, deal: Opportunity) -> None:
    answer = _edited(client, deal, ("TAZA-1", "60", ""), ("otra", "1", ""), name="A medias", linea="remove-2")

    deal.refresh_from_db()
    assert (answer.status_code, deal.name) == (200, "40 tazas")
    assert 'value="A medias"' in answer.content.decode()
    assert deal.products.count() == 2


def test_one_asks_as_often_for_many_lines_as_for_one(client: Client, deal: Opportunity) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as seen:
            client.get(f"/oportunidades/{deal.pk}/editar/")
        return len(seen)

    asked()
    few = asked()
    more = [TriedLine(product(f"P-{number}"), Decimal(1)) for number in range(20)]
    opportunities.change(opportunity=deal, version=None, actor=None, products=more)
    assert asked() == few
