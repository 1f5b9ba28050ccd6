"""Cross-sell against a plain count in Python: the same pairs, the same reasons, nothing invented."""

from collections import defaultdict
from datetime import date, timedelta
from itertools import permutations
from random import Random

import pytest

from inventory.models import StockBalance
from sales.models import ProductPair
from sales.queries import cross_sell
from sales.queries.cross_sell import products_for
from sales.services.cross_sell import compute_pairs
from tests.factories.customers import customer, customers
from tests.factories.inventory import product, warehouse
from tests.factories.sales import order

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 18)


def test_pairs_are_those_of_a_plain_count() -> None:
    chance = Random(7)
    goods = [product(sku=f"P-{n}", name=f"Producto {n}") for n in range(8)]
    baskets: dict[int, set[int]] = defaultdict(set)
    for who in customers(40):
        # Two habits: the first four go together, the last four go together.
        for one in chance.sample(goods[:4] if chance.random() < 0.5 else goods[4:], k=3):
            order(who, TODAY - timedelta(days=chance.randrange(700)), product=one)
            baskets[who.pk].add(one.pk)
        order(who, TODAY - timedelta(days=cross_sell.WINDOW + 5), product=chance.choice(goods))  # too long ago
    buyers = {one.pk: sum(one.pk in basket for basket in baskets.values()) for one in goods}
    expected = {}
    for one, two in permutations([each.pk for each in goods], 2):
        both = sum({one, two} <= basket for basket in baskets.values())
        if both >= cross_sell.SUPPORT and both / buyers[one] >= float(cross_sell.CONFIDENCE):
            lift = both * len(baskets) / (buyers[one] * buyers[two])
            if round(lift, 2) >= float(cross_sell.LIFT):
                expected[one, two] = (buyers[one], both)

    compute_pairs(day=TODAY)
    compute_pairs(day=TODAY)

    found = {(row.product_id, row.other_id): (row.buyers, row.both) for row in ProductPair.objects.all()}
    assert expected
    assert found == expected


def test_it_leaves_out_what_he_has_what_is_not_sold_and_what_is_not_there() -> None:
    base, old, lately, gone, out, fits = (product(sku=f"P-{n}", name=f"Producto {n}") for n in range(6))
    who = customer("C-1")
    order(who, TODAY - timedelta(days=300), product=base)
    order(who, TODAY - timedelta(days=300), product=old)
    order(who, TODAY - timedelta(days=20), product=lately)
    for other in (old, lately, gone, out, fits):
        ProductPair.objects.create(product=base, other=other, buyers=120, both=48, lift="3.00")
    gone.is_active = False
    gone.save()
    StockBalance.objects.create(product=out, warehouse=warehouse(), on_hand=0)

    found = products_for(who, today=TODAY)

    assert [one.name for one in found] == ["Producto 1", "Producto 5"]
    assert found[0].why == "4 de cada 10 que compran Producto 0 también lo compran (48 de 120)"


def test_with_few_data_it_says_nothing() -> None:
    who, one, two = customer("C-1"), product(sku="A"), product(sku="B")
    for other in customers(cross_sell.SUPPORT - 1):
        order(other, TODAY, product=one)
        order(other, TODAY, product=two)
    order(who, TODAY, product=one)

    assert compute_pairs(day=TODAY) == 0
    assert products_for(who, today=TODAY) == []
