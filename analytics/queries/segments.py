"""Segments in words: names, what to do with each, which of them want a call first."""

NAMES = {
    "campeones": "Campeones",
    "leales": "Leales",
    "potencial_leal": "Potencial leal",
    "nuevos": "Nuevos",
    "prometedores": "Prometedores",
    "necesitan_atencion": "Necesitan atención",
    "a_punto_de_dormir": "A punto de dormir",
    "en_riesgo": "En riesgo",
    "no_perder": "No perder",
    "hibernando": "Hibernando",
    "perdidos": "Perdidos",
}
ACTS = {
    "campeones": "Darles acceso antes que a nadie",
    "leales": "Pedirles una recomendación",
    "potencial_leal": "Ofrecerles el segundo producto",
    "nuevos": "Darles la bienvenida",
    "prometedores": "Darles un motivo para volver",
    "necesitan_atencion": "Recordarles que estás",
    "a_punto_de_dormir": "Proponer una oferta corta",
    "en_riesgo": "Proponerles un cupón",
    "no_perder": "Llamarlos uno por uno",
    "hibernando": "Escribirles una vez",
    "perdidos": "Un solo correo al año",
}
# Who spent well and is leaving: each is worth a call.
CALL_FIRST = ("no_perder", "en_riesgo")


def name_of(code: str) -> str:
    """Name of a segment on screen; "" for who has no purchases."""
    return NAMES.get(code, code.replace("_", " ").capitalize())
