"""The demo company's people: one for each role, the sales tree, and the company itself."""

from dataclasses import dataclass

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group

from company.enums import Role, SalesLevel
from company.models import Company, SalesPosition, User

PASSWORD = "demo-crm-2026"  # noqa: S105 - printed on the login page of the demo
COMPANY = {
    "name": "Casa Andina Regalos",
    "legal_name": "Casa Andina Regalos S.A.C.",
    "tax_id": "20990900001",
    "address": "Cuesta de San Blas 512",
    "city": "Cusco",
    "phone": "+51900990000",
    "email": "hola@casaandinaregalos.example",
    "website": "https://casaandinaregalos.example",
    "country": "PE",
    "time_zone": "America/Lima",
    "currency": "PEN",
    "tax_name": "IGV",
    "tax_rate": 18,
}


@dataclass(frozen=True)
class Member:
    """A person of the demo. ``chief`` is the username of the one above in the sales tree."""

    username: str
    first_name: str
    last_name: str
    role: str
    job: str
    level: int = 0
    chief: str = ""


STAFF = (
    Member("gestor", "Rocío", "Valdivia", Role.GESTOR, "Gestora CRM"),
    Member("ventas", "Milagros", "Paredes", Role.SELLER, "Vendedora", SalesLevel.SELLER, "supervisor"),
    Member("supervisor", "Óscar", "Benavides", Role.SUPERVISOR, "Supervisor de Cusco y el sur", SalesLevel.SUPERVISOR,
           "nacional"),
    Member("marketing", "Fiorella", "Noriega", Role.MARKETING, "Marketing"),
    Member("compras", "Percy", "Galindo", Role.PURCHASING, "Compras"),
    Member("servicio", "Gladys", "Farfán", Role.SERVICE, "Servicio al cliente"),
    Member("admin", "Elmer", "Robles", Role.ADMINISTRATOR, "Administrador"),
    Member("director", "Lucía", "Ugarte", Role.SUPERVISOR, "Directora comercial", SalesLevel.DIRECTOR),
    Member("nacional", "Hernán", "Salas", Role.SUPERVISOR, "Supervisor nacional", SalesLevel.NATIONAL, "director"),
    Member("supervisora", "Teresa", "Cáceres", Role.SUPERVISOR, "Supervisora de Lima y el norte", SalesLevel.SUPERVISOR,
           "nacional"),
    Member("luz", "Luz", "Aguilar", Role.SELLER, "Vendedora", SalesLevel.SELLER, "supervisor"),
    Member("jhon", "Jhon", "Condori", Role.SELLER, "Vendedor", SalesLevel.SELLER, "supervisor"),
    Member("karla", "Karla", "Zegarra", Role.SELLER, "Vendedora", SalesLevel.SELLER, "supervisora"),
    Member("renzo", "Renzo", "Tello", Role.SELLER, "Vendedor", SalesLevel.SELLER, "supervisora"),
    Member("yesenia", "Yesenia", "Apaza", Role.SELLER, "Vendedora", SalesLevel.SELLER, "supervisora"),
)  # fmt: skip
USERNAMES = tuple(member.username for member in STAFF)


def hire() -> list[User]:
    """Make the people and the sales tree; gives the sellers, in the order of ``STAFF``."""
    secret = make_password(PASSWORD)
    made: dict[str, User] = {}
    for member in STAFF:
        administrator = member.role == Role.ADMINISTRATOR
        user, _ = User.objects.update_or_create(
            username=member.username,
            defaults={
                "first_name": member.first_name,
                "last_name": member.last_name,
                "email": f"{member.username}@casaandinaregalos.example",
                "job_title": member.job,
                "password": secret,
                "is_active": True,
                "is_staff": administrator,
                "is_superuser": administrator,
            },
        )
        user.groups.set([Group.objects.get_or_create(name=member.role)[0]])
        made[member.username] = user
    _grow_tree(made)
    return [made[member.username] for member in STAFF if member.level == SalesLevel.SELLER]


def _grow_tree(made: dict[str, User]) -> None:
    """Positions from the top down, each with the path of its chief and its own id."""
    placed: dict[str, SalesPosition] = {}
    for member in sorted((member for member in STAFF if member.level), key=lambda member: member.level):
        chief = placed.get(member.chief)
        position, _ = SalesPosition.objects.update_or_create(
            user=made[member.username], defaults={"level": member.level, "parent": chief}
        )
        position.path = f"{chief.path if chief else ''}{position.pk}/"
        position.save(update_fields=["path"])
        placed[member.username] = position


def found_company() -> None:
    """The settings of Casa Andina Regalos, marked as sample data."""
    Company.objects.update_or_create(pk=1, defaults={**COMPANY, "is_demo": True})
