"""Slots: the only way in which an upper app takes part in a page or a transaction of a lower one.

The lower app declares a slot, the upper app fills it in ``AppConfig.ready()`` (its ``slots`` module). A slot keeps
its entries ordered by ``order`` and then by key, refuses a key twice and says what it holds.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

T = TypeVar("T")


@dataclass
class Slot(Generic[T]):
    """An ordered registry of one kind of entry."""

    name: str
    _entries: dict[str, tuple[int, T]] = field(default_factory=dict)

    def add(self, key: str, entry: T, *, order: int = 100) -> None:
        """Put ``entry`` into the slot; raises ``ValueError`` if ``key`` is taken."""
        if key in self._entries:
            raise ValueError(f"slot {self.name}: the key {key!r} is taken")
        self._entries[key] = (order, entry)

    def get(self, key: str) -> T:
        """Entry by key; raises ``KeyError``."""
        return self._entries[key][1]

    def keys(self) -> list[str]:
        return [key for key, _ in self._sorted()]

    def items(self) -> list[tuple[str, T]]:
        return [(key, value[1]) for key, value in self._sorted()]

    def __iter__(self) -> Iterator[T]:
        return iter([value[1] for _, value in self._sorted()])

    def __contains__(self, key: str) -> bool:
        return key in self._entries

    def __len__(self) -> int:
        return len(self._entries)

    def _sorted(self) -> list[tuple[str, tuple[int, T]]]:
        return sorted(self._entries.items(), key=lambda pair: (pair[1][0], pair[0]))


# ── The slots of the house. The dataclasses say what an upper app hands down. ──────────────────────────────


@dataclass(frozen=True)
class NavItem:
    """An entry of the side bar. ``section`` is the heading it stands under ("" = above all headings)."""

    label: str
    url_name: str
    icon: str
    section: str = ""
    roles: frozenset[str] = frozenset()  # empty = every role that the permission matrix lets in
    count: Callable[[Any], int] | None = None  # of the user; shown only where something waits; one cheap query
    phone: bool = False  # also in the tab bar of the telephone


@dataclass(frozen=True)
class SearchSource:
    """Finds records for the palette. ``find(user, text, limit)`` gives what the user may see, best first."""

    label: str
    icon: str
    find: Callable[[Any, str, int], "list[SearchHit]"]


@dataclass(frozen=True)
class SearchHit:
    """``customer`` = the id of the customer that it is, so that acts with him can be offered."""

    title: str
    detail: str
    url: str
    customer: int | None = None


@dataclass(frozen=True)
class CustomerPanel:
    """A part of the customer page. ``context(user, customer)`` prepares the objects of ``template``; ``None`` hides it.

    ``place`` is "facts" (the strip on top, at most four), "main" (left column) or "side" (right column).
    """

    title: str
    template: str
    context: Callable[[Any, Any], dict[str, Any] | None]
    place: str = "side"


@dataclass(frozen=True)
class Report:
    """A data set that `manage.py report NAME`, the screens and the exports share.

    ``arguments(parser)`` adds command options; ``build(options)`` gives the columns and rows (see ``core.exports``).
    """

    label: str
    arguments: Callable[[Any], None]
    build: Callable[[dict[str, Any]], Any]


NAVIGATION: Slot[NavItem] = Slot("navigation")
SEARCH: Slot[SearchSource] = Slot("search")
CUSTOMER_PANELS: Slot[CustomerPanel] = Slot("customer panels")
REPORTS: Slot[Report] = Slot("report data sets")
# Filled with core.imports.Kind objects; typed there, because the machine defines what a kind is.
IMPORT_KINDS: Slot[Any] = Slot("import kinds")
# Filled with core.jobs.JobKind objects: what ``core.jobs.enqueue(kind=…)`` may run.
JOB_KINDS: Slot[Any] = Slot("job kinds")
# Called with the ended ``Job`` inside its closing transaction (the company's bell).
JOB_FINISHED: Slot[Callable[[Any], None]] = Slot("job finished")
# Purpose of a stored file → may this user fetch it? ``(user, stored_file) -> bool``. Its owner always may.
FILE_READERS: Slot[Callable[[Any, Any], bool]] = Slot("file readers")
# Models whose history may be read on screen: core.history.HistorySource objects, keyed by "app.model".
HISTORY: Slot[Any] = Slot("history")
# Called with ``(old, new, actor)`` company rows inside the transaction that changed them.
COMPANY_CHANGED: Slot[Callable[[Any, Any, Any], None]] = Slot("company changed")
# How an act is taken back: kind of ``core.undo`` → ``(actor, payload)``, giving the sentence to show.
UNDO: Slot[Callable[[Any, dict[str, Any]], str]] = Slot("undo")
# Figures of customers for a page of their list: ``(customer ids) -> {id: value}``, one query for all of them.
CUSTOMER_FIGURES: Slot[Callable[[list[int]], dict[int, Any]]] = Slot("customer figures")
# Parts of the product page, in the same shape as those of the customer page: ``context(user, product)``.
PRODUCT_PANELS: Slot[CustomerPanel] = Slot("product panels")


# ── One story, one calendar, one day: streams that every app feeds ─────────────────────────────────────────


@dataclass(frozen=True)
class StoryItem:
    """A line of the customer's story: who did what, what was said, money and a link to the record."""

    strong: str
    rest: str = ""
    detail: str = ""
    quote: str = ""
    badge: str = ""
    badge_tone: str = ""
    money: Any = None
    url: str = ""
    icon: str = ""
    tone: str = ""
    whole_day: bool = False  # the day is known, not the hour


@dataclass(frozen=True)
class StorySource:
    """A stream of the story of a customer, as pieces of SQL of our own code that one statement joins by UNION ALL.

    ``customer``, ``at`` (timestamptz) and ``id`` (bigint) are expressions over ``table``; ``data`` gives a jsonb
    object; ``item(data, at)`` words a row. The keyset runs over (at, source, id): an index on (customer, at, id) makes
    it fast. ``where`` is a constant condition; ``visible(user)`` adds one for that person (``None`` hides the stream).
    Text from people never becomes SQL: ``visible`` may only write numbers of our own.
    """

    label: str
    icon: str
    table: str
    customer: str
    at: str
    id: str
    data: str
    item: Callable[[dict[str, Any], Any], StoryItem]
    where: str = ""
    visible: Callable[[Any], str | None] | None = None


@dataclass(frozen=True)
class CalendarEvent:
    """A dated record. ``starts``/``ends`` are aware; ``person`` is the id of whose day it is."""

    id: int
    title: str
    starts: Any
    ends: Any
    url: str
    person: int | None
    detail: str = ""
    all_day: bool = False
    done: bool = False
    movable: bool = False
    version: int = 0
    cancelled: bool = False  # only for feeds: a calendar must be told that it is off


@dataclass(frozen=True)
class CalendarSource:
    """``find(user, people, start, end)`` gives the events of those people that ``user`` may see, one query.

    ``one(user, id)`` gives a single event that may move.
    ``move(actor=, id=, starts=, version=)`` changes the time by the owning app's service and gives the address of undo
    (``DomainError`` if it may not). ``feed(user, start, end)`` gives what a subscription tells, cancelled ones too.
    """

    label: str
    icon: str
    find: Callable[[Any, frozenset[int], Any, Any], list[CalendarEvent]]
    one: Callable[[Any, int], CalendarEvent | None] | None = None
    move: Callable[..., str] | None = None
    feed: Callable[[Any, Any, Any], list[CalendarEvent]] | None = None


@dataclass(frozen=True)
class TodayAct:
    """The one verb of a line: a link, or a button that posts (``post``) to ``url``."""

    label: str
    url: str
    icon: str = ""
    post: bool = False


@dataclass(frozen=True)
class TodayItem:
    """What wants a person today, ordered by ``money`` at stake and ``due`` (aware)."""

    title: str
    reason: str
    act: TodayAct
    url: str
    due: Any = None
    money: Any = None
    urgent: bool = False
    icon: str = ""
    key: str = ""  # what the line is about ("12"), stable: by it "más tarde" puts it off


@dataclass(frozen=True)
class TodaySource:
    """``find(user, at, limit)`` gives what waits for him, most urgent first, in one or two cheap queries."""

    label: str
    find: Callable[[Any, Any, int], list[TodayItem]]
    roles: frozenset[str] = frozenset()


@dataclass(frozen=True)
class PaletteAction:
    """Something to do from the palette: "Registrar llamada"; ``for_customer``: also "… con <customer>"."""

    label: str
    icon: str
    url_name: str
    roles: frozenset[str] = frozenset()
    for_customer: bool = False  # the address takes ``?customer=<id>``
    key: str = ""


@dataclass(frozen=True)
class PersonalData:
    """Where an app keeps data of customers as persons: for the export of a person and for erasure.

    ``fields`` names the personal columns of ``model`` ("activities.Interaction"); ``rows(ids)`` gives the export
    (dicts with Spanish keys); ``erase(ids, actor)`` blanks them (also in the events of the audit) and keeps totals.
    """

    label: str
    model: str
    fields: frozenset[str]
    rows: Callable[[list[int]], list[dict[str, Any]]]
    erase: Callable[[list[int], Any], None]


@dataclass(frozen=True)
class OrderedLine:
    """What a discount sees of a line that is being ordered: units, and money without tax before the discount."""

    product: Any
    quantity: Any
    total: Any


@dataclass(frozen=True)
class OrderDiscount:
    """A discount by code (coupons). An order has the field only while something fills the slot.

    ``check(code, customer, lines, at)`` gives the money that each line leaves off, without tax, or raises
    ``DomainError`` with the sentence for the field. ``redeem(order, code, actor)`` runs inside the transaction that
    confirms the order and must hold the code's limit by itself; ``release(order, actor)`` inside the one that takes the
    sale back, and says whether the order had used a code. The link from code to order belongs to who fills the slot.
    """

    label: str
    check: Callable[[str, Any, "list[OrderedLine]", Any], "list[Any]"]
    redeem: Callable[[Any, str, Any], None]
    release: Callable[[Any, Any], bool]


ORDER_DISCOUNTS: Slot[OrderDiscount] = Slot("order discounts")


@dataclass(frozen=True)
class LogChoice:
    """What else an action with a customer was for, asked in its form: "¿Para qué oportunidad?". Keyed by field name.

    ``options(user, customer, asked, task)`` gives (value, label, chosen) of what the person may name, one query;
    ``asked`` is what the address says, ``task`` the one that the action finishes. ``logged(interaction, next task or
    None, value, actor)`` runs inside the transaction that saved it; ``DomainError`` takes all of it back.
    """

    label: str
    none: str
    options: Callable[[Any, Any, str, Any], list[tuple[str, str, bool]]]
    logged: Callable[[Any, Any, str, Any], None]


LOG_CHOICES: Slot[LogChoice] = Slot("what an action was for")
# A line over the day of a person: ``(user)`` gives the template of a part and its objects, ``None`` = nothing to say.
TODAY_HEADS: Slot[Callable[[Any], "tuple[str, dict[str, Any]] | None"]] = Slot("heads of the day")
STORY: Slot[StorySource] = Slot("story of a customer")
CALENDAR: Slot[CalendarSource] = Slot("calendar sources")
TODAY: Slot[TodaySource] = Slot("what waits today")
ACTIONS: Slot[PaletteAction] = Slot("palette actions")
PERSONAL_DATA: Slot[PersonalData] = Slot("personal data")
# Called with ``(winner id, loser ids, actor)`` inside the transaction of a merge, after every key has moved.
CUSTOMERS_MERGED: Slot[Callable[[int, list[int], Any], None]] = Slot("customers merged")
# A notice that somebody wants by mail too: ``(user, text=, url=, dedupe_key=)``, in the transaction of the notice.
NOTICES_BY_MAIL: Slot[Callable[..., Any]] = Slot("notices by mail")
# The private address that a message holds a place for: ``(message) -> address``, ``None`` if it is not the app's own.
# Asked only while the message leaves; raises ``DomainError`` if the address cannot be told any more.
MESSAGE_LINKS: Slot[Callable[[Any], str | None]] = Slot("private links of messages")
# Products for apps below the catalogue: "find" ``(user, text, limit)``; "names" ``(skus) -> {sku: name}``.
PRODUCT_LOOKUP: Slot[Callable[..., Any]] = Slot("product lookup")
# Rules that make tasks, for the filter of their list: ``() -> [(beginning of the tasks' rule_key, name)]``.
TASK_RULES: Slot[Callable[[], list[tuple[str, str]]]] = Slot("rules that make tasks")


@dataclass(frozen=True)
class OwnerChange:
    """Customers pass to ``owner_id`` (``None`` = nobody). ``rows``: (customer id, former owner's id or ``None``).

    ``pass_work``: what the former owner had open with them passes too.
    """

    rows: tuple[tuple[int, int | None], ...]
    owner_id: int | None
    actor: Any
    pass_work: bool


@dataclass(frozen=True)
class OwnerHook:
    """``changed(change)`` runs inside the transaction and gives (what undo needs, the address that the new owner should
    read or ""); ``taken_back(that, ids of customers given back, actor)`` runs inside the transaction of the undo;
    ``open_work(customer id, owner id)`` gives what he has open with him, as (how many, one, many)."""

    changed: Callable[[OwnerChange], tuple[dict[str, Any], str]]
    taken_back: Callable[[dict[str, Any], frozenset[int], Any], None]
    open_work: Callable[[int, int], list[tuple[int, str, str]]]


OWNER_CHANGED: Slot[OwnerHook] = Slot("owner changed")
