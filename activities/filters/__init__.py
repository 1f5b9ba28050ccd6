"""Filters of the lists: a module per subject."""
