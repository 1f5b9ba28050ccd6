"""Deals under way: who, what, how far, and everything that was done for them."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from activities.models import Interaction, Task
from core.audit import tracked
from core.models import ImportBatch, StoredFile, Versioned
from customers.models import Contact, Customer
from inventory.models import Product
from sales.enums import Entry, OpportunityState

from .pipelines import Competitor, LossReason, Pipeline, Stage, StageStep


@tracked()
class Opportunity(Versioned):
    """A deal. ``stage`` is the last one it stood in, also once closed. ``stage_since`` = when it came there.

    ``amount`` is the expected money without tax, in ``currency``; the forecast weighs it by the probability of the
    stage. ``OPPORTUNITY_MOVES`` says which state may follow which; stages change only by
    ``sales.services.opportunities``, each change a row of ``StageChange``. Who sees it: the owner and those above him
    in the sales tree.
    """

    number = models.CharField("número", max_length=40, unique=True)
    name = models.CharField("qué quiere", max_length=160)
    customer = models.ForeignKey(
        Customer, on_delete=models.PROTECT, related_name="opportunities", verbose_name="cliente", db_index=False
    )
    pipeline = models.ForeignKey(
        Pipeline, on_delete=models.PROTECT, related_name="opportunities", verbose_name="proceso", db_index=False
    )
    stage = models.ForeignKey(
        Stage, on_delete=models.PROTECT, related_name="opportunities", verbose_name="etapa", db_index=False
    )
    state = models.CharField("estado", max_length=5, choices=OpportunityState, default=OpportunityState.OPEN)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="opportunities",
        verbose_name="de quién",
        db_index=False,
    )
    entry = models.CharField("por dónde llegó", max_length=9, choices=Entry, default=Entry.OTHER)
    amount = models.DecimalField("importe esperado sin impuesto", max_digits=16, decimal_places=2, default=0)
    currency = models.CharField("moneda", max_length=3, default="PEN")
    opened_on = models.DateField("abierta el")
    expected_on = models.DateField("se cierra hacia el", null=True, blank=True)
    stage_since = models.DateTimeField("en la etapa desde")
    closed_at = models.DateTimeField("cerrada", null=True, blank=True)
    lost_reason = models.ForeignKey(
        LossReason, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="por qué se perdió"
    )
    lost_to = models.ForeignKey(
        Competitor, null=True, blank=True, on_delete=models.PROTECT, related_name="won", verbose_name="la ganó"
    )
    lost_note = models.CharField("nota del cierre", max_length=240, blank=True, default="", db_default="")
    import_batch = models.ForeignKey(
        ImportBatch, null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    external_id = models.CharField("número de fuera", max_length=80, blank=True, default="", db_default="")

    class Meta:
        verbose_name = "oportunidad"
        verbose_name_plural = "oportunidades"
        constraints = [
            models.CheckConstraint(name="opportunity_state_known", condition=Q(state__in=OpportunityState.values)),
            models.CheckConstraint(name="opportunity_amount_not_negative", condition=Q(amount__gte=0)),
            models.CheckConstraint(
                name="opportunity_closed_has_moment",
                condition=(Q(state=OpportunityState.OPEN) & Q(closed_at__isnull=True))
                | (~Q(state=OpportunityState.OPEN) & Q(closed_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="opportunity_lost_has_reason",
                condition=(Q(state=OpportunityState.LOST) & Q(lost_reason__isnull=False))
                | (~Q(state=OpportunityState.LOST) & Q(lost_reason__isnull=True)),
            ),
            models.UniqueConstraint(
                fields=["external_id"], condition=~Q(external_id=""), name="opportunity_external_once"
            ),
        ]
        indexes = [
            models.Index(fields=["customer", "-opened_on", "-id"], name="opportunity_by_customer"),
            models.Index(
                fields=["pipeline", "stage", "-amount", "-id"], condition=Q(state="open"), name="opportunity_board"
            ),
            models.Index(fields=["owner", "expected_on", "id"], condition=Q(state="open"), name="opportunity_by_owner"),
            models.Index(fields=["-opened_on", "-id"], name="opportunity_by_day"),
            models.Index(fields=["closed_at"], condition=Q(closed_at__isnull=False), name="opportunity_closed"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"


class StageChange(models.Model):
    """A move of an opportunity: never changed, and it goes only when the move is taken back.

    ``from_stage`` empty = opened; ``state`` = after the move. ``days`` is how long it stood in ``from_stage``, in
    days with two decimals; ``backward`` says that it went back.
    """

    opportunity = models.ForeignKey(
        Opportunity, on_delete=models.CASCADE, related_name="changes", verbose_name="oportunidad", db_index=False
    )
    from_stage = models.ForeignKey(Stage, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    to_stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="+")
    state = models.CharField("estado", max_length=5, choices=OpportunityState)
    backward = models.BooleanField("hacia atrás", default=False)
    reason = models.CharField("razón", max_length=240, blank=True, default="", db_default="")
    amount = models.DecimalField("importe entonces", max_digits=16, decimal_places=2, default=0)
    days = models.DecimalField("días en la etapa anterior", max_digits=8, decimal_places=2, null=True, blank=True)
    at = models.DateTimeField("cuándo")
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = "cambio de etapa"
        verbose_name_plural = "cambios de etapa"
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["opportunity", "at", "id"], name="stage_change_story")]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update)]

    def __str__(self) -> str:
        return f"{self.opportunity_id}: {self.to_stage_id} {self.state}"


class StepDone(models.Model):
    """A step of a stage done in an opportunity, once. ``interaction`` is what did it, if it was an action."""

    opportunity = models.ForeignKey(Opportunity, on_delete=models.CASCADE, related_name="steps_done")
    step = models.ForeignKey(StageStep, on_delete=models.PROTECT, related_name="done")
    at = models.DateTimeField("cuándo", db_default=Now())
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    interaction = models.ForeignKey(Interaction, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        verbose_name = "paso hecho"
        verbose_name_plural = "pasos hechos"
        constraints = [models.UniqueConstraint(fields=["opportunity", "step"], name="step_done_once")]

    def __str__(self) -> str:
        return f"{self.opportunity_id}: {self.step_id}"


class OpportunityContact(models.Model):
    """A person at the customer who takes part, and as what (decides, pays, uses)."""

    opportunity = models.ForeignKey(Opportunity, on_delete=models.CASCADE, related_name="contacts")
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="opportunities")
    role = models.CharField("papel", max_length=80, blank=True, default="", db_default="")

    class Meta:
        verbose_name = "contacto de la oportunidad"
        verbose_name_plural = "contactos de la oportunidad"
        constraints = [models.UniqueConstraint(fields=["opportunity", "contact"], name="opportunity_contact_once")]

    def __str__(self) -> str:
        return f"{self.contact} ({self.role})" if self.role else str(self.contact)


class OpportunityProduct(models.Model):
    """What is offered: a product of the catalogue or only words. ``unit_price`` without tax, if known."""

    opportunity = models.ForeignKey(Opportunity, on_delete=models.CASCADE, related_name="products")
    position = models.PositiveIntegerField("línea")
    product = models.ForeignKey(
        Product, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="producto"
    )
    name = models.CharField("descripción", max_length=200)
    quantity = models.DecimalField("cantidad", max_digits=14, decimal_places=3, default=1)
    unit_price = models.DecimalField("precio", max_digits=14, decimal_places=4, null=True, blank=True)

    class Meta:
        verbose_name = "producto de la oportunidad"
        verbose_name_plural = "productos de la oportunidad"
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["opportunity", "position"], name="opportunity_product_once"),
            models.CheckConstraint(name="opportunity_product_quantity", condition=Q(quantity__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.name}"


class OpportunityCompetitor(models.Model):
    opportunity = models.ForeignKey(Opportunity, on_delete=models.CASCADE, related_name="competitors")
    competitor = models.ForeignKey(Competitor, on_delete=models.PROTECT, related_name="faced")
    price = models.DecimalField("su precio", max_digits=16, decimal_places=2, null=True, blank=True)
    note = models.CharField("qué ofrece", max_length=240, blank=True, default="", db_default="")

    class Meta:
        verbose_name = "competidor de la oportunidad"
        verbose_name_plural = "competidores de la oportunidad"
        constraints = [
            models.UniqueConstraint(fields=["opportunity", "competitor"], name="opportunity_competitor_once")
        ]

    def __str__(self) -> str:
        return str(self.competitor)


class OpportunityNote(models.Model):
    opportunity = models.ForeignKey(Opportunity, on_delete=models.CASCADE, related_name="notes")
    text = models.TextField("nota")
    at = models.DateTimeField("cuándo", db_default=Now())
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = "nota de la oportunidad"
        verbose_name_plural = "notas de la oportunidad"
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return self.text[:60]


class OpportunityFile(models.Model):
    opportunity = models.ForeignKey(Opportunity, on_delete=models.CASCADE, related_name="files")
    file = models.OneToOneField(StoredFile, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField("cuándo", db_default=Now())
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = "archivo de la oportunidad"
        verbose_name_plural = "archivos de la oportunidad"
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return str(self.file)


class OpportunityTask(models.Model):
    """A commitment of the opportunity. The link stands here because tasks know no deals."""

    opportunity = models.ForeignKey(Opportunity, on_delete=models.CASCADE, related_name="tasks")
    task = models.OneToOneField(Task, null=True, on_delete=models.SET_NULL, related_name="opportunity_link")

    class Meta:
        verbose_name = "compromiso de la oportunidad"
        verbose_name_plural = "compromisos de la oportunidad"

    def __str__(self) -> str:
        return str(self.task)


class OpportunityInteraction(models.Model):
    """A touch that was for this deal: by these the visits to close it and its cost are counted.

    ``interaction`` is empty after the touch was taken back: such rows count nowhere.
    """

    opportunity = models.ForeignKey(Opportunity, on_delete=models.CASCADE, related_name="interactions")
    interaction = models.OneToOneField(
        Interaction, null=True, on_delete=models.SET_NULL, related_name="opportunity_link"
    )

    class Meta:
        verbose_name = "acción de la oportunidad"
        verbose_name_plural = "acciones de la oportunidad"

    def __str__(self) -> str:
        return str(self.interaction)
