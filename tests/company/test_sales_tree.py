"""The sales tree: paths kept, rings refused, a team is what stands below."""

import pytest

from company import queries
from company.enums import SalesLevel
from company.models import SalesPosition
from company.services import sales_tree
from core.errors import DomainError
from tests.factories.company import person
from tests.racing import at_once


def put(name, level, parent=None):
    return sales_tree.place(person=person(name, "ventas"), level=level, parent=parent, actor=None)


@pytest.fixture
def team(db):
    """Dora directs; Nadia leads Sonia and Saúl; Sonia leads Vera and Víctor."""
    dora = put("dora", SalesLevel.DIRECTOR)
    nadia = put("nadia", SalesLevel.NATIONAL, dora)
    sonia = put("sonia", SalesLevel.SUPERVISOR, nadia)
    saul = put("saul", SalesLevel.SUPERVISOR, nadia)
    vera = put("vera", SalesLevel.SELLER, sonia)
    victor = put("victor", SalesLevel.SELLER, sonia)
    return {row.user.username: row for row in (dora, nadia, sonia, saul, vera, victor)}


def names(user):
    ids = queries.team_of(user)
    return sorted(position.user.username for position in SalesPosition.objects.filter(user_id__in=ids))


def test_a_team_is_what_stands_below(team):
    assert names(team["dora"].user) == ["dora", "nadia", "saul", "sonia", "vera", "victor"]
    assert names(team["sonia"].user) == ["sonia", "vera", "victor"]
    assert names(team["vera"].user) == ["vera"]
    outsider = person("ajena")
    assert queries.team_of(outsider) == frozenset({outsider.pk})
    assert [chief.username for chief in queries.chiefs_of(team["vera"].user)] == ["sonia", "nadia", "dora"]


def test_a_move_carries_the_team(team):
    sales_tree.place(person=team["sonia"].user, level=SalesLevel.SUPERVISOR, parent=team["dora"], actor=None)
    assert names(team["nadia"].user) == ["nadia", "saul"]
    assert names(team["dora"].user) == ["dora", "nadia", "saul", "sonia", "vera", "victor"]
    vera = SalesPosition.objects.get(pk=team["vera"].pk)
    assert vera.path == f"{team['dora'].pk}/{team['sonia'].pk}/{vera.pk}/"


@pytest.mark.parametrize(
    ("who", "level", "under"),
    [
        ("nadia", SalesLevel.NATIONAL, "vera"),
        ("sonia", SalesLevel.SUPERVISOR, "saul"),
        ("sonia", SalesLevel.SELLER, "saul"),
    ],
)
def test_rings_and_ranks_are_refused(team, who, level, under):
    with pytest.raises(DomainError):
        sales_tree.place(person=team[who].user, level=level, parent=team[under], actor=None)
    assert names(team["sonia"].user) == ["sonia", "vera", "victor"]


def test_nobody_leaves_with_people_below(team):
    with pytest.raises(DomainError):
        sales_tree.remove(position=team["sonia"], actor=None)
    sales_tree.remove(position=team["vera"], actor=None)
    assert names(team["sonia"].user) == ["sonia", "victor"]


def test_prefixes_do_not_leak(db):
    """Position 1 does not see what hangs from position 10 and following."""
    roots = [put(f"d{number}", SalesLevel.DIRECTOR) for number in range(12)]
    for root in roots:
        assert queries.team_of(root.user) == frozenset({root.user_id})


@pytest.mark.fault
@pytest.mark.django_db(transaction=True)
def test_two_opposite_moves_make_no_ring():
    from core.trees import hang
    from inventory.models import Category

    one, two = (Category.objects.create(code=code, name=code) for code in ("uno", "dos"))
    for row in (one, two):
        hang(row, parent=None)

    def hangs(node, parent):
        return lambda: hang(Category.objects.get(pk=node.pk), parent=parent)

    found = at_once(hangs(one, two), hangs(two, one), allow=DomainError)
    outcomes = ["no" if isinstance(one, DomainError) else "ok" for one in found]
    assert sorted(outcomes) == ["no", "ok"]


def test_the_page_places_once_however_often_it_is_sent(client, team):
    client.force_login(person("ada", "administrador"))
    page = client.get("/empresa/equipo-de-ventas/").content.decode()
    key = page.split('name="clave_envio" value="')[1].split('"')[0]
    nora = person("nora", "ventas")
    data = {"clave_envio": key, "person": nora.pk, "level": 4, "parent": team["saul"].pk}
    assert [client.post("/empresa/equipo-de-ventas/", data).status_code for _ in range(2)] == [302, 302]
    assert client.post("/empresa/equipo-de-ventas/", {**data, "parent": team["sonia"].pk}).status_code == 409
    assert names(team["saul"].user) == ["nora", "saul"]
