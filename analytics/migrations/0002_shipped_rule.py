"""The rule that ships: weights 30/10/60, quintiles of the company's own customers, all history, eleven segments."""

from django.db import migrations

# code, name, rank, meaning, act, rectangles (r_min, r_max, fm_min, fm_max)
SEGMENTS = [
    ("campeones", "Campeones", "Compran mucho, seguido y hace poco.", "Darles acceso antes que a nadie",
     [(4, 5, 5, 5), (5, 5, 4, 4)]),
    ("leales", "Leales", "Compran bien y vuelven.", "Pedirles una recomendación", [(3, 3, 5, 5), (3, 4, 4, 4)]),
    ("potencial_leal", "Potencial leal", "Compraron hace poco y más de una vez.", "Ofrecerles el segundo producto",
     [(4, 5, 2, 3)]),
    ("nuevos", "Nuevos", "Acaban de hacer su primera compra.", "Darles la bienvenida", [(5, 5, 1, 1)]),
    ("prometedores", "Prometedores", "Compraron poco y no hace mucho.", "Darles un motivo para volver",
     [(4, 4, 1, 1)]),
    ("necesitan_atencion", "Necesitan atención", "Compraban bien y empiezan a tardar.", "Recordarles que estás",
     [(3, 3, 3, 3)]),
    ("a_punto_de_dormir", "A punto de dormir", "Compraban poco y ya tardan.", "Proponer una oferta corta",
     [(3, 3, 1, 2)]),
    ("no_perder", "No perder", "Eran de los mejores y llevan mucho sin venir.", "Llamarlos uno por uno",
     [(1, 2, 5, 5)]),
    ("en_riesgo", "En riesgo", "Compraban bien y llevan mucho sin venir.", "Proponerles un cupón", [(1, 2, 3, 4)]),
    ("hibernando", "Hibernando", "Compraron algo hace mucho.", "Escribirles una vez", [(1, 2, 2, 2)]),
    ("perdidos", "Perdidos", "Compraron una vez, hace mucho.", "Un solo correo al año", [(1, 2, 1, 1)]),
]


def ship(apps, schema_editor):
    Scheme = apps.get_model("analytics", "RfmScheme")
    Rule = apps.get_model("analytics", "SegmentRule")
    if Scheme.objects.exists():
        return
    scheme = Scheme.objects.create(version=1, is_current=True, note="La regla de fábrica")
    Rule.objects.bulk_create(
        Rule(scheme=scheme, code=code, name=name, rank=rank, meaning=meaning, act=act,
             r_min=r1, r_max=r2, fm_min=f1, fm_max=f2)
        for rank, (code, name, meaning, act, boxes) in enumerate(SEGMENTS, start=1)
        for r1, r2, f1, f2 in boxes
    )


class Migration(migrations.Migration):
    dependencies = [("analytics", "0001_initial")]
    operations = [migrations.RunPython(ship, migrations.RunPython.noop)]
