"""Who sees whom: the sales tree as sets of user ids."""

from django.db.models import QuerySet

from company.models import Company, SalesPosition, User
from company.models.users import positions_from


def team_of(user: User) -> frozenset[int]:
    """Ids of the people whose work ``user`` may see by the sales tree: himself and everybody below him.

    While a page is read (the middleware marks its user so) the tree came along with his roles: no query.
    """
    if getattr(user, "request_cache", None) is not None:
        return user.standing.team | {user.pk}
    return frozenset(positions_from(user.pk).values_list("user_id", flat=True)) | {user.pk}


def tree() -> QuerySet[SalesPosition]:
    """All positions from the top, each before those below it."""
    return SalesPosition.objects.select_related("user", "parent__user").order_by("path")


def chiefs_of(user: User) -> list[User]:
    """The people above ``user``, nearest first."""
    own = SalesPosition.objects.filter(user_id=user.pk).values_list("path", flat=True).first()
    ids = [int(part) for part in (own or "").split("/") if part][:-1]
    found = {position.pk: position.user for position in SalesPosition.objects.select_related("user").filter(pk__in=ids)}
    return [found[pk] for pk in reversed(ids) if pk in found]


def with_role(*names: str) -> QuerySet[User]:
    """Active people who hold any of these roles."""
    return User.objects.filter(is_active=True, groups__name__in=names).distinct()


def people_visible_to(user: User) -> QuerySet[User]:
    """The administrator sees everybody's account; others their own."""
    return User.objects.all() if "administrador" in user.roles else User.objects.filter(pk=user.pk)


def companies_visible_to(user: User) -> QuerySet[Company]:
    """The settings are the administrator's."""
    return Company.objects.all() if "administrador" in user.roles else Company.objects.none()
