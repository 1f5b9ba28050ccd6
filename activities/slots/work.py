"""Interactions and tasks in the slots of the apps below."""
