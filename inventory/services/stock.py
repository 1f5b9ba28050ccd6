"""The stock ledger: each movement and its balance are one transaction.

Cost follows the moving average: what comes in raises the value by quantity × its cost, what goes out leaves at
value ÷ on hand. Quantities are units (signed), costs the company's currency per unit without tax.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db import IntegrityError, transaction

from company import queries as company
from core.audit import acting
from core.clock import business_date, now
from core.errors import DomainError
from core.models import ImportBatch
from inventory.enums import INCOMING, OUTGOING, MovementKind
from inventory.models import Product, StockBalance, StockMovement, Warehouse

FOUR = Decimal("0.0001")
THREE = Decimal("0.001")


@dataclass(frozen=True)
class When:
    """Moment and company's day of a movement."""

    at: datetime
    on: date


def _when(at: datetime | None) -> When:
    moment = at or now()
    return When(moment, business_date(moment, company.time_zone()))


def post_movement(
    *,
    product: Product,
    warehouse: Warehouse,
    kind: str,
    quantity: Decimal,
    key: str,
    actor: Any,
    unit_cost: Decimal | None = None,
    at: datetime | None = None,
    reference: str = "",
    import_batch: ImportBatch | None = None,
) -> StockMovement:
    """Write one movement and move its balance.

    ``key`` names the business event: posting it again gives the first movement and changes nothing. Without
    ``unit_cost`` what comes in costs the average (or the product's cost), what goes out always leaves at the average.
    Raises ``DomainError`` if the sign does not fit the kind, if less is there, or if ``key`` named another event.
    """
    _check_sign(kind, quantity)
    with transaction.atomic(), acting(actor=actor, why=f"stock: {MovementKind(kind).label}"):
        balance = _locked(product, warehouse)
        return _post(balance, kind, quantity, key, actor, unit_cost, _when(at), reference, import_batch=import_batch)


def transfer(
    *,
    product: Product,
    source: Warehouse,
    target: Warehouse,
    quantity: Decimal,
    key: str,
    actor: Any,
    at: datetime | None = None,
    reference: str = "",
) -> tuple[StockMovement, StockMovement]:
    """Carry ``quantity`` (positive) from one warehouse to another at its average cost; the total does not change."""
    if source.pk == target.pk:
        raise DomainError("Elige dos almacenes distintos.", field="target")
    if quantity <= 0:
        raise DomainError("La cantidad a trasladar debe ser mayor que cero.", field="quantity")
    with transaction.atomic(), acting(actor=actor, why="traslado de stock"):
        balances = {warehouse.pk: _locked(product, warehouse) for warehouse in _in_order(source, target)}
        when = _when(at)
        out = _post(
            balances[source.pk],
            MovementKind.TRANSFER_OUT,
            -quantity,
            f"{key}:salida",
            actor,
            None,
            when,
            reference or f"A {target.name}",
        )
        into = _post(
            balances[target.pk],
            MovementKind.TRANSFER_IN,
            quantity,
            f"{key}:entrada",
            actor,
            out.unit_cost,
            when,
            reference or f"De {source.name}",
        )
        return out, into


def reverse_movement(*, movement: StockMovement, actor: Any, reason: str, at: datetime | None = None) -> StockMovement:
    """Undo a movement by its opposite, at the same cost. Doing it twice gives the first reversal."""
    if movement.reverses_id:
        raise DomainError("Este movimiento ya es una anulación; registra el movimiento correcto.")
    if not reason.strip():
        raise DomainError("Escribe por qué se anula el movimiento.", field="reason")
    with transaction.atomic(), acting(actor=actor, why=reason):
        balance = _locked(movement.product, movement.warehouse)
        return _post(
            balance,
            movement.kind,
            -movement.quantity,
            f"anula:{movement.pk}",
            actor,
            movement.unit_cost,
            _when(at),
            reason[:80],
            reverses=movement,
        )


def count_stock(
    *,
    product: Product,
    warehouse: Warehouse,
    counted: Decimal,
    key: str,
    actor: Any,
    at: datetime | None = None,
    reference: str = "",
) -> StockMovement | None:
    """Set a balance to what was counted, by a movement of the difference; ``None`` if it was right already."""
    if counted < 0:
        raise DomainError("No se puede contar menos de cero.", field="counted")
    with transaction.atomic(), acting(actor=actor, why="conteo de stock"):
        before = StockMovement.objects.filter(key=key).first()
        if before is not None:
            return before
        balance = _locked(product, warehouse)
        difference = counted - balance.on_hand
        if not difference:
            return None
        return _post(balance, MovementKind.COUNT, difference, key, actor, None, _when(at), reference or "Conteo")


def average_cost(balance: StockBalance) -> Decimal:
    """Value ÷ on hand, four decimals; zero when nothing is there."""
    if balance.on_hand <= 0:
        return Decimal(0)
    return (balance.value / balance.on_hand).quantize(FOUR, ROUND_HALF_UP)


def _check_sign(kind: str, quantity: Decimal) -> None:
    if not quantity:
        raise DomainError("La cantidad no puede ser cero.", field="quantity")
    if (kind in INCOMING and quantity < 0) or (kind in OUTGOING and quantity > 0):
        way = "una entrada" if kind in INCOMING else "una salida"
        raise DomainError(f"«{MovementKind(kind).label}» es {way}: revisa el signo de la cantidad.", field="quantity")


def _in_order(*warehouses: Warehouse) -> list[Warehouse]:
    """Locks are taken in key order, so that two opposite transfers do not wait for each other."""
    return sorted(warehouses, key=lambda warehouse: warehouse.pk)


def _locked(product: Product, warehouse: Warehouse) -> StockBalance:
    StockBalance.objects.bulk_create([StockBalance(product=product, warehouse=warehouse)], ignore_conflicts=True)
    locked = StockBalance.objects.select_for_update(of=("self",)).select_related("product", "warehouse")
    return locked.get(product=product, warehouse=warehouse)


def _post(
    balance: StockBalance,
    kind: str,
    quantity: Decimal,
    key: str,
    actor: Any,
    unit_cost: Decimal | None,
    when: When,
    reference: str,
    *,
    reverses: StockMovement | None = None,
    import_batch: ImportBatch | None = None,
) -> StockMovement:
    """Balance is locked: check, write both. The caller's transaction."""
    quantity = quantity.quantize(THREE, ROUND_HALF_UP)
    before = StockMovement.objects.filter(key=key).first()
    if before is not None:
        return _same_event(before, balance, quantity)
    if balance.on_hand + quantity < balance.reserved:
        raise DomainError(_not_enough(balance, -quantity), field="quantity")
    cost = _cost(balance, quantity, unit_cost, reverses is not None)
    balance.value = _value(balance, quantity, cost)
    balance.on_hand += quantity
    balance.save(update_fields=["on_hand", "value"])
    try:
        with transaction.atomic():
            return StockMovement.objects.create(
                product=balance.product,
                warehouse=balance.warehouse,
                kind=kind,
                quantity=quantity,
                unit_cost=cost,
                occurred_on=when.on,
                occurred_at=when.at,
                reference=reference[:80],
                key=key,
                reverses=reverses,
                actor=actor if getattr(actor, "pk", None) else None,
                import_batch=import_batch,
            )
    except IntegrityError as error:
        raise DomainError("Ese movimiento ya se anotó para otro producto o almacén.") from error


def _same_event(before: StockMovement, balance: StockBalance, quantity: Decimal) -> StockMovement:
    same = (before.product_id, before.warehouse_id, before.quantity)
    if same != (balance.product_id, balance.warehouse_id, quantity):
        raise DomainError("Ese movimiento ya se anotó con otros datos. Anúlalo y anota el correcto.")
    return before


def _cost(balance: StockBalance, quantity: Decimal, unit_cost: Decimal | None, as_given: bool) -> Decimal:
    if as_given and unit_cost is not None:
        return unit_cost
    if quantity > 0 and unit_cost is not None:
        return unit_cost.quantize(FOUR, ROUND_HALF_UP)
    return average_cost(balance) or balance.product.cost or Decimal(0)


def _value(balance: StockBalance, quantity: Decimal, cost: Decimal) -> Decimal:
    if balance.on_hand + quantity == 0:
        return Decimal(0)
    return max(Decimal(0), balance.value + (quantity * cost).quantize(FOUR, ROUND_HALF_UP))


def _not_enough(balance: StockBalance, wanted: Decimal) -> str:
    free = balance.on_hand - balance.reserved
    return (
        f"De «{balance.product.name}» quedan {_plain(free)} en {balance.warehouse.name}; "
        f"no se pueden sacar {_plain(wanted)}."
    )


def _plain(quantity: Decimal) -> str:
    """1500.000 → 1500; 2.500 → 2,5."""
    return f"{quantity.normalize():f}".replace(".", ",")
