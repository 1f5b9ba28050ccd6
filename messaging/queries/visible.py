"""Who may see which messages. Who sells sees what his team wrote, and what went to the customers of his team."""

from typing import Any

from django.db.models import Q, QuerySet

from company.enums import Role
from company.queries import team_of
from core.lists import find
from customers.queries import customers_visible_to
from messaging.models import Message, Template

SEE_ALL = frozenset({Role.GESTOR.value, Role.MARKETING.value, Role.SERVICE.value, Role.ADMINISTRATOR.value})
LOOKERS = SEE_ALL | {Role.SELLER.value, Role.SUPERVISOR.value}
WRITERS = LOOKERS
TEMPLATE_EDITORS = SEE_ALL


def messages_visible_to(user: Any) -> QuerySet[Message]:
    """Every message for who answers for all; for who sells, those of his team and of its customers.

    Notices that members of staff get by mail are their own letters: nobody finds them here.
    """
    roles: frozenset[str] = getattr(user, "roles", frozenset())
    rows = Message.objects.exclude(dedupe_key__startswith="aviso:")
    if roles & SEE_ALL:
        return rows
    if not roles & LOOKERS:
        return rows.none()
    team = team_of(user)
    seen = Q(customer=None) | Q(customer__in=customers_visible_to(user))
    return rows.filter(Q(author_id__in=team) | Q(customer__owner_id__in=team)).filter(seen)


def messages_listed(user: Any) -> QuerySet[Message]:
    """The base of the list."""
    rows = messages_visible_to(user).select_related("customer", "author")
    return rows.defer("body", "html", "verdict", "search", "customer__search", "customer__custom", "customer__notes")


def cancellable_by(user: Any, rows: QuerySet[Message]) -> QuerySet[Message]:
    """Of ``rows`` those that the person may stop or send again: whoever sees them."""
    return rows.filter(pk__in=messages_visible_to(user).values("pk"))


def may_release(user: Any) -> bool:
    """Whoever answers for all messages lets go what a restored copy brought back."""
    return bool(getattr(user, "roles", frozenset()) & TEMPLATE_EDITORS)


def search_messages(rows: QuerySet[Message], text: str) -> QuerySet[Message]:
    """By name, address or subject."""
    return find(rows, text)


def templates_visible_to(user: Any) -> QuerySet[Template]:
    """Every template, for whoever writes."""
    rows = Template.objects.all()
    return rows if getattr(user, "roles", frozenset()) & WRITERS else rows.none()


def templates_for(user: Any, *, channel: str = "") -> QuerySet[Template]:
    """Those in use, to choose from."""
    rows = templates_visible_to(user).filter(is_active=True)
    return rows.filter(channel=channel) if channel else rows


def search_templates(rows: QuerySet[Template], text: str) -> QuerySet[Template]:
    """By name or subject; there are few."""
    for word in text.split()[:8]:
        rows = rows.filter(Q(name__icontains=word) | Q(subject__icontains=word) | Q(code__icontains=word))
    return rows


def attachment_message_visible(user: Any, stored: Any) -> bool:
    """May this person fetch a file because it went with a message that he sees?"""
    return messages_visible_to(user).filter(attachments__file_id=stored.pk).exists()
