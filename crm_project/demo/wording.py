"""Spanish product names, composed from the vocabulary: kind, material, looks, colour, motif.

"WHITE HANGING HEART T-LIGHT HOLDER" → "Portavelas colgante blanco, corazón".
"""

import re
from dataclasses import dataclass, field, replace

from .vocabulary import Entry, entries, longest

COUNTED = {
    "TIER": "de {} pisos",
    "DRAWER": "de {} cajones",
    "DRAWERS": "de {} cajones",
    "HOOK": "de {} ganchos",
    "HOOKS": "de {} ganchos",
    "PEG": "de {} ganchos",
    "WICK": "de {} mechas",
    "POINT": "de {} puntas",
    "STRAND": "de {} vueltas",
    "BEAD": "de {} cuentas",
    "PIECE": "de {} piezas",
    "PIECES": "de {} piezas",
    "PC": "de {} piezas",
    "PAGE": "de {} páginas",
    "FRAME": "de {} marcos",
    "BASKET": "de {} canastas",
    "DOOR": "de {} puertas",
    "LIGHTS": "de {} luces",
    "NEEDLE": "de {} agujas",
    "BOTTLES": "de {} botellas",
    "COLOUR": "de {} colores",
    "BIRDS": "de {} pájaros",
    "BUTTONS": "de {} botones",
    "DRAWER S": "de {} cajones",
    "KEYS": "de {} llaves",
    "METER": "de {} metros",
    "HANGER": "de {} gancho",
    "BOWLS": "de {} tazones",
    "SPOONS": "de {} cucharitas",
    "W": "de {} vatios",
}
ONES = {"ONE": 1, "TWO": 2, "THREE": 3, "FOUR": 4, "FIVE": 5, "SIX": 6, "EIGHT": 8, "NINE": 9, "SEVENTEEN": 17}
SINGULAR = {
    "pisos": "piso", "mechas": "mecha", "ganchos": "gancho", "cajones": "cajón", "vueltas": "vuelta",
    "puntas": "punta", "puertas": "puerta", "colores": "color", "marcos": "marco",
}  # fmt: skip
BEFORE = {"WITH": "con", "W": "con", "IN": "en", "ON": "sobre", "FOR": "para", "BY": "de"}
COLOURED = ("M", "N")
# Second words that stay as they are in the plural: prepositions, and nouns set beside a noun.
APPOSED = frozenset(
    {
        "de", "del", "para", "con", "en", "al", "a", "sin", "huevo", "pluma", "lonchera", "calendario", "panal",
        "lápiz",
        "estrella", "mono", "cortina", "lazo", "guirnalda", "ostra", "rana", "gran", "pastel", "pionono", "milhojas",
        "corazón", "glorieta", "concha", "gatos", "perros", "muñequita", "búho", "perrito", "taza",
    }
)  # fmt: skip
JEWELS = frozenset(("collares", "aretes", "pulseras", "anillos", "cabello"))
# Motifs that are an occasion or a style: the colour before them is the product's.
UNCOLOURED = frozenset(
    ("Navidad", "Pascua", "costa", "barroco", "palacio", "fiesta", "boda", "París", "Lima", "tocador", "salón", "moda")
)
NUMBER_WORDS = "|".join(ONES)


@dataclass
class Token:
    """A piece of the description: an entry of the vocabulary, or words that are Spanish already (sizes, numbers)."""

    entry: Entry
    english: str = ""


@dataclass
class Wording:
    """A composed name and where the product belongs."""

    name: str
    category: str
    unknown: list[str] = field(default_factory=list)


def prepare(description: str) -> str:
    """The description in capitals, with its abbreviations spelled out."""
    text = " " + description.upper().replace("’", "'") + " "
    for found, instead in (
        ("C/COVER", "CUSHION COVER"), ("P'WEIGHT", "PAPERWEIGHT"), ("B'FLY", "BUTTERFLY"), ("HLDR", "HOLDER"),
        ("B'DRAW", "DRAWER"), ("M.O.P", "MOP"), ("GOLD M ", "GOLD MOP "), ("D.O.F.", "DOF"), ("AROUZER", ""),
        ("SMALLFOLKART", "SMALL FOLKART"), ("BAROQUECANDLESTICK", "BAROQUE CANDLESTICK"), ("LT.BLUE", "LTBLUE"),
        ("BLACKCHRISTMAS", "BLACK CHRISTMAS"), ("STOPMETAL", "STOP METAL"), ("OF4", "OF 4"), ("SET3", "SET 3"),
        ("SQUARECUSHION", "SQUARE CUSHION"), ("DR. JAM'S", ""), ("W/KNIF & S", ""),
        ("PINKWHITE", "PINK WHITE"), ("BLACKBLUE", "BLACK BLUE"), ("3.5G", ""),
        ("PING!", "PING"), ("36\"", " "), ("7\"", " 7 PULGADAS "), (" 15C ", " "),
    ):  # fmt: skip
        text = text.replace(found, instead)
    text = re.sub(r"\bW/", " WITH ", text)
    text = re.sub(r"\b(?:S|SET)/(?=\d)", "SET ", text)
    text = re.sub(r"\bLETTER \"(\w)\"", r"LETRA_\1", text)
    text = re.sub(r"£(\d+)\.00", r"SOLES_\1", text)
    text = re.sub(r"\b(1[67]\d{3})\b", " ", text)  # the maker's number on card sets
    text = re.sub(r"[+&]", " AND ", text)
    text = re.sub(r"[^\w'\- ]", " ", text).replace("- ", " ").replace(" -", " ")
    text = re.sub(r"^ *BAG (?=\d+G\b)", "", text)
    return re.sub(r"\s+", " ", text).strip()


def _take_count(text: str) -> tuple[str, str, int]:
    """The text without its "SET OF 6", with the Spanish word of the pack and the number (0 = none)."""
    number = rf"(\d+|{NUMBER_WORDS})"
    words = {"SET": "Juego", "PACK": "Paquete", "BOX": "Caja", "BUNDLE": "Atado", "TUB": "Pote", "PAIR": "Par"}
    match = re.search(rf"\b(SET|PACK|BOX|BUNDLE|TUB)(?: OF)? {number}\b(?! (?:TIER|POINT|PIECE|HOOK|DRAWER))", text)
    if match:
        left = (text[: match.start()] + text[match.end() :]).replace(" IN BAG BAG", " IN BAG")
        return left.strip(), words[match.group(1)], _int(match.group(2))
    match = re.match(r"PAIR(?: OF)? ", text)
    if match:
        return text[match.end() :], "Par", 2
    match = re.match(rf"{number} (?!(?:{'|'.join(COUNTED)})\b)", text)
    if match and not text.startswith("TWO COLOUR"):
        return text[match.end() :], "Juego", _int(match.group(1))
    return text, "", 0


def _int(word: str) -> int:
    return ONES.get(word) or int(word)


def _counted(number: str, word: str) -> Entry | None:
    """ "3 TIER" → "de 3 pisos"."""
    form = COUNTED.get(word)
    if form is None or not (number.isdigit() or number in ONES):
        return None
    count = _int(number)
    text = form.format(count)
    if count == 1:
        last = text.split()[-1]
        text = text.removesuffix(last) + SINGULAR.get(last, last)
    return Entry("A", text, fixed=True)


def _special(word: str) -> Entry | None:
    """Sizes, letters, amounts and bare numbers, which need no vocabulary."""
    if word.startswith("LETRA_"):
        return Entry("S", f"letra {word[6:]}")
    if word.startswith("SOLES_"):
        return Entry("S", f"{word[6:]} puntos")
    match = re.fullmatch(r"(\d+)(?:CM)?X(\d+)(?:CM|X(\d+)CM)", word)
    if match:
        return Entry("S", "de " + " × ".join(part for part in match.groups() if part) + " cm")
    match = re.fullmatch(r"(\d+)(CM|G|LIGHT|PC|W)", word)
    if match:
        unit = {"CM": "de {} cm", "G": "de {} g", "LIGHT": "de {} luces", "PC": "de {} piezas", "W": "de {} vatios"}
        return Entry("S", unit[match.group(2)].format(match.group(1)))
    if re.fullmatch(r"A\d", word):
        return Entry("S", f"tamaño {word}")
    if word == "3D":
        return Entry("A", "en relieve", fixed=True)
    if word.isdigit():
        return Entry("S", f"n.º {word}")
    return None


def tokens(text: str) -> list[Token]:
    """Longest phrase first; words that nothing knows come back with role "?"."""
    words, found, at = text.split(), [], 0
    while at < len(words):
        counted = _counted(words[at], words[at + 1]) if at + 1 < len(words) else None
        if counted:
            found.append(Token(counted))
            at += 2
            continue
        for size in range(min(longest(), len(words) - at), 0, -1):
            phrase = tuple(words[at : at + size])
            entry = entries().get(phrase)
            if entry is None and size == 1:
                entry = _special(words[at])
            if size == 1 and words[at] in BEFORE:
                entry = Entry("P", BEFORE[words[at]])
            if entry is not None:
                found.append(Token(entry, " ".join(phrase)))
                at += size
                break
        else:
            found.append(Token(Entry("?"), words[at]))
            at += 1
    return found


def plural_word(word: str) -> str:
    """Plural of a Spanish noun or adjective."""
    if word.endswith(("as", "os", "is", "us", "es", "x")):
        return word
    if word.endswith("z"):
        return word[:-1] + "ces"
    for ending, instead in (("ín", "ines"), ("ón", "ones"), ("án", "anes"), ("és", "eses"), ("ás", "ases")):
        if word.endswith(ending):
            return word[:-2] + instead
    if word[-1] in "aeiouáéó":
        return word + "s"
    return word + "es"


def plural_phrase(phrase: str) -> str:
    """ "vela de mesa" → "velas de mesa"; "campana panal de papel" → "campanas panal de papel"."""
    first, *rest = phrase.split(" ")
    if rest and rest[0] not in APPOSED:
        rest[0] = plural_word(rest[0])
    return " ".join([plural_word(first), *rest])


def agree(entry: Entry, noun: Entry) -> str:
    """The adjective in the noun's gender and number."""
    if entry.fixed:
        return entry.spanish
    word, _, tail = entry.spanish.partition(" ")
    if noun.feminine and word.endswith(("o", "ón", "or")):
        word = word[:-1] + "a" if word.endswith("o") else word + "a"
    if noun.feminine:
        word = word.replace("óna", "ona")
    return f"{plural_word(word) if noun.plural else word} {tail}".strip()


def _joined(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else ", ".join(parts[:-1]) + " y " + parts[-1]


def _head(found: list[Token]) -> int | None:
    """Place of the token that names the product."""
    best: int | None = None
    for place, token in enumerate(found):
        if token.entry.role not in "NM":
            continue
        if best is None or _rank(token) >= _rank(found[best]):
            best = place
    return best


def _rank(token: Token) -> int:
    return token.entry.strength if token.entry.role == "N" else -1


def _phrase(found: list[Token], head: int | None, noun: Entry) -> str:
    """Everything around the noun: material, looks, colours; then motifs, each with its own colour."""
    material: list[str] = []
    looks: list[str] = []
    motifs: list[str] = []
    sayings: list[str] = []
    colours: list[Entry] = []
    waiting: list[Entry] = []
    for place, token in enumerate(found):
        entry = token.entry
        if entry.role == "C":
            waiting.append(entry)
            continue
        if entry.role in COLOURED and place != head:
            words = [agree(colour, entry) for colour in waiting]
            if entry.spanish in UNCOLOURED:
                colours, words = colours + waiting, []
            if entry.spanish != "adorno":  # says nothing beside a noun that names the thing
                motifs.append(" ".join([entry.spanish, _joined(words)]) if words else entry.spanish)
        else:
            colours += waiting
        waiting = []
        if entry.role == "T":
            material.append(agree(entry, noun) if not entry.fixed else entry.spanish)
        elif entry.role == "A":
            looks.append(agree(entry, noun))
        elif entry.role == "S":
            sayings.append(entry.spanish)
    colours += waiting
    painted = [_joined(list(dict.fromkeys(agree(colour, noun) for colour in colours)))] if colours else []
    material = [word for word in material if word.removeprefix("de ") != noun.spanish.split(" ")[0]]
    material.sort(key=lambda word: word != "de alambre")
    core = " ".join([noun.spanish, *dict.fromkeys(material), *dict.fromkeys(looks), *painted]).strip()
    drawn = [_joined(list(dict.fromkeys(motifs)))] if motifs else []
    return ", ".join(filter(None, [core, *drawn, *dict.fromkeys(sayings)]))


def _after(preposition: str, found: list[Token]) -> str:
    """ "WITH BELL" → "con campana": each noun with its adjectives."""
    digits = [token.entry.spanish.removeprefix("n.º ") for token in found if token.entry.spanish.startswith("n.º ")]
    if preposition == "para" and digits:
        return f"para {digits[0]} personas"
    head = _head(found)
    if head is None:
        words = " ".join(token.entry.spanish for token in found if token.entry.role in "TACS")
        return f"{preposition} {words.removeprefix('de ')}" if words else ""
    noun = found[head].entry
    inner = _phrase(found, head, noun).replace(", ", " y ")
    return f"{preposition} {inner}"


def compose(description: str) -> Wording:
    """The Spanish name of a product, its category, and the words that nothing knew (none, by test)."""
    text, pack, count = _take_count(prepare(description))
    found = tokens(text)
    alone = not count and any(token.english == "SET" for token in found)
    unknown = [token.english for token in found if token.entry.role == "?"]
    segments: list[tuple[str, list[Token]]] = [("", [])]
    for token in found:
        if token.entry.role == "P":
            segments.append((token.entry.spanish, []))
        else:
            segments[-1][1].append(token)
    if _head(segments[0][1]) is None and len(segments) > 1:
        segments = [("", segments[0][1] + segments[1][1]), *segments[2:]]
    main = segments[0][1]
    head = _head(main)
    noun = main[head].entry if head is not None else Entry("N", "adorno", category="adornos")
    alone = alone and head is not None
    if (count > 1 or alone) and not noun.plural:
        noun = replace(noun, spanish=plural_phrase(noun.spanish), plural=True)
    name = _phrase(main, head, noun)
    tail = " ".join(filter(None, (_after(preposition, part) for preposition, part in segments[1:])))
    name = f"{name} {tail}".strip()
    if noun.category in JEWELS:
        name = name.replace("enlozad", "esmaltad")
    if count > 1:
        name = f"{pack} de {count} {name}" if pack != "Par" else f"Par de {name}"
    elif alone:
        name = f"Juego de {name}"
    return Wording(name[:1].upper() + name[1:], _category(text, noun), unknown)


def _category(text: str, noun: Entry) -> str:
    """Leaf of the tree: the noun's own, except what hangs on a Christmas tree or lies in an Easter nest."""
    leaf = noun.category or "adornos"
    if leaf in {"adornos", "aves", "guirnaldas"}:
        if re.search(r"CHRISTMAS|XMAS|SANTA|REINDEER|SNOW|NOEL|JINGLE|HOLLY|MISTLETOE|STOCKING", text):
            return "navidad"
        if re.search(r"EASTER|CHICK|BUNNY|RABBIT|\bEGG", text):
            return "pascua"
    return leaf
