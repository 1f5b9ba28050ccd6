"""Country packs: what differs by country, as rows with a date of validity. The law is data, never a constant.

``verified`` says whether somebody read the official text; ``source`` names it. What is not verified shows as "por
confirmar" wherever it is used.
"""

from django.db import models
from django.db.models import F, Q

from company.enums import CapScope, HolidaySource, WindowUse
from core.audit import tracked

TO_CONFIRM = "por confirmar"


class CountryPack(models.Model):
    """A country that the program knows: its zone decides what hour it is for a customer."""

    country = models.CharField("país", max_length=2, primary_key=True)
    name = models.CharField("nombre", max_length=60)
    time_zone = models.CharField("zona horaria", max_length=40)

    class Meta:
        verbose_name = "país"
        verbose_name_plural = "países"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


@tracked()
class Holiday(models.Model):
    """A day on which a country or one of its regions does not work, or (``works``) an exception on which it does.

    ``region`` is the library's code ("AN" for Andalucía); "" = the whole country.
    """

    country = models.CharField("país", max_length=2)
    region = models.CharField("región", max_length=12, blank=True, help_text="Vacío: todo el país.")
    day = models.DateField("día")
    name = models.CharField("nombre", max_length=120)
    works = models.BooleanField("sí se trabaja", default=False, help_text="Excepción: ese día cuenta como hábil.")
    source = models.CharField("origen", max_length=8, choices=HolidaySource, default=HolidaySource.MANUAL)

    class Meta:
        verbose_name = "feriado"
        verbose_name_plural = "feriados"
        ordering = ["-day", "country", "region"]
        constraints = [models.UniqueConstraint(fields=["country", "region", "day"], name="holiday_once")]

    def __str__(self) -> str:
        return f"{self.name} ({self.day:%d/%m/%Y}, {self.country})"


class Validity(models.Model):
    """From when until when a rule holds, and where it is written."""

    valid_from = models.DateField("vale desde", null=True, blank=True, help_text="Vacío: desde siempre.")
    valid_to = models.DateField("vale hasta", null=True, blank=True, help_text="Vacío: sin fin.")
    verified = models.BooleanField("confirmado", default=False, help_text="Alguien leyó el texto oficial.")
    source = models.CharField("fuente", max_length=200, default=TO_CONFIRM)

    class Meta:
        abstract = True


@tracked()
class ContactWindow(Validity):
    """On this weekday one may write or call for this purpose between two local hours; no row that day = not at all.

    A purpose without any row in force has no limits. ``use`` "business" are the hours that deadlines count.
    """

    country = models.CharField("país", max_length=2)
    use = models.CharField("para", max_length=12, choices=WindowUse)
    weekday = models.PositiveSmallIntegerField(
        "día",
        choices=[(1, "lunes"), (2, "martes"), (3, "miércoles"), (4, "jueves"), (5, "viernes"), (6, "sábado"),
                 (7, "domingo")],
    )  # fmt: skip
    opens = models.TimeField("desde las")
    closes = models.TimeField("hasta las")
    on_holidays = models.BooleanField("también en feriados", default=False)

    class Meta:
        verbose_name = "horario de contacto"
        verbose_name_plural = "horarios de contacto"
        ordering = ["country", "use", "weekday", "opens"]
        constraints = [
            models.CheckConstraint(name="contact_window_weekday", condition=Q(weekday__range=(1, 7))),
            models.CheckConstraint(name="contact_window_ends_later", condition=Q(closes__gt=F("opens"))),
            models.CheckConstraint(name="contact_window_use_known", condition=Q(use__in=WindowUse.values)),
            models.CheckConstraint(
                name="contact_window_validity",
                condition=Q(valid_from=None) | Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
            ),
        ]

    def __str__(self) -> str:
        hours = f"{self.opens:%H:%M}–{self.closes:%H:%M}"
        return f"{self.country} {self.get_use_display()} {self.get_weekday_display()} {hours}"


@tracked()
class ContactCap(Validity):
    """At most ``most`` messages of a purpose to one person within ``days`` days. ``country`` "" = everywhere."""

    country = models.CharField("país", max_length=2, blank=True, help_text="Vacío: en todos.")
    use = models.CharField("para", max_length=12, choices=WindowUse)
    scope = models.CharField("cuentan", max_length=8, choices=CapScope, default=CapScope.ALL)
    most = models.PositiveSmallIntegerField("cuántos como mucho")
    days = models.PositiveSmallIntegerField("en cuántos días")

    class Meta:
        verbose_name = "tope de mensajes"
        verbose_name_plural = "topes de mensajes"
        ordering = ["country", "use"]
        constraints = [
            models.CheckConstraint(name="contact_cap_days", condition=Q(days__range=(1, 366))),
            models.CheckConstraint(name="contact_cap_scope_known", condition=Q(scope__in=CapScope.values)),
        ]

    def __str__(self) -> str:
        return f"{self.get_use_display()}: {self.most} en {self.days} días"


class DocumentType(Validity):
    """A document of identity of a country, with the rule that a wrong number is told with."""

    country = models.CharField("país", max_length=2)
    kind = models.CharField("clave", max_length=8)
    name = models.CharField("nombre", max_length=60)
    rule = models.CharField("regla", max_length=200)
    for_persons = models.BooleanField("de personas", default=True)
    for_companies = models.BooleanField("de empresas", default=False)

    class Meta:
        verbose_name = "tipo de documento"
        verbose_name_plural = "tipos de documento"
        ordering = ["country", "kind"]
        constraints = [models.UniqueConstraint(fields=["country", "kind", "valid_from"], name="document_type_once")]

    def __str__(self) -> str:
        return f"{self.name} ({self.country})"
