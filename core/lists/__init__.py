"""The list machine: one small class (``ListSpec``) makes a list of the product.

Search, filters as a sentence, order by header, keyset pages, capped counts, columns and views that people keep, acts
on rows or on the whole filter, files of exactly that: all from one query object (``ListQuery``) that starts at
``…_visible_to(user)``. Every list works without JavaScript; htmx only swaps the results.
"""

from .bulk import BulkAction, BulkDone
from .columns import Col, ListTable
from .filters import ListFilter, Words
from .query import ListQuery
from .saved import changed as list_changed
from .searching import find
from .sorting import Sort
from .spec import BuiltInView, Empty, HeadAct, ListSpec, SumOf
from .views import list_view

__all__ = [
    "BuiltInView",
    "BulkAction",
    "BulkDone",
    "Col",
    "Empty",
    "HeadAct",
    "ListFilter",
    "ListQuery",
    "ListSpec",
    "ListTable",
    "Sort",
    "SumOf",
    "Words",
    "find",
    "list_changed",
    "list_view",
]
