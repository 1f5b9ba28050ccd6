"""SQL functions of our own, and expressions over them.

``crm_norm`` (lower case, no accents) serves search; ``crm_sort`` gives the Spanish order of names on any server,
with or without ICU: á sorts as a, ñ after n.
"""

from django.db import models
from django.db.models import Func, Value


class Norm(Func):
    """Lower case without accents, for search."""

    function = "crm_norm"
    output_field = models.TextField()


class SortKey(Func):
    """Spanish sort key of a name."""

    function = "crm_sort"
    output_field = models.TextField()


class Joined(Func):
    """Columns joined by single blanks with ``||``: immutable, so fit for generated columns (``concat`` is not)."""

    template = "btrim(%(expressions)s)"
    arg_joiner = " || ' ' || "
    output_field = models.TextField()


EMPTY = Value("", output_field=models.TextField())
