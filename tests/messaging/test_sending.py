"""Handing messages over: each answer of a server has one meaning, and one bad message stops nobody."""

import json
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.models.functions import Now

from core.errors import DomainError
from core.files import store_bytes
from messaging import services
from messaging.models import Exclusion, Message
from messaging.services import queueing, sending
from tests.factories.company import person
from tests.factories.messaging import OPEN_HOUR, message, reader
from tests.messaging.servers import point, scripted, sink

pytestmark = pytest.mark.django_db


def go(**more) -> sending.Round:
    return sending.drain(now=lambda: OPEN_HOUR, **more)


def test_a_mail_arrives_as_it_was_written(settings, tmp_path):
    settings.MEDIA_ROOT, settings.SITE_URL = str(tmp_path), "https://crm.example"
    ana = person("ana", "ventas")
    offer = store_bytes(b"%PDF-1.7 oferta", name="Cotización ñ.pdf", purpose="quote", actor=ana)
    text = "Hola, {{cliente.nombre}}:\n\nVéala <aquí>: https://crm.example/d/1."
    jose = reader(first_name="José", last_name="Núñez")
    row = message(jose, actor=ana, subject="Su cotización, {{cliente.nombres}}", body=text, attachments=[offer])
    with sink(settings) as box:
        done = go()

    mail = box.mails[0]
    row.refresh_from_db()
    assert (done.sent, row.state, row.said) == (1, "sent", "Entregado al servidor de correo.")
    assert mail["Subject"] == "Su cotización, José"
    assert mail["To"] == "José Núñez <c-1@ejemplo.pe>"
    assert (mail["Reply-To"], mail["List-Unsubscribe"]) == ("ana@empresa.example", None)
    assert mail["Message-ID"] == f"<{row.uuid.hex}.0@crm.example>"
    assert "Hola, José Núñez:" in mail.get_body(("plain",)).get_content()
    html = mail.get_body(("html",)).get_content()
    assert "&lt;aquí&gt;" in html
    assert '<a href="https://crm.example/d/1">' in html
    [paper] = mail.iter_attachments()
    assert (paper.get_filename(), paper.get_content()) == ("Cotización ñ.pdf", b"%PDF-1.7 oferta")
    assert list(row.events.values_list("to_state", flat=True)) == ["queued", "sending", "sent"]


def test_advertising_carries_its_one_click_way_out(settings):
    settings.SITE_URL = "https://crm.example"
    message(reader(), purpose="advertising", body="Feria. No más: {{enlace.baja}}")
    with sink(settings) as box:
        go()
    mail = box.mails[0]
    link = mail["List-Unsubscribe"].strip(" <>")
    assert link.startswith("https://crm.example/baja/")
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert link in mail.get_body(("plain",)).get_content().replace("\n", "")


@pytest.mark.parametrize(
    ("script", "state", "code"),
    [
        ({"MAIL": "421 cerramos"}, "queued", 421),
        ({"MAIL": "451 luego"}, "queued", 451),
        ({"MAIL": "550 usted no"}, "failed", 550),
        ({"RCPT": "450 buzón ocupado"}, "queued", 450),
        ({"RCPT": "421 cerramos"}, "queued", 421),
        ({"RCPT": "550 5.1.1 no existe"}, "failed", 550),
        ({"RCPT": "drop"}, "queued", None),
        ({"DATA": "451 luego"}, "queued", 451),
        ({"DATA": "554 nada de esto"}, "failed", 554),
        ({"BODY": "drop"}, None, None),
        ({"DOT": "450 luego"}, "queued", 450),
        ({"DOT": "552 muy grande"}, "failed", 552),
        ({"DOT": "drop"}, "uncertain", None),
        ({"DOT": "stall"}, "uncertain", None),
        ({"RCPT": "stall"}, "queued", None),
        ({"CONNECT": "stall"}, "queued", None),
        ({"CONNECT": "554 no"}, "queued", 554),
        ({"CONNECT": "drop"}, "queued", None),
    ],
)
def test_each_answer_has_one_meaning(settings, script, state, code):
    row = message(reader())
    with scripted(settings, **script) as server:
        go()
        row.refresh_from_db()
        if state is None:  # cut while the text is read: before our dot it waits, after it nobody knows
            assert row.state in ("queued", "uncertain")
            return
        assert (row.state, row.reply_code) == (state, code)
        if state == "queued":
            assert row.not_before == OPEN_HOUR + timedelta(minutes=1)
            assert row.token is None
            server.script.clear()
            sending.drain(now=lambda: OPEN_HOUR + timedelta(minutes=2))
            row.refresh_from_db()
            assert (row.state, server.accepted, row.attempts) == ("sent", 1, 2)
        else:
            accepted = server.accepted
            server.script.clear()
            sending.drain(now=lambda: OPEN_HOUR + timedelta(days=30))
            assert server.accepted == accepted, "nobody sends it again by himself"


def test_an_address_that_does_not_exist_gets_nothing_more(settings):
    rosa = reader()
    message(rosa)
    with scripted(settings, RCPT="550 5.1.1 no existe"):
        go()
    again = message(rosa)
    with sink(settings) as box:
        go()
    again.refresh_from_db()
    assert (Exclusion.objects.get().reason, again.state, box.mails) == ("bounced", "refused", [])


def test_a_server_that_is_away_costs_one_try_and_no_message(settings):
    rows = [message(reader(f"C-{n}")) for n in range(5)]
    point(settings, 1)
    done = go()
    states = list(Message.objects.order_by("id").values_list("state", "attempts"))
    assert done.retried == 1
    assert states == [("queued", 1)] + [("queued", 0)] * 4
    Message.objects.filter(pk=rows[0].pk).update(attempts=50)
    sending.drain(now=lambda: OPEN_HOUR + timedelta(days=3))
    assert set(Message.objects.values_list("state", flat=True)) == {"queued"}


def test_after_the_last_pause_it_failed(settings):
    row = message(reader())
    Message.objects.update(attempts=5)
    with scripted(settings, RCPT="450 ocupado"):
        go()
    row.refresh_from_db()
    assert (row.state, row.said) == ("failed", "Se intentó 6 veces. El servidor respondió 450: ocupado")


def test_one_bad_message_stops_nobody(settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = str(tmp_path)
    rows = [message(reader(f"C-{n}")) for n in range(12)]
    gone = store_bytes(b"x", name="perdido.pdf", purpose="quote", actor=None)
    lost = message(reader("C-90"), attachments=[gone])
    (tmp_path / gone.path).unlink()
    asked = sending.Mailer.hand

    def hand(self, one):
        if one.pk == rows[3].pk:
            raise RuntimeError("veneno")
        return asked(self, one)

    monkeypatch.setattr(sending.Mailer, "hand", hand)
    with sink(settings) as box:
        done = go()
    lost.refresh_from_db()
    assert (done.sent, done.failed, done.uncertain) == (11, 1, 1)
    assert lost.said == "No se pudo armar el correo (FileNotFoundError)."
    assert len(box.mails) == 11


@pytest.mark.parametrize("bad", ["Hola\r\nBcc: otro@ejemplo.pe", "Hola\nX: 1"])
def test_line_breaks_forge_no_header(bad):
    rosa = reader()
    with pytest.raises(DomainError) as told:
        message(rosa, subject=bad)
    with pytest.raises(DomainError):
        message(None, to_address=f"a@b.pe{bad[4:]}")
    assert (told.value.field, told.value.message) == ("subject", "El asunto va en una sola línea.")
    row = message(rosa)
    with pytest.raises(IntegrityError), transaction.atomic():
        Message.objects.filter(pk=row.pk).update(subject=bad)


def test_line_breaks_in_a_name_become_blanks(settings):
    rosa = reader()
    type(rosa).objects.filter(pk=rosa.pk).update(first_name="Rosa\r\nBcc: otro@ejemplo.pe")
    rosa.refresh_from_db()
    message(rosa, subject="Para {{cliente.nombres}}")
    with sink(settings) as box:
        go()
    assert box.mails[0]["Bcc"] is None
    assert box.mails[0]["Subject"] == "Para Rosa Bcc: otro@ejemplo.pe"


def test_the_same_event_writes_once():
    rosa = reader()
    first = message(rosa, dedupe_key="aviso:1")
    assert message(rosa, dedupe_key="aviso:1").pk == first.pk
    activity = message(rosa, activity_key="feria", recipient_key="c1")
    assert message(rosa, activity_key="feria", recipient_key="c1").pk == activity.pk
    assert message(rosa, activity_key="feria", recipient_key="c2").pk != activity.pk
    assert Message.objects.count() == 3


def test_cancelling_stops_what_waits(settings):
    rows = [message(reader(f"C-{n}")) for n in range(4)]
    ada = person("ada", "gestor")
    sending.claim(at=OPEN_HOUR, only=rows[0].pk)
    assert services.cancel(messages=Message.objects.all(), actor=ada) == 3
    with sink(settings) as box:
        go()
    assert box.mails == []
    assert rows[1].events.last().actor_id == ada.pk


def test_a_person_may_send_the_uncertain_again(settings):
    row = message(reader())
    sending.claim(at=OPEN_HOUR, only=row.pk)
    Message.objects.update(lease_until=Now() - timedelta(seconds=1))
    assert services.reap() == 1
    with sink(settings) as box:
        go()
        assert box.mails == []
        assert services.resend(messages=Message.objects.all(), actor=person("ada", "gestor"), at=OPEN_HOUR) == 1
        go()
    row.refresh_from_db()
    assert (row.state, row.resends) == ("sent", 1)
    assert box.mails[0]["Message-ID"].endswith(".1@127.0.0.1>")


def test_what_a_restored_copy_brings_back_waits_for_a_person(settings):
    """The statement of the restore itself runs on the rows."""
    from django.db import connection

    from core.servers.backup import FREEZE

    rows = [message(reader(f"C-{n}")) for n in range(3)]
    sending.claim(at=OPEN_HOUR, only=rows[0].pk)
    with connection.cursor() as cursor:
        cursor.execute(FREEZE)
    Message.objects.filter(state="sending").update(lease_until=Now() - timedelta(hours=1))
    with sink(settings) as box:
        go()
        services.reap()
        assert (box.mails, Message.objects.filter(frozen_at=None).count()) == ([], 0)
        assert services.release(messages=Message.objects.all(), actor=person("ada", "administrador")) == 2
        go()
    assert len(box.mails) == 2
    assert sorted(Message.objects.values_list("state", flat=True)) == ["sent", "sent", "uncertain"]


def test_sms_by_file_and_by_console(settings, tmp_path):
    settings.EMAIL_FILE_PATH, settings.SMS_BACKEND = tmp_path, "file"
    message(reader(), channel="sms", body="Su pedido está listo, {{cliente.nombres}}.")
    assert go().sent == 1
    told = json.loads((tmp_path / "sms.jsonl").read_text(encoding="utf-8"))
    assert told == {"to": "+51987654321", "text": "Su pedido está listo, Rosa."}
    settings.SMS_BACKEND = "console"
    message(reader("C-2"), channel="sms")
    assert go().sent == 1


def test_whatsapp_waits_for_a_person(settings):
    row = message(reader(), channel="whatsapp", body="Hola, ¿le sirve? 100 %")
    assert go().sent == 0
    link = services.open_whatsapp(message=row, actor=person("ana", "ventas"), at=OPEN_HOUR)
    row.refresh_from_db()
    assert link == "https://wa.me/51987654321?text=Hola%2C%20%C2%BFle%20sirve%3F%20100%20%25"
    assert row.state == "sent"
    with pytest.raises(DomainError):
        services.open_whatsapp(message=row, actor=person("eva", "ventas"), at=OPEN_HOUR)


@pytest.mark.django_db(transaction=True)
def test_one_task_a_transaction_and_none_without_commit(monkeypatch):
    woken = []
    monkeypatch.setattr("messaging.tasks.send_due.apply_async", lambda **_: woken.append(1))
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        message(reader())
        raise ZeroDivisionError
    assert woken == []
    with transaction.atomic():
        for n in range(5):
            message(reader(f"C-{n}"))
    assert woken == [1]
    assert queueing.kick.__name__ == "kick"
