"""Who may see and change which customers. The customer is the company's: everybody in the house finds everybody."""

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, QuerySet
from django.db.models.functions import JSONObject

from company.enums import Role
from customers.models import Category, Consent, Contact, Customer, Responsible

from .consents import in_force

# Change any customer; who sells changes his own and those of nobody.
EDITORS = frozenset({Role.GESTOR.value, Role.SUPERVISOR.value, Role.SERVICE.value, Role.ADMINISTRATOR.value})


CHILDREN_SHOWN = 6  # of the family, on his page
CONTACT = ("id", "first_name", "last_name", "role", "phone", "email", "is_main")


def customers_visible_to(user: Any) -> QuerySet[Customer]:
    """Every customer, for whoever has a role; nobody for an account without one."""
    rows = Customer.objects.all()
    return rows if getattr(user, "roles", frozenset()) else rows.none()


def changeable_by(user: Any, rows: QuerySet[Customer]) -> QuerySet[Customer]:
    """Those of ``rows`` that the person may change."""
    roles: frozenset[str] = getattr(user, "roles", frozenset())
    if roles & EDITORS:
        return rows
    if Role.SELLER in roles:
        return rows.filter(Q(owner_id=user.pk) | Q(owner=None))
    return rows.none()


def may_change(user: Any, customer: Customer) -> bool:
    """The same for one customer, without asking the database."""
    roles: frozenset[str] = getattr(user, "roles", frozenset())
    return bool(roles & EDITORS) or (Role.SELLER in roles and customer.owner_id in (None, user.pk))


def customer_page(user: Any, pk: int) -> Customer | None:
    """One customer with what the head of his page needs, or ``None`` if he is not to be seen."""
    found = customers_visible_to(user).select_related("standing", "owner", "parent").filter(pk=pk)
    # Small lists of his come along in the same statement: the page has a budget of queries.
    answers = Responsible.objects.filter(customer=OuterRef("pk")).order_by("area")
    person = JSONObject(area="area", first="user__first_name", last="user__last_name", username="user__username")
    belongs = Category.objects.filter(customers=OuterRef("pk")).values("name")
    below = customers_visible_to(user).filter(parent_id=OuterRef("pk")).order_by("sort_key", "id")
    answer = JSONObject(channel="channel", purpose="purpose", granted="granted", given_at="given_at")
    child = JSONObject(pk="pk", name="name", city="city")
    return found.annotate(
        answers=ArraySubquery(answers.values(one=person)),
        category_names=ArraySubquery(belongs),
        children_said=ArraySubquery(below.values(one=child)[:CHILDREN_SHOWN]),
        consents_said=ArraySubquery(in_force(Consent.objects.filter(customer=OuterRef("pk"))).values(one=answer)),
        contacts_said=ArraySubquery(
            in_use(Contact.objects.filter(customer=OuterRef("pk"))).values(one=JSONObject(**{n: n for n in CONTACT}))
        ),
    ).first()


def listed(user: Any) -> QuerySet[Customer]:
    """The base of the list: with standing (an inner join, so that the indexes of the standing lead) and owner."""
    rows = customers_visible_to(user).filter(standing__isnull=False, merged_into=None)
    return rows.select_related("standing", "owner").defer("search", "notes", "vision", "preferences")


def categories() -> QuerySet[Category]:
    return Category.objects.all()


def in_use(contacts: QuerySet[Contact]) -> QuerySet[Contact]:
    """Those of ``contacts`` who are still there, the main one first."""
    return contacts.filter(is_active=True).order_by("-is_main", "first_name", "last_name", "id")
