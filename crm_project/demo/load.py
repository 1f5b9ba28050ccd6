"""Load the demo company: catalogue, people, orders, payments, stock. One transaction; refused where data stand."""

import gc
import io
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from itertools import islice
from zoneinfo import ZoneInfo

from django.db import connection, transaction
from django.db.models import Min

from analytics.services import weekly
from company.models import User
from core.audit import acting
from core.clock import last_complete_week, week_of
from core.errors import DomainError
from customers.models import Category as CustomerCategory
from customers.models import Customer
from inventory.models import Brand, Category, Product, Warehouse
from inventory.services.bulk import post_movements_bulk
from sales.enums import LineKind
from sales.models import Order, Payment

from . import catalogue, extras, orders, staff, stock
from .people import Person, people
from .source import Stream, other_name, read

SEED = 20_261
ZONE = ZoneInfo("America/Lima")
WAREHOUSES = {stock.SHOP: ("Tienda San Blas", "Cusco"), stock.STORE: ("Almacén Ate", "Lima")}
CATEGORIES = {"posible-cliente": "Posible cliente", "cliente": "Cliente", "distribuidor": "Distribuidor o franquiciado"}
CHUNK = 20_000

Progress = Callable[[str, int], None]


@dataclass(frozen=True)
class Loaded:
    """What the loader put in."""

    customers: int
    products: int
    orders: int
    lines: int
    payments: int
    movements: int
    first: date
    last: date


def has_business_data() -> bool:
    """Does anything stand that the demo would mix with?"""
    return any(model.objects.exists() for model in (Customer, Product, Order, Payment))


def load(*, today: date, seed: int = SEED, tiny: bool = False, progress: Progress = lambda what, share: None) -> Loaded:
    """Put the demo company into an empty database.

    ``today`` decides into which weeks the stream is moved; ``progress(step, percent)`` is told what happens. Raises
    ``DomainError`` if business data stand already.
    """
    if has_business_data():
        raise DomainError(
            "Ya hay clientes, productos o pedidos: los datos de muestra solo se cargan en un sistema vacío."
        )
    with _no_collector(), transaction.atomic(), acting(actor=None, why="datos de muestra"):
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = 0")
        progress("Leyendo las ventas reales", 0)
        stream = read(today=today, tiny=tiny)
        return _fill(stream, today=today, seed=seed, progress=progress)


@contextmanager
def _no_collector() -> Iterator[None]:
    """Half a million small objects without a cycle among them: looking for cycles costs a quarter of the time."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _fill(stream: Stream, *, today: date, seed: int, progress: Progress) -> Loaded:
    progress("Equipo y empresa", 8)
    staff.found_company()
    sellers = staff.hire()
    progress("Catálogo", 10)
    items = catalogue.items(stream, seed=seed)
    products = _load_products(items)
    progress("Clientes", 16)
    invented = people(stream, seed=seed, sellers=len(sellers))
    customers = _load_customers(invented, sellers)
    progress("Pedidos", 24)
    found = orders.place(
        stream.invoices, {person.code: person for person in invented}, zone=ZONE, last=_last(stream), seed=seed
    )
    costs = {item.sku: item.cost for item in items}
    placed = _order_ids(found)
    staff_ids = [seller.pk for seller in sellers]
    heads = orders.order_rows(found, ids=placed, customers=customers, sellers=staff_ids, costs=costs)
    _copy("sales_order", orders.ORDER_COLUMNS, heads)
    _analyze("customers_customer", "inventory_product", "sales_order")
    progress("Líneas de pedido", 32)
    names = {item.sku: item.name for item in items} | _other_names(stream)
    rows = orders.line_rows(found, orders=placed, products=products, names=names, costs=costs)
    lines = _copy("sales_orderline", orders.LINE_COLUMNS, rows)
    progress("Pagos", 58)
    money = orders.payment_rows(found, ids=placed, customers=customers, today=today, seed=seed)
    paid = _copy("sales_payment", orders.PAYMENT_COLUMNS, money)
    progress("Stock", 66)
    moved = post_movements_bulk(
        rows=stock.rows(
            orders.flows(found),
            products=products,
            costs=costs,
            warehouses=_load_warehouses(),
            first=orders.first_monday(found),
            last=orders.last_day(found),
            seed=seed,
        ),
        actor=None,
        why="datos de muestra",
    )
    _analyze("sales_orderline", "sales_payment", "inventory_stockmovement", "inventory_stockbalance")
    extras.fill(today=today, seed=seed, progress=progress)
    progress("Comprobando", 80)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    return Loaded(
        len(customers), len(products), len(placed), lines, paid, moved,
        min(order.placed_on for order in found), orders.last_day(found),
    )  # fmt: skip


def _last(stream: Stream) -> date:
    return max(invoice.placed_at for invoice in stream.invoices).date()


def _other_names(stream: Stream) -> dict[str, str]:
    return {
        line.sku: other_name(line.sku)
        for invoice in stream.invoices
        for line in invoice.lines
        if line.kind != LineKind.PRODUCT
    }


def _load_products(items: list[catalogue.Item]) -> dict[str, int]:
    """Category tree, brands, products; gives product ids by code."""
    leaves: dict[str, Category] = {}
    for order, ((code, name), branch) in enumerate(catalogue.TREE.items(), start=1):
        root = Category.objects.create(code=code, name=name, order=order * 10)
        Category.objects.filter(pk=root.pk).update(path=f"{root.pk}/")
        for place, (leaf, title, _share) in enumerate(branch, start=1):
            node = Category.objects.create(code=leaf, name=title, parent=root, order=order * 10 + place)
            Category.objects.filter(pk=node.pk).update(path=f"{root.pk}/{node.pk}/")
            leaves[leaf] = node
    brands = {name: Brand.objects.get_or_create(name=name)[0] for name in catalogue.BRANDS}
    made = Product.objects.bulk_create(
        [
            Product(
                sku=item.sku,
                name=item.name,
                category=leaves[item.leaf],
                brand=brands.get(item.brand),
                barcode=item.barcode,
                price=orders.decimal(item.price),
                cost=orders.decimal(item.cost),
                lead_time_days=item.lead_time,
                is_active=item.active,
            )
            for item in items
        ],
        batch_size=1_000,
    )
    return {product.sku: product.pk for product in made}


def _load_customers(invented: list[Person], sellers: list[User]) -> dict[str, int]:
    """Customers with their categories and families; gives ids by code."""
    made = Customer.objects.bulk_create(
        [
            Customer(
                code=person.code,
                kind=person.kind,
                lifecycle=person.lifecycle,
                first_name=person.first_name,
                last_name=person.last_name,
                legal_name=person.legal_name,
                trade_name=person.trade_name,
                document_kind=person.document_kind,
                document_number=person.document_number,
                email=person.email,
                phone=person.phone,
                birth_date=person.birth_date,
                gender=person.gender,
                street=person.street,
                district=person.district,
                city=person.city,
                region=person.region,
                country="PE",
                since=person.since,
                owner=sellers[person.owner],
            )
            for person in invented
        ],
        batch_size=1_000,
    )
    ids = {customer.code: customer.pk for customer in made}
    categories = {
        code: CustomerCategory.objects.get_or_create(code=code, defaults={"name": name})[0].pk
        for code, name in CATEGORIES.items()
    }
    through = Customer.categories.through
    through.objects.bulk_create(
        [
            through(customer_id=ids[person.code], category_id=categories[code])
            for person in invented
            for code in person.categories
        ],
        batch_size=5_000,
    )
    for person in invented:
        if person.parent:
            Customer.objects.filter(pk=ids[person.code]).update(parent_id=ids[person.parent])
    return ids


def compute_weeks(*, today: date, progress: Progress = lambda what, share: None) -> int:
    """Compute every week of the stream, so that the pages have their history; gives how many weeks stand."""
    first = Order.objects.aggregate(Min("placed_on"))["placed_on__min"]
    if first is None:
        return 0
    weeks = 0

    def tell(done: int, of: int, text: str) -> None:
        nonlocal weeks
        weeks = of
        progress(text, 82 + 17 * done // max(1, of))

    weekly.compute_week(week=week_of(first), today=today, why="datos de muestra")
    weekly.compute_week(week=last_complete_week(today), today=today, why="datos de muestra", progress=tell)
    progress("Listo", 100)
    return weeks + 1


def _order_ids(found: list[orders.Placed]) -> dict[str, int]:
    """An id for each order, out of the table's own sequence, so that returns can point to their sales."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence('sales_order', 'id')) FROM generate_series(1, %s)", [len(found)]
        )
        return {order.invoice.number: row[0] for order, row in zip(found, cursor.fetchall(), strict=True)}


def _copy(table: str, columns: str, rows: Iterable[str]) -> int:
    """COPY lines of text into a table; gives how many."""
    count = 0
    with connection.cursor() as cursor:
        for part in _parts(rows):
            cursor.copy_expert(f"COPY {table} ({columns}) FROM STDIN", io.StringIO("".join(part)))
            count += len(part)
    return count


def _analyze(*tables: str) -> None:
    """Tell the planner how large the tables have become.

    Without it the checks of foreign keys go on reading the "empty" parents row by row: 100 s instead of 10 at commit.
    """
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"ANALYZE {table}")


def _parts(rows: Iterable[str]) -> Iterator[list[str]]:
    found = iter(rows)
    while part := list(islice(found, CHUNK)):
        yield part


def _load_warehouses() -> dict[str, int]:
    return {
        code: Warehouse.objects.get_or_create(code=code, defaults={"name": name, "city": city})[0].pk
        for code, (name, city) in WAREHOUSES.items()
    }
