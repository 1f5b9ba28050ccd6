"""The life of a quote: states, versions, approval, taking over; who comes second; what the order of it is."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, InternalError, transaction

from company.enums import SalesLevel
from company.models import Notice, User
from company.services import sales_tree
from core.errors import Conflict, DomainError, NotAllowed
from sales.enums import ApprovalState, QuoteState
from sales.models import Quote, QuoteLine, QuoteLink, QuoteVersion
from sales.queries.quote_changes import changed_between
from sales.queries.quotes import current_version, ending, to_approve, versions_of
from sales.services import quote_approval, quotes
from sales.services.quote_lines import LineError
from tests.factories.company import person
from tests.factories.customers import customer
from tests.factories.inventory import product
from tests.factories.quotes import MORNING, line, quote, sent

pytestmark = pytest.mark.django_db


def _tree() -> tuple[User, User, User]:
    """Luz sells under Omar; Karla sells in another team."""
    omar, luz = person("omar", "supervisor"), person("luz", "ventas")
    karla, other = person("karla", "ventas"), person("noemi", "supervisor")
    head = sales_tree.place(person=omar, level=SalesLevel.SUPERVISOR, parent=None, actor=None)
    sales_tree.place(person=luz, level=SalesLevel.SELLER, parent=head, actor=None)
    top = sales_tree.place(person=other, level=SalesLevel.SUPERVISOR, parent=None, actor=None)
    sales_tree.place(person=karla, level=SalesLevel.SELLER, parent=top, actor=None)
    return luz, omar, karla


def test_a_new_quote_is_numbered_and_copies_what_it_offers() -> None:
    luz, cup = person("luz", "ventas"), product(price=Decimal("12.50"), cost=Decimal("5.00"))

    made = quote(customer(), luz, line(cup, "3", None), line(price="40.00"))

    assert made.number == "COT-2026-000001"
    assert (made.state, made.owner, made.made_on) == (QuoteState.DRAFT, luz, date(2026, 11, 18))
    assert made.valid_until == date(2026, 12, 3)
    assert (made.total, made.tax, made.cost) == (Decimal("77.50"), Decimal("13.95"), Decimal("15.00"))
    assert [row.name for row in current_version(made).lines.all()] == ["Taza de corazones", "Instalación"]
    assert current_version(made).terms != "", "the terms of the default template"


@pytest.mark.parametrize(
    "bad, field, said",
    [
        ({"quantity": "0"}, "quantity", "mayor que cero"),
        ({"quantity": "-1"}, "quantity", "mayor que cero"),
        ({"discount_percent": "100.01"}, "discount_percent", "0 a 100"),
        ({"discount_percent": "-1"}, "discount_percent", "0 a 100"),
        ({"tax_rate": "101"}, "tax_rate", "0 a 100"),
        ({"price": None}, "unit_price", "sin costo"),
        ({"price": "0"}, "unit_price", "sin costo"),
        ({"price": "-1"}, "unit_price", "negativo"),
        ({"name": "", "price": "1"}, "product", "producto"),
    ],
)
def test_a_broken_line_is_said_beside_its_cell(bad: dict[str, Any], field: str, said: str) -> None:
    with pytest.raises(LineError) as told:
        quote(customer(), person("luz", "ventas"), line(), line(**bad))
    assert (told.value.field, told.value.position) == (field, 2)
    assert said in str(told.value)
    assert not Quote.objects.exists()


def test_what_costs_nothing_says_so() -> None:
    made = quote(customer(), person("luz", "ventas"), line(), line(price="0", free=True))
    assert made.total == Decimal("100.00")


@pytest.mark.parametrize(
    "bad, field",
    [
        ({"title": " "}, "title"),
        ({"valid_until": MORNING.date() - timedelta(days=1)}, "valid_until"),
        ({"lines": []}, "lines"),
        ({"customer": "asleep"}, "customer"),
        ({"owner": "karla"}, "owner"),
    ],
)
def test_a_broken_head_is_said_beside_its_field(bad: dict[str, Any], field: str) -> None:
    luz, _, karla = _tree()
    values: dict[str, Any] = {"customer": customer(), "title": "Regalos", "lines": [line()], "actor": luz, **bad}
    values["customer"] = customer("C-2", is_active=False) if bad.get("customer") else values["customer"]
    if bad.get("owner"):
        values["owner"] = karla
    with pytest.raises(DomainError) as told:
        quotes.create(at=MORNING, **values)
    assert told.value.field == field


def test_who_comes_second_is_told_what_changed() -> None:
    luz, omar, _ = _tree()
    made = quote(customer(), luz)
    quotes.save(quote=made, version=1, lines=[line(price="80.00")], actor=omar, title="Regalos y globos", at=MORNING)

    with pytest.raises(Conflict) as told:
        quotes.save(quote=made, version=1, lines=[line(price="70.00")], actor=luz, at=MORNING)

    assert "Omar" in str(told.value)
    assert "Regalos y globos" in str(told.value)
    made.refresh_from_db()
    assert made.total == Decimal("80.00")


def test_what_was_sent_is_changed_only_by_a_new_version() -> None:
    luz = person("luz", "ventas")
    made = sent(customer(), luz, line(price="100.00"), line(name="Flete", price="20.00"))
    link = QuoteLink.objects.create(version=current_version(made), token_hash="a" * 64, expires_at=MORNING)
    with pytest.raises(DomainError, match="versión nueva"):
        quotes.save(quote=made, version=made.version, lines=[line()], actor=luz, at=MORNING)
    with pytest.raises(DomainError) as told:
        quotes.new_version(quote=made, actor=luz, adjustment=" ")
    assert told.value.field == "adjustment"

    second = quotes.new_version(quote=made, actor=luz, adjustment="Quitó el flete", at=MORNING)
    second = quotes.save(
        quote=second, version=second.version, lines=[line(quantity="2", price="90.00")], actor=luz, at=MORNING
    )
    assert second.state == QuoteState.DRAFT
    assert QuoteLink.objects.get(pk=link.pk).revoked_at is None, "the old offer stands until the new one goes out"
    quotes.mark_sent(quote=second, actor=luz, at=MORNING + timedelta(hours=1))

    newest, oldest = versions_of(made)
    assert (oldest.total, newest.total, newest.adjustment) == (Decimal("120.00"), Decimal("180.00"), "Quitó el flete")
    assert QuoteLink.objects.get(pk=link.pk).revoked_at is not None
    made.refresh_from_db()
    assert (made.state, made.version_count, made.total) == (QuoteState.SENT, 2, Decimal("180.00"))
    assert (made.first_sent_at, made.sent_at) == (MORNING, MORNING + timedelta(hours=1))


def test_the_database_keeps_the_money_of_what_was_sent() -> None:
    made = sent(customer(), person("luz", "ventas"))
    with pytest.raises((InternalError, IntegrityError)), transaction.atomic():
        QuoteVersion.objects.filter(quote=made).update(total=1)


def test_the_difference_of_two_versions() -> None:
    luz, cup = person("luz", "ventas"), product()
    made = sent(customer(), luz, line(cup, "10", "12.50"), line(name="Flete", price="20.00"), line(name="Lazo"))
    second = quotes.new_version(quote=made, actor=luz, adjustment="Más tazas", at=MORNING)
    lines = [line(name="Lazo"), line(cup, "20", "12.50"), line(name="Tarjeta", price="5.00")]
    quotes.save(quote=second, version=second.version, lines=lines, actor=luz, at=MORNING)

    newest, oldest = versions_of(made)
    change = changed_between(oldest, newest)

    told = [(one.kind, one.line.name, one.difference) for one in change.lines]
    assert told == [
        ("changed", "Taza de corazones", Decimal("125.00")),
        ("added", "Tarjeta", Decimal("5.00")),
        ("removed", "Flete", Decimal("-20.00")),
    ]
    assert change.lines[0].cells == {"quantity", "total"}
    assert (change.same, change.difference) == (1, Decimal("110.00"))


def test_a_discount_over_the_limit_waits_for_somebody_above() -> None:
    luz, omar, _ = _tree()
    made = quote(customer(), luz, line(discount_percent="10.01"))
    with pytest.raises(DomainError, match="nadie aprobó"):
        quotes.mark_sent(quote=made, actor=luz, at=MORNING)

    held = quote_approval.submit(quote=made, actor=luz)

    assert held.state == QuoteState.WAITING
    assert [notice.user for notice in Notice.objects.all()] == [omar]
    assert list(to_approve(omar)) == [held]
    with pytest.raises(DomainError):
        quotes.mark_sent(quote=made, actor=omar, at=MORNING)
    quote_approval.approve(quote=made, actor=omar, at=MORNING)
    assert quotes.mark_sent(quote=made, actor=luz, at=MORNING).state == QuoteState.SENT
    assert current_version(made).approval_by == omar


@pytest.mark.parametrize("who", ["luz", "karla", "noemi"])
def test_a_wrong_person_approves_nothing(who: str) -> None:
    luz, _, _ = _tree()
    held = quote_approval.submit(quote=quote(customer(), luz, line(discount_percent="30")), actor=luz)
    stranger = User.objects.get(username=who)
    for act in (
        lambda: quote_approval.approve(quote=held, actor=stranger),
        lambda: quote_approval.refuse(quote=held, actor=stranger, reason="No"),
    ):
        with pytest.raises(NotAllowed):
            act()
    held.refresh_from_db()
    assert held.state == QuoteState.WAITING
    assert list(to_approve(stranger)) == []


def test_a_manager_does_not_approve_his_own() -> None:
    boss, other = person("gema", "gestor"), person("gil", "gestor")
    held = quote_approval.submit(quote=quote(customer(), boss, line(discount_percent="30")), actor=boss)
    with pytest.raises(NotAllowed):
        quote_approval.approve(quote=held, actor=boss)
    assert quote_approval.approve(quote=held, actor=other).state == QuoteState.READY


def test_refused_with_its_reason_and_corrected() -> None:
    luz, omar, _ = _tree()
    held = quote_approval.submit(quote=quote(customer(), luz, line(discount_percent="30")), actor=luz)
    with pytest.raises(DomainError) as told:
        quote_approval.refuse(quote=held, actor=omar, reason="")
    assert told.value.field == "reason"

    back = quote_approval.refuse(quote=held, actor=omar, reason="No pases de 15 %")

    assert (back.state, current_version(back).approval_note) == (QuoteState.DRAFT, "No pases de 15 %")
    assert "No pases de 15 %" in Notice.objects.get(user=luz).text
    saved = quotes.save(quote=back, version=back.version, lines=[line(discount_percent="10")], actor=luz, at=MORNING)
    assert quote_approval.submit(quote=saved, actor=luz).state == QuoteState.READY


def test_an_approval_falls_with_the_figures_that_it_was_for() -> None:
    luz, omar, _ = _tree()
    held = quote_approval.submit(quote=quote(customer(), luz, line(discount_percent="20")), actor=luz)
    ready = quote_approval.approve(quote=held, actor=omar)
    saved = quotes.save(quote=ready, version=ready.version, lines=[line(discount_percent="60")], actor=luz, at=MORNING)
    assert (saved.state, current_version(saved).approval) == (QuoteState.DRAFT, ApprovalState.NOT_NEEDED)
    with pytest.raises(DomainError):
        quotes.mark_sent(quote=saved, actor=luz, at=MORNING)


def test_a_price_below_the_list_is_a_discount_too() -> None:
    luz, cup = person("luz", "ventas"), product(price=Decimal("100.00"))
    person("gema", "gestor")
    assert (
        quote_approval.submit(quote=quote(customer("C-9"), luz, line(cup, price="90.00")), actor=luz).state == "ready"
    )
    low = quote(customer("C-8"), luz, line(cup, price="89.99"))
    assert quote_approval.submit(quote=low, actor=luz).state == QuoteState.WAITING


def test_states_follow_their_table() -> None:
    luz = person("luz", "ventas")
    gone = quotes.withdraw(quote=sent(customer(), luz), actor=luz, at=MORNING)
    assert gone.state == QuoteState.WITHDRAWN
    for act in (
        lambda: quotes.mark_sent(quote=gone, actor=luz, at=MORNING),
        lambda: quotes.withdraw(quote=gone, actor=luz),
        lambda: quote_approval.submit(quote=gone, actor=luz),
    ):
        with pytest.raises(DomainError):
            act()
    assert quotes.new_version(quote=gone, actor=luz, adjustment="Otra vez", at=MORNING).state == QuoteState.DRAFT


def test_an_offer_out_of_date_is_not_sent() -> None:
    luz = person("luz", "ventas")
    made = quote(customer(), luz, valid_until=date(2026, 11, 18))
    with pytest.raises(DomainError) as told:
        quotes.mark_sent(quote=made, actor=luz, at=MORNING + timedelta(days=1))
    assert told.value.field == "valid_until"


def test_another_sellers_quote_is_used_again_without_its_customer() -> None:
    luz, _, karla = _tree()
    rosa = customer("C-7", first_name="Rosaura", last_name="Quispe")
    made = sent(rosa, karla, line(detail="Para Rosaura"), title="Regalos para Rosaura Quispe", terms="Pago de Rosaura")

    again = quotes.reuse(quote=made, customer=customer("C-8", first_name="Ana"), actor=luz, at=MORNING)

    version = current_version(again)
    said = " ".join([again.title, version.intro, version.terms, *(row.detail for row in version.lines.all())])
    assert "Rosaura" not in said
    assert (again.copied_from, again.total, again.owner) == (made, made.total, luz)


def test_what_ends_soon_without_an_answer() -> None:
    luz = person("luz", "ventas")
    soon = sent(customer("C-1"), luz, valid_until=date(2026, 11, 20))
    sent(customer("C-2"), luz, valid_until=date(2026, 11, 30))
    quote(customer("C-3"), luz, valid_until=date(2026, 11, 20))
    assert list(ending(luz, date(2026, 11, 18))) == [soon]
    assert QuoteLine.objects.count() == 3
