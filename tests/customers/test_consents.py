"""What a customer allows: newest answer counts, nothing is ever changed, a yes has its proof."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from core.errors import DomainError, NotAllowed
from customers import queries, services
from customers.models import Consent
from tests.factories.company import person
from tests.factories.customers import customer

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 3, 4, 17, tzinfo=UTC)


def _say(
    who, granted: bool, *, at: datetime = NOON, channels=("email",), actor=None, proof: str = "ficha"
) -> list[Consent]:
    return services.record_consents(
        customer=who,
        channels=channels,
        purpose="advertising",
        granted=granted,
        evidence="counter",
        proof=proof,
        given_at=at,
        actor=actor,
    )


def test_the_newest_answer_counts_and_both_stay() -> None:
    rosa = customer()
    _say(rosa, True)
    _say(rosa, False, at=NOON + timedelta(days=2))

    now = queries.answer_of(rosa.pk, channel="email", purpose="advertising")

    assert now is not None
    assert now.granted is False
    assert Consent.objects.filter(customer=rosa).count() == 2


def test_an_old_yes_found_later_does_not_outdo_a_newer_no() -> None:
    rosa = customer()
    _say(rosa, False)
    _say(rosa, True, at=NOON - timedelta(days=30))

    answer = queries.answer_of(rosa.pk, channel="email", purpose="advertising")

    assert answer is not None
    assert answer.granted is False


def test_the_same_answer_again_writes_nothing() -> None:
    rosa = customer()
    _say(rosa, True)

    assert _say(rosa, True, at=NOON + timedelta(days=1)) == []


def test_an_answer_cannot_be_edited_or_deleted() -> None:
    rosa = customer()
    _say(rosa, False)

    with pytest.raises(DatabaseError), transaction.atomic():
        Consent.objects.update(granted=True)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM customers_consent")

    assert list(Consent.objects.values_list("granted", flat=True)) == [False]


def test_a_yes_needs_its_proof_and_a_no_does_not() -> None:
    rosa, gestor = customer(), person("rocio", "gestor")

    with pytest.raises(DomainError) as refused:
        _say(rosa, True, actor=gestor, proof=" ")

    assert refused.value.field == "proof"
    assert len(_say(rosa, False, actor=gestor, proof="")) == 1


def test_a_seller_notes_a_refusal_of_anybody_and_a_yes_only_of_his_own() -> None:
    ana, luis = person("ana", "ventas"), person("luis", "ventas")
    rosa = customer(owner=luis)

    with pytest.raises(NotAllowed):
        _say(rosa, True, actor=ana)

    assert len(_say(rosa, False, actor=ana)) == 1


def test_the_page_says_it_in_words_and_notes_an_answer(client: Client) -> None:
    rosa = customer()
    client.force_login(person("rocio", "gestor"), backend="allauth.account.auth_backends.AuthenticationBackend")
    _say(rosa, True, channels=("email", "whatsapp"))

    page = client.get(f"/clientes/{rosa.pk}/permisos/").content.decode()
    sent = client.post(
        f"/clientes/{rosa.pk}/permisos/",
        {
            "granted": "no",
            "channels": ["call"],
            "purpose": "advertising",
            "evidence": "call",
            "given_on": "2026-03-05",
        },
    )

    assert "Acepta correo y WhatsApp de publicidad desde el 4 de marzo" in page
    assert sent.status_code == 302
    assert queries.consent_sentences(rosa)[1].startswith("No quiere llamadas de publicidad")


def test_a_day_to_come_is_refused_beside_its_field(client: Client) -> None:
    rosa = customer()
    client.force_login(person("rocio", "gestor"), backend="allauth.account.auth_backends.AuthenticationBackend")

    sent = client.post(
        f"/clientes/{rosa.pk}/permisos/",
        {
            "granted": "yes",
            "channels": ["email"],
            "purpose": "survey",
            "evidence": "paper",
            "proof": "x",
            "given_on": "2999-01-01",
        },
    )

    assert sent.status_code == 422
    assert "Ese día todavía no llega" in sent.content.decode()
    assert not Consent.objects.exists()


def test_many_answers_cost_as_many_queries_as_one(client: Client) -> None:
    rosa = customer()
    client.force_login(person("rocio", "gestor"), backend="allauth.account.auth_backends.AuthenticationBackend")
    _say(rosa, True)
    client.get(f"/clientes/{rosa.pk}/permisos/")
    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get(f"/clientes/{rosa.pk}/permisos/")
    for turn in range(20):
        _say(rosa, bool(turn % 2), at=NOON + timedelta(hours=turn + 1), channels=("email", "sms", "call"))

    with CaptureQueriesContext(connection) as many:
        client.get(f"/clientes/{rosa.pk}/permisos/")

    assert len(many) == len(few)
