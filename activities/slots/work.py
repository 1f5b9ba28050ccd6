"""Interactions and tasks in the slots of the apps below."""

from activities.services import interactions, tasks
from core.slots import UNDO

UNDO.add(tasks.MADE, tasks.take_back_made)
UNDO.add(tasks.CHANGED, tasks.take_back_changes)
UNDO.add(interactions.LOGGED, interactions.take_back_logged)
UNDO.add(interactions.CHANGED, interactions.take_back_changed)
UNDO.add(interactions.DELETED, interactions.take_back_deleted)
