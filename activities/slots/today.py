"""The day: its undo, and its place in the side bar."""

from activities.services.snoozes import take_back_snooze
from company.enums import Role
from core.slots import NAVIGATION, UNDO, NavItem

UNDO.add("activities.snooze", take_back_snooze)
NAVIGATION.add(
    "activities.today",
    NavItem(
        "Hoy",
        "activities:today",
        "sun",
        roles=frozenset({Role.GESTOR.value, Role.SELLER.value, Role.SERVICE.value}),
        phone=True,
    ),
    order=12,
)
