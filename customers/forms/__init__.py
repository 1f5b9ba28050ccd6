"""Shapes of what people write about customers."""

from .consents import ConsentForm
from .contacts import ContactForm, MoveForm, ResponsibleForm
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
    "ContactForm",
    "CustomerForm",
    "LifecycleForm",
    "MoveForm",
    "ResponsibleForm",
    "Section",
    "country_name",
    "people",
]
