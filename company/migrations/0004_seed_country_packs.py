"""Hours, caps and documents of Peru, Colombia and Spain as far as known; what nobody verified says so."""

from datetime import time

from django.db import migrations

TO_CONFIRM = "por confirmar"
LEY_2300 = "Ley 2300 de 2023"
WEEK, SATURDAY = (1, 2, 3, 4, 5), (6,)
PACKS = [("PE", "Perú", "America/Lima"), ("CO", "Colombia", "America/Bogota"), ("ES", "España", "Europe/Madrid")]
# country, uses, weekdays, opens, closes, verified, source
WINDOWS = [
    ("CO", ("advertising", "collection"), WEEK, 7, 19, True, LEY_2300),
    ("CO", ("advertising", "collection"), SATURDAY, 8, 15, True, LEY_2300),
    ("CO", ("survey",), WEEK, 7, 19, False, TO_CONFIRM),
    ("CO", ("survey",), SATURDAY, 8, 15, False, TO_CONFIRM),
    ("PE", ("advertising", "survey"), WEEK, 8, 20, False, TO_CONFIRM),
    ("PE", ("advertising", "survey"), SATURDAY, 9, 14, False, TO_CONFIRM),
    ("PE", ("collection",), WEEK, 7, 20, False, TO_CONFIRM),
    ("ES", ("advertising", "survey"), WEEK, 9, 21, False, TO_CONFIRM),
    ("ES", ("collection",), WEEK, 9, 20, False, TO_CONFIRM),
    ("PE", ("business",), WEEK, 9, 18, False, "horario de la casa"),
    ("CO", ("business",), WEEK, 8, 17, False, "horario de la casa"),
    ("ES", ("business",), WEEK, 9, 18, False, "horario de la casa"),
]
# country, use, scope, most, days, verified, source
CAPS = [
    ("", "advertising", "all", 3, 7, False, "regla de la casa"),
    ("", "survey", "all", 1, 7, False, "regla de la casa"),
    ("CO", "collection", "all", 1, 1, True, LEY_2300),
    ("CO", "collection", "other", 0, 7, True, LEY_2300),
]
# country, kind, name, rule, for persons, for companies
DOCUMENTS = [
    ("PE", "dni", "DNI", "El DNI tiene 8 cifras.", True, False),
    ("PE", "ruc", "RUC", "El RUC tiene 11 cifras, empieza por 10, 15, 16, 17 o 20 y la última comprueba las demás.",
     True, True),
    ("CO", "cc", "Cédula de ciudadanía", "La cédula tiene de 6 a 10 cifras.", True, False),
    ("CO", "nit", "NIT", "El NIT tiene 9 cifras y un dígito de verificación que comprueba las demás.", True, True),
    ("ES", "nif", "NIF", "El NIF tiene 8 cifras y una letra que las comprueba; el NIE empieza por X, Y o Z.",
     True, False),
    ("ES", "cif", "CIF", "El CIF empieza por una letra, lleva 7 cifras y acaba en un carácter de control.",
     False, True),
]


def fill(apps, schema_editor):
    pack, window = apps.get_model("company", "CountryPack"), apps.get_model("company", "ContactWindow")
    cap, document = apps.get_model("company", "ContactCap"), apps.get_model("company", "DocumentType")
    pack.objects.bulk_create([pack(country=c, name=n, time_zone=z) for c, n, z in PACKS])
    window.objects.bulk_create(
        [
            window(country=c, use=use, weekday=day, opens=time(opens), closes=time(closes), verified=v, source=s)
            for c, uses, days, opens, closes, v, s in WINDOWS
            for use in uses
            for day in days
        ]
    )
    cap.objects.bulk_create(
        [cap(country=c, use=u, scope=k, most=m, days=d, verified=v, source=s) for c, u, k, m, d, v, s in CAPS]
    )
    document.objects.bulk_create(
        [
            document(country=c, kind=k, name=n, rule=r, for_persons=p, for_companies=b)
            for c, k, n, r, p, b in DOCUMENTS
        ]
    )


class Migration(migrations.Migration):
    dependencies = [("company", "0003_country_packs")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
