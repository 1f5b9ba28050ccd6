"""What somebody must do by when."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from activities.enums import TaskState
from core.audit import tracked
from core.models import Versioned
from customers.models import Contact, Customer

from .interactions import ActionType, Interaction


@tracked(exclude=("reminded_at",))
class Task(Versioned):
    """A promise of one of ours. ``due_at`` is the moment (for ``all_day`` the start of that day in the company's zone);
    ``ends_at`` makes it an appointment. ``rule_key`` names the rule and the event that made it, made once.
    """

    title = models.CharField("qué hay que hacer", max_length=160)
    type = models.ForeignKey(
        ActionType, null=True, blank=True, on_delete=models.PROTECT, related_name="tasks", verbose_name="acción"
    )
    customer = models.ForeignKey(
        Customer,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="tasks",
        verbose_name="cliente",
        db_index=False,
    )
    contact = models.ForeignKey(
        Contact, null=True, blank=True, on_delete=models.SET_NULL, related_name="tasks", verbose_name="con"
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="tasks",
        verbose_name="de quién",
        db_index=False,
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    due_at = models.DateTimeField("para cuándo")
    ends_at = models.DateTimeField("hasta", null=True, blank=True)
    all_day = models.BooleanField("todo el día", default=False, db_default=False)
    place = models.CharField("dónde", max_length=120, blank=True, default="", db_default="")
    note = models.TextField("nota", blank=True, default="", db_default="")
    state = models.CharField("estado", max_length=9, choices=TaskState, default=TaskState.OPEN)
    remind_at = models.DateTimeField("recordar", null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True, editable=False)
    done_at = models.DateTimeField("hecha el", null=True, blank=True)
    done_by = models.ForeignKey(
        Interaction, null=True, blank=True, on_delete=models.SET_NULL, related_name="tasks_done", verbose_name="con"
    )
    came_from = models.ForeignKey(
        Interaction,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="tasks_made",
        verbose_name="viene de",
    )
    cancel_reason = models.CharField("por qué se canceló", max_length=160, blank=True, default="", db_default="")
    rule_key = models.CharField(max_length=120, blank=True, default="", db_default="", editable=False)

    class Meta:
        verbose_name = "tarea"
        verbose_name_plural = "tareas"
        constraints = [
            models.CheckConstraint(name="task_state_known", condition=Q(state__in=TaskState.values)),
            models.CheckConstraint(
                name="task_ends_after_start", condition=Q(ends_at=None) | Q(ends_at__gt=F("due_at"))
            ),
            models.CheckConstraint(
                name="task_done_has_moment", condition=Q(state=TaskState.DONE, done_at__isnull=False) | ~Q(state="done")
            ),
            models.UniqueConstraint(fields=["rule_key"], condition=~Q(rule_key=""), name="task_of_a_rule_once"),
        ]
        indexes = [
            models.Index(fields=["owner", "due_at", "id"], condition=Q(state="open"), name="task_open_by_owner"),
            models.Index(fields=["customer", "due_at", "id"], condition=Q(state="open"), name="task_open_by_customer"),
            models.Index(fields=["customer", "-due_at", "-id"], name="task_by_customer"),
            models.Index(fields=["owner", "due_at"], name="task_by_owner"),
            models.Index(
                fields=["remind_at"], condition=Q(state="open", reminded_at__isnull=True), name="task_to_remind"
            ),
        ]

    def __str__(self) -> str:
        return self.title
