"""Templates: made, changed and filled."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.text import slugify

from company.queries import current
from core.audit import acting
from core.errors import Conflict, DomainError
from messaging.enums import Channel
from messaging.models import Template

from . import fields
from .addresses import one_line

VALUES = frozenset({"code", "name", "channel", "purpose", "subject", "body", "html", "is_active"})
SMS_LIMIT = 640


@dataclass(frozen=True)
class Text:
    """A text ready to leave."""

    subject: str
    body: str
    html: str = ""


def save_template(
    *, actor: Any, template: Template | None = None, version: int | None = None, **values: Any
) -> Template:
    """Make a template, or change ``template``. An unknown field raises ``DomainError`` beside where it stands.

    ``version`` = the one that was on the screen; another one in the database raises ``Conflict``.
    """
    unknown = set(values) - VALUES
    if unknown:
        raise TypeError(f"not fields of a template: {sorted(unknown)}")
    check(values)
    if values.get("html"):
        values["html"] = fields.clean_html(values["html"])
    with transaction.atomic(), acting(actor=actor, why="plantilla"):
        if template is None:
            values["code"] = values.get("code") or _free_code(values["name"])
            try:
                with transaction.atomic():
                    return Template.objects.create(**values)
            except IntegrityError as error:
                raise DomainError("Ya hay una plantilla con ese código.", field="code") from error
        rows = Template.objects.filter(pk=template.pk)
        if version is not None:
            rows = rows.filter(version=version)
        if not rows.update(version=F("version") + 1, **values):
            raise Conflict("Otra persona cambió la plantilla mientras la escribías. Mira cómo quedó antes de guardar.")
    return Template.objects.get(pk=template.pk)


def check(values: Mapping[str, Any]) -> None:
    """The rules of a text; raises ``DomainError`` with the field it belongs to."""
    subject, body, html = (str(values.get(name) or "") for name in ("subject", "body", "html"))
    one_line(subject, what="El asunto", field="subject")
    for name, text in (("subject", subject), ("body", body), ("html", html)):
        fields.check(text, field=name)
    if values.get("channel") == Channel.EMAIL and not subject.strip():
        raise DomainError("Un correo lleva asunto.", field="subject")
    if not body.strip():
        raise DomainError("Escribe el texto.", field="body")
    if values.get("channel") == Channel.SMS and len(body) > SMS_LIMIT:
        raise DomainError(f"Un SMS tiene como mucho {SMS_LIMIT} letras; este tiene {len(body)}.", field="body")


def render(
    *,
    subject: str,
    body: str,
    html: str = "",
    customer: Any = None,
    author: Any = None,
    values: Mapping[str, str] | None = None,
) -> Text:
    """Fill a text for a customer. Raises ``DomainError`` if it needs a value that only its own document has."""
    known = fields.values_of(fields.Subject(customer, current(), author), values)
    # The way out stays in its place: its address belongs to the message, which is not written yet.
    known["enlace.baja"] = "{{enlace.baja}}"
    lacking = fields.missing(known, subject, body, html)
    if lacking:
        raise DomainError(
            f"A este texto le falta «{fields.FIELDS[lacking[0]].label}»: envíalo desde el documento al que pertenece.",
            field="body",
        )
    return Text(
        fields.fill_line(subject, known), fields.fill(body, known), fields.fill_html(html, known) if html else ""
    )


def preview(*, subject: str, body: str, html: str = "", customer: Any = None, author: Any = None) -> Text:
    """How it will look, with samples where there is nothing real."""
    known = fields.samples()
    if customer is not None:
        real = fields.values_of(fields.Subject(customer, current(), author))
        known |= {name: value for name, value in real.items() if value}
    filled = fields.fill(body, known)
    return Text(
        fields.fill_line(subject, known), filled, fields.fill_html(html, known) if html else fields.html_of(filled)
    )


def _free_code(name: str) -> str:
    base = slugify(name)[:50] or "plantilla"
    taken = set(Template.objects.filter(code__startswith=base).values_list("code", flat=True))
    return next(code for code in (base, *(f"{base}-{n}" for n in range(2, 10_000))) if code not in taken)
