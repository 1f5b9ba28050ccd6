"""Messages on screen: who sees what, what is said before sending, and the way out."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from company.models import SalesPosition
from core import clock
from core.errors import DomainError
from customers.models import Consent
from messaging import services
from messaging.models import Exclusion, Message, Template
from messaging.services.unsubscribing import token_of
from tests.factories.company import person
from tests.factories.messaging import OPEN_HOUR, answer, message, reader
from tests.security.walker import fingerprint

pytestmark = pytest.mark.django_db
SUNDAY = datetime(2026, 11, 22, 15, tzinfo=UTC)


def template(**more) -> Template:
    values = {"name": "Gracias", "channel": "email", "purpose": "service", "subject": "Gracias, {{cliente.nombres}}",
              "body": "Hola, {{cliente.nombre}}."}  # fmt: skip
    return services.save_template(actor=None, **{**values, **more})


@pytest.fixture
def gestor(client):
    ada = person("ada", "gestor")
    client.force_login(ada)
    return ada


def test_the_list_asks_the_same_with_more_rows(client, gestor):
    """From the first full page on; a list that fits one page needs no count."""
    counts = []
    for first, last in ((0, 55), (55, 75)):
        for n in range(first, last):
            message(reader(f"C-{n}"))
        client.get("/mensajes/")
        with CaptureQueriesContext(connection) as asked:
            client.get("/mensajes/")
        counts.append(len(asked.captured_queries))
    assert counts[0] == counts[1] <= 8


def test_a_seller_sees_what_his_team_wrote_and_no_more(client):
    """A canary of another team: in the list, its search, its file, the page and the acts."""
    ana, otto = person("ana", "ventas"), person("otto", "ventas")
    for one in (ana, otto):
        position = SalesPosition.objects.create(user=one, level=4)
        SalesPosition.objects.filter(pk=position.pk).update(path=f"{position.pk}/")
    mine = message(reader("C-1", owner=ana), actor=ana, subject="Mío")
    theirs = message(reader("C-2", owner=otto), actor=otto, subject="Canario ajeno")
    client.force_login(ana)

    pages = [client.get(f"/mensajes/{query}").content.decode() for query in ("", "?q=canario", "?format=print")]
    csv = b"".join(client.get("/mensajes/?format=csv").streaming_content).decode()

    assert "Mío" in pages[0]
    assert all("Canario ajeno" not in text for text in [*pages, csv])
    assert client.get(f"/mensajes/{theirs.pk}/").status_code == 404
    for act in ("cancelar", "whatsapp", "reenviar"):
        assert client.post(f"/mensajes/{theirs.pk}/{act}/").status_code == 404
    client.post("/mensajes/", {"do": "bulk", "act": "cancel", "id": [theirs.pk, mine.pk]})
    assert client.get(f"/mensajes/{mine.pk}/").status_code == 200
    assert Message.objects.get(pk=theirs.pk).state == "queued"


def test_the_composer_says_when_it_will_leave(client, gestor, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: SUNDAY)
    rosa = reader(country="CO")
    url = reverse("messaging:compose")
    form = {"customer": rosa.pk, "channel": "email", "purpose": "advertising", "subject": "Feria", "body": "Venga."}

    shown = client.post(reverse("messaging:compose_preview"), form).content.decode()
    assert "Saldrá mañana a las 7:00: hoy es domingo." in shown
    assert not Message.objects.exists()

    sent = client.post(f"{url}?customer={rosa.pk}", form, follow=True)
    row = Message.objects.get()
    assert (row.author_id, row.to_address, row.state) == (gestor.pk, "c-1@ejemplo.pe", "queued")
    assert "Saldrá mañana a las 7:00" in sent.content.decode()


def test_who_said_no_is_told_before_anything_is_written(client, gestor):
    rosa = reader()
    answer(rosa, granted=False)
    form = {"customer": rosa.pk, "channel": "email", "purpose": "advertising", "subject": "Feria", "body": "Venga."}
    page = client.post(f"/mensajes/nuevo/?customer={rosa.pk}", form)
    assert page.status_code == 422
    assert "No puede salir. No quiere publicidad por Correo" in page.content.decode()
    assert not Message.objects.exists()


def test_a_template_fills_the_composer(client, gestor):
    rosa, thanks = reader(), template()
    page = client.get(f"/mensajes/nuevo/?customer={rosa.pk}&template={thanks.pk}").content.decode()
    assert "Gracias, Rosa" in page
    assert "Hola, Rosa Quispe." in page


def test_whatsapp_from_page_to_link(client, gestor):
    rosa = reader()
    form = {"customer": rosa.pk, "channel": "whatsapp", "purpose": "service", "body": "Hola, {{cliente.nombres}}"}
    client.post(f"/mensajes/nuevo/?customer={rosa.pk}", form)
    row = Message.objects.get()
    page = client.post(f"/mensajes/{row.pk}/whatsapp/").content.decode()
    assert "https://wa.me/51987654321?text=Hola%2C%20Rosa" in page
    row.refresh_from_db()
    assert (row.state, row.to_address) == ("sent", "+51987654321")


@pytest.mark.parametrize(
    ("field", "text", "said"),
    [
        ("body", "Hola, {{cliente.nombr}}", "No existe el campo «{{cliente.nombr}}». ¿Quizá «{{cliente.nombre}}»?"),
        ("subject", "{{settings.SECRET_KEY}}", "No existe el campo «{{settings.SECRET_KEY}}». Elige uno de la lista."),
        ("body", "", "Escribe el texto."),
        ("subject", "", "Un correo lleva asunto."),
    ],
)
def test_a_wrong_template_is_refused_beside_its_field(client, gestor, field, text, said):
    form = {"name": "Mala", "channel": "email", "purpose": "service", "subject": "Hola", "body": "Hola", field: text}
    page = client.post("/mensajes/plantillas/nueva/", form)
    assert page.status_code == 422
    assert page.context["form"].errors[field] == [said]
    assert not Template.objects.exclude(code__startswith="cobro-").exists()  # those ship with the house


def test_text_of_people_is_never_a_django_template():
    rosa = reader(first_name="{{ settings.SECRET_KEY }}<b>")
    one = template(body="{% load static %} {{cliente.nombres}} {{ cliente.ciudad }}", html="<p>{{cliente.nombres}}</p>")
    row = message(rosa, template=one, subject="", body="")
    assert row.body == "{% load static %} {{ settings.SECRET_KEY }}<b> Lima"
    assert row.html == "<p>{{ settings.SECRET_KEY }}&lt;b&gt;</p>"


def test_html_is_cleaned_when_it_is_saved():
    one = template(html='<p onclick="x()">Hola<script>alert(1)</script><a href="javascript:x()">a</a></p>')
    assert one.html == '<p>Hola<a rel="noopener noreferrer">a</a></p>'


def test_a_template_that_needs_its_document_says_so(client, gestor):
    with pytest.raises(DomainError, match="Número del documento"):
        message(reader(), template=template(body="Vea {{documento.numero}}"), subject="", body="")


def test_two_people_at_one_template(client, gestor):
    one = template()
    form = {"name": "Gracias", "channel": "email", "purpose": "service", "subject": "A", "body": "Uno",
            "shown_version": one.version, "is_active": "on"}  # fmt: skip
    client.post(f"/mensajes/plantillas/{one.pk}/", form)
    second = client.post(f"/mensajes/plantillas/{one.pk}/", {**form, "body": "Dos"})
    assert second.status_code == 422
    assert "Lo que escribiste sigue aquí; revisa y guarda otra vez." in second.content.decode()
    assert Template.objects.exclude(code__startswith="cobro-").get().body == "Uno"


def test_the_preview_writes_nothing(client, gestor):
    reader()
    before = fingerprint()
    page = client.post(
        "/mensajes/plantillas/ver/", {"channel": "email", "subject": "{{cliente.nombres}}", "body": "x {{no}}"}
    )
    assert "Rosa" in page.content.decode()
    assert "No existe el campo" in page.content.decode()
    assert fingerprint() == before


def test_resending_asks_first(client, gestor):
    row = message(reader())
    services.sending.claim(at=OPEN_HOUR, only=row.pk)
    Message.objects.update(lease_until=clock.now() - timedelta(hours=1))
    services.reap()
    asked = client.get(f"/mensajes/{row.pk}/reenviar/").content.decode()
    assert "dos veces" in asked
    assert Message.objects.get().state == "uncertain"
    client.post(f"/mensajes/{row.pk}/reenviar/")
    assert (Message.objects.get().state, Message.objects.get().resends) == ("queued", 1)


# ── The way out ─────────────────────────────────────────────────────────────────────────────────────────────
def test_looking_at_the_link_changes_nothing(client):
    url = f"/baja/{token_of(message(reader(), purpose='advertising'))}/"
    before = fingerprint()
    page = client.get(url)
    client.head(url)
    assert page.status_code == 200
    assert "c-…@ejemplo.pe" in page.content.decode()
    assert "c-1@ejemplo.pe" not in page.content.decode()
    assert fingerprint() == before


def test_one_click_acts_once_for_that_person_channel_and_purpose(client):
    rosa, other = reader(), reader("C-2")
    row = message(rosa, purpose="advertising")
    url = f"/baja/{token_of(row)}/"
    for _ in range(3):
        assert client.post(url, {"List-Unsubscribe": "One-Click"}).status_code == 200

    no = Consent.objects.filter(granted=False).values_list("customer__code", "channel", "purpose", "evidence")
    assert list(no) == [("C-1", "email", "advertising", "link")]
    assert list(Exclusion.objects.values_list("address", "purpose", "reason")) == [
        ("c-1@ejemplo.pe", "advertising", "unsubscribed")
    ]
    for who, purpose, decision in (
        (rosa, "advertising", "refuse"),
        (rosa, "service", "send"),
        (other, "advertising", "send"),
    ):
        assert services.ask(message(who, purpose=purpose), at=OPEN_HOUR).decision == decision


def test_a_later_yes_opens_the_door_again(client):
    rosa = reader()
    client.post(f"/baja/{token_of(message(rosa, purpose='advertising'))}/")
    answer(rosa, at=clock.now() + timedelta(minutes=1))
    assert services.ask(message(rosa, purpose="advertising"), at=OPEN_HOUR).decision == "send"


@pytest.mark.parametrize("change", [lambda t: t[:-2] + "AA", lambda t: "A" * 44, lambda t: t[:20], lambda t: "ñ" * 44])
def test_a_forged_link_does_nothing(client, change):
    token = change(token_of(message(reader(), purpose="advertising")))
    before = fingerprint()
    assert client.post(reverse("messaging:unsubscribe", args=[token])).status_code == 404
    assert fingerprint() == before


def test_erasing_a_person_empties_his_messages(settings):
    from core.slots import PERSONAL_DATA

    rosa = reader()
    row = message(rosa, subject="Canario Quispe", body="Canario", actor=person("ana", "ventas"))
    personal = PERSONAL_DATA.get("messaging.message")
    assert personal.rows([rosa.pk])[0]["asunto"] == "Canario Quispe"

    personal.erase([rosa.pk], None)

    row.refresh_from_db()
    assert (row.state, row.to_address, row.subject, row.body, row.search) == ("cancelled", "", "", "", "")
    assert services.ask(message(None, to_address="C-1@ejemplo.pe", body="x"), at=OPEN_HOUR).decision == "refuse"
    assert set(Exclusion.objects.values_list("address", flat=True)) == {""}
