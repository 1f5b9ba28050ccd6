"""Cross-sell: what would suit a customer, and why, from what those who buy the same also buy."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db import connection

from core import formatting, house
from customers.models import Customer

from .post_sale import statement

WINDOW = 730  # days of purchases that count
LATELY = 180  # what he bought within these days is not offered again
SUPPORT = 5  # fewer customers than these say nothing
CONFIDENCE = Decimal("0.10")
LIFT = Decimal("1.20")
WIDEST = 200  # products of one customer
EACH = 10
SHOWN = 3


@dataclass(frozen=True)
class Fit:
    """A product to offer. Of ``buyers`` who bought ``because``, ``both`` bought this one too."""

    id: int
    sku: str
    name: str
    price: Decimal
    buyers: int
    both: int
    lift: Decimal
    because: str
    available: Decimal | None

    @property
    def why(self) -> str:
        """ "4 de cada 10 que compran Taza también lo compran (48 de 120)"."""
        locale = house.current().locale
        tenth = max(1, round(10 * self.both / self.buyers))
        often = "Casi todos los" if tenth == 10 else f"{tenth} de cada 10"
        exact = f"{formatting.number(self.both, locale)} de {formatting.number(self.buyers, locale)}"
        return f"{often} que compran {self.because} también lo compran ({exact})"


def products_for(customer: Customer, *, today: date, limit: int = SHOWN) -> list[Fit]:
    """Products that fit him, the likeliest first; empty where the data say nothing. One query.

    Left out: what he bought lately, what is not for sale, goods without stock. The pairs are those of the last
    computation (``services.cross_sell``).
    """
    with connection.cursor() as cursor:
        cursor.execute(
            statement("cross_sell"),
            {
                "customer": customer.pk,
                "since": today - timedelta(days=WINDOW),
                "lately": today - timedelta(days=LATELY),
                "limit": limit,
            },
        )
        return [Fit(*row) for row in cursor.fetchall()]
