"""Files of interactions: what is known, what is refused, the same file again, undo."""

from pathlib import Path
from typing import Any

import pytest

from activities.models import Interaction
from core.imports.undo import undo
from tests.core.importing import file_with, load, reasons
from tests.factories.company import person
from tests.factories.customers import customer

pytestmark = pytest.mark.django_db
HEAD = "customer_code,channel,happened_at,outcome,text,user,duration_seconds,external_id\n"


def load_rows(folder: Path, *rows: str, name: str = "diario.csv") -> Any:
    return load("interactions", file_with(folder, HEAD + "\n".join(rows) + "\n", name))


def fates(outcome: Any) -> tuple[int, ...]:
    return tuple(outcome.fates[fate] for fate in ("created", "updated", "unchanged", "rejected"))


def test_every_row_is_kept_or_told_why_not(tmp_path: Path) -> None:
    ana, rosa = person("ana", "ventas", last_name="Paz"), customer("C-1", document_number="45231876")

    outcome, _, batch = load_rows(
        tmp_path,
        "C-1,llamada,2026-11-10 09:15,no contestó,Timbró,ana,35,A1",
        "45231876,visita,2026-11-11 16:00,compra,Quiere velas,Ana Paz,,A2",
        "NADIE,llamada,2026-11-10 09:15,,,,,A3",
        "C-1,llamada,2026-11-10 10:15,,,desconocida,,A4",
        "C-1,paloma,2026-11-10 10:15,,,,,A5",
        "C-1,llamada,2099-01-01 10:15,,,,,A6",
        "C-1,llamada,2026-11-12 10:15,,,,,A1",
    )

    assert (outcome.read, fates(outcome)) == (7, (2, 0, 0, 5))
    told = [(line, column, reason.split(";")[0]) for line, column, reason in reasons(batch)]
    assert told == [
        (4, "customer_code", "no hay ningún cliente con el código NADIE"),
        (5, "user", "no hay nadie aquí que se llame desconocida"),
        (6, "channel", "«paloma» no se conoce"),
        (7, "happened_at", "esa fecha todavía no llega"),
        (8, "external_id", "repite lo de la línea 2"),
    ]
    rows = Interaction.objects.order_by("external_id")
    assert [(one.customer, one.user, one.channel, one.outcome, one.seconds, one.cost > 0) for one in rows] == [
        (rosa, ana, "call_out", "no_answer", 35, True),
        (rosa, ana, "visit", "will_buy", None, True),
    ]


def test_the_same_file_changes_nothing_a_corrected_one_changes_its_row_and_undo_brings_it_back(tmp_path: Path) -> None:
    customer("C-1")
    rows = ("C-1,llamada,2026-11-10 09:15,compra,uno,,35,A1", "C-1,nota,2026-11-11 16:00,,sin número,,,")
    load_rows(tmp_path, *rows)
    before = list(Interaction.objects.order_by("id").values())

    again, _, _ = load_rows(tmp_path, *rows, name="otra.csv")
    changed, _, batch = load_rows(tmp_path, rows[0].replace("uno", "dos"), name="corregido.csv")

    assert (fates(again), fates(changed)) == ((0, 0, 2, 0), (0, 1, 0, 0))
    assert Interaction.objects.get(external_id="A1").text == "dos"
    undo(batch=batch, actor=None)
    after = list(Interaction.objects.order_by("id").values())
    for one in (*before, *after):
        del one["updated_at"], one["version"]
    assert after == before
