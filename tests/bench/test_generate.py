"""The generated company: the same from the same seed, in order of time, with the shape that the measures need."""

import numpy as np

from crm_project.bench.generate import DAYS, Size, line_rows, orders

SMALL = Size("t", 2_000, 20_000, 100, 20)


def test_the_same_seed_makes_the_same_company():
    first, again, other = orders(SMALL), orders(SMALL), orders(SMALL, seed=1)

    assert np.array_equal(first.cents, again.cents)
    assert np.array_equal(first.customer, again.customer)
    assert not np.array_equal(first.cents[:100], other.cents[:100])


def test_orders_come_in_order_of_time_and_in_about_the_number_asked_for():
    made = orders(SMALL)

    assert abs(len(made) - SMALL.orders) < 0.05 * SMALL.orders
    assert (np.diff(made.day) >= 0).all()
    assert (made.day.min(), made.day.max()) == (0, DAYS - 1)


def test_few_customers_bring_much_and_returns_cost():
    made = orders(SMALL)
    money = np.bincount(made.customer, weights=made.cents, minlength=SMALL.customers + 1)[1:]
    best = np.sort(money)[::-1][: SMALL.customers // 100]

    assert best.sum() > 0.1 * money.sum()
    assert (made.cents[made.kind == 1] < 0).all()
    assert (made.cents[made.kind == 0] > 0).all()


def test_lines_add_up_to_their_orders():
    made = orders(SMALL)
    summed: dict[int, int] = {}
    for part in line_rows(made, SMALL):
        for order, cents in zip(part["order"], part["cents"], strict=True):
            summed[order] = summed.get(order, 0) + cents

    assert summed
    assert all(made.cents[order - 1] == cents for order, cents in summed.items())
