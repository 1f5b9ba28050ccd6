"""Who a redirected order is of: by telephone, then by mail, then by document."""

from customers.models import Customer


def match_customer(*, phone: str = "", email: str = "", document: str = "") -> Customer | None:
    """The one active customer with that telephone (E.164), mail or document; two of them are nobody."""
    for field, value in (("phone", phone), ("email__iexact", email), ("document_number", document)):
        if value:
            found = list(Customer.objects.filter(is_active=True, merged_into=None, **{field: value})[:2])
            if len(found) == 1:
                return found[0]
    return None
