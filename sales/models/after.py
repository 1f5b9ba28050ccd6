"""What the program remembers for post-sale rules and cross-sell: computed, thrown away and computed again.

Derived rows hold no constraint towards other apps, so that an undone import or an erasure passes them by.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q

from customers.models import Customer
from inventory.models import Product

from .force import PostSaleRule


class PostSaleStanding(models.Model):
    """Who has the score that a rule waits for. ``since`` = the day on which the rule saw him come to it; empty = he had
    it before the rule looked, which is no event. Leaving the score takes the row away."""

    derived = True

    rule = models.ForeignKey(PostSaleRule, on_delete=models.CASCADE, related_name="+", db_index=False)
    customer = models.ForeignKey(Customer, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+")
    since = models.DateField("desde", null=True)

    class Meta:
        verbose_name = "cliente que una regla de posventa mira"
        verbose_name_plural = "clientes que una regla de posventa mira"
        constraints = [models.UniqueConstraint(fields=["rule", "customer"], name="post_sale_standing_once")]

    def __str__(self) -> str:
        return f"{self.rule_id}: {self.customer_id}"


class PostSaleTurn(models.Model):
    """An event of a post-sale rule on its way to a task: no owner gets more tasks a day, of all rules, than
    ``SalesRules.tasks_per_day``.

    ``seen_on`` = the first run that found it. Then it got its task (``made_on``), or its time passed before its turn
    came (``left_on``), or it still waits (both empty). One that is no longer due while it waits takes its row away.
    """

    derived = True

    rule = models.ForeignKey(PostSaleRule, on_delete=models.CASCADE, related_name="+", db_index=False)
    customer = models.ForeignKey(Customer, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+")
    part = models.CharField("hecho", max_length=40)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+", db_index=False
    )
    due_on = models.DateField("le toca")
    seen_on = models.DateField("visto")
    made_on = models.DateField("tarea hecha", null=True)
    left_on = models.DateField("quedó fuera", null=True)

    class Meta:
        verbose_name = "turno de una regla de posventa"
        verbose_name_plural = "turnos de las reglas de posventa"
        constraints = [
            models.UniqueConstraint(fields=["rule", "customer", "part"], name="post_sale_turn_once"),
            models.CheckConstraint(
                name="post_sale_turn_one_end", condition=Q(made_on__isnull=True) | Q(left_on__isnull=True)
            ),
        ]
        indexes = [models.Index(fields=["made_on"], condition=Q(made_on__isnull=False), name="post_sale_turn_made")]

    def __str__(self) -> str:
        return f"{self.rule_id}: {self.customer_id} {self.part}"


class ProductPair(models.Model):
    """Of those who bought ``product``, so many also bought ``other``: within the window of the last computation.

    ``buyers`` bought ``product``, ``both`` both; ``lift`` = how much likelier ``other`` is for them than for anybody.
    """

    derived = True

    product = models.ForeignKey(
        Product, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+", db_index=False
    )
    other = models.ForeignKey(Product, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+")
    buyers = models.PositiveIntegerField("compraron uno")
    both = models.PositiveIntegerField("compraron los dos")
    lift = models.DecimalField("veces más probable", max_digits=10, decimal_places=2)

    class Meta:
        verbose_name = "productos que se compran juntos"
        verbose_name_plural = "productos que se compran juntos"
        constraints = [
            models.UniqueConstraint(fields=["product", "other"], name="product_pair_once"),
            models.CheckConstraint(name="product_pair_two", condition=~Q(product=models.F("other"))),
        ]

    def __str__(self) -> str:
        return f"{self.product_id} → {self.other_id}"
