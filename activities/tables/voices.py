"""Columns of calls and comments."""

from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from activities.enums import Direction, Sentiment, Treatment
from activities.models import Comment, PhoneCall
from activities.queries.calls import call_form_url
from core import formatting, house
from core.lists import Col, ListTable

TONES = {Treatment.RECOVERED: "good", Treatment.UNREACHABLE: "warn"}
FEELINGS = {Sentiment.POSITIVE: "good", Sentiment.NEGATIVE: "bad"}
EXCERPT = 140


def call_url(call: PhoneCall) -> str:
    return reverse("activities:call_detail", args=[call.pk])


def number_said(call: PhoneCall) -> str:
    return call.phone or call.number or "número oculto"


def caller(call: Any) -> str:
    """The customer, whose it may be, or the number."""
    if call.customer:
        return str(call.customer.name)
    owners = getattr(call, "owners", [])
    if owners:
        return f"Puede ser {formatting_either([one.customer.name for one in owners[:3]])}"
    return number_said(call)


def formatting_either(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} o {names[-1]}"


def tries_said(call: Any) -> str:
    """ "2.ª vez ese día"."""
    tries = getattr(call, "tries", 1)
    if tries < 2:
        return ""
    facts = house.current()
    today = call.started_at.astimezone(facts.zone).date() == facts.today
    return f"{tries}.ª vez {'hoy' if today else 'ese día'}"


def caller_note(call: Any) -> Any:
    known = call.customer is not None or getattr(call, "owners", [])
    parts = [number_said(call) if known else "", tries_said(call)]
    said = " · ".join(part for part in parts if part)
    return (said, "warn") if tries_said(call) else said


def treatment_cell(call: PhoneCall) -> SafeString | str:
    if call.treatment == Treatment.NONE:
        return ""
    if call.treatment == Treatment.PENDING:  # the normal state of the queue: its verb says it
        return format_html('<span class="quiet">{}</span>', call.get_treatment_display())
    tone = TONES.get(Treatment(call.treatment), "")
    label = call.get_treatment_display()
    if call.treatment == Treatment.CALLED_BACK:
        return format_html('<span class="quiet">{}</span>', label)
    return format_html('<span class="badge{}">{}</span>', f" badge-{tone}" if tone else "", label)


def treated_note(call: PhoneCall) -> str:
    who = str(call.treated_by) if call.treated_by else ""
    return " · ".join(part for part in (who, call.note) if part)


def act_cell(call: PhoneCall) -> SafeString | str:
    if call.treatment != Treatment.PENDING:
        return format_html('<a class="btn btn-sm btn-quiet" href="{}">Ver</a>', call_url(call))
    return format_html('<a class="btn btn-sm" href="{}">Llamar</a>', call_form_url(call))


def length_said(seconds: int) -> str:
    """ "3 min 20 s"; nothing for a call that never was."""
    minutes, rest = divmod(seconds, 60)
    return " ".join(part for part in (f"{minutes} min" if minutes else "", f"{rest} s" if rest else "") if part)


def what_it_was(call: PhoneCall) -> str:
    if call.answered:
        return str(Direction(call.direction).label)
    return "Perdida" if call.direction == Direction.IN else "Saliente, no contestó"


class MissedTable(ListTable):
    name = Col("Quién llamó", raw=caller, to=call_url, second=caller_note, phone="main")
    started = Col("Cuándo", at="started_at", kind="datetime")
    worth = Col("Compró", at="customer__standing__monetary", kind="money", decimals=0, phone="figure")
    treatment = Col(
        "Tratamiento", raw=lambda c: str(c.get_treatment_display()), show=treatment_cell, second=treated_note
    )
    assigned = Col("La devuelve", raw=lambda c: str(c.assigned) if c.assigned else "")
    act = Col("Qué hacer", raw=lambda c: "", show=act_cell, phone="act", drawn=True)
    number = Col("Número", raw=number_said)
    tries = Col("Intentos del día", raw=lambda c: getattr(c, "tries", 1), kind="integer")
    extension = Col("Anexo", at="extension")
    treated = Col("Tratada", at="treated_at", kind="datetime")
    note = Col("Nota", at="note")


class CallTable(ListTable):
    name = Col("Con quién", raw=caller, to=call_url, second=number_said, phone="main")
    started = Col("Cuándo", at="started_at", kind="datetime")
    kind = Col("Qué fue", raw=what_it_was)
    length = Col("Duración", raw=lambda c: c.seconds, show=lambda c: length_said(c.seconds) or "–", phone="figure")
    user = Col("Quién la tuvo", raw=lambda c: str(c.user) if c.user else "")
    extension = Col("Anexo", at="extension")
    treatment = Col("Tratamiento", raw=lambda c: str(c.get_treatment_display()), show=treatment_cell)
    number = Col("Número", raw=number_said)


def comment_url(comment: Comment) -> str:
    return reverse("activities:comment", args=[comment.pk])


def excerpt(comment: Comment) -> str:
    text = " ".join(comment.text.split())
    return text if len(text) <= EXCERPT else text[: EXCERPT - 1].rstrip() + "…"


def feeling_cell(comment: Comment) -> SafeString | str:
    tone = FEELINGS.get(Sentiment(comment.sentiment), "quiet")
    return format_html(
        '<span class="{}">{}</span>', tone, comment.get_sentiment_display() if comment.sentiment else "–"
    )


def score_said(comment: Comment) -> str:
    if comment.score is None or comment.score_of is None:
        return ""
    locale = house.current().locale
    parts = [
        formatting.number(one, locale, decimals=0 if one == one.to_integral_value() else 1)
        for one in (comment.score, comment.score_of)
    ]
    return " de ".join(parts)


class CommentTable(ListTable):
    text = Col("Lo que dijo", raw=lambda c: c.text, show=excerpt, to=comment_url, phone="main")
    customer = Col(
        "Quién",
        raw=lambda c: c.customer.name if c.customer else "",
        second=lambda c: c.get_source_display(),
    )
    said = Col("Cuándo", at="said_at", kind="datetime", phone="figure")
    relevance = Col("Relevancia", raw=lambda c: str(c.get_relevance_display()))
    kind = Col("Clase", raw=lambda c: str(c.get_kind_display()) if c.kind else "")
    sentiment = Col("Sentir", raw=lambda c: str(c.get_sentiment_display()) if c.sentiment else "", show=feeling_cell)
    topic = Col("Tema", raw=lambda c: str(c.topic) if c.topic else "")
    theme = Col("Idea", raw=lambda c: str(c.theme) if c.theme else "")
    product = Col("Producto", raw=lambda c: getattr(c, "product_name", "") or c.product_code)
    score = Col("Nota", raw=score_said)
    source = Col("De dónde", raw=lambda c: str(c.get_source_display()))
