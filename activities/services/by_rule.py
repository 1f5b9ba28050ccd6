"""Tasks that a standing rule makes, many at once, each event once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from activities.models import Task
from core.audit import acting

CHUNK = 2_000


@dataclass(frozen=True)
class RuleTask:
    """What a rule wants done. ``rule_key`` names rule and event: the database lets it stand once. ``due_at`` aware."""

    rule_key: str
    title: str
    owner_id: int
    due_at: datetime
    customer_id: int | None = None
    type_id: int | None = None
    note: str = ""


def make_by_rule(*, wanted: Sequence[RuleTask], actor: Any, why: str) -> list[RuleTask]:
    """Make whole-day tasks; gives those that are new. One whose key stands already, in whatever state, is left out.

    Of two who do it at once the second one's rows fall on the unique key, never double; then both may count them.
    """
    keys = [one.rule_key for one in wanted]
    with transaction.atomic(), acting(actor=actor, why=why):
        standing = _standing(keys)
        new = [one for one in wanted if one.rule_key not in standing]
        Task.objects.bulk_create(
            [
                Task(
                    rule_key=one.rule_key,
                    title=one.title.strip()[:160],
                    owner_id=one.owner_id,
                    customer_id=one.customer_id,
                    type_id=one.type_id,
                    note=one.note,
                    due_at=one.due_at,
                    all_day=True,
                    created_by=actor,
                )
                for one in new
            ],
            ignore_conflicts=True,
            batch_size=CHUNK,
        )
    return new


def _standing(keys: Sequence[str]) -> set[str]:
    return set(Task.objects.filter(rule_key__in=keys).values_list("rule_key", flat=True))
