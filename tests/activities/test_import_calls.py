"""Files of the exchange: every row accounted for, phones, owners, answers, undo."""

from datetime import UTC, datetime

import pytest

from activities.importers.calls import parse_answered, parse_duration
from activities.models import PhoneCall
from core.imports.undo import undo
from core.imports.values import Bad, Formats
from customers.models import Contact
from tests.core.importing import file_with, load, reasons
from tests.factories.company import person
from tests.factories.customers import customer
from tests.factories.voices import missed

pytestmark = pytest.mark.django_db
HEADER = "id;número;hora;duración;atendida;anexo;sentido\n"


def fates(outcome):
    return tuple(outcome.fates[fate] for fate in ("created", "updated", "unchanged", "rejected"))


def load_calls(folder, *rows, name="central.csv", header=HEADER):
    return load("calls", file_with(folder, header + "\n".join(rows) + "\n", name))


def test_calls_arrive_with_phone_customer_and_person(tmp_path):
    luz = person("luz", "ventas", extension="101")
    ana = customer("ANA", phone="+51987654321")
    firm = customer("FIRMA", kind="juridica", legal_name="Bodega Sol", first_name="", last_name="")
    Contact.objects.create(customer=firm, first_name="Pepe", phone="+5114220000")

    outcome, _, batch = load_calls(
        tmp_path,
        "A1;987 654 321;18/11/2026 10:05;0;NO ANSWER;101;entrante",
        "A2;(01) 422-0000;18/11/2026 10:10;3:20;ANSWERED;101;saliente",
        "A3;Anonymous;18/11/2026 10:20;;No;;inbound",
        "A4;2031;18/11/2026 10:30;;perdida;;in",
        "A5;987111222;ayer;1:00;Sí;101;entrante",
        "A6;987111222;18/11/2026 11:00;1:00;quizás;101;entrante",
        "A7;104;18/11/2026 11:00;1:00;Sí;101;interna",
        "A1;987 654 321;18/11/2026 10:05;0;NO ANSWER;101;entrante",
    )

    assert (outcome.read, fates(outcome)) == (8, (4, 0, 0, 4))
    assert reasons(batch) == [
        (6, "hora", "«ayer» no es una fecha"),
        (7, "atendida", "«quizás» no dice si se atendió: escribe sí o no"),
        (8, "sentido", "es una llamada interna: no se guarda"),
        (9, "id", "repite la llamada de la línea 2"),
    ]
    rows = PhoneCall.objects.order_by("external_id")
    assert [(one.phone, one.customer, one.treatment, one.seconds) for one in rows] == [
        ("+51987654321", ana, "pending", 0),
        ("+5114220000", firm, "none", 200),
        ("", None, "none", 0),  # withheld: nobody can return it
        ("", None, "pending", 0),
    ]
    assert rows[0].started_at == datetime(2026, 11, 18, 15, 5, tzinfo=UTC)
    assert [one.user for one in rows] == [luz, luz, None, None]


def test_the_same_file_again_changes_nothing(tmp_path):
    rows = (
        "A1;987654321;18/11/2026 10:05;0;No;101;entrante",
        ";987654322;18/11/2026 10:06;0;No;101;entrante",
        ";987654322;18/11/2026 10:06;60;Sí;101;saliente",
    )
    load_calls(tmp_path, *rows)
    before = list(PhoneCall.objects.order_by("id").values())

    outcome, _, _ = load_calls(tmp_path, *rows, name="otra-vez.csv")
    more, _, _ = load_calls(tmp_path, *rows, "A9;987654329;18/11/2026 12:00;5;Sí;101;entrante", name="con-una-mas.csv")

    assert fates(outcome) == (0, 0, 3, 0)
    assert fates(more) == (1, 0, 3, 0)
    assert list(PhoneCall.objects.exclude(external_id="A9").order_by("id").values()) == before


def test_a_phone_of_two_customers_leads_to_neither(tmp_path):
    customer("UNO", phone="+51987654321")
    customer("DOS", phone="+51987654321")

    load_calls(tmp_path, "A1;987654321;18/11/2026 10:05;0;No;101;entrante")

    assert PhoneCall.objects.get().customer is None


def test_a_later_answered_call_returns_the_missed_ones_within_a_week(tmp_path):
    luz = person("luz", "ventas", extension="101")
    load_calls(
        tmp_path,
        "A1;987654321;10/11/2026 10:00;0;No;;entrante",
        "A2;987654321;17/11/2026 11:00;0;No;;entrante",
        "A3;987654321;17/11/2026 11:30;0;No;;entrante",
    )
    outcome, _, batch = load_calls(
        tmp_path,
        "A4;987654321;17/11/2026 12:00;90;Sí;101;saliente",
        "A5;987654321;17/11/2026 12:30;0;No;;entrante",
        name="manana.csv",
    )

    found = {one.external_id: one for one in PhoneCall.objects.all()}
    assert fates(outcome) == (2, 0, 0, 0)
    assert {key: one.treatment for key, one in found.items()} == {
        "A1": "pending",  # seven days and two hours before
        "A2": "called_back",
        "A3": "called_back",
        "A4": "none",
        "A5": "pending",  # after the call that answered the others
    }
    assert (found["A2"].called_back, found["A2"].treated_by) == (found["A4"], luz)

    undo(batch=batch, actor=None)

    assert {one.external_id: one.treatment for one in PhoneCall.objects.all()} == dict.fromkeys(
        ("A1", "A2", "A3"), "pending"
    )


def test_a_treated_call_does_not_become_answered_by_a_file(tmp_path):
    missed(external_id="A1", treatment="spam")

    outcome, _, batch = load_calls(tmp_path, "A1;+51987654321;18/11/2026 12:00;30;Sí;;entrante")

    assert fates(outcome) == (0, 0, 0, 1)
    assert reasons(batch) == [
        (2, "atendida", "esa llamada perdida ya se trató, y el archivo dice ahora que se atendió")
    ]


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("75", "75"), ("1:15", "75"), ("00:01:15", "75"), ("1 min 15 s", "75"), ("2h", "7200"), ("90:00", "5400")],
)
def test_durations_as_exchanges_write_them(text, seconds):
    assert parse_duration(text, Formats()) == seconds


@pytest.mark.parametrize("text", ["-5", "1:75", "99:00:00", "mucho"])
def test_durations_that_are_none(text):
    with pytest.raises(Bad):
        parse_duration(text, Formats())


@pytest.mark.parametrize(
    ("text", "said"), [("Sí", "yes"), ("ANSWERED", "yes"), ("NO ANSWER", "no"), ("Ocupado", "no"), ("perdida", "no")]
)
def test_answered_in_many_words(text, said):
    assert parse_answered(text, Formats()) == said
