"""Template tags and filters of the house: money, dates, icons, small drawings. Loaded everywhere (``builtins``).

The wording is in ``core.formatting``; here it only gets the company's locale and day. Filters that take a ``date``
accept a ``datetime`` too and then say its day in the company's zone.
"""

import secrets
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django import template
from django.conf import settings
from django.forms import BoundField
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html, json_script
from django.utils.safestring import SafeString, mark_safe

from core import drawings, formatting, house, notices
from core.formatting import Number

register = template.Library()


def _locale() -> formatting.Locale:
    return house.current().locale


def _day(value: Any) -> Any:
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.astimezone(house.current().zone).date()
    return value


# ── Words for figures ───────────────────────────────────────────────────────────────────────────────────────
@register.filter
def money(value: Number | None) -> str:
    """``{{ order.total|money }}`` → S/ 12,430.50"""
    return formatting.money(value, _locale())


@register.filter
def money_short(value: Number | None) -> str:
    """For summaries, without decimals → S/ 33,710"""
    return formatting.money_short(value, _locale())


@register.filter
def money_signed(value: Number | None) -> str:
    """A movement → +S/ 8,210, −S/ 9,420"""
    return formatting.money_signed(value, _locale())


@register.filter
def plain_number(value: Number | None, decimals: int = 0) -> str:
    """``{{ 1204|plain_number }}`` → 1,204; ``{{ 4.25|plain_number:1 }}`` → 4.3"""
    return formatting.number(value, _locale(), decimals=decimals)


@register.filter
def exact_number(value: Decimal | None) -> str:
    """A number with the decimals that it has → 3, 1.5, 12.125"""
    if value is None:
        return formatting.ABSENT
    places = -int(value.normalize().as_tuple().exponent)
    return formatting.number(value, _locale(), decimals=max(0, places))


@register.filter
def number_signed(value: Number | None) -> str:
    """A movement in units → +8, −4"""
    return formatting.number_signed(value, _locale())


@register.filter
def number_short(value: Number | None) -> str:
    """→ 60 k, 1.2 M"""
    return formatting.number_short(value, _locale())


@register.filter
def percent(ratio: Number | None, decimals: int = 0) -> str:
    """A ratio → 8 %"""
    return formatting.percent(ratio, _locale(), decimals=decimals)


@register.filter
def count_said(value: int | None, cap: int | None = 1000) -> str:
    """→ 184, más de 1,000"""
    return formatting.count(value, _locale(), cap=cap)


@register.filter
def change(current: Number | None, previous: Number | None) -> str:
    """``{{ now|change:before }}`` → 8 % menos"""
    return formatting.change(current, previous, _locale())


@register.filter
def counted(value: int, words: str) -> str:
    """``{{ n|counted:"cliente,clientes" }}`` → 1 cliente, 1,204 clientes"""
    one, _, many = words.partition(",")
    return formatting.plural(value, one, many, _locale())


@register.filter
def tone(current: Number | None, previous: Number | None) -> str:
    """Class of a rise that is good for the business: "good", "bad" or "" → ``class="{{ now|tone:before }}"``"""
    if current is None or not previous or current == previous:
        return ""
    return "good" if current > previous else "bad"


# ── Words for days ──────────────────────────────────────────────────────────────────────────────────────────
@register.filter
def said_date(value: date | datetime | None, style: str = "") -> str:
    """→ hoy, ayer, jue 12, 30 de noviembre. ``:"long"`` → lunes 30 de noviembre; ``:"short"`` → 30 nov"""
    today = house.current().today
    say = {"long": formatting.day_long, "told": formatting.day_told, "short": formatting.day_short}.get(
        style, formatting.day
    )
    return say(_day(value), today=today)


@register.filter
def said_time(value: datetime | None) -> str:
    """Hour of a moment in the company's zone → 16:05"""
    return value.astimezone(house.current().zone).strftime("%H:%M") if value else formatting.ABSENT


@register.filter
def local_day(value: datetime | None) -> str:
    """Day of a moment in the company's zone → 2026-11-18, for machines"""
    return value.astimezone(house.current().zone).date().isoformat() if value else ""


@register.filter
def get(values: dict[Any, Any], key: Any) -> Any:
    """Value of a key, "" if there is none"""
    return values.get(key, "")


@register.filter
def said_moment(value: datetime | None) -> str:
    """→ hoy, 16:05"""
    return f"{said_date(value)}, {said_time(value)}" if value else formatting.ABSENT


@register.filter
def ago_days(value: date | datetime | int | None) -> str:
    """A day, or so many days → hoy, ayer, hace 64 días, nunca"""
    return formatting.ago(_day(value), today=house.current().today)


@register.filter
def said_week(value: str) -> str:
    """``2026-W47`` → semana 47"""
    return formatting.week(value, today=house.current().today)


@register.filter
def initials(name: Any) -> str:
    """Two letters for an avatar; a person's own where it has them."""
    return getattr(name, "initials", "") or formatting.initials(str(name))


@register.simple_tag
def why(text: str, said: str = "Por qué", figure: bool = False) -> SafeString:
    """``{% why "Suma de los pedidos" %}``: explanation behind a figure or a proposal, by click or key.

    ``said`` is what one presses; with ``figure`` it is drawn as a figure. It may stand inside a sentence.
    """
    key = f"why-{secrets.token_hex(4)}"
    return format_html(
        '<button type="button" class="{}" popovertarget="{}">{}</button>'
        '<span class="why-box" id="{}" popover>{}</span>',
        "why figure" if figure else "why",
        key,
        said,
        key,
        text,
    )


# ── Pictures ────────────────────────────────────────────────────────────────────────────────────────────────
@lru_cache(maxsize=1)
def icon_names() -> frozenset[str]:
    """Names that the sprite holds (``static/img/icons.txt``)."""
    return frozenset((settings.BASE_DIR / "static" / "img" / "icons.txt").read_text().split())


@register.simple_tag
@lru_cache(maxsize=1024)  # a page draws some hundred, and they are few
def icon(name: str, size: int = 18, label: str = "") -> SafeString:
    """``{% icon "phone" %}``: beside a word it is hidden from readers; standing alone it needs ``label``."""
    if name not in icon_names():
        raise template.TemplateSyntaxError(f"icon {name!r} is not in static/img/icons.txt")
    # mark_safe: both are constants of this function
    role = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    return format_html(
        '<svg class="icon{}" {}><use href="{}#{}"/></svg>',
        f" icon-{size}" if size != 18 else "",
        role,
        static("img/icons.svg"),
        name,
    )


@register.simple_tag
def sparkline(values: Sequence[Any], **how: Any) -> SafeString:
    """``{% sparkline values tone="anil" label="Ventas por semana" %}``; see ``core.drawings.sparkline``."""
    return drawings.sparkline(list(values), **how)


@register.simple_tag
def bar(part: Any, **how: Any) -> SafeString:
    """``{% bar 0.29 label="29 % de la venta" mark=0.5 %}``: part of a whole."""
    return drawings.bar(part, **how)


@register.simple_tag
def diverging_bar(value: Any, scale: Any, **how: Any) -> SafeString:
    """``{% diverging_bar row.money biggest %}``: movement around an axis."""
    return drawings.diverging(value, scale=scale, **how)


@register.simple_tag
def rfm_bars(r: int, f: int, m: int, best: int = 5) -> SafeString:
    """``{% rfm_bars 2 4 5 %}``"""
    return drawings.rfm_bars((r, f, m), best=best)


@register.simple_tag
def line_chart(chart: dict[str, Any]) -> SafeString:
    """``{% line_chart chart %}``; ``chart`` holds the arguments of ``core.drawings.line_chart`` (``series`` a Line)."""
    return drawings.line_chart(**chart)


@register.simple_tag
def chart(figure: dict[str, Any], name: str, title: str) -> SafeString:
    """``{% chart figure "sales-weeks" "La venta cayó 8 %" %}``: an explorable Plotly picture.

    ``figure`` is a dict with ``data`` and ``layout`` (``fig.to_plotly_json()`` made plain). The page must put
    the scripts into its ``charts`` block and a table with the same figures beneath.
    """
    locale = _locale()
    return format_html(
        '<figure class="chart" data-chart="{0}" data-separators="{1}"><figcaption>{2}</figcaption>'
        '<div class="chart-box" role="img" aria-label="{2}"></div>{3}</figure>',
        name,
        locale.plotly_separators,
        title,
        json_script(figure, f"{name}-data"),
    )


@register.filter
def ramp_class(step: int) -> str:
    """Class of a step 0..5 of the sequential ramp."""
    return f"ramp-{min(5, max(0, int(step)))}"


@register.filter
def highlight(text: str, query: str) -> SafeString:
    """Mark the letters that were looked for, without regard to case and accents."""
    from core.matching import mark_matches  # only the palette needs it

    return mark_matches(text, query)


@register.simple_tag(takes_context=True)
def url_with(context: template.Context, **changes: Any) -> str:
    """The present address with some parameters changed (``None`` removes): ``{% url_with page=2 %}``"""
    query = context["request"].GET.copy()
    for key, value in changes.items():
        if value is None:
            query.pop(key, None)
        else:
            query[key] = value
    return "?" + query.urlencode() if query else context["request"].path


# ── Fields ──────────────────────────────────────────────────────────────────────────────────────────────────
@register.simple_tag
def field_parts(field: BoundField, bare: Any = False) -> dict[str, Any]:
    """``kind`` (text, textarea, select, check, choices) and ``control`` (with our classes and ids) of a bound field.

    ``bare`` drops the placeholder and the help of forms that are not ours (allauth's).
    """
    widget = field.field.widget
    kind = _KINDS.get(type(widget).__name__, "text")
    classes = {"select": "form-select", "check": "form-check-input", "choices": ""}.get(kind, "form-control")
    help_id, error_id = f"{field.auto_id}-ayuda", f"{field.auto_id}-error"
    help_text = "" if bare else field.help_text
    told = [error_id] * bool(field.errors) + [help_id] * bool(help_text)
    named = [widget.attrs.get("class", ""), classes, "is-invalid" if field.errors else ""]
    attrs: dict[str, str | bool] = {"class": " ".join(name for name in named if name)}
    if bare and "placeholder" in widget.attrs:
        attrs["placeholder"] = ""
    if told:
        attrs["aria-describedby"] = " ".join(told)
    if field.errors:
        attrs["aria-invalid"] = "true"
    control = "" if kind == "choices" else field.as_widget(attrs=attrs)
    return {"kind": kind, "control": control, "help_id": help_id, "help": help_text, "error_id": error_id}


_KINDS = {
    "Textarea": "textarea",
    "Select": "select",
    "SelectMultiple": "select",
    "NullBooleanSelect": "select",
    "CheckboxInput": "check",
    "RadioSelect": "choices",
    "CheckboxSelectMultiple": "choices",
}


# ── Addresses ───────────────────────────────────────────────────────────────────────────────────────────────
@register.simple_tag
def optional_url(name: str, *args: Any) -> str:
    """Address of a page that may not exist in this installation: ``{% optional_url "company:profile" as link %}``"""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


@register.filter
def undo_url(extra_tags: str | None) -> str:
    """Where a notice can be undone (see ``core.notices``)."""
    return notices.undo_url(extra_tags)
