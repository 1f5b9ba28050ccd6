"""What a list is: the small class that each list of the product fills."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.urls import reverse

from .bulk import BulkAction
from .columns import Col, ListTable
from .filters import ListFilter
from .searching import alike, find
from .sorting import Sort

Rows = QuerySet[Any]


@dataclass(frozen=True)
class BuiltInView:
    """A view that comes with the program. ``query`` may hold ``{user}`` for the person's id."""

    key: str
    label: str
    query: str = ""
    roles: frozenset[str] = frozenset()


@dataclass(frozen=True)
class SumOf:
    """A sum over the filtered rows, said above the list: ``said`` holds ``{sum}``."""

    by: str
    said: str


@dataclass(frozen=True)
class HeadAct:
    """A button of the page's head."""

    label: str
    url_name: str
    icon: str
    primary: bool = False
    key: str = ""
    roles: frozenset[str] = frozenset()
    query: str = ""


@dataclass(frozen=True)
class Empty:
    """What the page says while there is nothing at all: what it is for and the first act."""

    icon: str
    title: str
    text: str
    act: HeadAct | None = None
    second: HeadAct | None = None


@dataclass
class ListSpec:
    """A list. ``base(user)`` is the ``…_visible_to(user)`` query of the app, with what its columns need joined.

    ``columns`` are those shown at first. ``sorts`` maps column keys to orders; ``order`` is the first one (a leading
    "-" = down). ``narrow(rows, filter)`` adds what stays out unless asked for. ``prepare(rows, user)`` attaches what a
    page needs, in one query for all its rows. ``lead(user)`` is a sentence under the heading, with its links.
    ``template`` extends ``core/list.html`` where the page shows more than that; ``beside(user)`` gives what it needs.
    """

    key: str
    title: str
    one: str
    many: str
    base: Callable[[Any], Rows]
    table: type[ListTable]
    filters: type[ListFilter]
    columns: Sequence[str]
    sorts: dict[str, Sort]
    order: str
    url_name: str
    empty: Empty
    placeholder: str = "Buscar"
    search: Callable[[Rows, str], Rows] = find
    alike: Callable[[Rows, str], Rows] | None = alike
    prepare: Callable[[list[Any], Any], None] | None = None
    prepared: frozenset[str] = frozenset()  # the columns that need it: without them it is not called
    narrow: Callable[[Rows, ListFilter], Rows] | None = None
    row_url: Callable[[Any], str] | None = None
    row_name: Callable[[Any], str] = str
    sums: Sequence[SumOf] = ()
    views: Sequence[BuiltInView] = ()
    bulk: Sequence[BulkAction] = ()
    acts: Sequence[HeadAct] = ()
    size: int = 50
    all_label: str = "Todos"
    trail: Sequence[tuple[str, str]] = field(default_factory=tuple)
    # Columns and orders that the company defines while the program runs, by key; cheap (asked several times a page).
    more_columns: Callable[[], dict[str, Col]] | None = None
    more_sorts: Callable[[], dict[str, Sort]] | None = None
    more_first: Callable[[], list[str]] | None = None  # those of them shown at first
    lead: Callable[[Any], str] | None = None
    template: str = "core/list.html"
    beside: Callable[[Any], dict[str, Any]] | None = None

    FIXED: ClassVar[frozenset[str]] = frozenset({"q", "sort", "view"})

    @property
    def url(self) -> str:
        return reverse(self.url_name)

    def all_columns(self, user: Any) -> dict[str, Col]:
        """Every column that this person may see, by key."""
        every = {**self.table.base_columns, **(self.more_columns() if self.more_columns else {})}
        return {name: col for name, col in every.items() if col.visible_to(user)}

    def all_sorts(self) -> dict[str, Sort]:
        """Every order, by the key of its column."""
        return {**self.sorts, **(self.more_sorts() if self.more_sorts else {})}

    def acts_of(self, user: Any) -> list[BulkAction]:
        roles: frozenset[str] = getattr(user, "roles", frozenset())
        return [act for act in self.bulk if not act.roles or act.roles & roles]
