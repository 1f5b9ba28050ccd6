"""Take the sample data away, whole: what is left is an empty house with its settings and rules."""

from django.apps import apps
from django.db import connection, models, transaction

from company.models import Company, Notice, SalesPosition, User
from core.audit import acting
from core.errors import DomainError, NotAllowed
from messaging.models import Template
from sales.models import AssignmentRule, PostSaleRule, ReminderRule

from .staff import USERNAMES

# All rows of these apps are business data, except the rules that the migrations put there.
APPS = ("analytics", "sales", "inventory", "messaging", "activities", "customers")
RULES = {
    "analytics.rfmscheme",
    "analytics.segmentrule",
    "sales.nonproductcode",
    "sales.redirectcause",
    "sales.lossreason",
    "sales.stagestep",
    "sales.stage",
    "sales.pipeline",
    "sales.quotetemplate",
    "sales.salesrules",
    "activities.actiontype",
    "activities.topic",
    "customers.category",
    "customers.consenttext",
}
# Rows of the machinery that speak of those data.
TRACES = {"core.importchange", "core.importrejection", "core.importbatch", "core.counter"}


def clear(*, actor: User | None) -> int:
    """Empty every table of business data, the demo accounts included; gives how many tables were emptied.

    Only where the company is marked as sample data: raises ``DomainError`` otherwise, and ``NotAllowed`` for anybody
    but an administrator. The account ``admin`` stays, with its password, while nobody else could administer the house.
    """
    if actor is not None and "administrador" not in actor.roles:
        raise NotAllowed("Solo quien administra puede quitar los datos de muestra.")
    if not Company.objects.filter(is_demo=True).exists():
        raise DomainError("Aquí no hay datos de muestra: no se borra nada.")
    with transaction.atomic(), acting(actor=actor, why="se quitan los datos de muestra"), connection.cursor() as cursor:
        tables = [model._meta.db_table for model in _models()]
        lasting = _lasting()
        # TRUNCATE passes by the row triggers that keep the ledger append-only; without CASCADE it refuses to touch
        # a table that this list forgot.
        cursor.execute(f"TRUNCATE {', '.join(tables)} RESTART IDENTITY")
        Company.objects.filter(pk=1).delete()
        Company.objects.create(pk=1)
        _bring_back(lasting)
        _dismiss()
    return len(tables)


def _lasting() -> list[models.Model]:
    """Rules that name no product and nobody of the demo outlive it, though their tables must be emptied."""
    reminders = list(ReminderRule.objects.select_related("template").order_by("pk"))
    shipped = Template.objects.filter(code__startswith="cobro-").order_by("pk")
    return [
        *AssignmentRule.objects.filter(category=None).exclude(seller__username__in=USERNAMES).order_by("pk"),
        *PostSaleRule.objects.filter(category=None, product=None)
        .exclude(person__username__in=USERNAMES)
        .order_by("pk"),
        *{one.pk: one for one in (*shipped, *(rule.template for rule in reminders))}.values(),
        *reminders,
    ]


def _bring_back(rows: list[models.Model]) -> None:
    """Under new numbers: those of the tables begin again."""
    templates: dict[int, Template] = {}
    for row in rows:
        former = row.pk
        if isinstance(row, ReminderRule):
            row.template = templates[row.template_id]
        row.pk = None
        row._state.adding = True
        row.save(force_insert=True)
        if isinstance(row, Template):
            templates[former] = row


def _models() -> list[type[models.Model]]:
    """The models to empty, with the tables of their many-to-many relations and of their history."""
    return [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy and _is_business(model)
    ]


def _is_business(model: type[models.Model]) -> bool:
    label = model._meta.label_lower
    if label in TRACES:
        return True
    return model._meta.app_label in APPS and label not in RULES and label.removesuffix("event") not in RULES


def _dismiss() -> None:
    """Delete the demo accounts; keep ``admin`` if the house would be left without an administrator."""
    others = User.objects.exclude(username__in=USERNAMES).filter(is_active=True, is_superuser=True)
    kept = () if others.exists() else ("admin",)
    leaving = User.objects.filter(username__in=USERNAMES).exclude(username__in=kept)
    Notice.objects.filter(user__in=leaving).delete()
    for position in SalesPosition.objects.filter(user__in=leaving).order_by("-level"):
        position.delete()
    leaving.delete()
