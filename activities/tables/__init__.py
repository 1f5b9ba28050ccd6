"""Columns of the lists: a module per subject."""
