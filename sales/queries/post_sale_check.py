"""What keeps a post-sale rule from working as it stands."""

from core import formatting
from sales.enums import RuleAssign, RuleEvent
from sales.models import PostSaleRule

from .post_sale import FIELDS, MARK, unknown_fields


def faults(rule: PostSaleRule) -> list[tuple[str, str]]:
    """Each with the field to mend and the sentence that says how; empty = it works."""
    return [*_title(rule), *_event(rule), *_scores(rule), *_person(rule)]


def _title(rule: PostSaleRule) -> list[tuple[str, str]]:
    unknown, rest = unknown_fields(rule.title), MARK.sub("", rule.title)
    if not unknown and "{" not in rest and "}" not in rest:
        return []
    known = formatting.listing([f"{{{name}}}" for name in FIELDS])
    what = f"«{{{unknown[0]}}}» no existe" if unknown else "Falta abrir o cerrar una llave"
    return [("title", f"{what}: en la tarea puedes poner {known}.")]


def _event(rule: PostSaleRule) -> list[tuple[str, str]]:
    if rule.event == RuleEvent.EVERY and not (rule.months or rule.days):
        return [("months", "Di cada cuánto tiempo: meses o días.")]
    if rule.event == RuleEvent.SEGMENT and not rule.segment:
        return [("segment", "Di en qué segmento entra.")]
    if rule.event == RuleEvent.SCORE and not (rule.variable and (rule.least or rule.most)):
        return [("variable", "Di la variable, y desde o hasta qué puntaje.")]
    return []


def _scores(rule: PostSaleRule) -> list[tuple[str, str]]:
    found = [
        (name, "Un puntaje va de 1 a 5.")
        for name in ("least", "most")
        if getattr(rule, name) is not None and not 1 <= getattr(rule, name) <= 5
    ]
    if not found and rule.least and rule.most and rule.least > rule.most:
        found = [("least", "El puntaje «desde» es mayor que «hasta».")]
    return found


def _person(rule: PostSaleRule) -> list[tuple[str, str]]:
    missing = rule.assign == RuleAssign.PERSON and rule.person_id is None
    return [("person", "Elige a la persona.")] if missing else []
