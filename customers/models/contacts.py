"""People at a company, and who of ours answers for a customer."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from core.audit import tracked
from core.database import Joined, Norm
from core.models import ImportBatch, Versioned
from customers.enums import Area

from .customers import Customer

TEXT = models.TextField()


@tracked(exclude=("search",))
class Contact(Versioned):
    """A person at a customer: role, phone (E.164), mail. ``is_main`` is whom one calls first."""

    customer = models.ForeignKey(
        Customer, on_delete=models.PROTECT, related_name="contacts", verbose_name="cliente", db_index=False
    )
    first_name = models.CharField("nombres", max_length=120)
    last_name = models.CharField("apellidos", max_length=120, blank=True, default="", db_default="")
    role = models.CharField("cargo", max_length=120, blank=True, default="", db_default="")
    phone = models.CharField("teléfono (E.164)", max_length=20, blank=True, default="", db_default="")
    email = models.EmailField("correo", blank=True, default="", db_default="")
    note = models.CharField("nota", max_length=240, blank=True, default="", db_default="")
    is_main = models.BooleanField("principal", default=False, db_default=False)
    is_active = models.BooleanField("activo", default=True, db_default=True)
    import_batch = models.ForeignKey(
        ImportBatch, null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    search = models.GeneratedField(
        expression=Norm(Joined(F("first_name"), F("last_name"), F("phone"), F("email"))),
        output_field=TEXT,
        db_persist=True,
    )

    class Meta:
        verbose_name = "contacto"
        verbose_name_plural = "contactos"
        constraints = [
            models.CheckConstraint(
                name="contact_phone_e164", condition=Q(phone="") | Q(phone__regex=r"^\+[1-9][0-9]{5,17}$")
            ),
            models.UniqueConstraint(
                fields=["customer"], condition=Q(is_main=True, is_active=True), name="contact_one_main"
            ),
        ]
        indexes = [
            models.Index(fields=["customer", "id"], name="contact_by_customer"),
            models.Index(fields=["phone"], name="contact_phone", condition=~Q(phone="")),
            models.Index(fields=["email"], name="contact_email", condition=~Q(email="")),
        ]

    def __str__(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()


@tracked()
class Responsible(models.Model):
    """Who of ours answers for a customer in an area besides selling."""

    customer = models.ForeignKey(
        Customer, on_delete=models.PROTECT, related_name="responsibles", verbose_name="cliente", db_index=False
    )
    area = models.CharField("área", max_length=10, choices=Area)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="responsible_for", verbose_name="persona"
    )

    class Meta:
        verbose_name = "responsable"
        verbose_name_plural = "responsables"
        constraints = [models.UniqueConstraint(fields=["customer", "area"], name="responsible_once_per_area")]

    def __str__(self) -> str:
        return f"{self.get_area_display()}: {self.user}"
