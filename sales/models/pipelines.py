"""Sales processes as the company sets them up: stages, their probability, the steps that each asks for."""

from django.db import models
from django.db.models import Q

from activities.models import ActionType
from core.audit import tracked
from sales.enums import StepBy


@tracked()
class Pipeline(models.Model):
    """A way of selling, from "take an order" to consultative. Exactly one is the default."""

    code = models.SlugField("código", max_length=40, unique=True)
    name = models.CharField("nombre", max_length=80)
    description = models.CharField("para qué", max_length=240, blank=True, default="")
    is_default = models.BooleanField("el de costumbre", default=False)
    is_active = models.BooleanField("en uso", default=True)
    order = models.PositiveSmallIntegerField("orden", default=100)

    class Meta:
        verbose_name = "proceso de venta"
        verbose_name_plural = "procesos de venta"
        ordering = ["order", "name"]
        constraints = [
            models.UniqueConstraint(fields=["is_default"], condition=Q(is_default=True), name="pipeline_one_default")
        ]

    def __str__(self) -> str:
        return self.name


@tracked()
class Stage(models.Model):
    """A stage of a process. ``probability`` (whole percent) weighs the forecast; after ``max_days`` in it an
    opportunity counts as stuck (``None`` = never)."""

    pipeline = models.ForeignKey(Pipeline, on_delete=models.PROTECT, related_name="stages", verbose_name="proceso")
    code = models.SlugField("código", max_length=40)
    name = models.CharField("nombre", max_length=60)
    position = models.PositiveSmallIntegerField("orden")
    probability = models.PositiveSmallIntegerField("probabilidad (%)", default=10)
    max_days = models.PositiveSmallIntegerField("días antes de quedar estancada", null=True, blank=True)
    is_active = models.BooleanField("en uso", default=True)

    class Meta:
        verbose_name = "etapa"
        verbose_name_plural = "etapas"
        ordering = ["pipeline", "position"]
        constraints = [
            models.UniqueConstraint(fields=["pipeline", "code"], name="stage_code_once"),
            models.CheckConstraint(name="stage_probability_percent", condition=Q(probability__lte=100)),
        ]

    def __str__(self) -> str:
        return self.name


@tracked()
class StageStep(models.Model):
    """What has to happen in a stage. Required ones count for the progress and ask before the stage is left.

    ``by`` = action: registering an interaction of ``action_type`` in the opportunity does it.
    """

    stage = models.ForeignKey(Stage, on_delete=models.CASCADE, related_name="steps", verbose_name="etapa")
    name = models.CharField("qué", max_length=120)
    position = models.PositiveSmallIntegerField("orden", default=10)
    required = models.BooleanField("obligatorio", default=True)
    by = models.CharField("se cumple", max_length=14, choices=StepBy, default=StepBy.HAND)
    action_type = models.ForeignKey(
        ActionType, null=True, blank=True, on_delete=models.PROTECT, related_name="stage_steps", verbose_name="acción"
    )
    is_active = models.BooleanField("en uso", default=True)

    class Meta:
        verbose_name = "paso de una etapa"
        verbose_name_plural = "pasos de las etapas"
        ordering = ["stage", "position", "id"]
        constraints = [
            models.CheckConstraint(name="stage_step_by_known", condition=Q(by__in=StepBy.values)),
            models.CheckConstraint(
                name="stage_step_action_named",
                condition=(Q(by=StepBy.ACTION) & Q(action_type__isnull=False))
                | (~Q(by=StepBy.ACTION) & Q(action_type__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return self.name


@tracked()
class LossReason(models.Model):
    """Why an opportunity or a quote was lost: the company's list. ``code`` is the address; ``public`` ones are offered
    to the customer who rejects a quote."""

    code = models.SlugField("código", max_length=40, unique=True)
    name = models.CharField("nombre", max_length=80)
    public = models.BooleanField("la puede elegir el cliente", default=True)
    order = models.PositiveSmallIntegerField("orden", default=100)
    is_active = models.BooleanField("en uso", default=True)

    class Meta:
        verbose_name = "razón de pérdida"
        verbose_name_plural = "razones de pérdida"
        ordering = ["order", "name"]

    def __str__(self) -> str:
        return self.name


@tracked()
class Competitor(models.Model):
    name = models.CharField("nombre", max_length=120, unique=True)
    note = models.CharField("cómo vende", max_length=240, blank=True, default="")
    is_active = models.BooleanField("en uso", default=True)

    class Meta:
        verbose_name = "competidor"
        verbose_name_plural = "competidores"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
