"""The paper of a quote against a sheet made by hand, its templates, and its way to the customer by mail."""

import io
import re
from collections import Counter
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pypdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from company.models import Company, User
from company.queries import forget, today
from company.services import sales_tree
from core.clock import now
from core.errors import Conflict, DomainError
from core.slots import PERSONAL_DATA
from messaging.models import Message, MessageEvent
from messaging.services import resend, sending
from sales.models import Quote, QuoteLink, QuoteTemplate, QuoteVersion, SalesRules
from sales.queries import quote_fields
from sales.queries.quote_paper import paper_of
from sales.services import quote_documents, quote_sending, quote_templates, quotes
from sales.services.quote_links import address_with
from tests.factories.company import person
from tests.factories.customers import customer
from tests.factories.inventory import product
from tests.factories.offers import handed, token_of
from tests.factories.quotes import line, quote
from tests.messaging.servers import sink

pytestmark = pytest.mark.django_db

# By hand. 3 × 12.345 = 37.035, less 10 % = 33.3315 → 33.33, 18 % = 5.9994 → 6.00; 1.5 × 0.33 = 0.495 → 0.50,
# 18 % = 0.09; 1 × 100 without tax. 133.83 + 6.09 = 139.92; without the discount 37.04 + 0.50 + 100 = 137.54.
GOLDEN_LINES = [
    ("TAZA-1", "Taza de corazones", "3", "S/ 12.345", "10 %", "18 %", "S/ 33.33"),
    ("CINTA-1", "Cinta", "1.5", "S/ 0.33", "", "18 %", "S/ 0.50"),
    ("", "Libro", "1", "S/ 100.00", "", "0 %", "S/ 100.00"),
]
GOLDEN_ROWS = [
    ("Antes de descuentos", "S/ 137.54"),
    ("Descuentos", "−S/ 3.71"),
    ("Subtotal", "S/ 133.83"),
    ("IGV 18 %", "S/ 6.09"),
    ("Total con IGV", "S/ 139.92"),
]


@pytest.fixture(autouse=True)
def house(settings: Any, tmp_path: Any) -> Company:
    settings.MEDIA_ROOT, settings.SITE_URL = str(tmp_path), "https://crm.example"
    held = Company.objects.get_or_create(pk=1)[0]
    held.name, held.legal_name, held.tax_id = "Regalos San Blas", "San Blas Regalos S.A.C.", "20601238874"
    held.address, held.phone = "Cuesta de San Blas 120", "+5184223344"
    held.save()
    SalesRules.objects.update_or_create(pk=1, defaults={"discount_limit": Decimal(15)})
    forget()
    return held


def golden(owner: User, **more: Any) -> Quote:
    hotel = customer(
        "C-HOTEL", kind="juridica", first_name="", last_name="", trade_name="Hotel Inti Wasi",
        email="compras@inti.example",
        document_kind="ruc", document_number="20512345678", phone="+51984000111",
    )  # fmt: skip
    more.setdefault("valid_until", today() + timedelta(days=14))
    more.setdefault("at", now())
    return quote(
        hotel, owner,
        line(product(), "3", "12.345", discount_percent="10", tax_rate="18"),
        line(product("CINTA-1", name="Cinta", price=Decimal("0.33")), "1.5", "0.33", tax_rate="18"),
        line(None, "1", "100", tax_rate="0", name="Libro"),
        **more,
    )  # fmt: skip


def seller(name: str = "ana") -> User:
    return person(name, "ventas", last_name="Torres", phone="+51984111222")


def plain(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def as_client(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


# ── Paper ───────────────────────────────────────────────────────────────────────────────────────────────────
def test_the_prepared_paper_is_the_sheet_made_by_hand() -> None:
    paper = paper_of(golden(seller()).versions.get())

    lines = [
        (one.sku, one.name, one.quantity, plain(one.unit_price), plain(one.discount), plain(one.tax), plain(one.total))
        for one in paper.lines
    ]
    assert lines == GOLDEN_LINES
    assert [(plain(row.label), plain(row.amount)) for row in paper.rows] == GOLDEN_ROWS


def test_pdf_and_word_say_the_same_figures_with_who_offers_and_to_whom() -> None:
    paper = paper_of(golden(seller()).versions.get())

    pages = pypdf.PdfReader(io.BytesIO(quote_documents.pdf(paper))).pages
    printed = plain(" ".join(page.extract_text() for page in pages))
    from docx import Document

    document = Document(io.BytesIO(quote_documents.word(paper)))
    cells = [plain(cell.text) for table in document.tables for row in table.rows for cell in row.cells]
    written = plain(" ".join([*(one.text for one in document.paragraphs), *cells]))

    figures = Counter(text for one in GOLDEN_LINES for text in one[3:] if text)
    figures.update(amount for _, amount in GOLDEN_ROWS)
    for text in (printed, written):
        assert {one: text.count(one) >= many for one, many in figures.items()} == dict.fromkeys(figures, True)
        for said in (
            "Regalos San Blas",
            "RUC 20601238874",
            "Hotel Inti Wasi",
            "20512345678",
            "Ana Torres",
            "+51984111222",
        ):
            assert said in text
        assert paper.number in text
        assert paper.valid_until in text


def test_the_logo_is_on_the_paper_and_nothing_else_is_fetched(house: Company) -> None:
    from PIL import Image

    picture = io.BytesIO()
    Image.new("RGB", (60, 20), "#3b4bc8").save(picture, "PNG")
    house.logo.save("logo.png", SimpleUploadedFile("logo.png", picture.getvalue()))
    forget()
    made = golden(seller(), intro="<img src='file:///etc/passwd'> Hola, {contacto}")
    paper = paper_of(made.versions.get())

    reader = pypdf.PdfReader(io.BytesIO(quote_documents.pdf(paper)))

    assert len(reader.pages[0].images) == 1
    assert "Hola, Hotel Inti Wasi" in plain(reader.pages[0].extract_text())
    assert "file:///etc/passwd" in reader.pages[0].extract_text()  # printed as the words that it is


def test_switches_of_the_template_choose_the_columns() -> None:
    bare = QuoteTemplate.objects.create(name="Sin nada", show_sku=False, show_discount=False, show_tax=False)
    paper = paper_of(golden(seller(), template=bare).versions.get())

    assert [label for _, label, _ in paper.heads] == ["Descripción", "Cantidad", "Precio", "Importe"]
    assert [(row.label, plain(row.amount)) for row in paper.rows][-2:] == [
        ("Impuestos", "S/ 6.09"), ("Total con IGV", "S/ 139.92"),
    ]  # fmt: skip


def test_an_old_version_keeps_its_own_paper() -> None:
    ana = seller()
    made, _ = handed(customer(), ana, line(price="100", tax_rate="18"))
    made = quotes.new_version(quote=made, actor=ana, adjustment="Le bajo el precio")
    quotes.save(quote=made, version=made.version, lines=[line(price="90", tax_rate="18")], actor=ana)
    client = as_client(ana)

    def text(address: str) -> str:
        reader = pypdf.PdfReader(io.BytesIO(client.get(address).content))
        return plain(" ".join(page.extract_text() for page in reader.pages))

    assert "S/ 118.00" in text(f"/cotizaciones/{made.pk}/pdf/?version=1")
    assert "S/ 106.20" in text(f"/cotizaciones/{made.pk}/pdf/")
    assert client.get(f"/cotizaciones/{made.pk}/pdf/?version=7").status_code == 404


# ── Templates ───────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Hola, {contato}", "No existe el campo «{contato}». ¿Quizá «{contacto}»?"),
        ("{enlace}", "El campo «{enlace}» solo va en el correo, no en el papel."),
        ("{cliente.__class__}", "No existe el campo «{cliente.__class__}». Elige uno de la lista."),
    ],
)
def test_a_template_refuses_what_is_no_field(text: str, said: str) -> None:
    with pytest.raises(DomainError) as refused:
        quote_templates.save_template(actor=None, name="Mala", intro=text)

    assert (str(refused.value), refused.value.field) == (said, "intro")
    assert not QuoteTemplate.objects.filter(name="Mala").exists()


def test_exactly_one_template_is_the_usual_one() -> None:
    usual = QuoteTemplate.objects.get(is_default=True)
    made = quote_templates.save_template(actor=None, name="Corta", is_default=True)

    assert [one.pk for one in QuoteTemplate.objects.filter(is_default=True)] == [made.pk]
    with pytest.raises(DomainError, match="marca otra"):
        quote_templates.save_template(actor=None, template=made, is_default=False)
    usual.refresh_from_db()
    assert not usual.is_default


def test_a_value_is_text_even_if_it_looks_like_a_field() -> None:
    assert quote_fields.fill("Hola, {cliente}", {"cliente": "{total}", "total": "S/ 9.00"}) == "Hola, {total}"


def test_templates_are_edited_with_their_sample_by_who_leads() -> None:
    usual = QuoteTemplate.objects.get(is_default=True)
    boss, address = as_client(person("jefa", "supervisor")), f"/cotizaciones/plantillas/{usual.pk}/"
    values = {"name": usual.name, "intro": "Estimado {contacto}", "terms": "", "footer": "", "show_sku": "on",
              "show_tax": "on", "is_default": "on", "is_active": "on"}  # fmt: skip

    shown = boss.post("/cotizaciones/plantillas/ver/", values).content.decode()
    saved = boss.post(address, values)
    wrong = boss.post(address, {**values, "intro": "{nada}"})

    usual.refresh_from_db()
    assert (saved.status_code, usual.intro, usual.show_discount) == (302, "Estimado {contacto}", False)
    assert "Estimado Rosa" in shown
    assert wrong.status_code == 422
    assert "No existe el campo «{nada}»" in wrong.content.decode()
    assert as_client(seller()).get(address).status_code == 403


# ── Sending ─────────────────────────────────────────────────────────────────────────────────────────────────
def test_the_mail_arrives_with_the_paper_and_a_link_that_works(settings: Any) -> None:
    ana = seller()
    made = golden(ana)
    client = as_client(ana)
    page = client.get(f"/cotizaciones/{made.pk}/enviar/", headers={"host": "testserver"})
    values = {name: page.context["form"][name].value() for name in ("to_address", "subject", "body", "shown_version")}
    values["clave_envio"] = page.context.get("form_key", "")

    answer = client.post(f"/cotizaciones/{made.pk}/enviar/", values)
    with sink(settings) as box:
        sending.drain()

    [mail] = box.mails
    made.refresh_from_db()
    body = mail.get_body(("plain",)).get_content()
    [link] = set(re.findall(r"https://crm\.example/c/\S+", body))
    [paper] = mail.iter_attachments()
    assert (answer.status_code, made.state, made.versions.get().sent_at) == (302, "sent", made.sent_at)
    assert mail["To"].endswith("<compras@inti.example>")
    assert mail["Subject"].strip() == f"Cotización {made.number}: Regalos de fin de año"
    assert paper.get_filename() == f"{made.number}.pdf"
    assert "S/ 139.92" in plain(pypdf.PdfReader(io.BytesIO(paper.get_content())).pages[0].extract_text())
    shown = Client().get(link.removeprefix("https://crm.example"))
    assert (shown.status_code, "S/ 139.92" in plain(shown.content.decode())) == (200, True)
    assert QuoteLink.objects.get().token_hash not in body
    assert link.rsplit("/", 2)[1] not in "".join(map(str, QuoteLink.objects.values_list().get()))


def test_a_form_sent_twice_writes_one_mail() -> None:
    ana = seller()
    made, client = golden(ana), as_client(ana)
    values = {"to_address": "compras@inti.example", "subject": "Su cotización", "body": "Hola", "shown_version": 1,
              "clave_envio": "0b6f2f9a-6e0e-4a5e-9a53-0d4c3f1f2b11"}  # fmt: skip

    answers = [client.post(f"/cotizaciones/{made.pk}/enviar/", values) for _ in range(2)]

    assert [one.status_code for one in answers] == [302, 302]
    assert (Message.objects.count(), QuoteLink.objects.count()) == (1, 1)
    assert "{{documento.enlace}}" in Message.objects.get().body  # the text had no place for it


def test_who_sends_what_somebody_changed_is_told() -> None:
    ana = seller()
    made = golden(ana)
    quotes.save(quote=made, version=made.version, lines=[line()], actor=ana, at=now())

    with pytest.raises(Conflict):
        quote_sending.send(quote=made, to_address="a@b.example", subject="X", body="Y", actor=ana)

    assert Message.objects.count() == 0


def test_again_goes_the_same_version_and_both_links_work() -> None:
    ana = seller()
    made = golden(ana)
    for _ in range(2):
        made.refresh_from_db()
        quote_sending.send(quote=made, to_address="a@b.example", subject="X", body="{enlace}", actor=ana)

    made.refresh_from_db()
    tokens = [address_with(one).rsplit("/", 2)[1] for one in Message.objects.all()]
    assert (made.state, made.version_count, len(set(tokens))) == ("sent", 1, 2)
    assert [Client().get(f"/c/{token}/").status_code for token in tokens] == [200, 200]


def test_the_link_is_told_to_the_mail_alone(settings: Any) -> None:
    """Neither what is kept nor any page, file, export or history says it; sent again after a restart it is the same."""
    ana, boss = seller(), person("jefa", "gestor")
    made = golden(ana)
    text = "Mire: {enlace}\n\nGracias"
    quote_sending.send(quote=made, to_address="a@b.example", subject="X", body=text, actor=ana)
    message, link = Message.objects.get(), QuoteLink.objects.get()
    mails = []
    for _ in range(2):
        with sink(settings) as box:
            sending.drain()
        mails.append(box.mails[0].get_body(("plain",)).get_content())
        Message.objects.update(state="failed")
        resend(messages=Message.objects.all(), actor=ana)
    [address] = {*re.findall(r"https://crm\.example/c/\S+", "".join(mails))}
    token = address.rsplit("/", 2)[1]
    assert Client().get(f"/c/{token}/").status_code == 200

    pages = [
        f"/mensajes/{message.pk}/", "/mensajes/", "/mensajes/?format=csv", f"/cotizaciones/{made.pk}/",
        f"/clientes/{made.customer_id}/", f"/historia/sales/quote/{made.pk}/",
    ]  # fmt: skip
    told = []
    for page in pages:
        for user in (ana, boss):
            answer = as_client(user).get(page, follow=True)
            told.append(b"".join(answer.streaming_content) if answer.streaming else answer.content)
    seen = b"".join(told).decode("utf-8", "replace")
    rows = [list(model.objects.values()) for model in (Message, QuoteLink, MessageEvent, Quote, QuoteVersion)]
    data = PERSONAL_DATA.get("messaging.message").rows([made.customer_id])

    assert "(su enlace privado)" in seen and "(su enlace privado)" in str(data)
    assert token not in seen + str(rows) + str(data)
    assert link.token_hash not in seen


def test_a_key_that_changed_sends_no_dead_link(settings: Any) -> None:
    ana = seller()
    quote_sending.send(quote=golden(ana), to_address="a@b.example", subject="X", body="{enlace}", actor=ana)
    former = settings.SECRET_KEY
    settings.SECRET_KEY = "another key of this house, long enough to be one"

    with sink(settings) as box:
        sending.drain()
    assert (len(box.mails), Message.objects.get().state) == (0, "failed")
    assert "envía otra vez" in Message.objects.get().said

    settings.SECRET_KEY_FALLBACKS = [former]
    assert address_with(Message.objects.get()).startswith("https://crm.example/c/")


def test_the_link_stays_out_of_the_subject() -> None:
    ana = seller()
    with pytest.raises(DomainError, match="no en el asunto"):
        quote_sending.send(quote=golden(ana), to_address="a@b.example", subject="{enlace}", body="Y", actor=ana)


def _waiting(made: Quote) -> None:
    Quote.objects.filter(pk=made.pk).update(state="waiting")


def _withdrawn(made: Quote) -> None:
    Quote.objects.filter(pk=made.pk).update(state="withdrawn")


def _late(made: Quote) -> None:
    Quote.objects.filter(pk=made.pk).update(valid_until=today() - timedelta(days=1))


def _empty(made: Quote) -> None:
    made.versions.get().lines.all().delete()


def _too_cheap(made: Quote) -> None:
    SalesRules.objects.update_or_create(pk=1, defaults={"discount_limit": Decimal(5)})


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (_waiting, "Espera la aprobación"),
        (_withdrawn, "Está retirada"),
        (_late, "Ya venció"),
        (_empty, "No tiene ninguna línea"),
        (_too_cheap, "todavía nadie aprobó"),
    ],
)
def test_what_may_not_go_out_says_why_and_leaves_nothing(spoil: Any, said: str) -> None:
    ana = seller()
    made = golden(ana)
    spoil(made)
    made.refresh_from_db()

    for act in (
        lambda: quote_sending.send(quote=made, to_address="a@b.example", subject="X", body="Y", actor=ana),
        lambda: quote_sending.hand_over(quote=made, actor=ana),
    ):
        with pytest.raises(DomainError, match=said):
            act()
    page = as_client(ana).get(f"/cotizaciones/{made.pk}/enviar/")

    assert said in page.content.decode()
    assert (Message.objects.count(), QuoteLink.objects.count()) == (0, 0)


def test_without_a_mail_the_link_is_offered_for_whatsapp_and_shown_once() -> None:
    ana = seller()
    rosa = customer(phone="+51987654321")
    made = quote(rosa, ana, at=now(), valid_until=today() + timedelta(days=3))
    client = as_client(ana)

    empty = client.get(f"/cotizaciones/{made.pk}/enviar/").content.decode()
    client.post(f"/cotizaciones/{made.pk}/enlace/", headers={"host": "testserver"})
    shown = client.get(f"/cotizaciones/{made.pk}/enviar/").content.decode()
    later = client.get(f"/cotizaciones/{made.pk}/enviar/").content.decode()

    made.refresh_from_db()
    assert "no tiene correo" in empty
    assert "https://wa.me/51987654321?text=" in shown
    assert 'value="https://crm.example/c/' in shown
    assert "https://crm.example/c/" not in later
    assert made.state == "sent"


def test_quotes_of_another_team_are_not_there() -> None:
    ana, luis, jefa = seller(), seller("luis"), person("jefa", "supervisor")
    head = sales_tree.place(person=jefa, level=3, parent=None, actor=None)
    sales_tree.place(person=ana, level=4, parent=head, actor=None)
    made = golden(ana)
    pages = ["pdf", "word", "enviar", "respuesta"]

    assert [as_client(luis).get(f"/cotizaciones/{made.pk}/{one}/").status_code for one in pages] == [404] * 4
    assert [as_client(luis).post(f"/cotizaciones/{made.pk}/{one}/").status_code for one in ("enlace", "enviar")] == [
        404, 404,
    ]  # fmt: skip
    assert [as_client(jefa).get(f"/cotizaciones/{made.pk}/{one}/").status_code for one in pages] == [200] * 4
    assert [as_client(person("c", "compras")).get(f"/cotizaciones/{made.pk}/pdf/").status_code] == [403]
    assert Message.objects.count() == 0


def test_a_newer_version_that_goes_out_ends_the_links_of_the_older() -> None:
    ana = seller()
    made, old = handed(customer(), ana)
    made = quotes.new_version(quote=made, actor=ana, adjustment="Otro precio")
    assert "preparando un cambio" in Client().get(f"/c/{old}/").content.decode()

    quotes.mark_sent(quote=made, actor=ana)
    made.refresh_from_db()
    new = token_of(made)

    assert "versión más nueva" in Client().get(f"/c/{old}/").content.decode()
    assert new not in Client().get(f"/c/{old}/").content.decode()
    assert Client().get(f"/c/{new}/").context["standing"] == "open"
