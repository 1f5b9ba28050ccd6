"""Money of quotes, cent by cent: against a plain model, and against what the database computes."""

from decimal import Decimal
from fractions import Fraction

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sales.models import OrderLine, Quote, QuoteLine, QuoteVersion
from sales.services import quotes
from sales.services.lines import build as build_order
from sales.services.quote_money import QuoteLineInput, as_order_lines, line_tax, line_total
from tests.factories.company import person
from tests.factories.customers import customer
from tests.factories.quotes import MORNING, line, quote

pytestmark = pytest.mark.django_db


def to_the_cent(value: Fraction) -> Decimal:
    """The plain model: whole cents, half up, by integers only."""
    cents, rest = divmod(value * 100, 1)
    return Decimal(int(cents) + (1 if rest >= Fraction(1, 2) else 0)) / 100


QUANTITIES = st.decimals("0.001", "999999.999", places=3)
PRICES = st.decimals("0.0001", "999999.9999", places=4)
PERCENTS = st.decimals("0", "100", places=2)
LINES = st.lists(st.tuples(QUANTITIES, PRICES, PERCENTS, PERCENTS), min_size=1, max_size=6)


@given(QUANTITIES, PRICES, PERCENTS, PERCENTS)
def test_a_line_is_what_a_plain_model_says(quantity: Decimal, price: Decimal, off: Decimal, rate: Decimal) -> None:
    total = line_total(quantity=quantity, unit_price=price, discount_percent=off)
    assert total == to_the_cent(Fraction(quantity) * Fraction(price) * (100 - Fraction(off)) / 100)
    assert line_tax(total=total, tax_rate=rate) == to_the_cent(Fraction(total) * Fraction(rate) / 100)


@given(LINES)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_saved_passes_the_checks_and_adds_up(rows: list[tuple[Decimal, Decimal, Decimal, Decimal]]) -> None:
    with transaction.atomic():
        made = quotes.create(
            customer=customer(f"C-{Quote.objects.count()}-{abs(hash(tuple(rows)))}"),
            title="Prueba",
            lines=[QuoteLineInput(None, q, p, d, t, name="Servicio") for q, p, d, t in rows],
            actor=None,
            owner=person(f"u{Quote.objects.count()}{abs(hash(tuple(rows)))}"),
            at=MORNING,
        )
        made.refresh_from_db()
        stored = list(QuoteLine.objects.filter(version__quote=made))
        wanted = [to_the_cent(Fraction(q) * Fraction(p) * (100 - Fraction(d)) / 100) for q, p, d, _ in rows]
        assert [one.total for one in stored] == wanted
        assert made.total == sum(wanted)
        assert made.tax == sum(to_the_cent(Fraction(one.total) * Fraction(one.tax_rate) / 100) for one in stored)
        transaction.set_rollback(True)


@given(LINES)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_order_of_a_quote_has_its_total_and_tax(rows: list[tuple[Decimal, Decimal, Decimal, Decimal]]) -> None:
    with transaction.atomic():
        key = f"{Quote.objects.count()}{abs(hash(tuple(rows)))}"
        made = quotes.create(
            customer=customer(f"C-{key}"),
            title="Prueba",
            lines=[QuoteLineInput(None, q, p, d, t, name="Servicio") for q, p, d, t in rows],
            actor=None,
            owner=person(f"u{key}"),
            at=MORNING,
        )
        version = QuoteVersion.objects.get(quote=made)
        ordered: list[OrderLine] = build_order(None, as_order_lines(version), default_tax=Decimal(18))  # type: ignore[arg-type]
        assert [one.total for one in ordered] == [one.total for one in version.lines.all()]
        assert sum(one.total for one in ordered) == made.total
        taxes = [to_the_cent(Fraction(one.total) * Fraction(one.tax_rate) / 100) for one in ordered]
        assert sum(taxes) == made.tax
        transaction.set_rollback(True)


@pytest.mark.parametrize(
    "field, value",
    [("total", "100.01"), ("tax", "18.01"), ("quantity", "0"), ("discount_percent", "100.01"), ("unit_price", "-1")],
)
def test_the_database_refuses_a_line_that_does_not_add_up(field: str, value: str) -> None:
    made = quote(customer(), person("luz", "vendedor"), line())
    with pytest.raises(IntegrityError), transaction.atomic():
        QuoteLine.objects.filter(version__quote=made).update(**{field: Decimal(value)})


def test_a_big_amount_is_not_rounded_twice() -> None:
    """Where the quotient has eleven decimals PostgreSQL's division kept nine, and the cent went up."""
    quantity, price, off = Decimal("111111.111"), Decimal("9999.9999"), Decimal("0.01")
    made = quote(customer(), person("luz", "vendedor"), line(None, str(quantity), str(price), discount_percent=off))
    made.refresh_from_db()
    assert made.total == to_the_cent(Fraction(quantity) * Fraction(price) * (100 - Fraction(off)) / 100)
