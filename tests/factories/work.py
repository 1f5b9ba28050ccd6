"""What sellers did and promised."""

from datetime import UTC, datetime

from activities.models import ActionType, Interaction, Task
from company.enums import SalesLevel
from company.models import SalesPosition, User
from customers.models import Customer

NOON = datetime(2026, 11, 18, 17, 0, tzinfo=UTC)  # a Wednesday, noon in Lima


def action(code: str = "llamada") -> ActionType:
    """A shipped kind of action."""
    return ActionType.objects.get(code=code)


def task(owner: User, customer: Customer | None = None, *, due_at: datetime = NOON, **more: object) -> Task:
    more.setdefault("title", "Llamar a Rosa")
    return Task.objects.create(owner=owner, customer=customer, due_at=due_at, **more)


def interaction(
    user: User | None, customer: Customer, *, code: str = "llamada", at: datetime = NOON, **more: object
) -> Interaction:
    kind = action(code)
    return Interaction.objects.create(
        user=user, customer=customer, type=kind, channel=kind.channel, happened_at=at, **more
    )


def place(user: User, *, under: User | None = None, level: int = SalesLevel.SELLER) -> SalesPosition:
    """A place in the sales tree below ``under``."""
    chief = SalesPosition.objects.get(user=under) if under else None
    position = SalesPosition.objects.create(user=user, level=level, parent=chief)
    position.path = f"{chief.path if chief else ''}{position.pk}/"
    position.save()
    return position
