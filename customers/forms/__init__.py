"""Shapes of what people write about customers."""

from .customers import (
    ActForm,
    AssignForm,
    CategoryForm,
    CustomerForm,
    LifecycleForm,
    Section,
    country_name,
    people,
)

__all__ = [
    "ActForm",
    "AssignForm",
    "CategoryForm",
    "CustomerForm",
    "LifecycleForm",
    "Section",
    "country_name",
    "people",
]
