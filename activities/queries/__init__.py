"""Reads of the activities."""

from . import days
from .days import DayChip, after_business_days, chips, is_business_day, moment
from .work import (
    Proposal,
    action_types,
    interactions_visible_to,
    may_change_interaction,
    may_change_task,
    next_task_of,
    people_of_house,
    pick_customers,
    propose_next,
    search_tasks,
    tasks_changeable_by,
    tasks_listed,
    tasks_visible_to,
    team,
    type_by_code,
)

__all__ = [
    "DayChip",
    "Proposal",
    "action_types",
    "after_business_days",
    "chips",
    "days",
    "interactions_visible_to",
    "is_business_day",
    "may_change_interaction",
    "may_change_task",
    "moment",
    "next_task_of",
    "people_of_house",
    "pick_customers",
    "propose_next",
    "search_tasks",
    "tasks_changeable_by",
    "tasks_listed",
    "tasks_visible_to",
    "team",
    "type_by_code",
]
