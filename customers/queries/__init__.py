"""Reads of customers."""

from .consents import Answer, answer_of, answers_of, consent_sentences, texts_in_force
from .search import find_customers
from .story import Story, story_of
from .visible import (
    EDITORS,
    categories,
    changeable_by,
    customer_page,
    customers_visible_to,
    listed,
    may_change,
)

__all__ = [
    "EDITORS",
    "Answer",
    "Story",
    "answer_of",
    "answers_of",
    "categories",
    "changeable_by",
    "consent_sentences",
    "customer_page",
    "customers_visible_to",
    "find_customers",
    "listed",
    "may_change",
    "story_of",
    "texts_in_force",
]
