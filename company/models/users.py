"""People who work here and their place in the sales tree."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.apps import apps
from django.contrib.auth.models import AbstractUser, Group
from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import F, QuerySet, Subquery

from company.enums import SalesLevel, Theme
from core.audit import tracked

MOST_UNREAD = 100  # more are not counted


@dataclass(frozen=True)
class Standing:
    """A person's groups, who stands at or below his place in the sales tree, how many notices he has not read."""

    groups: frozenset[str]
    team: frozenset[int]
    unread: int


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
        return self.standing.groups | ({"administrador"} if self.is_superuser else frozenset())

    @cached_property
    def standing(self) -> "Standing":
        """What every page asks about the person, in one query; as old as this object.

        ``company.queries`` takes team and notices from here only while a page is read.
        """
        notices = apps.get_model("company", "Notice")._default_manager.filter(user=self.pk, read_at=None)
        found = User.objects.filter(pk=self.pk).values_list(
            ArraySubquery(Group.objects.filter(user=self.pk).values("name")),
            ArraySubquery(positions_from(self.pk).values("user_id")),
            ArraySubquery(notices.order_by().values("pk")[:MOST_UNREAD]),
        )
        groups, team, unread = found.first() or ((), (), ())
        return Standing(frozenset(groups), frozenset(team), len(unread))

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


def positions_from(user_id: int) -> QuerySet[SalesPosition]:
    """The place of a person and all those below it; none for who has no place."""
    own = SalesPosition.objects.filter(user_id=user_id).exclude(path="").values("path")
    return SalesPosition.objects.alias(top=Subquery(own)).filter(path__startswith=F("top"))
