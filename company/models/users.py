"""People who work here and their place in the sales tree."""

from functools import cached_property
from typing import Any

from django.contrib.auth.models import AbstractUser
from django.db import models

from company.enums import SalesLevel, Theme
from core.audit import tracked


@tracked(exclude=("password", "last_login"))
class User(AbstractUser):
    """A member of staff. Roles are groups (``company.enums.Role``)."""

    phone = models.CharField("teléfono", max_length=20, blank=True)
    job_title = models.CharField("cargo", max_length=80, blank=True)
    extension = models.CharField("anexo telefónico", max_length=12, blank=True)
    theme = models.CharField("tema", max_length=5, choices=Theme, default=Theme.AUTO)
    dense_lists = models.BooleanField("listas densas", default=False)

    class Meta:
        verbose_name = "persona"
        verbose_name_plural = "personas"

    def __str__(self) -> str:
        return self.get_full_name() or self.username

    @cached_property
    def roles(self) -> frozenset[str]:
        """Group names of the person: one query a request. A superuser counts as administrator too."""
        names = set(self.groups.values_list("name", flat=True))
        if self.is_superuser:
            names.add("administrador")
        return frozenset(names)

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """Model permissions of the admin site: the administrator's role has them all."""
        return (self.is_active and "administrador" in self.roles) or super().has_perm(perm, obj)

    def has_module_perms(self, app_label: str) -> bool:
        return (self.is_active and "administrador" in self.roles) or super().has_module_perms(app_label)

    @property
    def initials(self) -> str:
        """Two letters for the avatar."""
        letters = [self.first_name[:1], self.last_name[:1]]
        return "".join(letters).upper() or self.username[:2].upper()


@tracked()
class SalesPosition(models.Model):
    """A place in the sales tree: who sells, whom he answers to.

    ``path`` holds the ids of the positions from the root down to this one, each followed by a slash; a person sees
    what belongs to positions whose path starts with his own. ``company.services.sales_tree`` keeps it true.
    """

    user = models.OneToOneField(User, on_delete=models.PROTECT, related_name="sales_position", verbose_name="persona")
    level = models.PositiveSmallIntegerField("nivel", choices=SalesLevel)
    parent = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="children",
        verbose_name="responde a",
    )
    path = models.CharField(max_length=200, editable=False, default="", db_index=True)

    class Meta:
        verbose_name = "puesto en el árbol de ventas"
        verbose_name_plural = "árbol de ventas"
        constraints = [
            models.CheckConstraint(condition=~models.Q(parent=models.F("id")), name="sales_position_not_own_parent"),
        ]
        indexes = [
            models.Index(fields=["path"], name="sales_position_path_prefix", opclasses=["varchar_pattern_ops"]),
        ]

    def __str__(self) -> str:
        return f"{self.user} ({self.get_level_display()})"
