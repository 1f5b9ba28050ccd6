"""Keyset pages: each row exactly once, in both directions, through ties and empty values."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.lists.searching import find, too_short, words_of
from core.lists.sorting import ordered, read_page
from core.matching import plain
from customers.models import Customer, CustomerStanding
from customers.views.lists import CUSTOMERS
from tests.factories.customers import customer, customers, standing

pytestmark = pytest.mark.django_db
FIRST = date(2026, 1, 5)


def _tied_customers(count: int = 23) -> None:
    """Three amounts, four days and none: ties everywhere, empty values too."""
    for n, row in enumerate(customers(count)):
        last = None if n % 3 == 0 else FIRST + timedelta(days=n % 4)
        CustomerStanding.objects.filter(pk=row.pk).update(monetary=n % 3, last_order_on=last)


@pytest.mark.parametrize("down", [True, False], ids=["down", "up"])
@pytest.mark.parametrize("key", ["name", "money", "last"])
def test_walking_forward_and_back_visits_each_row_once_in_the_order_of_the_file(key: str, down: bool) -> None:
    _tied_customers()
    rows, sort = Customer.objects.filter(standing__isnull=False).select_related("standing"), CUSTOMERS.sorts[key]
    whole = [row.pk for row in ordered(rows, sort, down=down)]

    forward, page = [], read_page(rows, sort, down=down, size=4)
    starts = [page.start]
    forward += [row.pk for row in page.rows]
    while page.next:
        page = read_page(rows, sort, down=down, size=4, after=page.next)
        starts.append(page.start)
        forward += [row.pk for row in page.rows]
    backward = [row.pk for row in page.rows]
    while page.previous:
        page = read_page(rows, sort, down=down, size=4, before=page.previous)
        backward = [row.pk for row in page.rows] + backward

    assert forward == whole
    assert backward == whole
    assert starts == [1, 5, 9, 13, 17, 21]
    assert page.start == 1


def test_customers_who_never_bought_come_last_in_either_direction() -> None:
    never = standing(customer("C-1"), last=None)
    bought = standing(customer("C-2"), last=FIRST)
    rows = Customer.objects.filter(standing__isnull=False)

    for down in (True, False):
        page = read_page(rows, CUSTOMERS.sorts["last"], down=down, size=10)

        assert [row.pk for row in page.rows] == [bought.pk, never.pk]


@pytest.mark.parametrize(
    "cursor", ["x", "W10", "WzAsICIxIiwgImEiLCAxXQ", "bnVsbA", "WzAsbnVsbCwxLDFd", "%00", "WzEsIjEiLDEsMV0"]
)
def test_a_cursor_that_nobody_gave_out_shows_the_first_page(cursor: str) -> None:
    customers(3)
    rows = Customer.objects.filter(standing__isnull=False)

    page = read_page(rows, CUSTOMERS.sorts["money"], down=True, size=2, after=cursor)

    assert (page.start, page.previous) == (1, "")


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(alphabet=st.sampled_from("%_'\\\"ab á|&()*[]$ñ\0"), max_size=14))
def test_signs_that_mean_something_to_like_or_sql_are_letters_here(text: str) -> None:
    """Who is called so is found; who is not, is not."""
    number = Customer.objects.count()
    words = words_of(text)
    named = customer(f"N{number}", first_name=" ".join(words) or "x", last_name="Zeta")
    other = customer(f"O{number}", first_name="Otra", last_name="Persona")
    held = Customer.objects.get(pk=other.pk).search

    found = set(find(Customer.objects.filter(pk__in=[named.pk, other.pk]), text).values_list("pk", flat=True))

    expected = set() if too_short(text) else {named.pk}
    if not too_short(text) and all(plain(word) in held for word in words):
        expected.add(other.pk)
    assert found == expected


def test_words_are_found_in_any_order_without_accents_and_case() -> None:
    wanted = customer("C-1", first_name="Ángel María", last_name="Ñahui Quispe")
    customer("C-2", first_name="Ángel", last_name="Torres")

    assert list(find(Customer.objects.all(), "quispe ANGEL nahui")) == [wanted]
