"""Records that may be one customer, merges and erasures."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from customers.enums import PairState

from .customers import Customer


class DuplicatePair(models.Model):
    """Two records that look alike; ``first`` has the smaller id. ``score`` 0 to 1; ``reasons`` in words."""

    first = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+", verbose_name="uno", db_index=False)
    second = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+", verbose_name="otro")
    score = models.DecimalField("parecido", max_digits=4, decimal_places=3)
    reasons = models.JSONField("por qué", default=list)
    state = models.CharField("estado", max_length=9, choices=PairState, default=PairState.OPEN)
    found_at = models.DateTimeField("hallado", db_default=Now())
    decided_at = models.DateTimeField("decidido", null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = "posible duplicado"
        verbose_name_plural = "posibles duplicados"
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="duplicate_pair_once"),
            models.CheckConstraint(name="duplicate_pair_in_order", condition=Q(first__lt=F("second"))),
        ]
        indexes = [models.Index(fields=["-score", "-id"], condition=Q(state="open"), name="duplicate_open_by_score")]

    def __str__(self) -> str:
        return f"{self.first_id} ~ {self.second_id}"


class Merge(models.Model):
    """Several records became one. ``moved`` keeps what each row said before, so that the merge can be taken back:
    {"app.model.field": [[id, former customer id], …]}; ``former`` the rows of the customers as they were."""

    winner = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="merges", verbose_name="quedó")
    losers = models.JSONField("unidos")
    former = models.JSONField(default=dict)
    moved = models.JSONField(default=dict)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    made_at = models.DateTimeField("cuándo", db_default=Now())
    undone_at = models.DateTimeField("deshecho", null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = "unión de clientes"
        verbose_name_plural = "uniones de clientes"

    def __str__(self) -> str:
        return f"{self.losers} → {self.winner_id}"


class Erasure(models.Model):
    """A person who asked to be forgotten: keyed hashes of document, mail and phone keep him out."""

    customer = models.ForeignKey(
        Customer, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", verbose_name="ficha"
    )
    hashes = models.JSONField(default=list)
    asked_on = models.DateField("pedido el")
    reason = models.CharField("motivo", max_length=240, blank=True, default="")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    made_at = models.DateTimeField("hecho", db_default=Now())

    class Meta:
        verbose_name = "borrado de datos"
        verbose_name_plural = "borrados de datos"

    def __str__(self) -> str:
        return f"borrado {self.pk}"
