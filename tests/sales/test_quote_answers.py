"""The customer's answer: once, exact, to nobody else's quote, and never in silence."""

import threading
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError
from django.test import Client
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from company.models import Notice, User
from company.queries import today
from core.clock import now
from core.errors import Conflict
from customers.services import privacy
from sales.models import LossReason, Order, Quote, QuoteAnswer, QuoteLink, QuoteQuestion, QuoteVersion, StepDone
from sales.queries.quote_standing import standing_of
from sales.queries.receivables import debts
from sales.services import cancel_order, quote_answers, quotes
from sales.services.quote_links import hash_of
from tests.factories.company import person
from tests.factories.customers import customer
from tests.factories.inventory import product
from tests.factories.offers import handed, run_out, token_of
from tests.factories.opportunities import opportunity
from tests.factories.quotes import line, quote
from tests.racing import at_once

commits = pytest.mark.django_db(transaction=True)
CANARY = "Canario Deotrocliente"
YES = {"respuesta": "si", "si-name": "Rosa Quispe", "si-may": "on"}


def no(reason: str = "precio", **more: str) -> dict[str, str]:
    return {"respuesta": "no", "no-reason": str(LossReason.objects.get(code=reason).pk), "no-name": "Rosa", **more}


def lines_of_two_rates() -> list[Any]:
    """Of a kind that an order would tax to another cent if it rounded only once: 0.25 at 18 % is 0.045, twice."""
    return [
        line(product(price=Decimal("0.25")), "1", "0.25", tax_rate="18"),
        line(None, "1", "0.25", tax_rate="18", name="Tarjeta"),
    ]


def rosa_and_ana() -> tuple[Any, User]:
    ana = person("ana", "ventas")
    return customer("C-ROSA", owner=ana), ana


# ── What an answer does ─────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.django_db
def test_a_yes_becomes_the_order_with_the_same_lines_total_and_tax() -> None:
    rosa, ana = rosa_and_ana()
    deal = opportunity(ana, rosa)
    made, token = handed(rosa, ana, *lines_of_two_rates(), opportunity=deal)

    answer = Client(REMOTE_ADDR="190.12.0.7").post(f"/c/{token}/", YES)

    made.refresh_from_db()
    order, said = Order.objects.get(), QuoteAnswer.objects.get()
    assert (answer.status_code, answer["Location"]) == (303, f"/c/{token}/")
    assert (made.state, made.order, made.answered_at) == ("accepted", order, said.at)
    assert (order.status, order.customer, order.seller, order.opportunity) == ("confirmed", rosa, ana, deal)
    assert (order.total, order.tax) == (made.total, made.tax) == (Decimal("0.50"), Decimal("0.10"))
    owed = debts().get(pk=order.pk)
    assert (owed.balance, owed.due_on) == (Decimal("0.60"), today() + timedelta(days=30)), "nobody has paid it yet"
    assert [(one.name, one.quantity, one.total) for one in order.lines.all()] == [
        ("Taza de corazones", Decimal("1.000"), Decimal("0.2500")), ("Tarjeta", Decimal("1.000"), Decimal("0.2500")),
    ]  # fmt: skip
    assert (said.accepted, said.name, said.ip, said.source, said.user) == (
        True,
        "Rosa Quispe",
        "190.12.0.7",
        "link",
        None,
    )
    assert set(StepDone.objects.filter(opportunity=deal).values_list("step__by", flat=True)) >= {
        "quote_accepted",
        "order",
    }
    [notice] = Notice.objects.filter(user=ana, text__contains=made.number)
    assert order.number in notice.text


@pytest.mark.django_db
def test_the_thank_you_page_tells_the_order_and_what_follows() -> None:
    rosa, ana = rosa_and_ana()
    _, token = handed(rosa, ana)
    client = Client()

    page = client.post(f"/c/{token}/", YES, follow=True)

    text = page.content.decode()
    assert Order.objects.get().number in text
    assert "Gracias, Rosa Quispe" in text
    assert "Qué sigue" in text
    assert client.get(f"/c/{token}/pdf/")["Content-Type"] == "application/pdf"
    cancel_order(order=Order.objects.get(), actor=ana, reason="Se arrepintió")
    assert "se anuló después" in client.get(f"/c/{token}/").content.decode()


@pytest.mark.django_db
def test_a_no_keeps_its_reason_and_tells_the_seller() -> None:
    rosa, ana = rosa_and_ana()
    made, token = handed(rosa, ana)

    Client().post(f"/c/{token}/", no(**{"no-text": "Lo vi más barato"}))

    made.refresh_from_db()
    said = QuoteAnswer.objects.get()
    assert (made.state, said.accepted, said.reason.code, said.text) == ("rejected", False, "precio", "Lo vi más barato")
    assert Order.objects.count() == 0
    assert Notice.objects.get(user=ana).text == f"Rosa Quispe dijo que no a la cotización {made.number}: El precio"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"respuesta": "si", "si-name": "", "si-may": "on"}, "Escriba su nombre y apellido."),
        ({"respuesta": "si", "si-name": "Rosa"}, "Marque la casilla si puede decidir esta compra."),
        ({"respuesta": "no", "no-name": "Rosa"}, "Elija una razón."),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_kept(sent: dict[str, str], field: str) -> None:
    _, token = handed(*rosa_and_ana())

    page = Client().post(f"/c/{token}/", sent)

    assert (page.status_code, field in page.content.decode()) == (422, True)
    assert QuoteAnswer.objects.count() == 0


@pytest.mark.django_db
def test_a_reason_of_the_house_is_not_for_the_customer() -> None:
    _, token = handed(*rosa_and_ana())

    page = Client().post(f"/c/{token}/", no("no-contesta"))

    assert (page.status_code, QuoteAnswer.objects.count()) == (422, 0)


@pytest.mark.django_db
def test_the_same_post_again_changes_nothing_and_the_contrary_is_told() -> None:
    _, token = handed(*rosa_and_ana())
    client = Client()

    first, again = client.post(f"/c/{token}/", YES), client.post(f"/c/{token}/", YES)
    contrary = client.post(f"/c/{token}/", no())

    assert (first.status_code, again.status_code, contrary.status_code) == (303, 303, 409)
    assert "ya la había aceptado" in contrary.content.decode()
    assert (Order.objects.count(), QuoteAnswer.objects.count(), Notice.objects.count()) == (1, 1, 1)


@pytest.mark.django_db
def test_the_seller_notes_what_he_was_told_by_telephone() -> None:
    rosa, ana = rosa_and_ana()
    made, token = handed(rosa, ana)
    client = Client()
    client.force_login(ana, backend="allauth.account.auth_backends.AuthenticationBackend")

    wrong = client.post(f"/cotizaciones/{made.pk}/respuesta/", {"accepted": "no", "name": "Rosa"})
    saved = client.post(f"/cotizaciones/{made.pk}/respuesta/", {"accepted": "yes", "name": "Rosa Quispe"})

    said = QuoteAnswer.objects.get()
    assert (wrong.status_code, saved.status_code) == (422, 302)
    assert (said.source, said.user, said.ip, said.quote.order.channel) == ("staff", ana, None, "telefono")
    assert Notice.objects.count() == 0  # he knows
    assert "quedó aceptada" in Client().get(f"/c/{token}/").content.decode()


@pytest.mark.django_db
def test_a_draft_is_not_answered() -> None:
    rosa, ana = rosa_and_ana()
    made = quote(rosa, ana)

    with pytest.raises(Conflict, match="está borrador"):
        quote_answers.answer(version=made.versions.get(), accepted=True, name="Rosa", source="staff", actor=ana)


MONEY = st.decimals("0.0100", "9999.9999", places=4)


@pytest.mark.django_db
@given(
    rows=st.lists(
        st.tuples(st.decimals("0.001", "99.999", places=3), MONEY, st.integers(0, 100)), min_size=1, max_size=5
    )
)
@hypothesis_settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_the_lines_the_order_is_the_quote_to_the_cent(rows: list[tuple[Decimal, Decimal, int]]) -> None:
    number = Quote.objects.count()
    ana = person(f"v{number}", "gestor")
    lines = [
        line(None, str(quantity), str(price), discount_percent=str(off), tax_rate="18", name="Cosa", free=True)
        for quantity, price, off in rows
    ]
    made = quote(customer(f"C-{number}"), ana, *lines)
    Quote.objects.filter(pk=made.pk).update(state="sent", sent_at=now())
    made.versions.update(sent_at=now())

    said = quote_answers.answer(version=made.versions.get(), accepted=True, name="Rosa", source="staff", actor=ana)

    version = made.versions.get()
    assert (said.quote.order.total, said.quote.order.tax) == (version.total, version.tax)
    assert [one.total for one in said.quote.order.lines.all()] == [one.total for one in version.lines.all()]


# ── Who may see and answer ──────────────────────────────────────────────────────────────────────────────────
@pytest.mark.django_db
def test_the_page_shows_its_quote_and_nothing_of_another_customer() -> None:
    ana = person("ana", "ventas")
    other = customer("C-OTRO", first_name=CANARY, last_name="", email="canario@otro.example")
    handed(other, ana, line(name=f"Placa {CANARY}"), title=f"Para {CANARY}")
    _, token = handed(customer("C-ROSA"), ana)

    page = Client().get(f"/c/{token}/")
    text = page.content.decode()

    assert page.status_code == 200
    assert "Canario" not in text
    assert "canario@" not in text
    assert page["X-Robots-Tag"].startswith("noindex")
    assert page["Cache-Control"] == "private, no-store"
    assert page["Referrer-Policy"] == "same-origin"


@pytest.mark.django_db
def test_looking_changes_nothing_and_needs_few_queries(django_assert_max_num_queries: Any) -> None:
    rosa, ana = rosa_and_ana()
    made, token = handed(rosa, ana, *[line(name=f"Cosa {n}") for n in range(30)])
    before = Quote.objects.filter(pk=made.pk).values().get()
    client = Client()
    client.get(f"/c/{token}/")

    with django_assert_max_num_queries(8):
        client.get(f"/c/{token}/")
    client.head(f"/c/{token}/")

    assert Quote.objects.filter(pk=made.pk).values().get() == before
    assert (QuoteAnswer.objects.count(), QuoteQuestion.objects.count()) == (0, 0)


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["", "pdf/", "pregunta/"])
def test_an_unknown_token_is_a_404_that_says_nothing(address: str) -> None:
    made, _ = handed(*rosa_and_ana())
    link = QuoteLink.objects.get()
    guesses = [str(made.pk), str(link.pk), made.number, link.token_hash, "x" * 32, "ñ" * 30]
    client = Client()

    answers = [(client.post if address == "pregunta/" else client.get)(f"/c/{guess}/{address}") for guess in guesses]

    assert {one.status_code for one in answers} == {404}
    assert {made.number in one.content.decode() for one in answers} == {False}
    assert len({one.content for one in answers}) == 1


@pytest.mark.django_db
def test_a_token_is_192_bits_and_only_its_hash_is_kept() -> None:
    made, token = handed(*rosa_and_ana())

    assert len(token) == 32
    assert QuoteLink.objects.get().token_hash == hash_of(token)
    assert token not in str(list(QuoteLink.objects.values()))
    assert token_of(made) != token


@pytest.mark.django_db
def test_a_post_from_another_site_is_refused() -> None:
    _, token = handed(*rosa_and_ana())

    answer = Client(enforce_csrf_checks=True).post(f"/c/{token}/", YES)

    assert (answer.status_code, QuoteAnswer.objects.count()) == (403, 0)


def _expire(made: Quote) -> None:
    run_out(made)


def _revoke(made: Quote) -> None:
    QuoteLink.objects.filter(version__quote=made).update(revoked_at=now() - timedelta(seconds=1))


def _withdraw(made: Quote) -> None:
    quotes.withdraw(quote=made, actor=None)


def _newer(made: Quote) -> None:
    quotes.mark_sent(quote=quotes.new_version(quote=made, actor=None, adjustment="Otro precio"), actor=None)


def _reject(made: Quote) -> None:
    quote_answers.answer(
        version=made.versions.get(), accepted=False, name="Rosa", reason=LossReason.objects.get(code="precio"),
        source="staff", actor=None,
    )  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("spoil", "standing", "said"),
    [
        (_expire, "expired", "Esta cotización venció"),
        (_revoke, "revoked", "Este enlace ya no sirve"),
        (_withdraw, "withdrawn", "Esta cotización se retiró"),
        (_newer, "newer", "Hay una versión más nueva"),
        (_reject, "rejected", "Gracias por decírnoslo"),
    ],
)
def test_a_link_that_no_longer_answers_says_which_and_lets_one_ask(
    spoil: Callable[[Quote], None], standing: str, said: str
) -> None:
    rosa, ana = rosa_and_ana()
    made, token = handed(rosa, ana, title="Secreto de la casa")
    spoil(made)
    Notice.objects.all().delete()
    client = Client()

    page = client.get(f"/c/{token}/")
    late = client.post(f"/c/{token}/", YES)
    paper = client.get(f"/c/{token}/pdf/")
    asked = client.post(f"/c/{token}/pregunta/", {"pregunta-name": "Rosa", "pregunta-text": "¿Me manda otra?"})

    assert (page.status_code, page.context["standing"], said in page.content.decode()) == (200, standing, True)
    assert "Secreto de la casa" not in page.content.decode()
    assert late.status_code == 409
    assert (paper.status_code, asked.status_code) == (302, 303)
    assert (Order.objects.count(), QuoteAnswer.objects.filter(accepted=True).count()) == (0, 0)
    assert QuoteQuestion.objects.get().text == "¿Me manda otra?"
    assert Notice.objects.get(user=ana).text.endswith("¿Me manda otra?")


@pytest.mark.django_db
def test_a_link_ends_with_its_last_day_in_the_zone_of_the_company() -> None:
    made, _ = handed(*rosa_and_ana())

    ends = QuoteLink.objects.get().expires_at
    late = QuoteLink.objects.select_related("version__quote").get()

    assert standing_of(late, at=ends - timedelta(seconds=1)) == "open"
    assert standing_of(late, at=ends) == "expired"
    assert ends.isoformat().startswith(f"{made.valid_until + timedelta(days=1)}T05:00:00")  # midnight in Lima, in UTC


@pytest.mark.django_db
def test_questions_are_few_and_the_same_one_is_kept_once() -> None:
    made, token = handed(*rosa_and_ana())
    client = Client()

    def ask(text: str) -> int:
        return client.post(f"/c/{token}/pregunta/", {"pregunta-name": "Rosa", "pregunta-text": text}).status_code

    statuses = [ask("¿Incluye envío?"), ask("¿Incluye envío?"), *(ask(f"Pregunta {n}") for n in range(6))]

    assert statuses == [303] * 6 + [429] * 2
    assert QuoteQuestion.objects.filter(quote=made).count() == 5


@pytest.mark.django_db
def test_the_address_that_is_kept_is_not_what_the_caller_claims() -> None:
    _, token = handed(*rosa_and_ana())

    Client(REMOTE_ADDR="190.12.0.7").post(f"/c/{token}/", YES, headers={"X-Forwarded-For": "8.8.8.8"})

    assert QuoteAnswer.objects.get().ip == "190.12.0.7"


@pytest.mark.django_db
def test_who_was_forgotten_leaves_no_name_behind_and_his_link_ends() -> None:
    rosa, ana = rosa_and_ana()
    _, token = handed(rosa, ana)
    client = Client()
    client.post(f"/c/{token}/pregunta/", {"pregunta-name": CANARY, "pregunta-text": f"Soy {CANARY}"})
    client.post(f"/c/{token}/", no(**{"no-name": CANARY, "no-text": f"Dice {CANARY}"}))

    copy = privacy.as_json(rosa).decode()
    privacy.erase(customer=rosa, reason="carta del titular", asked_on=today(), actor=None)

    assert copy.count(CANARY) >= 4
    assert CANARY not in str([*QuoteAnswer.objects.values(), *QuoteQuestion.objects.values()])
    assert QuoteAnswer.objects.get().reason.code == "precio"  # what the totals need stays
    assert QuoteLink.objects.get().revoked_at is not None


# ── Two at once ─────────────────────────────────────────────────────────────────────────────────────────────
def _post(token: str, data: dict[str, str]) -> Callable[[], Any]:
    return lambda: Client().post(f"/c/{token}/", data)


@commits
def test_two_acceptances_at_once_make_one_order_and_both_are_thanked() -> None:
    made, token = handed(*rosa_and_ana())
    other = token_of(made)

    answers = at_once(_post(token, YES), _post(other, {**YES, "si-name": "Luis Quispe"}))

    order = Order.objects.get()
    pages = [Client().get(f"/c/{one}/").content.decode() for one in (token, other)]
    assert [one.status_code for one in answers] == [303, 303]
    assert QuoteAnswer.objects.count() == 1
    assert [order.number in page for page in pages] == [True, True]


@commits
def test_without_the_lock_the_second_would_break(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: both see a quote without answer (they meet after reading); only the database stops the second."""
    settings.GUARD_REMOVED = "quote.answer_lock"
    made, _ = handed(*rosa_and_ana())
    version, met = made.versions.get(), threading.Barrier(2)

    def late(version: QuoteVersion) -> None:
        met.wait(timeout=10)

    monkeypatch.setattr(quote_answers, "standing_answer", late)

    def accept() -> QuoteAnswer:
        return quote_answers.answer(version=version, accepted=True, name="Rosa", source="staff", actor=None)

    found = at_once(accept, accept, allow=DatabaseError)

    assert sorted(isinstance(one, QuoteAnswer) for one in found) == [False, True]
    assert any(isinstance(one, DatabaseError) for one in found)  # no kind page: the row or the wait for it was refused


@commits
def test_of_a_yes_and_a_no_at_once_the_first_stands_and_the_second_is_told() -> None:
    made, token = handed(*rosa_and_ana())

    answers = at_once(_post(token, YES), _post(token, no()))

    made.refresh_from_db()
    said = QuoteAnswer.objects.get()
    assert sorted(one.status_code for one in answers) == [303, 409]
    assert made.state == ("accepted" if said.accepted else "rejected")
    assert Order.objects.count() == int(said.accepted)
    told = answers[1 if said.accepted else 0].content.decode()
    assert ("ya la había aceptado" if said.accepted else "Su respuesta no se guardó") in told
