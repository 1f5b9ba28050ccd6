"""The catalogue of the demo company: category tree, Spanish product names, prices, costs, barcodes."""

import random
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from stdnum import ean

from sales.enums import LineKind

from .source import Stream
from .wording import Wording, compose

# Branch → leaves: code, name, share of the price that is cost (in %, before the product's own deviation).
TREE: dict[tuple[str, str], list[tuple[str, str, int]]] = {
    ("decoracion", "Decoración"): [
        ("adornos", "Adornos y figuras", 42), ("espejos", "Espejos, marcos y cuadros", 48),
        ("letreros", "Letreros y pizarras", 44), ("relojes", "Relojes y termómetros", 52),
        ("ganchos", "Ganchos, tiradores y percheros", 46), ("muebles", "Muebles pequeños", 58),
        ("cestas", "Cajas, canastas y organizadores", 50),
    ],
    ("velas-y-aromas", "Velas y aromas"): [
        ("velas", "Velas", 40), ("portavelas", "Portavelas y faroles", 43),
        ("inciensos", "Inciensos y aromas", 36), ("lamparas", "Lámparas y luces", 52),
    ],
    ("cocina-y-mesa", "Cocina y mesa"): [
        ("tazas", "Tazas y teteras", 46), ("vajilla", "Vajilla y bandejas", 50),
        ("copas", "Vasos, copas y botellas", 51),
        ("reposteria", "Repostería", 44), ("utensilios", "Utensilios de cocina", 48), ("latas", "Latas y frascos", 47),
        ("mantel", "Mandiles y textil de mesa", 45),
    ],
    ("textil-y-bano", "Textil y baño"): [
        ("cojines", "Cojines, mantas y cortinas", 50), ("bano", "Baño", 43), ("felpudos", "Felpudos y petates", 54),
        ("calor", "Abrigo y bolsas de agua caliente", 49),
    ],
    ("bolsos-y-viaje", "Bolsos y viaje"): [
        ("bolsas", "Bolsas y bolsos", 45), ("loncheras", "Loncheras y pícnic", 47),
        ("monederos", "Monederos y neceseres", 42), ("viaje", "Viaje", 44), ("paraguas", "Paraguas y sombrillas", 52),
    ],
    ("papeleria", "Papelería y envoltura"): [
        ("cuadernos", "Cuadernos y escritura", 41), ("utiles", "Lápices y útiles", 43), ("tarjetas", "Tarjetas", 34),
        ("envoltura", "Papel de regalo y cintas", 37), ("calcomanias", "Calcomanías", 33),
    ],
    ("fiesta", "Fiesta"): [
        ("guirnaldas", "Guirnaldas y banderines", 42), ("mesafiesta", "Mesa de fiesta", 41), ("globos", "Globos", 35),
    ],
    ("ninos", "Niños"): [
        ("juguetes", "Juguetes", 49), ("manualidades", "Manualidades y costura", 45), ("bebe", "Bebé y niños", 47),
    ],
    ("bisuteria", "Bisutería"): [
        ("collares", "Collares", 35), ("aretes", "Aretes", 33), ("pulseras", "Pulseras", 35),
        ("anillos", "Anillos, broches y dijes", 34), ("cabello", "Para el cabello", 36),
        ("joyeros", "Joyeros y alhajeros", 44),
    ],
    ("jardin", "Jardín"): [
        ("macetas", "Macetas y semillas", 50), ("herramientas", "Herramientas de jardín", 53),
        ("flores", "Flores y floreros", 46), ("aves", "Casitas y comederos", 49),
    ],
    ("temporada", "Temporada"): [("navidad", "Navidad", 43), ("pascua", "Pascua", 42)],
    ("regalos", "Regalos"): [
        ("imanes", "Imanes y llaveros", 37), ("alcancias", "Alcancías", 45), ("varios", "Otros regalos", 46),
    ],
}  # fmt: skip
BRANDS = {
    "Killari": ("decoracion", "velas-y-aromas"), "Sumaq Mesa": ("cocina-y-mesa",), "Wayra Textil": ("textil-y-bano",),
    "Chaski": ("bolsos-y-viaje",), "Quipu Papel": ("papeleria", "fiesta"), "Wawa": ("ninos",),
    "Urpi Joyas": ("bisuteria",), "Chakra Verde": ("jardin",), "Casa Andina": ("temporada", "regalos"),
}  # fmt: skip
PLACES = (
    "Ausangate", "Salkantay", "Paracas", "Colca", "Huascarán", "Misti", "Pisac", "Chinchero", "Maras", "Moray",
    "Ollantaytambo", "Yucay", "Lampa", "Sillustani", "Kuélap", "Chavín", "Nasca", "Caral", "Pachacámac", "Sipán",
    "Túcume", "Marcahuasi", "Chan Chan", "Vilcashuamán", "Choquequirao", "Tambomachay", "Raqchi", "Andahuaylillas",
)  # fmt: skip
PIECES = (("Cajita artesanal", "cestas"), ("Adorno artesanal", "adornos"), ("Bandeja artesanal", "vajilla"),
          ("Tapiz pequeño", "cojines"))  # fmt: skip


@dataclass(slots=True)
class Item:
    """A product to be. Money in céntimos."""

    sku: str
    name: str
    leaf: str
    brand: str
    barcode: str
    price: int
    cost: int
    lead_time: int
    active: bool


def wording(found: dict[str, int]) -> Wording | None:
    """Made of the most frequent description that names a thing: notes such as "damaged" are not in the vocabulary."""
    for text, _ in sorted(found.items(), key=lambda pair: (-pair[1], pair[0])):
        if text.strip() and not text.islower() and not text.endswith("?"):
            made = compose(text)
            if not made.unknown and made.name != "Adorno":
                return made
    return None


def items(stream: Stream, *, seed: int) -> list[Item]:
    """Every product of the stream, in the order of its code."""
    prices, last = _history(stream)
    margins = {code: share for leaves in TREE.values() for code, _, share in leaves}
    branch = {leaf[0]: root[0] for root, leaves in TREE.items() for leaf in leaves}
    brands = {root: name for name, roots in BRANDS.items() for root in roots}
    names = _names({sku: stream.descriptions[sku] for sku in sorted(prices)})
    quiet = max(last.values(), default=0) - 120
    result = []
    for place, (sku, (name, leaf)) in enumerate(names.items()):
        dice = random.Random(f"{seed}:{sku}")  # noqa: S311 - made-up figures, no secrets
        price = prices[sku]
        share = margins[leaf] + dice.randint(-8, 8)
        cost = max(1, price * share // 100)
        brand = brands[branch[leaf]] if dice.random() < 0.6 else ""
        digits = f"20{place + 1:010d}"
        barcode = digits + ean.calc_check_digit(digits)
        lead = dice.choice((3, 5, 7, 7, 7, 10, 14, 21))
        result.append(Item(sku, name, leaf, brand, barcode, price, cost, lead, last[sku] >= quiet))
    return result


def _history(stream: Stream) -> tuple[dict[str, int], dict[str, int]]:
    """For each product its usual price of the last hundred lines, and the day number of its last sale."""
    seen: dict[str, list[int]] = {}
    last: dict[str, int] = {}
    for invoice in stream.invoices:
        day = invoice.placed_at.toordinal()
        for line in invoice.lines:
            if line.kind == LineKind.PRODUCT:
                bag = seen.setdefault(line.sku, [])
                if line.price > 0:
                    bag.append(line.price)
                last[line.sku] = max(last.get(line.sku, 0), day)
    return {sku: _usual(bag[-100:]) for sku, bag in seen.items()}, last


def _usual(found: Iterable[int]) -> int:
    counted = Counter(found)
    if not counted:
        return 990  # never sold at a price: a round figure of a small article
    most = max(counted.values())
    return max(price for price, times in counted.items() if times == most)


def _names(described: dict[str, dict[str, int]]) -> dict[str, tuple[str, str]]:
    """A name of its own for every code; equal names get the name of a place as their model."""
    made: dict[str, tuple[str, str]] = {}
    taken: Counter[str] = Counter()
    unnamed = 0
    for sku, found in described.items():
        made_of = wording(found)
        if made_of:
            name, leaf = made_of.name, made_of.category
        else:
            piece, leaf = PIECES[unnamed // len(PLACES) % len(PIECES)]
            name = f"{piece} {PLACES[unnamed % len(PLACES)]}"
            unnamed += 1
        taken[name] += 1
        if taken[name] > 1:
            name = f"{name}, modelo {PLACES[taken[name] - 2]}"
        made[sku] = (name, leaf)
    return made
