"""Shapes of what people write about customers."""

from .consents import ConsentForm
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
    "ConsentForm",
    "CustomerForm",
    "LifecycleForm",
    "Section",
    "country_name",
    "people",
]
