"""Files of opportunities: what they write, what is refused with its reason, the same file again, undo."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from company.models import User
from company.services import sales_tree
from core.imports import undo
from core.models import ImportRejection
from sales.models import Opportunity, StageChange
from tests.core.importing import file_with, load
from tests.factories.company import person
from tests.factories.customers import customer

pytestmark = pytest.mark.django_db
HEAD = (
    "external_id,name,customer_code,pipeline,stage,amount,currency,owner,opened_on,expected_on,entry,state,lost_reason"
)
GOOD = (
    "A-1,40 tazas,C-1,consultiva,propuesta,1500.50,PEN,ana,2026-10-05,2026-12-20,llamada,abierta,",
    "A-2,Canastas,C-1,,,,,,2026-09-01,2026-10-01,web,Perdida,El precio",
    "A-3,Toldos,C-1,Tomar un pedido,Pedido por confirmar,90,,,2026-10-06,2026-10-20,Tienda,ganada,",
)
# Each with the field and a word of its reason.
BAD = {
    "B-1,Dólares,C-1,,,10,USD,,2026-10-05,,,,": ("currency", "la empresa vende en PEN"),
    "B-2,Nadie,C-77,,,10,,,2026-10-05,,,,": ("customer_code", "C-77"),
    "B-3,Etapa,C-1,,volando,10,,,2026-10-05,,,,": ("stage", "contacto, visita, propuesta, negociacion, cierre"),
    "B-4,Proceso,C-1,raro,,10,,,2026-10-05,,,,": ("pipeline", "consultiva, pedido"),
    "B-5,Sin razón,C-1,,,10,,,2026-10-05,,,perdida,": ("lost_reason", "precio, plazo"),
    "B-6,De marketing,C-1,,,10,,mk,2026-10-05,,,,": ("owner", "mk"),
    "B-7,De nadie,C-2,,,10,,,2026-10-05,,,,": ("owner", "todavía no es de nadie"),
    "B-8,Mañana,C-1,,,10,,,2099-10-05,,,,": ("opened_on", "futuro"),
    "B-9,Al revés,C-1,,,10,,,2026-10-05,2026-10-01,,,": ("expected_on", "antes de abrirse"),
    "A-1,Otra vez,C-1,,,10,,,2026-10-05,,,,": ("external_id", "línea de antes"),
    "B-10,Negativa,C-1,,,-10,,,2026-10-05,,,,": ("amount", "menor que 0"),
}


def _load(folder: Path, *rows: str, name: str = "oportunidades.csv", **more: Any) -> Any:
    path = file_with(folder, "\n".join([HEAD, *rows]) + "\n", name)
    return load("opportunities", path, {one: one for one in HEAD.split(",")}, **more)


@pytest.fixture
def shop() -> None:
    customer("C-1", owner=person("ana", "ventas"))
    customer("C-2")
    person("mk", "marketing")


@pytest.mark.usefixtures("shop")
def test_what_a_file_says_stands_with_its_moves(tmp_path: Path) -> None:
    outcome, _, _ = _load(tmp_path, *GOOD)

    first, second, third = Opportunity.objects.order_by("external_id")
    assert (outcome.fates["created"], outcome.fates["rejected"]) == (3, 0)
    assert (first.stage.code, first.amount, first.entry, first.owner.username, first.expected_on) == (
        "propuesta", Decimal("1500.50"), "phone", "ana", date(2026, 12, 20),
    )  # fmt: skip
    assert (second.state, str(second.lost_reason), second.stage.code) == ("lost", "El precio", "contacto")
    assert (third.state, third.pipeline.code, third.number) == ("won", "pedido", "O-2026-000003")
    moves = StageChange.objects.filter(opportunity=second).order_by("at")
    assert [(one.state, one.days, one.reason) for one in moves] == [
        ("open", None, ""),
        ("lost", Decimal("30.00"), "El precio"),
    ]


@pytest.mark.usefixtures("shop")
def test_each_bad_row_is_refused_with_its_reason_and_the_good_ones_stand(tmp_path: Path) -> None:
    outcome, _, batch = _load(tmp_path, *GOOD, *BAD)

    told = {one.line: (one.column, one.reason) for one in ImportRejection.objects.filter(batch=batch)}
    assert (outcome.fates["created"], outcome.fates["rejected"], Opportunity.objects.count()) == (3, len(BAD), 3)
    for line, (field, words) in enumerate(BAD.values(), start=len(GOOD) + 2):
        assert told[line][0] == field, told[line]
        assert words in told[line][1]


@pytest.mark.usefixtures("shop")
def test_the_same_rows_again_change_nothing_also_of_what_was_worked_on(tmp_path: Path) -> None:
    _load(tmp_path, *GOOD)
    Opportunity.objects.filter(external_id="A-1").update(amount=7)

    outcome, _, _ = _load(tmp_path, *reversed(GOOD), name="otra.csv")

    assert (outcome.fates["created"], outcome.fates["unchanged"]) == (0, 3)
    assert (Opportunity.objects.get(external_id="A-1").amount, StageChange.objects.count()) == (7, 5)


@pytest.mark.usefixtures("shop")
def test_undo_takes_them_away(tmp_path: Path) -> None:
    _, _, batch = _load(tmp_path, *GOOD)

    undo.undo(batch=batch, actor=None)

    assert not Opportunity.objects.exists()


@pytest.mark.usefixtures("shop")
def test_a_person_names_only_owners_of_his_team(tmp_path: Path) -> None:
    """Named or taken from the customer; who loads by the command line may name anybody who sells."""
    jefa, luis = person("jefa", "supervisor"), person("luis", "ventas")
    head = sales_tree.place(person=jefa, level=3, parent=None, actor=None)
    sales_tree.place(person=User.objects.get(username="ana"), level=4, parent=head, actor=None)
    customer("C-3", owner=luis)
    rows = (
        "D-1,De Ana,C-3,,,10,,ana,2026-10-05,,,,",
        "D-2,De Luis,C-1,,,10,,luis,2026-10-05,,,,",
        "D-3,Del cliente de Luis,C-3,,,10,,,2026-10-05,,,,",
    )

    tried, _, _ = _load(tmp_path, *rows, actor=jefa, dry_run=True)
    _, _, batch = _load(tmp_path, *rows, actor=jefa)
    told = list(ImportRejection.objects.filter(batch=batch).order_by("line").values_list("column", "reason"))
    his = list(Opportunity.objects.values_list("external_id", flat=True))
    _load(tmp_path, *rows, name="por-orden.csv")

    assert [(column, value) for _, column, value, _ in tried.rejections] == [("owner", "luis"), ("owner", "")]
    assert told == [
        ("owner", "luis no es de tu equipo: nombra a alguien que sí"),
        ("owner", "quien lleva al cliente no es de tu equipo: nombra a alguien que sí"),
    ]
    assert his == ["D-1"]
    assert Opportunity.objects.count() == 3
