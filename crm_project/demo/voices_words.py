"""What customers of a gift shop say: hand-written sentences, put together so that no two are alike word by word."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

# key → (how the house calls the idea, topic, kind)
IDEAS = {
    "rota": ("La loza llega rota", "calidad", "need"),
    "tarde": ("El pedido demora más de lo prometido", "entrega", "need"),
    "pagar": ("No se puede pagar con tarjeta en la página", "web", "need"),
    "amable": ("Atienden con paciencia y amabilidad", "atencion", "works"),
    "empaque": ("El empaque de regalo enamora", "empaque", "works"),
    "caro": ("Los precios subieron", "precio", "need"),
}


@dataclass(frozen=True)
class Line:
    """A sentence with what the gestor would say of it."""

    text: str
    topic: str
    kind: str
    idea: str
    sku: str
    source: str
    score: Decimal | None
    score_of: Decimal | None


# (topic, kind, idea, sentence). {p} is a product, {n} a number of days, {c} an occasion.
BAD = (
    ("calidad", "need", "rota", "{p}: llegó rota, la caja estaba golpeada por un lado."),
    ("calidad", "need", "rota", "Me llegó roto, era {p} y venía sin protección."),
    ("calidad", "need", "rota", "Dos de los cuatro llegaron rotos dentro de la caja, pedí {p}."),
    ("calidad", "need", "rota", "Abrí la caja y estaba roto. Pedí {p} para {c}."),
    ("calidad", "need", "", "{p} se despintó con el primer lavado."),
    ("calidad", "need", "", "El acabado de {p} no es el de la foto, se ve la pegatina."),
    ("calidad", "need", "", "La cuerda de {p} se soltó a la semana."),
    ("calidad", "need", "", "Pensé que {p} era de metal y es plástico pintado."),
    ("entrega", "need", "tarde", "Mi pedido demoró {n} días en llegar, prometieron tres."),
    ("entrega", "need", "tarde", "El pedido llegó tarde, {n} días, y era para {c}."),
    ("entrega", "need", "tarde", "Demoró mucho el envío: {n} días y nadie avisó."),
    ("entrega", "need", "tarde", "Prometieron el pedido en 48 horas y demoró {n} días."),
    ("entrega", "need", "", "El motorizado no tocó el timbre y se fue."),
    ("entrega", "need", "", "Dejaron el paquete con el vecino sin preguntarme."),
    ("entrega", "need", "", "No hay forma de saber por dónde va el envío."),
    ("web", "need", "pagar", "No pude pagar con tarjeta en la página, se quedó pensando."),
    ("web", "need", "pagar", "La página no deja pagar con tarjeta desde el celular."),
    ("web", "need", "pagar", "Intenté pagar tres veces con tarjeta en la página y me rechazó."),
    ("web", "need", "", "El buscador de la página no encuentra nada si escribes con tilde."),
    ("web", "need", "", "Se me vació el carrito al cambiar la dirección."),
    ("web", "need", "", "La foto de {p} en la página sale cortada."),
    ("precio", "need", "caro", "Los precios subieron mucho desde el año pasado."),
    ("precio", "need", "caro", "{p} subió de precio otra vez, ya está caro."),
    ("precio", "need", "caro", "Todo está más caro, subieron los precios y no avisaron a los que compramos por mayor."),
    ("precio", "need", "", "Por docena debería haber descuento, compro {p} para mi tienda."),
    ("precio", "need", "", "El cupón que me llegó no funcionó en caja."),
    ("surtido", "need", "", "Siempre que busco {p} está agotado."),
    ("surtido", "need", "", "Traigan más colores de {p}, solo hay rojo y blanco."),
    ("surtido", "need", "", "Falta más variedad para {c}, todo es de Navidad."),
    ("surtido", "need", "", "¿Cuándo vuelve {p}? Mis clientas me lo piden."),
    ("atencion", "need", "", "Llamé dos veces y nadie contestó el teléfono."),
    ("atencion", "need", "", "La chica de caja estaba de mal humor y me cobró dos veces la bolsa."),
    ("atencion", "need", "", "Me tuvieron esperando veinte minutos para decirme que no hay."),
    ("cambios", "need", "", "Quise cambiar {p} y me pidieron una boleta que no me dieron."),
    ("cambios", "need", "", "Devolví {p} hace {n} días y todavía no me devuelven el dinero."),
    ("tienda", "need", "", "El local es bonito pero no se puede entrar con coche de bebé."),
    ("tienda", "need", "", "Deberían abrir los domingos en la mañana."),
)
GOOD = (
    ("atencion", "works", "amable", "Muy amable la señorita que me atendió, tuvo mucha paciencia."),
    ("atencion", "works", "amable", "Me atendió con paciencia una vendedora muy amable."),
    ("atencion", "works", "amable", "Amables y con paciencia: me atendieron aunque ya cerraban."),
    ("atencion", "works", "", "Me ayudaron a elegir {p} por WhatsApp en cinco minutos."),
    ("empaque", "works", "empaque", "El empaque de regalo es precioso, con moño y tarjeta."),
    ("empaque", "works", "empaque", "Precioso el empaque, el moño y la tarjeta escrita a mano."),
    ("empaque", "works", "empaque", "Mi mamá guardó hasta el empaque y el moño de {p}."),
    ("empaque", "works", "", "La caja venía tan bien cerrada que {p} llegó entero hasta Puno."),
    ("calidad", "works", "", "{p} es más bonito que en la foto."),
    ("calidad", "works", "", "Llevo dos años con {p} y sigue como nuevo."),
    ("calidad", "works", "", "Regalé {p} para {c} y quedé como una reina."),
    ("entrega", "works", "", "Lo pedí en la noche y al día siguiente ya estaba en mi casa."),
    ("entrega", "works", "", "El repartidor llamó antes y esperó a que bajara."),
    ("precio", "works", "", "Por lo que cuesta, {p} es un regalazo."),
    ("precio", "works", "", "El descuento por docena me conviene para mi bazar."),
    ("surtido", "works", "", "Siempre encuentro algo distinto para {c}."),
    ("surtido", "works", "", "Tienen {p} en colores que no hay en otro lado."),
    ("web", "works", "", "Comprar por la página fue rapidísimo, hasta mi abuela pudo."),
    ("tienda", "works", "", "Huele rico y todo está ordenado, da gusto pasear por la tienda."),
    ("cambios", "works", "", "Me cambiaron {p} sin preguntar nada."),
)
EMPTY = (
    "Ok.", "Gracias.", "Todo bien por ahora.", "Saludos desde Arequipa.", "Nada que decir.", "¿Tienen sucursal en Ica?",
    "Buenas tardes, ¿a qué hora cierran?", "Bendiciones.", "👍", "Info por favor", "Precio?", "Hola",
)  # fmt: skip
OPENINGS = ("", "", "", "Buenas. ", "La verdad, ", "Una pena: ", "Señores: ", "Les cuento. ", "Soy clienta antigua. ")
GLAD = ("", "", "", "¡Felicitaciones! ", "Gracias. ", "Les cuento. ", "Soy clienta antigua. ", "Qué gusto. ")
CLOSINGS = ("", "", "", " Espero que lo mejoren.", " Ya van dos veces.", " No sé si vuelva.", " ¿Me pueden llamar?")
HAPPY = ("", "", "", " Volveré seguro.", " Ya los recomendé.", " Sigan así.", " Mis hijas, felices.")
OCCASIONS = (
    "el Día de la Madre", "un bautizo", "el cumpleaños de mi hija", "una boda", "Navidad", "el Día del Padre",
    "un aniversario", "la inauguración de mi tienda", "un baby shower", "Fiestas Patrias",
)  # fmt: skip
SOURCES = ("survey", "survey", "survey", "web", "web", "social", "call", "form", "visit")


def lines(count: int, products: Sequence[tuple[str, str]], dice: random.Random) -> Iterator[Line]:
    """``count`` comments, each text once. ``products`` are (code, name)."""
    seen: set[str] = set()
    while len(seen) < count:
        line = _line(products, dice)
        if line.text not in seen or not line.topic:
            seen.add(line.text if line.topic else f"{line.text}{len(seen)}")
            yield line


def _line(products: Sequence[tuple[str, str]], dice: random.Random) -> Line:
    source = dice.choice(SOURCES)
    if dice.random() < 0.07:
        return Line(dice.choice(EMPTY), "", "", "", "", source, None, None)
    bad = dice.random() < 0.58
    topic, kind, idea, sentence = dice.choice(BAD if bad else GOOD)
    sku, name = dice.choice(products) if products else ("", "la taza")
    body = sentence.format(p=_short(name), n=dice.randint(6, 21), c=dice.choice(OCCASIONS))
    opening, closing = (OPENINGS, CLOSINGS) if bad else (GLAD, HAPPY)
    text = f"{_capital(dice.choice(opening))}{_capital(body)}{dice.choice(closing)}"
    score, of = _score(source, bad, dice)
    return Line(text, topic, kind, idea, sku if "{p}" in sentence else "", source, score, of)


def _short(name: str) -> str:
    """A product as people call it: without what comes after the comma."""
    plain = name.split(",")[0].strip()
    return plain[:1].lower() + plain[1:]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _score(source: str, bad: bool, dice: random.Random) -> tuple[Decimal | None, Decimal | None]:
    """Surveys ask from 0 to 10, the web gives stars, elsewhere nobody is asked."""
    if source == "survey":
        return Decimal(dice.randint(1, 7) if bad else dice.randint(8, 10)), Decimal(10)
    if source == "web":
        return Decimal(dice.randint(1, 3) if bad else dice.randint(4, 5)), Decimal(5)
    return None, None
