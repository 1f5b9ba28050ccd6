"""What people do for a living, in words: the divisions of the CIIU (ISIC, revision 4), by their first two figures."""

from collections.abc import Iterable

# A letter before the figures names the section and says nothing more: "G4773" is 4773.
DIVISIONS = {
    "01": "Agricultura y ganadería",
    "02": "Madera y bosques",
    "03": "Pesca",
    "05": "Carbón",
    "06": "Petróleo y gas",
    "07": "Minas de metal",
    "08": "Otras minas y canteras",
    "09": "Servicios a las minas",
    "10": "Alimentos",
    "11": "Bebidas",
    "12": "Tabaco",
    "13": "Telas",
    "14": "Ropa",
    "15": "Cuero y calzado",
    "16": "Productos de madera",
    "17": "Papel",
    "18": "Imprenta",
    "19": "Combustibles",
    "20": "Productos químicos",
    "21": "Medicinas",
    "22": "Caucho y plástico",
    "23": "Vidrio, cerámica y cemento",
    "24": "Metales",
    "25": "Productos de metal",
    "26": "Electrónica y óptica",
    "27": "Equipo eléctrico",
    "28": "Maquinaria",
    "29": "Automóviles",
    "30": "Otros vehículos",
    "31": "Muebles",
    "32": "Otras industrias",
    "33": "Reparación de máquinas",
    "35": "Electricidad y gas",
    "36": "Agua potable",
    "37": "Aguas residuales",
    "38": "Basura y reciclaje",
    "39": "Limpieza de suelos y aguas",
    "41": "Construcción de edificios",
    "42": "Obras civiles",
    "43": "Oficios de la construcción",
    "45": "Venta y reparación de vehículos",
    "46": "Comercio al por mayor",
    "47": "Comercio al por menor",
    "49": "Transporte por tierra",
    "50": "Transporte por agua",
    "51": "Transporte por aire",
    "52": "Almacenes y ayuda al transporte",
    "53": "Correo y mensajería",
    "55": "Hoteles",
    "56": "Restaurantes y bares",
    "58": "Editoriales",
    "59": "Cine, video y música",
    "60": "Radio y televisión",
    "61": "Telecomunicaciones",
    "62": "Informática",
    "63": "Servicios de información",
    "64": "Bancos y finanzas",
    "65": "Seguros y pensiones",
    "66": "Ayuda a finanzas y seguros",
    "68": "Inmuebles",
    "69": "Leyes y contabilidad",
    "70": "Oficinas principales y consultoría",
    "71": "Arquitectura e ingeniería",
    "72": "Investigación",
    "73": "Publicidad y estudios de mercado",
    "74": "Otros servicios profesionales",
    "75": "Veterinaria",
    "77": "Alquiler",
    "78": "Empleo",
    "79": "Agencias de viajes",
    "80": "Seguridad",
    "81": "Edificios y jardines",
    "82": "Servicios de oficina",
    "84": "Administración pública",
    "85": "Enseñanza",
    "86": "Salud",
    "87": "Residencias con cuidados",
    "88": "Ayuda social",
    "90": "Arte y espectáculos",
    "91": "Bibliotecas y museos",
    "92": "Juegos de azar",
    "93": "Deporte y diversión",
    "94": "Asociaciones",
    "95": "Reparación de cosas de casa",
    "96": "Otros servicios personales",
    "97": "Hogares que dan empleo",
    "98": "Hogares para su uso",
    "99": "Organismos internacionales",
}


def figures(code: str) -> str:
    """The code without its letter: "G4773" → "4773"."""
    return code[1:] if code[:1].isalpha() else code


def division_said(code: str) -> str:
    """ "Comercio al por menor" for 4773; "" for what is no code."""
    return DIVISIONS.get(figures(code)[:2], "")


def said(code: str) -> str:
    """ "Comercio al por menor (4773)"; a code that nobody knows stands alone."""
    name = division_said(code)
    return f"{name} ({code})" if name else code


def choices(codes: Iterable[str]) -> list[tuple[str, str]]:
    """Every division that ``codes`` touch by its name, and below it the codes themselves: value and words."""
    known: dict[str, set[str]] = {}
    for code in codes:
        if division_said(code):
            known.setdefault(figures(code)[:2], set()).add(code)
    made = []
    for division in sorted(known, key=lambda one: DIVISIONS[one]):
        made.append((division, DIVISIONS[division]))
        inner = sorted(known[division] - {division})
        made += [(code, f"{DIVISIONS[division]}, {code}") for code in inner]
    return made
