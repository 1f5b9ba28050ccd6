"""The gate: who may be written to, about what, when. It answers when the message is about to leave."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from customers.models import Customer
from messaging import services
from messaging.enums import State
from messaging.models import Message
from messaging.services import gate, sending
from tests.factories.messaging import OPEN_HOUR, answer, message, reader

pytestmark = pytest.mark.django_db


def claimed(row: Message, *, at: datetime = OPEN_HOUR) -> Message:
    sending.claim(at=at, only=row.pk)
    return Message.objects.get(pk=row.pk)


def test_a_message_of_service_leaves_at_any_hour_without_a_permit():
    sunday = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
    row = claimed(message(reader(agrees=False), at=sunday), at=sunday)
    assert row.state == State.SENDING
    assert [one["rule"] for one in row.verdict["checks"]] == ["exclusion", "consent", "hours"]


def test_advertising_wants_a_yes_for_that_channel():
    rosa = reader(agrees=False)
    refused = claimed(message(rosa, purpose="advertising"))
    answer(rosa, channel="sms")
    by_sms = claimed(message(rosa, purpose="advertising", channel="sms"))
    by_mail = claimed(message(rosa, purpose="advertising"))

    assert (refused.state, refused.said) == ("refused", "No ha dado permiso para publicidad por Correo.")
    assert (by_sms.state, by_mail.state) == ("sending", "refused")


def test_a_no_stops_what_was_queued_before_it():
    rosa = reader()
    row = message(rosa, purpose="advertising")
    answer(rosa, granted=False, at=OPEN_HOUR)

    row = claimed(row)

    assert (row.state, row.said) == ("refused", "No quiere publicidad por Correo: lo dijo el 18/11/2026.")
    assert list(row.events.values_list("from_state", "to_state")) == [("", "queued"), ("queued", "refused")]


def test_an_address_on_the_list_gets_nothing_whoever_has_it():
    services.exclude(actor=None, channel="email", address="C-1@Ejemplo.PE", reason="bounced")
    row = claimed(message(reader(), purpose="service"))
    assert (row.state, row.said) == ("refused", "La dirección está excluida: la dirección no existe.")


def test_an_exclusion_of_one_purpose_lets_the_others_pass():
    services.exclude(actor=None, channel="email", address="c-1@ejemplo.pe", purpose="advertising")
    rosa = reader()
    assert claimed(message(rosa, purpose="advertising")).state == "refused"
    assert claimed(message(rosa)).state == "sending"


def test_who_was_deactivated_or_erased():
    rosa = reader()
    type(rosa).objects.filter(pk=rosa.pk).update(is_active=False)
    rosa.refresh_from_db()
    assert claimed(message(rosa, purpose="advertising")).said == "Está desactivado: solo recibe mensajes de servicio."
    assert claimed(message(rosa)).state == "sending"
    waiting = message(rosa)
    type(rosa).objects.filter(pk=rosa.pk).update(erased_at=OPEN_HOUR)
    assert claimed(waiting).said == "Pidió que se borraran sus datos: no se le escribe más."


@pytest.mark.parametrize(
    ("country", "at", "until", "said"),
    [
        ("CO", datetime(2026, 11, 22, 15, tzinfo=UTC), datetime(2026, 11, 23, 12, tzinfo=UTC),
         "Saldrá el lunes 23 de noviembre a las 7:00: era domingo."),
        ("PE", datetime(2026, 11, 19, 2, tzinfo=UTC), datetime(2026, 11, 19, 13, tzinfo=UTC),
         "Saldrá el jueves 19 de noviembre a las 8:00: allí eran las 21:00 y la publicidad solo puede ir de 8:00"
         " a 20:00. (horario por confirmar)"),
        ("ES", datetime(2026, 11, 18, 6, tzinfo=UTC), datetime(2026, 11, 18, 8, tzinfo=UTC),
         "Saldrá el miércoles 18 de noviembre a las 9:00: allí eran las 7:00 y la publicidad solo puede ir de 9:00"
         " a 21:00. (horario por confirmar)"),
    ],
)  # fmt: skip
def test_quiet_hours_are_those_of_the_reader(country, at, until, said):
    row = claimed(message(reader(country=country), purpose="advertising", at=at), at=at)
    assert (row.state, row.not_before, row.said) == ("queued", until, said)
    assert claimed(row, at=until - timedelta(seconds=1)).state == "queued"
    assert claimed(row, at=until).state == "sending"


def test_the_cap_makes_the_next_one_wait():
    rosa = reader()
    for day in range(3):
        row = message(rosa, purpose="advertising")
        assert claimed(row, at=OPEN_HOUR + timedelta(hours=day)).state == "sending"

    fourth = message(rosa, purpose="advertising", at=OPEN_HOUR + timedelta(days=2))
    fourth = claimed(fourth, at=OPEN_HOUR + timedelta(days=2))

    assert fourth.state == "queued"
    assert fourth.not_before == OPEN_HOUR + timedelta(days=7)
    assert (
        fourth.said
        == "Saldrá el miércoles 25 de noviembre a las 10:00: ya recibió 3 mensajes de publicidad en una semana."
    )
    assert claimed(message(rosa)).state == "sending", "service does not count"


def test_collection_in_colombia_once_a_day_and_by_one_channel_a_week():
    ana = reader(country="CO", agrees=False)
    first = claimed(message(ana, purpose="collection"))
    second = claimed(message(ana, purpose="collection", subject="Otra vez"))
    by_sms = claimed(message(ana, purpose="collection", channel="sms"))

    assert first.state == "sending"
    assert second.said == "Saldrá el jueves 19 de noviembre a las 10:00: ya recibió un mensaje de cobranza en un día."
    assert (
        by_sms.said
        == "Saldrá el miércoles 25 de noviembre a las 10:00: ya se le escribió por otro canal en una semana."
    )


def race(monkeypatch) -> int:
    """Two workers want the last place of one person; each has counted before the other writes."""
    rosa = reader()
    for _ in range(2):
        claimed(message(rosa, purpose="advertising"))
    rows = [message(rosa, purpose="advertising", subject=f"Número {n}") for n in range(2)]
    meet, asked = threading.Barrier(2), gate.decide

    def decide(*args, **kwargs):
        found = asked(*args, **kwargs)
        try:
            meet.wait(0.7)  # with the lock only one is here at a time
        except threading.BrokenBarrierError:
            pass
        return found

    monkeypatch.setattr(gate, "decide", decide)

    def work(row):
        sending.claim(at=OPEN_HOUR, only=row.pk)
        connection.close()

    workers = [threading.Thread(target=work, args=[row]) for row in rows]
    [worker.start() for worker in workers]
    [worker.join() for worker in workers]
    return Message.objects.filter(customer=rosa, state="sending").count()


@pytest.mark.fault
@pytest.mark.django_db(transaction=True)
def test_two_campaigns_race_for_the_last_place(monkeypatch):
    assert race(monkeypatch) == 3


@pytest.mark.fault
@pytest.mark.django_db(transaction=True)
def test_without_the_lock_both_take_it(monkeypatch, settings):
    """The control."""
    settings.GUARD_REMOVED = "mail.cap_lock"
    assert race(monkeypatch) == 4


def test_asking_before_writing_changes_nothing():
    draft = services.compose(actor=None, channel="email", purpose="advertising", customer=reader(country="CO"),
                             subject="Hola", body="Feria")  # fmt: skip
    verdict = services.ask(draft, at=datetime(2026, 11, 22, 15, tzinfo=UTC))
    assert (verdict.decision, verdict.said) == ("wait", "Saldrá mañana a las 7:00: hoy es domingo.")
    assert not Message.objects.exists()


def test_in_a_crowd_each_is_judged_as_he_is_alone(django_assert_num_queries):
    """What one of them said, got or is excluded from is nobody else's."""
    rosa, luis, ana = reader("C-1"), reader("C-2", agrees=False), reader("C-3")
    services.exclude(actor=None, channel="email", address=reader("C-4").email, reason="bounced")
    for _ in range(3):
        claimed(message(ana, purpose="advertising"))
    people = [rosa, luis, ana, Customer.objects.get(code="C-4"), None]
    crowd = [
        message(who, purpose=purpose, to_address="" if who else "nadie@ejemplo.pe")
        for who in people
        for purpose in ("advertising", "collection", "service")
        if who or purpose == "service"
    ]
    alone = [gate.decide(one, at=OPEN_HOUR) for one in crowd]

    with django_assert_num_queries(5):
        found = gate.decide_many(crowd, at=OPEN_HOUR)

    assert found == alone
    decisions = {(one.to_address, one.purpose): verdict.decision for one, verdict in zip(crowd, found, strict=True)}
    assert [decisions[who.email.lower(), "advertising"] for who in people[:4]] == ["send", "refuse", "wait", "refuse"]
