"""Post-sale rules as tests want them."""

from typing import Any

from activities.models import ActionType
from sales.models import PostSaleRule
from sales.services.post_sale import save_rule


def rule(**more: Any) -> PostSaleRule:
    """Three months after the last purchase, for who owns the customer, within a week."""
    values: dict[str, Any] = {
        "name": "Evaluar",
        "event": "last_order",
        "months": 3,
        "every": True,
        "action_type": ActionType.objects.get(code="llamada"),
        "title": "Preguntar a {cliente} por {producto}",
        "within_days": 7,
    }
    return save_rule(rule=PostSaleRule(**(values | more)), actor=None)
