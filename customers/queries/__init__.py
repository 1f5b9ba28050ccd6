"""Reads of customers."""

from .consents import Answer, answer_of, answers_of, consent_sentences, texts_in_force
from .search import find_customers
from .visible import (
    EDITORS,
    categories,
    changeable_by,
    children_of,
    customer_page,
    customers_visible_to,
    listed,
    may_change,
)

__all__ = [
    "EDITORS",
    "Answer",
    "answer_of",
    "answers_of",
    "categories",
    "changeable_by",
    "children_of",
    "consent_sentences",
    "customer_page",
    "customers_visible_to",
    "find_customers",
    "listed",
    "may_change",
    "texts_in_force",
]
