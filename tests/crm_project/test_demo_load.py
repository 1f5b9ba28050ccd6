"""The demo company in the database: it adds up, comes in once, and goes away whole."""

import hashlib
from datetime import date
from decimal import Decimal

import pytest
from django.contrib.auth.hashers import check_password
from django.core.management import CommandError, call_command
from django.db.models import F, Q, Sum, Window
from django.test import Client

from company.enums import Role
from company.models import Company, SalesPosition, User
from core.errors import DomainError
from crm_project.demo import source, staff
from crm_project.demo.clear import clear
from crm_project.demo.load import Loaded, load
from customers.models import Category, Customer
from inventory.enums import MovementKind
from inventory.models import Product, StockBalance, StockMovement
from messaging.models import Template
from sales.enums import OrderKind, OrderStatus
from sales.models import (
    AssignmentRule,
    Order,
    OrderLine,
    Payment,
    Pipeline,
    PostSaleRule,
    Quote,
    ReminderRule,
    Stage,
)

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 22)

# What staff of the sample entered on top of the stream of the file.
HAND = "^[PD]-"
BY_HAND = Q(number__regex=HAND)


def test_the_money_of_the_file_stands_in_the_database(tiny_demo: Loaded) -> None:
    stream = source.read(today=TODAY, tiny=True)
    expected = Decimal(sum(invoice.total for invoice in stream.invoices)) / 100

    orders, lines = Order.objects.exclude(BY_HAND), OrderLine.objects.exclude(order__number__regex=HAND)
    assert lines.aggregate(sum=Sum("total"))["sum"] == expected
    assert orders.aggregate(sum=Sum("total"))["sum"] == expected
    assert tiny_demo.orders == orders.count() == len(stream.invoices)
    assert tiny_demo.lines == lines.count() == sum(len(invoice.lines) for invoice in stream.invoices)


def test_quotes_that_were_accepted_in_their_page_are_orders_to_the_cent(tiny_demo: Loaded) -> None:
    accepted = Quote.objects.filter(order__isnull=False).select_related("order")
    last = Order.objects.exclude(BY_HAND).latest("placed_on").placed_on

    assert accepted.count() == 2
    for one in accepted:
        assert (one.state, one.order.status) == ("accepted", "confirmed")
        assert (one.order.total, one.order.tax) == (one.total, one.tax)
        assert one.order.number.startswith("P-")
        assert last < one.order.placed_on <= TODAY


def test_every_order_is_the_sum_of_its_lines(tiny_demo: Loaded) -> None:
    summed = Order.objects.annotate(lines_total=Sum("lines__total"))

    assert [order.number for order in summed if order.lines_total != order.total] == []


def test_no_day_ends_below_zero_and_the_balance_is_the_sum_of_the_movements(tiny_demo: Loaded) -> None:
    running = StockMovement.objects.annotate(
        level=Window(Sum("quantity"), partition_by=[F("product"), F("warehouse")], order_by=[F("occurred_at"), F("id")])
    )
    summed = {
        (row["product"], row["warehouse"]): row["units"]
        for row in StockMovement.objects.values("product", "warehouse").annotate(units=Sum("quantity"))
    }

    assert [move.key for move in running if move.level < 0] == []
    assert {(b.product_id, b.warehouse_id): b.on_hand for b in StockBalance.objects.all()} == summed
    assert [b for b in StockBalance.objects.select_related("product") if b.value != b.on_hand * b.product.cost] == []


def test_what_left_the_store_is_what_was_delivered(tiny_demo: Loaded) -> None:
    left = StockMovement.objects.filter(kind=MovementKind.SALE).aggregate(units=Sum("quantity"))["units"]
    delivered = OrderLine.objects.filter(
        order__kind=OrderKind.SALE, order__status=OrderStatus.DELIVERED, product__isnull=False, quantity__gt=0
    ).aggregate(units=Sum("quantity"))["units"]

    assert -left == delivered


def test_a_return_that_names_its_sale_gives_back_no_more_than_was_sold(tiny_demo: Loaded) -> None:
    tied = Order.objects.filter(return_of__isnull=False).select_related("return_of")

    assert tied.exists()
    for back in tied:
        sold = {line.position: line for line in back.return_of.lines.all()}
        for line in back.lines.all():
            assert (sold[line.position].sku, sold[line.position].unit_price) == (line.sku, line.unit_price)
            assert -line.quantity <= sold[line.position].quantity
        assert back.customer_id == back.return_of.customer_id
        assert back.return_of.placed_at <= back.placed_at


def test_nobody_has_paid_more_than_he_owes(tiny_demo: Loaded) -> None:
    owed = {
        row["customer"]: row["sum"] for row in _by_customer(Order.objects.exclude(kind="adjustment"), "total", "tax")
    }
    paid = {row["customer"]: row["sum"] for row in _by_customer(Payment.objects, "amount")}

    assert [customer for customer, amount in paid.items() if amount > owed[customer]] == []
    assert sum(paid.values()) < sum(owed.values())
    assert not Payment.objects.filter(paid_on__gt=TODAY).exists()


def _by_customer(rows, *fields: str):
    total = sum((F(field) for field in fields[1:]), F(fields[0]))
    return rows.filter(customer__isnull=False).values("customer").annotate(sum=Sum(total))


def test_the_people_of_the_demo_can_log_in_with_their_roles(tiny_demo: Loaded) -> None:
    roles = {user.username: set(user.groups.values_list("name", flat=True)) for user in User.objects.all()}

    assert roles["gestor"] == {Role.GESTOR}
    assert set().union(*roles.values()) == set(Role.values)
    assert all(check_password(staff.PASSWORD, user.password) for user in User.objects.all())
    assert [user.username for user in User.objects.filter(is_superuser=True)] == ["admin"]


def test_the_sales_tree_has_one_root_and_true_paths(tiny_demo: Loaded) -> None:
    positions = list(SalesPosition.objects.select_related("parent"))

    assert [position.user.username for position in positions if position.parent is None] == ["director"]
    for position in positions:
        assert position.path == f"{position.parent.path if position.parent else ''}{position.pk}/"


def test_the_company_says_that_it_is_a_sample(tiny_demo: Loaded) -> None:
    company = Company.objects.get()

    assert (company.is_demo, company.name, company.tax_id) == (True, "Casa Andina Regalos", staff.COMPANY["tax_id"])


def test_a_second_load_is_refused_in_a_plain_sentence(tiny_demo: Loaded) -> None:
    with pytest.raises(CommandError, match="Ya hay clientes, productos o pedidos"):
        call_command("load_demo", "--tiny")

    call_command("load_demo", "--tiny", "--if-empty")
    assert Order.objects.exclude(BY_HAND).count() == tiny_demo.orders


def test_the_same_seed_makes_the_same_company() -> None:
    first, second = _loaded_and_cleared(seed=3), _loaded_and_cleared(seed=3)
    other = _loaded_and_cleared(seed=4)

    assert first == second
    assert first != other


def _loaded_and_cleared(*, seed: int) -> dict[str, str]:
    load(today=TODAY, tiny=True, seed=seed)
    prints: dict[str, str] = {}
    for rows in (
        Customer.objects.order_by("code").values_list(
            "code", "name", "document_number", "phone", "city", "owner__username"
        ),
        Product.objects.order_by("sku").values_list("sku", "name", "price", "cost", "barcode", "category__code"),
        Order.objects.exclude(BY_HAND)
        .order_by("number")
        .values_list("number", "kind", "channel", "city", "total", "tax", "cost"),
        Payment.objects.exclude(number__startswith="C-")
        .order_by("number")
        .values_list("number", "amount", "paid_on", "method"),
        # Deliveries by hand name their order by its id, which goes on counting.
        StockMovement.objects.exclude(key__startswith="pedido:")
        .order_by("key")
        .values_list("key", "quantity", "unit_cost"),
    ):
        prints[rows.model.__name__] = hashlib.sha256(repr(list(rows)).encode()).hexdigest()
    clear(actor=None)
    return prints


def _rules() -> list[int]:
    """How many rules there are that name nothing of the sample."""
    own = PostSaleRule.objects.filter(category=None, product=None)
    return [own.count(), *(one.objects.count() for one in (Pipeline, Stage, ReminderRule, AssignmentRule))]


def test_it_goes_away_whole_and_leaves_the_rules(tiny_demo: Loaded) -> None:
    categories = Category.objects.count()
    rules = _rules()
    assert min(rules) > 0

    call_command("clear_demo", "--yes")

    assert [m for m in (Customer, Product, Order, OrderLine, Payment, StockMovement) if m.objects.exists()] == []
    assert Category.objects.count() == categories
    assert rules == _rules()
    assert {rule.template.code for rule in ReminderRule.objects.all()} <= set(
        Template.objects.values_list("code", flat=True)
    )
    AssignmentRule.objects.create(name="Otra")  # numbers begin after those that stayed
    assert [user.username for user in User.objects.all()] == ["admin"]
    assert Company.objects.get().is_demo is False


def test_clearing_keeps_nothing_of_the_demo_where_somebody_else_administers(tiny_demo: Loaded) -> None:
    User.objects.create_superuser("ines", password="una-clave-larga-2026")

    clear(actor=None)

    assert [user.username for user in User.objects.all()] == ["ines"]


def test_real_data_are_never_cleared(tiny_demo: Loaded) -> None:
    Company.objects.update(is_demo=False)

    with pytest.raises(DomainError, match="no hay datos de muestra"):
        clear(actor=None)
    assert Order.objects.exclude(BY_HAND).count() == tiny_demo.orders


def test_only_who_administers_takes_the_sample_away_and_is_asked_first(client: Client, tiny_demo: Loaded) -> None:
    client.force_login(User.objects.get(username="gestor"))
    assert client.post("/datos-de-muestra/quitar/").status_code == 403

    client.force_login(User.objects.get(username="admin"))
    asked = client.get("/datos-de-muestra/quitar/")
    assert f"{Order.objects.count()} pedidos" in asked.content.decode()
    assert Order.objects.exists()

    client.post("/datos-de-muestra/quitar/")
    assert not Order.objects.exists()
    assert not Company.objects.get().is_demo
