"""What the cobros put into the slots of the apps below."""

from core.slots import UNDO
from sales.services import allocations, payments

UNDO.add(allocations.ALLOCATED, allocations.take_back_allocated)
UNDO.add(allocations.RELEASED, allocations.take_back_released)
UNDO.add(payments.UNDO_KIND, payments.take_back)
