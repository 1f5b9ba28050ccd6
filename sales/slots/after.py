"""What follows a sale, in the slots of the apps below: post-sale rules, hand-overs, what else would suit."""

from core.history import HistorySource
from core.slots import HISTORY, NAVIGATION, TASK_RULES, NavItem
from sales.models import PostSaleRule
from sales.queries.post_sale import KEY, rules_visible_to
from sales.queries.scope import LEAD


def _rules() -> list[tuple[str, str]]:
    return [(f"{KEY}:{pk}", name) for pk, name in PostSaleRule.objects.values_list("pk", "name")]


TASK_RULES.add("sales.post_sale", _rules)
NAVIGATION.add("sales.post_sale", NavItem("Posventa", "sales:post_sale", "repeat", "Vender", roles=LEAD), order=190)
HISTORY.add("sales.postsalerule", HistorySource("sales.PostSaleRule", rules_visible_to))
