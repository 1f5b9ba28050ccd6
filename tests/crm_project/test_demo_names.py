"""The invented names: Spanish, each its own, with documents that add up."""

import re
from datetime import date

import pytest
from stdnum import ean
from stdnum.pe import ruc

from crm_project.demo import catalogue, people, source, staff
from crm_project.demo.vocabulary import entries
from crm_project.demo.wording import compose
from customers.enums import Kind

TODAY = date(2026, 11, 22)
# Words of the source that are Spanish too, or are no words (units, sizes, letters of key rings).
SHARED = {
    "de", "y", "en", "retro", "collar", "metal", "a", "mini", "la", "chocolate", "cm", "artificial", "corona",
    "natural", "pastel", "oriental", "kit", "base", "rectangular", "noel", "cactus", "no", "pan", "pizza", "triple",
    "murano", "robot", "disco", "laurel", "diamante", "pop", "las", "poste", "musical", "gardenia", "frangipani",
    "ninja", "doctor", "poncho", "radio", "personal", "jade", "kukui", "gel", "me", "lolita", "triangular", "panda",
    "bingo", "sales", "ludo", "diva", "lola", "olivia", "perfume", "sombrero", "tortilla", "hilda", "nancy", "con",
    "sin",
}  # fmt: skip


@pytest.fixture(scope="module")
def stream() -> source.Stream:
    return source.read(today=TODAY)


@pytest.fixture(scope="module")
def items(stream: source.Stream) -> list[catalogue.Item]:
    return catalogue.items(stream, seed=1)


@pytest.mark.parametrize(
    ("english", "spanish"),
    [
        ("WHITE HANGING HEART T-LIGHT HOLDER", "Portavelas colgante blanco, corazón"),
        ("JUMBO BAG RED RETROSPOT", "Bolsa grande, lunares retro rojos"),
        ("SET OF 6 T-LIGHTS SANTA", "Juego de 6 velitas, Papá Noel"),
        ("REGENCY CAKESTAND 3 TIER", "Portatortas de 3 pisos, palacio"),
        ("PACK OF 72 RETROSPOT CAKE CASES", "Paquete de 72 pirotines, lunares retro"),
        ("DINOSAUR LUNCH BOX WITH CUTLERY", "Táper lonchera, dinosaurios con cubiertos"),
        ("BLUE/YELLOW CERAMIC CANDLE HOLDER", "Portavelas de cerámica azul y amarillo"),
    ],
)
def test_a_name_follows_the_kind_of_the_thing(english: str, spanish: str) -> None:
    assert compose(english).name == spanish


def test_the_vocabulary_knows_every_description_that_names_a_product(items: list[catalogue.Item]) -> None:
    unnamed = [item.sku for item in items if re.search("artesanal|^Tapiz pequeño", item.name)]

    assert len(unnamed) <= 96, "codes without a description get a plain name; there are 96 of them"


def test_no_english_word_reaches_a_screen(stream: source.Stream, items: list[catalogue.Item]) -> None:
    english = {
        word for found in stream.descriptions.values() for text in found for word in re.findall("[a-z]+", text.lower())
    }
    ours = {word for item in items for word in re.findall(r"[^\W\d_]{2,}", item.name.lower())}
    ours |= {word for sku in source.FEES | source.ADJUSTMENTS for word in source.other_name(sku).lower().split()}

    assert (ours & english) - SHARED == set()


def test_each_product_has_its_own_name_and_a_valid_barcode(items: list[catalogue.Item]) -> None:
    assert len({item.name for item in items}) == len(items) == 3_774
    assert [item.barcode for item in items if not ean.is_valid(item.barcode)] == []
    assert len({item.barcode for item in items}) == len(items)


def test_each_leaf_of_the_tree_is_known_and_used(items: list[catalogue.Item]) -> None:
    leaves = {leaf for branch in catalogue.TREE.values() for leaf, _, _ in branch}
    named = {entry.category for entry in entries().values() if entry.role == "N" and entry.category}

    assert named - leaves == set()
    assert leaves - {item.leaf for item in items} == set()


def test_no_product_costs_more_than_it_brings(items: list[catalogue.Item]) -> None:
    assert [item.sku for item in items if item.cost >= item.price and item.price > 2] == []


def test_documents_add_up_and_belong_to_nobody(stream: source.Stream) -> None:
    found = people.people(stream, seed=1, sellers=6)
    companies = [person for person in found if person.is_company]
    persons = [person for person in found if not person.is_company]

    assert len(found) == 2_187 + people.LEADS
    assert [person.code for person in companies if not ruc.is_valid(person.document_number)] == []
    assert [person.code for person in persons if not re.fullmatch(r"99\d{6}", person.document_number)] == []
    assert len({person.document_number for person in found}) == len(found)
    assert [person.email for person in found if person.email and not person.email.endswith(".example")] == []
    assert ruc.is_valid(staff.COMPANY["tax_id"])


def test_large_buyers_become_companies(stream: source.Stream) -> None:
    kinds = {person.code: person.kind for person in people.people(stream, seed=1, sellers=6)}
    spent = {profile.number: profile.spent for profile in people.profiles(stream).values()}
    best = sorted(spent, key=lambda number: -spent[number])

    assert {kinds[number] for number in best[:24]} == {Kind.CORPORATE}
    assert Kind.PERSON not in {kinds[number] for number in best[:200]}


def test_the_same_seed_invents_the_same_people(stream: source.Stream) -> None:
    first, again = (people.people(stream, seed=7, sellers=6) for _ in range(2))
    other = people.people(stream, seed=8, sellers=6)

    assert first == again
    assert first != other
