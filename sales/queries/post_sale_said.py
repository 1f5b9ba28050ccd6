"""A post-sale rule in words."""

from core import formatting
from customers.enums import Segment
from sales.enums import RuleAssign, RuleEvent
from sales.models import PostSaleRule

SCORES = {"r": "R (recencia)", "f": "F (frecuencia)", "m": "M (monto)"}


def span_said(rule: PostSaleRule) -> str:
    """ "3 meses", "1 mes y 10 días", "" for at once."""
    parts = []
    if rule.months:
        parts.append("1 mes" if rule.months == 1 else f"{rule.months} meses")
    if rule.days:
        parts.append("1 día" if rule.days == 1 else f"{rule.days} días")
    return " y ".join(parts)


def when_said(rule: PostSaleRule) -> str:
    """From what it counts: "3 meses después de la última compra, y otra vez cada 3 meses"."""
    span = span_said(rule)
    event = {
        RuleEvent.ORDER: "cada compra",
        RuleEvent.LAST_ORDER: "la última compra",
        RuleEvent.SEGMENT: f"entrar en {_segment(rule)}",
        RuleEvent.SCORE: f"llegar a {score_said(rule)}",
    }
    if rule.event == RuleEvent.EVERY:
        if rule.every:
            return f"Cada {span}, contando desde la primera compra"
        return f"{span[:1].upper()}{span[1:]} después de la primera compra"
    start = f"{span[:1].upper()}{span[1:]} después de" if span else "En cuanto pasa:"
    again = f", y otra vez cada {span}" if rule.every and span else ""
    return f"{start} {event[RuleEvent(rule.event)]}{again}"


def whom_said(rule: PostSaleRule) -> str:
    """Which customers: "a quien compró de Licencias y está en Campeones", "a todos"."""
    parts = []
    if rule.product:
        parts.append(f"compró {rule.product}")
    elif rule.category:
        parts.append(f"compró de {rule.category}")
    if rule.activity_code:
        parts.append(f"tiene una actividad que empieza por {rule.activity_code}")
    if rule.segment and rule.event != RuleEvent.SEGMENT:
        parts.append(f"está en {_segment(rule)}")
    if rule.variable and rule.event != RuleEvent.SCORE:
        parts.append(f"tiene {score_said(rule)}")
    return f"a quien {formatting.listing(parts)}" if parts else "a todos"


def task_said(rule: PostSaleRule) -> str:
    """What is made and for whom: "Llamada para quien lleva al cliente, en 7 días"."""
    who = {
        RuleAssign.OWNER: "quien lleva al cliente",
        RuleAssign.SERVICE: "su responsable de servicio",
        RuleAssign.PERSON: str(rule.person or "alguien"),
    }[RuleAssign(rule.assign)]
    span = (
        "el mismo día"
        if not rule.within_days
        else "en 1 día"
        if rule.within_days == 1
        else f"en {rule.within_days} días"
    )
    return f"{rule.action_type} para {who}, {span}"


def score_said(rule: PostSaleRule) -> str:
    """ "R (recencia) de 2 o menos"."""
    name = SCORES.get(rule.variable, "")
    if rule.least and rule.most:
        return f"{name} de {rule.least} a {rule.most}" if rule.least != rule.most else f"{name} de {rule.least}"
    return f"{name} de {rule.least} o más" if rule.least else f"{name} de {rule.most} o menos"


def _segment(rule: PostSaleRule) -> str:
    return f"«{dict(Segment.choices).get(rule.segment, rule.segment)}»"
