"""Who attends a redirected order: rules in their order, or a person by hand; and who hears of those that wait."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Count, Max, Q, QuerySet
from django.db.models.functions import Now
from django.urls import reverse

from company.enums import NoticeKind, Role
from company.models import Notice, User
from company.queries import chiefs_of, with_role
from company.services import notify
from core import formatting, house
from core.audit import acting
from core.clock import now
from core.errors import DomainError
from sales.enums import REDIRECT_OPEN, AssignBy, RedirectStatus
from sales.models import AssignmentRule, RedirectedOrder
from sales.queries import sellers

from .redirected import locked, remember, save, state_of

OPEN = [str(status) for status in REDIRECT_OPEN]
DEFAULT_MINUTES = 30


@dataclass(frozen=True)
class Choice:
    """Whom a rule found, and the words that say why: "cartera suya"."""

    seller: User
    why: str


def choose(redirected: RedirectedOrder) -> Choice | None:
    """The seller that the first fitting rule finds; ``None`` if no rule finds anybody."""
    for rule in AssignmentRule.objects.filter(is_active=True).select_related("category", "seller"):
        if _fits(rule, redirected):
            found = _found(rule, redirected)
            if found is not None:
                return found
    return None


def assign_by_rule(*, redirected: RedirectedOrder, actor: Any, at: datetime | None = None) -> RedirectedOrder:
    """Give a waiting order to whom the rules say and ring his bell; without a fitting rule it waits for everybody."""
    moment = at or now()
    with transaction.atomic(), acting(actor=actor, why="asignado por regla"):
        _one_at_a_time()
        held = locked(redirected)
        if held.status != RedirectStatus.WAITING:
            return held
        choice = choose(held)
        if choice is None:
            return held
        _give(held, choice.seller, choice.why, moment)
        return held


def assign(
    *, redirected: QuerySet[RedirectedOrder], seller: User, actor: Any, at: datetime | None = None
) -> tuple[int, str]:
    """Give open orders to a person by hand; how many changed and the address that takes it back."""
    if not sellers().filter(pk=seller.pk).exists():
        raise DomainError(f"{seller} no atiende pedidos: elige a alguien de ventas.", field="seller")
    moment, changed = at or now(), []
    with transaction.atomic(), acting(actor=actor, why=f"asignado a {seller}"):
        rows = RedirectedOrder.objects.filter(pk__in=redirected.order_by().values("pk"), status__in=OPEN)
        rows = rows.exclude(seller=seller).select_related("customer", "cause", "seller")
        for held in rows.order_by("pk").select_for_update(of=("self",)):
            before = state_of(held)
            _give(held, seller, f"lo asignó {actor}", moment, tell=False)
            changed.append((held, before))
        if changed and seller.pk != getattr(actor, "pk", None):
            _tell_of_many(seller, [held for held, _ in changed])
        said = f"{len(changed)} para {seller}"
        return len(changed), remember(changed, actor=actor, said=said)


def escalate(*, at: datetime | None = None) -> int:
    """Tell who leads the seller (or every supervisor) of orders that nobody contacted in time, once each.

    The time is the cause's ``contact_minutes`` from when it was given to the seller, or noted. Gives how many.
    """
    moment, count = at or now(), 0
    waiting = RedirectedOrder.objects.filter(status__in=OPEN, first_contact_at=None, escalated_at=None)
    for pk, assigned, noted, minutes in waiting.order_by("pk").values_list(
        "pk", "assigned_at", "created_at", "cause__contact_minutes"
    ):
        limit = DEFAULT_MINUTES if minutes is None else minutes
        if (assigned or noted) + timedelta(minutes=limit) <= moment:
            count += _escalated(pk, limit, moment)
    return count


def _escalated(pk: int, minutes: int, at: datetime) -> int:
    """The row is claimed by the condition of its UPDATE, so two sweepers tell once."""
    with transaction.atomic(), acting(actor=None, why="sin primer contacto a tiempo"):
        claimed = RedirectedOrder.objects.filter(
            pk=pk, status__in=OPEN, first_contact_at=None, escalated_at=None
        ).update(escalated_at=at)
        if not claimed:
            return 0
        held = RedirectedOrder.objects.select_related("customer", "cause", "seller").get(pk=pk)
        chiefs = chiefs_of(held.seller)[:1] if held.seller else []
        people: Iterable[User] = chiefs or with_role(Role.SUPERVISOR.value)
        whose = f"lo tiene {held.seller}" if held.seller else "nadie lo tiene"
        notify(
            users=people,
            text=f"Nadie ha contactado a {held.who} en {minutes} min ({whose}, {_money(held)})",
            url=reverse("sales:redirected", args=[pk]),
            level=Notice.Level.URGENT,
            kind=NoticeKind.REDIRECTED,
            dedupe_key=f"redirected:{pk}:late",
        )
        if held.seller:
            notify(
                users=[held.seller],
                text=f"{held.who} sigue esperando: pasaron {minutes} min sin contacto",
                url=reverse("sales:redirected", args=[pk]),
                level=Notice.Level.URGENT,
                kind=NoticeKind.REDIRECTED,
                dedupe_key=f"redirected:{pk}:late",
            )
    return 1


def _fits(rule: AssignmentRule, redirected: RedirectedOrder) -> bool:
    if rule.source and rule.source != redirected.source:
        return False
    if rule.city and rule.city.casefold() != redirected.city.casefold():
        return False
    if rule.cause_id and rule.cause_id != redirected.cause_id:
        return False
    if rule.category is None:
        return True
    return redirected.lines.filter(product__category__path__startswith=rule.category.path).exists()


def _found(rule: AssignmentRule, redirected: RedirectedOrder) -> Choice | None:
    if rule.by == AssignBy.OWNER:
        owner_id = redirected.customer.owner_id if redirected.customer else None
        owner = sellers().filter(pk=owner_id).first() if owner_id else None
        return Choice(owner, "el cliente es de su cartera") if owner else None
    if rule.by == AssignBy.PERSON:
        person = sellers().filter(pk=rule.seller_id or 0).first()
        return Choice(person, f"regla «{rule.name}»") if person else None
    return _least_busy(rule)


def _least_busy(rule: AssignmentRule) -> Choice | None:
    """The seller with the fewest open ones; among equals the one whose last assignment is oldest."""
    rows = with_role(Role.SELLER.value).annotate(
        held=Count("redirected_orders", filter=Q(redirected_orders__status__in=OPEN), distinct=True),
        last=Max("redirected_orders__assigned_at"),
    )
    found = min(rows, key=lambda user: (user.held, user.last is not None, user.last or 0, user.pk), default=None)
    if found is None:
        return None
    held = formatting.plural(found.held, "abierto", "abiertos", house.current().locale)
    return Choice(found, f"regla «{rule.name}»: tenía {held}")


def _one_at_a_time() -> None:
    """Two orders at once must not both find the same seller idle."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('redirected-assign'))")


def _give(held: RedirectedOrder, seller: User, why: str, at: datetime, *, tell: bool = True) -> None:
    if held.status == RedirectStatus.WAITING:
        held.status = RedirectStatus.CONTACTED if held.first_contact_at else RedirectStatus.ASSIGNED
    held.seller, held.assigned_at, held.assigned_why = seller, at, why[:160]
    save(held)
    if tell:
        _tell(held, seller, why)


def _tell(held: RedirectedOrder, seller: User, why: str) -> None:
    stuck = held.cause.short if held.cause else "no pudo terminar su pedido"
    notify(
        users=[seller],
        text=f"{held.who} no pudo comprar: {stuck} ({_money(held)}). Es para ti: {why}",
        url=reverse("sales:redirected", args=[held.pk]),
        level=Notice.Level.WARNING,
        kind=NoticeKind.REDIRECTED,
        dedupe_key=f"redirected:{held.pk}:{held.version}",
    )


def _tell_of_many(seller: User, rows: list[RedirectedOrder]) -> None:
    if len(rows) == 1:
        _tell(rows[0], seller, rows[0].assigned_why)
        return
    notify(
        users=[seller],
        text=f"Tienes {len(rows)} pedidos redirigidos nuevos por atender",
        url=f"{reverse('sales:redirected_list')}?seller={seller.pk}",
        level=Notice.Level.WARNING,
        kind=NoticeKind.REDIRECTED,
    )


def _money(held: RedirectedOrder) -> str:
    return formatting.money(held.amount, house.current().locale)


def assign_imported(*, batch_id: int | None, at: datetime | None = None) -> int:
    """Give what a file brought to whom the rules say; each seller hears once of all of his. Gives how many.

    Runs inside the transaction of the import and keeps its moment as ``updated_at``, so that the file can be undone.
    """
    moment = at or now()
    mine: dict[User, int] = {}
    _one_at_a_time()
    rows = RedirectedOrder.objects.filter(import_batch_id=batch_id, status=RedirectStatus.WAITING)
    for row in rows.select_related("customer").order_by("-amount", "id"):
        choice = choose(row)
        if choice is not None:
            RedirectedOrder.objects.filter(pk=row.pk).update(
                status=RedirectStatus.ASSIGNED,
                seller=choice.seller,
                assigned_at=moment,
                assigned_why=choice.why[:160],
                updated_at=Now(),
            )
            mine[choice.seller] = mine.get(choice.seller, 0) + 1
    for seller, count in mine.items():
        notify(
            users=[seller],
            text=f"Un archivo trajo {count} pedidos redirigidos para ti",
            url=f"{reverse('sales:redirected_list')}?seller={seller.pk}",
            level=Notice.Level.WARNING,
            kind=NoticeKind.REDIRECTED,
            dedupe_key=f"redirected:batch:{batch_id}",
        )
    return sum(mine.values())
