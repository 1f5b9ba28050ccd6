"""Shapes of what people write: a module per subject."""
