"""The editor of lines that quotes, orders, redirected orders and deals share.

How to use it in a view::

    editor = LineEditor(request, initial=[row_of(product=…, quantity=…), …], words=True)
    if request.method == "POST" and not editor.asked:      # ``asked``: a button of a row was pressed, nothing is saved
        if form.is_valid() & editor.is_valid():
            try:
                services.create(lines=editor.quote_lines(), …)      # of an order: editor.order_lines()
            except LineError as error:
                editor.add_error(error)

With ``asked`` build the head form unbound with ``initial=request.POST.dict()``, so that it keeps what was typed and
nobody is scolded, and answer 200. With ``wants=True`` it asks only what somebody wants (product or words, how many, a
price if known): no line is owed, and ``editor.tried_lines()`` gives them.

The template includes ``sales/_line_editor.html`` with ``editor`` inside its form
and loads ``css/lines.css``, ``js/lookup.js`` and ``js/lines.js`` in the head. A fixed number of queries whatever the
number of rows: products by code, their stock (only names typed by hand are looked up one by one).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from company.queries import current
from core import house, named
from core.formatting import Locale
from inventory.models import Product
from inventory.queries import find_products, sees_costs
from sales.forms.lines import MOST_ROWS, LineForm, WantForm, code_of, lines_formset, short
from sales.forms.lookup import product_label
from sales.models import QuoteLine
from sales.queries.lines import Beside, beside, products_by_code
from sales.services import LineInput, TriedLine
from sales.services.quote_lines import LineError
from sales.services.quote_money import FOUR, ZERO, QuoteLineInput, Sums, line_tax, line_total, sums

PREFIX = "line"
NAMES = ("product", "quantity", "unit_price", "discount_percent", "tax_rate", "detail", "free")
BUTTON = "linea"
EMPTY_ROWS = 3
OFFERED = 8
BETWEEN = " · "  # the name of a product and the detail of its line


@dataclass(frozen=True)
class Row:
    """A row as the template draws it. ``total`` is ``None`` while it cannot be told."""

    form: LineForm
    number: int
    beside: Beside | None
    total: Decimal | None
    margin: Decimal | None
    today_price: Decimal | None
    facts: dict[str, str]

    @property
    def is_zero(self) -> bool:
        """Does the row ask whether it is meant to cost nothing?"""
        return "free" in self.form.fields and (bool(self.form["free"].value()) or "unit_price" in self.form.errors)

    @property
    def short_of(self) -> bool:
        """Is more offered than there is?"""
        quantity = getattr(self.form, "cleaned_data", {}).get("quantity") or self.form.initial.get("quantity")
        free = self.beside.available if self.beside else None
        try:
            return free is not None and Decimal(str(quantity or 0).replace(",", ".")) > free
        except ArithmeticError:
            return False


class LineEditor:
    """Rows of a quote, an order or a wish (``wants``), from the first values or from what was posted."""

    def __init__(
        self,
        request: HttpRequest,
        *,
        initial: Sequence[dict[str, Any]] = (),
        words: bool = False,
        wants: bool = False,
    ) -> None:
        self.user, self.words, self.wants = request.user, words or wants, wants
        posted = request.POST if request.method == "POST" else None
        self.asked = bool(posted and BUTTON in posted)
        rows = list(initial)
        if posted is not None and self.asked:
            rows, posted = _after_button(_typed(posted), str(posted[BUTTON])), None
        self._standing = rows
        codes = {code_of(str(row.get("product", ""))) for row in rows}
        if posted is not None:
            codes = {code_of(row["product"]) for row in _typed(posted)}
        self.known = products_by_code(self.user, codes)
        more = EMPTY_ROWS if not rows or (self.asked and request.POST[BUTTON] == "add") else 1
        self.formset = lines_formset(more, WantForm if wants else LineForm)(
            posted,
            prefix=PREFIX,
            initial=rows,
            form_kwargs={
                "user": self.user,
                "words": self.words,
                "lookup_url": reverse("sales:line_products"),
                "known": self.known,
            },
        )
        self.said = ""

    @property
    def locale(self) -> Locale:
        return house.current().locale

    @property
    def default_tax(self) -> Decimal:
        return current().tax_rate

    @property
    def default_tax_input(self) -> str:
        return short(self.default_tax)

    @property
    def sees_costs(self) -> bool:
        return sees_costs(self.user)

    @property
    def facts_url(self) -> str:
        return reverse("sales:line_products")

    def is_valid(self) -> bool:
        """Each cell is right, and there is at least one line (of a wish there need be none)."""
        if not self.formset.is_valid():
            if self.formset.non_form_errors():
                self.said = f"Son demasiadas líneas: caben {MOST_ROWS}."
            return False
        if not self.formset.filled and not self.wants:
            self.said = "Añade al menos un producto."
            return False
        return True

    def add_error(self, error: LineError) -> None:
        """Put what a service refused beside its cell."""
        form = self.formset.filled[error.position - 1]
        form.add_error(error.field if error.field in form.fields else "product", error.said.capitalize())

    @property
    def has_errors(self) -> bool:
        return bool(self.said) or (self.formset.is_bound and any(form.errors for form in self.formset.forms))

    def quote_lines(self) -> list[QuoteLineInput]:
        """The rows as lines of a quote; only after ``is_valid``."""
        return [_line_of(form) for form in self.formset.filled]

    def order_lines(self) -> list[LineInput]:
        """The rows as lines of an order: the discount in money, so that each total is the one that was shown.

        What is written as detail of a line follows its name.
        """
        found = []
        for line in self.quote_lines():
            price = line.unit_price if line.unit_price is not None else line.product.price if line.product else ZERO
            total = line_total(quantity=line.quantity, unit_price=price, discount_percent=line.discount_percent)
            gross = (line.quantity * price).quantize(FOUR, ROUND_HALF_UP)
            found.append(
                LineInput(
                    product=line.product,
                    quantity=line.quantity,
                    unit_price=price if total else ZERO,
                    discount=gross - total if total else ZERO,
                    tax_rate=line.tax_rate,
                    name=_name_with_detail(line),
                )
            )
        return found

    def tried_lines(self) -> list[TriedLine]:
        """The rows of a wish; only after ``is_valid``."""
        return [
            TriedLine(
                product=form.found,
                quantity=form.cleaned_data["quantity"],
                unit_price=form.cleaned_data["unit_price"],
                name="" if form.found else form.cleaned_data["product"],
            )
            for form in self.formset.filled
        ]

    def rows(self) -> list[Row]:
        """What the template draws."""
        facts = beside(self.user, [product for product in self._products() if product is not None])
        found = []
        for number, form in enumerate(self.formset.forms, start=1):
            product = self._product(form)
            line = self._shown(form, product)
            fact = facts.get(product.pk) if product else None
            cost = fact.cost if fact else None
            today = product.price if product and line and product.price and product.price != line.unit_price else None
            found.append(
                Row(
                    form=form,
                    number=number,
                    beside=fact,
                    total=line.total if line else None,
                    margin=line.total - line.quantity * cost if line and cost is not None else None,
                    today_price=today,
                    facts=self._facts(fact),
                )
            )
        return found

    def sums(self) -> Sums:
        """Figures under the rows: of what can be told so far."""
        shown = [self._shown(form, self._product(form)) for form in self.formset.forms]
        return sums([line for line in shown if line is not None])

    @property
    def empty(self) -> LineForm:
        """The row that the script copies."""
        form: LineForm = self.formset.empty_form
        return form

    def _facts(self, fact: Beside | None) -> dict[str, str]:
        return told(fact, self.default_tax) if fact else {}

    def _products(self) -> list[Product | None]:
        return [self._product(form) for form in self.formset.forms]

    def _product(self, form: LineForm) -> Product | None:
        return form.found or self.known.get(code_of(str(form["product"].value() or "")))

    def _shown(self, form: LineForm, product: Product | None) -> QuoteLine | None:
        """The row as an unsaved line, if it can be told."""
        values = {}
        for name in ("quantity", "unit_price", "discount_percent", "tax_rate"):
            try:
                values[name] = form.fields[name].clean(form[name].value()) if name in form.fields else None
            except Exception:
                return None
        if not form["product"].value():
            return None
        price = values["unit_price"] if values["unit_price"] is not None else product.price if product else None
        quantity = values["quantity"] if values["quantity"] is not None else Decimal(1)
        off = values["discount_percent"] or ZERO
        if price is None or price < 0 or quantity <= 0 or not 0 <= off <= 100:
            return None
        rate = values["tax_rate"]
        if rate is None:
            rate = product.tax_rate if product and product.tax_rate is not None else self.default_tax
        total = line_total(quantity=quantity, unit_price=price, discount_percent=off)
        return QuoteLine(
            quantity=quantity,
            unit_price=price,
            unit_cost=product.cost if product else None,
            discount_percent=off,
            total=total,
            tax=line_tax(total=total, tax_rate=rate),
        )


@require_GET
def products(request: HttpRequest) -> JsonResponse:
    """While typing: names for ``?q=``; what fills a row for ``?code=`` (nothing for what is no code)."""
    code = request.GET.get("code", "").strip()
    if code:
        found = products_by_code(request.user, {code, code.upper()})
        facts = beside(request.user, list(found.values()))
        return JsonResponse(next((told(fact, current().tax_rate) for fact in facts.values()), {}))
    text = request.GET.get("q", "")
    named = find_products(request.user, text, OFFERED) if text else []
    return JsonResponse({"names": [product_label(one) for one in named if one.is_active]})


def told(fact: Beside, default_tax: Decimal) -> dict[str, str]:
    """Facts of a product as the script reads them: numbers as they are typed here; "" for what is not told."""
    product = fact.product
    return {
        "code": product.sku,
        "label": product_label(product),
        "price": short(product.price, least=2),
        "tax": short(product.tax_rate if product.tax_rate is not None else default_tax),
        "available": short(fact.available),
        "cost": short(fact.cost, least=2),
    }


def _line_of(form: LineForm) -> QuoteLineInput:
    data = form.cleaned_data
    return QuoteLineInput(
        product=form.found,
        quantity=data["quantity"],
        unit_price=data.get("unit_price"),
        discount_percent=data.get("discount_percent") or ZERO,
        tax_rate=data.get("tax_rate"),
        name="" if form.found else data["product"],
        detail=data.get("detail", ""),
        free=bool(data.get("free")),
    )


def _name_with_detail(line: QuoteLineInput) -> str:
    if line.product is None or not line.detail:
        return line.name
    return f"{line.product.name}{BETWEEN}{line.detail}"[:200]


def _typed(posted: Any) -> list[dict[str, Any]]:
    """The rows as they were typed, the empty ones too."""
    count = min(named.number(str(posted.get(f"{PREFIX}-TOTAL_FORMS", ""))), MOST_ROWS)
    return [{name: posted.get(f"{PREFIX}-{number}-{name}", "") for name in NAMES} for number in range(count)]


def _after_button(rows: list[dict[str, Any]], pressed: str) -> list[dict[str, Any]]:
    """What a button without script does: "add", "remove-2", "up-2", "down-2", "today-2", "today" (all rows)."""
    verb, _, number = pressed.partition("-")
    place = named.number(number, digits=5) - 1
    kept = [row for row in rows if any(row[name] for name in ("product", "unit_price", "discount_percent", "detail"))]
    if verb == "remove" and 0 <= place < len(rows):
        return [row for index, row in enumerate(rows) if index != place and row in kept]
    if verb in ("up", "down") and 0 <= place < len(rows):
        other = place + (-1 if verb == "up" else 1)
        if 0 <= other < len(rows):
            rows[place], rows[other] = rows[other], rows[place]
        return [row for row in rows if row in kept]
    if verb == "today":
        for index, row in enumerate(rows):
            if place in (-1, index):
                row["unit_price"] = ""
    return kept
