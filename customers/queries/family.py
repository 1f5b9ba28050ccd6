"""The tree of customers: the whole family of one, in one bounded query."""

from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from customers.models import Customer

from .visible import customers_visible_to

DEEPEST = 60
MOST = 500
UP = """
WITH RECURSIVE up AS (
    SELECT id, parent_id, 0 AS steps FROM customers_customer WHERE id = %(id)s
    UNION ALL
    SELECT c.id, c.parent_id, up.steps + 1 FROM up JOIN customers_customer c ON c.id = up.parent_id
    WHERE up.steps < %(deepest)s
)
"""
FAMILY = f"""{UP}, root AS (SELECT id FROM up ORDER BY steps DESC LIMIT 1), down AS (
    SELECT c.id, 0 AS depth, ARRAY[c.sort_key, c.id::text] AS place FROM customers_customer c JOIN root USING (id)
    UNION ALL
    SELECT c.id, down.depth + 1, down.place || ARRAY[c.sort_key, c.id::text]
    FROM down JOIN customers_customer c ON c.parent_id = down.id WHERE down.depth < %(deepest)s
)
SELECT id, depth FROM down ORDER BY place LIMIT %(most)s
"""  # noqa: S608 - only constants of this file
CHAIN = f"{UP} SELECT id FROM up ORDER BY steps"  # noqa: S608 - only constants of this file


@dataclass
class Node:
    """A customer in his tree."""

    customer: Customer
    depth: int
    children: list["Node"] = field(default_factory=list)

    @property
    def size(self) -> int:
        """How many there are, himself included."""
        return 1 + sum(child.size for child in self.children)


@dataclass(frozen=True)
class Family:
    """The tree from its root; ``cut`` = it is larger than what is shown."""

    root: Node
    nodes: list[Node]
    cut: bool


def above(customer_id: int) -> list[int]:
    """Ids from this customer up to the root: one query."""
    with connection.cursor() as cursor:
        cursor.execute(CHAIN, {"id": customer_id, "deepest": DEEPEST})
        return [pk for (pk,) in cursor.fetchall()]


def family_of(user: Any, customer: Customer) -> Family:
    """The whole family of a customer, whoever of it he is: two queries, whatever its size."""
    with connection.cursor() as cursor:
        cursor.execute(FAMILY, {"id": customer.pk, "deepest": DEEPEST, "most": MOST + 1})
        places = dict(cursor.fetchall())
    rows = customers_visible_to(user).filter(pk__in=list(places)).select_related("owner")
    fields = ("id", "name", "code", "city", "kind", "parent_id", "owner", "is_active", "owner__first_name")
    known = {row.pk: row for row in rows.only(*fields, "owner__last_name", "owner__username")}
    nodes = {pk: Node(known[pk], depth) for pk, depth in list(places.items())[:MOST] if pk in known}
    for node in nodes.values():
        if node.depth and node.customer.parent_id in nodes:
            nodes[node.customer.parent_id].children.append(node)
    ordered = list(nodes.values())
    return Family(ordered[0], ordered, len(places) > MOST)
