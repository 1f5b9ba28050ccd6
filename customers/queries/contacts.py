"""People at customers, and who of ours answers for them."""

from typing import Any

from django.db.models import QuerySet

from customers.enums import Area
from customers.models import Contact, Customer, Responsible

from .visible import customers_visible_to, in_use


def contacts_visible_to(user: Any) -> QuerySet[Contact]:
    """The contacts of every customer that the person sees."""
    return Contact.objects.filter(customer__in=customers_visible_to(user))


def contacts_of(customer: Customer) -> list[Contact]:
    """Those in use, the main one first: one query."""
    return list(in_use(customer.contacts.all()))


def contacts_said(customer: Customer) -> list[Contact]:
    """The same of a customer that ``customer_page`` brought, without what the page does not show: no query."""
    return [Contact(customer_id=customer.pk, **one) for one in getattr(customer, "contacts_said", [])]


def responsibles_of(customer: Customer) -> list[tuple[str, str, Any]]:
    """(area, its name, who answers or ``None``) of every area: one query."""
    held = {row.area: row.user for row in Responsible.objects.filter(customer=customer).select_related("user")}
    return [(area, str(label), held.get(area)) for area, label in Area.choices]


def responsibles_said(customer: Customer) -> list[tuple[str, str]]:
    """(area, name of who answers) of a customer that ``customer_page`` brought: no query."""
    held = {
        one["area"]: f"{one['first']} {one['last']}".strip() or one["username"]
        for one in getattr(customer, "answers", [])
    }
    return [(str(label), held.get(area, "Nadie")) for area, label in Area.choices]


def vcard(contact: Contact) -> str:
    """A contact as vCard 3.0 (RFC 2426), which every telephone takes."""

    def said(text: str) -> str:
        return text.replace("\\", "\\\\").replace("\n", "\\n").replace(",", "\\,").replace(";", "\\;")

    lines = [
        "BEGIN:VCARD",
        "VERSION:3.0",
        f"N:{said(contact.last_name)};{said(contact.first_name)};;;",
        f"FN:{said(str(contact))}",
        f"ORG:{said(contact.customer.name)}",
        f"TITLE:{said(contact.role)}" if contact.role else "",
        f"TEL;TYPE=WORK:{contact.phone}" if contact.phone else "",
        f"EMAIL;TYPE=WORK:{said(contact.email)}" if contact.email else "",
        "END:VCARD",
    ]
    return "\r\n".join(line for line in lines if line) + "\r\n"
