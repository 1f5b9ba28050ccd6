"""What a provider of mail tells: signed or refused, once however often it comes, in whatever order."""

import hashlib
import hmac
import json
from base64 import b64encode

import pytest
from django.urls import reverse

from customers.models import Consent
from messaging import services
from messaging.models import Exclusion, Message, ProviderNotice
from messaging.services import moves, sending
from tests.factories.company import person
from tests.factories.messaging import OPEN_HOUR, message, reader
from tests.messaging.servers import sink
from tests.security.walker import fingerprint

pytestmark = pytest.mark.django_db
KEY = "clave-de-firma"
OURS = "Basic " + b64encode(b"crm:secreto").decode()


@pytest.fixture(autouse=True)
def provider(settings):
    settings.MAIL_CALLBACKS = "mailgun"
    settings.ANYMAIL = {"MAILGUN_WEBHOOK_SIGNING_KEY": KEY}


def sent(settings, **more) -> Message:
    row = message(reader(purpose=more.get("purpose", "service")), **more)
    with sink(settings):
        sending.drain(now=lambda: OPEN_HOUR)
    row.refresh_from_db()
    assert row.state == "sent"
    return row


def told(row: Message, event: str, *, mark: str = "uno", key: str = KEY, **more) -> dict:
    """A notice of Mailgun, as it signs them."""
    stamp = "1795000000"
    seal = hmac.new(key.encode(), f"{stamp}{mark}".encode(), hashlib.sha256).hexdigest()
    facts = {
        "event": event, "recipient": row.to_address, "timestamp": 1795000000.5,
        "message": {"headers": {"message-id": f"{row.uuid.hex}.{row.resends}@crm.example"}}, **more,
    }  # fmt: skip
    return {"signature": {"timestamp": stamp, "token": mark, "signature": seal}, "event-data": facts}


def post(client, notice: object, **headers):
    body = notice if isinstance(notice, str) else json.dumps(notice)
    return client.post(reverse("messaging:provider_notices"), body, content_type="application/json", headers=headers)


def test_a_bounce_marks_the_message_and_ends_the_address(client, settings):
    row = sent(settings)
    bounce = told(
        row, "failed", severity="permanent", reason="bounce", **{"delivery-status": {"message": "5.1.1 No such user"}}
    )

    answers = [post(client, bounce).status_code for _ in range(3)]

    row.refresh_from_db()
    assert answers == [200, 200, 200]
    assert (row.state, row.delivery) == ("sent", "bounced")
    assert "Rebotó, dice Mailgun." in row.said
    assert row.events.count() == 4
    assert ProviderNotice.objects.count() == 1
    assert Exclusion.objects.get().reason == "bounced"
    again = message(row.customer)
    sending.drain(now=lambda: OPEN_HOUR)
    again.refresh_from_db()
    assert (again.state, again.said) == ("refused", "La dirección está excluida: la dirección no existe.")


def test_a_full_mailbox_ends_no_address(client, settings):
    row = sent(settings)
    settings.MAIL_CALLBACKS, settings.ANYMAIL = "postmark", {"WEBHOOK_SECRET": "crm:secreto"}
    facts = {"RecordType": "Bounce", "Type": "SoftBounce", "ID": 7, "Email": row.to_address,
             "BouncedAt": "2026-11-18T16:00:00Z", "Metadata": {"message": row.uuid.hex}}  # fmt: skip

    known = post(client, facts, Authorization=OURS)
    forged = post(client, facts, Authorization="Basic " + b64encode(b"crm:otro").decode())

    row.refresh_from_db()
    assert (known.status_code, forged.status_code) == (200, 403)
    assert row.delivery == "bounced"
    assert not Exclusion.objects.exists()


@pytest.mark.parametrize(
    ("hard", "ends"), [({"bounce_class": "22"}, False), ({"bounce_class": "20"}, False), ({"bounce_class": "10"}, True)]
)
def test_sparkpost_ends_the_address_that_is_not_there(client, settings, hard, ends):
    row = sent(settings)
    settings.MAIL_CALLBACKS, settings.ANYMAIL = "sparkpost", {"WEBHOOK_SECRET": "crm:secreto"}
    facts = {"type": "bounce", "event_id": "9", "rcpt_to": row.to_address, "timestamp": "1795000000",
             "rcpt_meta": {"message": row.uuid.hex}, "message_id": "0", **hard}  # fmt: skip

    answer = post(client, [{"msys": {"message_event": facts}}], Authorization=OURS)

    row.refresh_from_db()
    assert (answer.status_code, row.delivery) == (200, "bounced")
    assert Exclusion.objects.exists() is ends


@pytest.mark.parametrize("hard", [True, False])
def test_mailjet_ends_the_address_that_is_not_there(client, settings, hard):
    row = sent(settings)
    settings.MAIL_CALLBACKS, settings.ANYMAIL = "mailjet", {"WEBHOOK_SECRET": "crm:secreto"}
    facts = {"event": "bounce", "time": 1795000000, "MessageID": 19421777835146490, "email": row.to_address,
             "Message_GUID": "1ab23cd4", "hard_bounce": hard, "blocked": False, "error_related_to": "recipient",
             "error": "user unknown" if hard else "quota exceeded",
             "Payload": json.dumps({"message": row.uuid.hex})}  # fmt: skip

    answer = post(client, [facts], Authorization=OURS)

    row.refresh_from_db()
    assert (answer.status_code, row.delivery) == (200, "bounced")
    assert Exclusion.objects.exists() is hard


@pytest.mark.parametrize("kind", ["hard_bounce", "soft_bounce"])
def test_brevo_ends_the_address_that_is_not_there(client, settings, kind):
    row = sent(settings)
    settings.MAIL_CALLBACKS, settings.ANYMAIL = "brevo", {"WEBHOOK_SECRET": "crm:secreto"}
    facts = {"event": kind, "email": row.to_address, "id": 7, "ts_event": 1795000000, "message-id": "<x@smtp.brevo>",
             "X-Mailin-custom": json.dumps({"message": row.uuid.hex}), "reason": "550 5.1.1"}  # fmt: skip

    answer = post(client, facts, Authorization=OURS)

    row.refresh_from_db()
    assert (answer.status_code, row.delivery) == (200, "bounced")
    assert Exclusion.objects.exists() is (kind == "hard_bounce")


def test_a_complaint_is_written_down_as_a_no_with_its_proof(client, settings):
    row = sent(settings, purpose="advertising")

    for _ in range(2):
        post(client, told(row, "complained"))

    row.refresh_from_db()
    newest = Consent.objects.filter(purpose="advertising", channel="email").latest("id")
    assert row.delivery == "complained"
    assert (newest.granted, newest.recorded_by) == (False, None)
    assert newest.proof == f"Marcó como no deseado el mensaje {row.pk}; aviso de Mailgun"
    assert Consent.objects.filter(granted=False).count() == 3
    assert set(Exclusion.objects.values_list("purpose", "reason")) == {
        (purpose, "complained") for purpose in ("advertising", "collection", "survey")
    }
    order = message(row.customer, purpose="service")
    with sink(settings) as box:
        sending.drain(now=lambda: OPEN_HOUR)
    order.refresh_from_db()
    assert (order.state, len(box.mails)) == ("sent", 1)


def test_the_gravest_stands_in_whatever_order(client, settings):
    row = sent(settings)
    post(client, told(row, "complained", mark="a"))
    post(client, told(row, "delivered", mark="b"))
    row.refresh_from_db()
    assert row.delivery == "complained"


@pytest.mark.parametrize("early", [False, True])
def test_a_notice_settles_what_was_uncertain(client, early):
    """Also if it comes before the worker is known to have died."""
    row = message(reader())
    claimed = sending.claim(at=OPEN_HOUR, only=row.pk)
    row.refresh_from_db()
    if early:
        post(client, told(row, "delivered"))
    Message.objects.filter(pk=row.pk).update(lease_until=OPEN_HOUR.replace(year=2020))
    services.reap()
    if not early:
        post(client, told(row, "delivered"))
    row.refresh_from_db()
    assert claimed is not None
    assert (row.state, row.delivery) == ("sent", "delivered")


def test_another_notice_of_the_same_kind_is_kept_and_says_nothing_new(client, settings):
    row = sent(settings)
    numbers = iter("ab")
    for _ in range(2):
        post(client, told(row, "delivered", mark=next(numbers)))
    assert ProviderNotice.objects.count() == 2
    assert row.events.filter(text__startswith="Llegó a su buzón").count() == 1


@pytest.mark.parametrize(
    ("notice", "status"),
    [
        (lambda row: told(row, "failed", key="otra"), 403),
        (lambda row: "{", 403),
        (lambda row: "[]", 403),
        (lambda row: {"signature": {"timestamp": "ñ", "token": [], "signature": 3}}, 403),
        (lambda row: {**told(row, "failed"), "event-data": {}}, 400),
        (lambda row: told(row, "opened"), 200),
    ],
)
def test_forged_or_unreadable_changes_nothing(client, settings, notice, status):
    row = sent(settings)
    before = fingerprint()
    assert post(client, notice(row)).status_code == status
    assert fingerprint() == before


def test_off_unless_configured_and_nobody_elses_message(client, settings):
    row = sent(settings)
    stranger = Message(uuid="0" * 32, to_address="x@y.pe")
    stranger.uuid = type(row.uuid)(int=5)
    assert post(client, told(stranger, "delivered")).status_code == 200
    assert client.get(reverse("messaging:provider_notices")).status_code == 405
    settings.MAIL_CALLBACKS = ""
    assert post(client, told(row, "delivered")).status_code == 404
    assert not ProviderNotice.objects.exists()


def test_a_bounce_is_seen_where_one_would_write_and_a_person_may_lift_it(client, settings):
    row = sent(settings)
    post(client, told(row, "failed", severity="permanent", reason="bounce"))
    client.force_login(person("ada", "gestor"))
    page = f"/clientes/{row.customer_id}/"

    seen = client.get(page).text
    shown, listed = client.get(f"/mensajes/{row.pk}/").text, client.get("/mensajes/?delivery=bounced").text
    client.post(reverse("messaging:address_works", args=[row.customer_id]))

    assert "Su correo rebota" in seen
    assert "Rebotó, dice Mailgun." in shown
    assert "Su pedido" in listed
    assert "Su correo rebota" not in client.get(page).text
    again = message(row.customer)
    with sink(settings):
        sending.drain(now=lambda: OPEN_HOUR)
    again.refresh_from_db()
    assert again.state == "sent"


def test_a_move_that_lost_its_token_writes_no_event():
    row = message(reader())
    claimed = sending.claim(at=OPEN_HOUR, only=row.pk)
    services.reap()
    Message.objects.filter(pk=row.pk).update(token="0" * 32)
    row.refresh_from_db()
    assert claimed is not None
    assert not moves.move(row, "sent", said="x", token=claimed.token)
    assert row.events.count() == 2
