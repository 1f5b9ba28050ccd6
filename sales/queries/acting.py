"""Who may do what with which order. Everybody sees orders; only who answers for one changes it."""

from typing import Any

from django.db.models import Q, QuerySet

from company.enums import Role
from company.models import User
from company.queries import team_of, with_role
from inventory.models import Warehouse
from sales.enums import OrderKind, OrderStatus
from sales.models import Order

from .scope import SEE_ALL, SELL, may_own_for
from .visible import orders_visible_to

# Who writes orders, and who hands goods out. Customer service and purchasing stand outside the sales tree.
ENTER = SELL | {Role.SERVICE.value}
HAND_OUT = ENTER | {Role.PURCHASING.value}
WHOLE_HOUSE = SEE_ALL | {Role.SERVICE.value, Role.PURCHASING.value}


def orders_acted_by(user: Any) -> QuerySet[Order]:
    """Orders that the person may act on: his team's and nobody's; all of them from outside the tree."""
    rows = orders_visible_to(user)
    roles: frozenset[str] = getattr(user, "roles", frozenset())
    if roles & WHOLE_HOUSE:
        return rows
    if not roles & SELL:
        return rows.none()
    return rows.filter(Q(seller_id__in=team_of(user)) | Q(seller=None))


def sellers_for(user: Any) -> QuerySet[User]:
    """Whom the person may name as the seller of an order: who sells, inside his scope."""
    roles: frozenset[str] = getattr(user, "roles", frozenset())
    if Role.SERVICE.value in roles and not roles & SELL:
        return with_role(Role.SELLER.value, Role.SUPERVISOR.value, Role.GESTOR.value)
    return may_own_for(user)


def acts_on(user: Any, order: Order) -> frozenset[str]:
    """What the person may do with a sale now: "edit", "confirm", "deliver", "cancel", "return"."""
    roles: frozenset[str] = getattr(user, "roles", frozenset())
    if order.kind != OrderKind.SALE or not roles & HAND_OUT:
        return frozenset()
    acts: frozenset[str] = {
        OrderStatus.DRAFT: frozenset({"edit", "confirm", "cancel"}),
        OrderStatus.CONFIRMED: frozenset({"deliver", "cancel"}),
        OrderStatus.DELIVERED: frozenset({"return"}),
    }.get(OrderStatus(order.status), frozenset())
    if not roles & ENTER:
        acts &= {"deliver"}
    return acts if acts and orders_acted_by(user).filter(pk=order.pk).exists() else frozenset()


def warehouses() -> QuerySet[Warehouse]:
    """Where goods can leave from, or come back to."""
    return Warehouse.objects.filter(is_active=True)


def promised(user: Any) -> QuerySet[Order]:
    """Confirmed sales with a day of delivery that the person answers for, the oldest promise first."""
    rows = orders_acted_by(user).filter(status=OrderStatus.CONFIRMED, kind=OrderKind.SALE, delivery_on__isnull=False)
    return rows.select_related("customer").order_by("delivery_on", "id")


def own_open(user: Any) -> QuerySet[Order]:
    """The person's own sales that nobody delivered yet, drafts too, the oldest first; none of who does not sell."""
    states = [OrderStatus.DRAFT, OrderStatus.CONFIRMED]
    rows = orders_visible_to(user).filter(seller_id=user.pk, kind=OrderKind.SALE, status__in=states)
    rows = rows if Role.SELLER.value in getattr(user, "roles", frozenset()) else rows.none()
    return rows.select_related("customer").order_by("placed_at", "id")
