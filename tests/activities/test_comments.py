"""Comments: what is proposed, what people say, groups that say the same, ideas, files, undo."""

from datetime import timedelta
from decimal import Decimal

import pytest

from activities.models import Comment, CommentHint, Theme, Topic
from activities.services import comments, grouping, likeness, sentiment
from core.errors import Conflict, DomainError
from core.imports.undo import undo as undo_import
from core.models import Job, UndoStep
from core.undo import take_back
from tests.core.importing import file_with, load, reasons
from tests.factories.company import person
from tests.factories.customers import customer
from tests.factories.voices import NOON, comment

# Who says the same stands in one line.
GOLDEN = (
    ("La taza llegó rota dentro de la caja", "Me llegaron las tazas rotas", "Una taza vino rota, la caja golpeada"),
    (
        "El pedido demoró diez días en llegar",
        "Mi pedido demoró mucho en llegar",
        "Demoraron demasiado con mi pedido, llegó tarde",
    ),
    ("La señorita que me atendió fue muy amable", "Muy amable la vendedora que me atendió"),
    ("La página no me dejó pagar con tarjeta", "No pude pagar con tarjeta en la página web"),
    (
        "Los precios subieron mucho desde el año pasado",
        "Todo está más caro que el año pasado, subieron los precios",
    ),
    ("Buen surtido de moños navideños",),
    ("Quisiera que abran los domingos",),
    ("No encontré dónde pagar",),
)


def undo(actor):
    return take_back(step_id=UndoStep.objects.latest("created_at").pk, actor=actor)


def test_comments_that_say_the_same_are_found():
    texts = [text for line in GOLDEN for text in line]

    found = likeness.compare(texts, [False] * len(texts))

    groups: dict[int, list[str]] = {}
    for text, centre in zip(texts, found.groups, strict=True):
        if centre is not None:
            groups.setdefault(centre, []).append(text)
    assert sorted(map(sorted, groups.values())) == sorted(sorted(line) for line in GOLDEN if len(line) > 1)


def test_no_words_no_groups():
    assert likeness.compare(["…", "¡¡!!"], [False, False]).groups == [None, None]
    assert likeness.compare(["Bien"], [False]).groups == [None]


@pytest.mark.parametrize(
    ("score", "of", "said"),
    [
        (1, 5, "negative"), (2, 5, "negative"), (3, 5, "neutral"), (4, 5, "positive"), (5, 5, "positive"),
        (6, 10, "negative"), (7, 10, "neutral"), (8, 10, "neutral"), (9, 10, "positive"), (None, 5, ""),
    ],
)  # fmt: skip
def test_the_sentiment_proposed_of_a_score(score, of, said):
    assert sentiment.proposed(None if score is None else Decimal(score), Decimal(of)) == said


@pytest.mark.django_db
class TestSaying:
    def test_a_need_is_relevant_and_undo_takes_all_back(self):
        rosa = person("rosa", "gestor")
        row, topic = comment(score=2, score_of=5), Topic.objects.get(code="calidad")

        said, _ = comments.label(
            comment=row, version=1, actor=rosa, at=NOON, kind="need", topic=topic, sentiment="neutral"
        )

        assert (said.relevance, said.kind, said.topic, said.sentiment, said.sentiment_by_hand, said.read_by) == (
            "relevant", "need", topic, "neutral", True, rosa,
        )  # fmt: skip
        undo(rosa)
        row.refresh_from_db()
        assert (row.relevance, row.kind, row.topic, row.sentiment_by_hand, row.read_by, row.read_at) == (
            "unread", "", None, False, None, None,
        )  # fmt: skip

    def test_who_comes_second_changes_nothing(self):
        rosa, row = person("rosa", "gestor"), comment()
        comments.label(comment=row, version=1, actor=rosa, at=NOON, relevance="irrelevant")

        with pytest.raises(Conflict):
            comments.label(comment=row, version=1, actor=rosa, at=NOON, relevance="relevant")
        assert Comment.objects.get().relevance == "irrelevant"

    def test_undo_leaves_alone_what_changed_since(self):
        rosa, row = person("rosa", "gestor"), comment()
        said, _ = comments.label(comment=row, version=1, actor=rosa, at=NOON, relevance="irrelevant")
        first = UndoStep.objects.latest("created_at").pk
        comments.label(comment=said, version=2, actor=rosa, at=NOON, relevance="relevant")

        assert take_back(step_id=first, actor=rosa).startswith("Deshecho en 0 de 1")
        assert Comment.objects.get().relevance == "relevant"

    def test_without_words_there_is_no_comment(self):
        with pytest.raises(DomainError):
            comments.add(text=" ", source="call", said_at=NOON, actor=None)


@pytest.mark.django_db
class TestGroups:
    def test_the_job_groups_and_proposes_topics(self):
        first = comment("La taza llegó rota dentro de la caja")
        second = comment("Me llegaron las tazas rotas")
        alone = comment("Quisiera que abran los domingos")
        labelled = comment("El ángel dorado combina precioso con velas", topic=Topic.objects.get(code="surtido"))
        near = comment("Precioso el ángel dorado, combina todo")

        grouping.regroup()

        hints = {hint.comment_id: hint for hint in CommentHint.objects.select_related("topic")}
        assert hints[first.pk].group == hints[second.pk].group == first.pk
        assert hints[first.pk].topic.code == "calidad"
        assert alone.pk not in hints or hints[alone.pk].group is None
        assert (hints[near.pk].topic.code, hints[near.pk].by_likeness) == ("surtido", True)
        assert hints[labelled.pk].topic is None

    def test_again_gives_the_same(self):
        for text in GOLDEN[0]:
            comment(text)
        grouping.regroup()
        before = list(CommentHint.objects.order_by("pk").values())
        grouping.regroup()
        assert list(CommentHint.objects.order_by("pk").values()) == before

    def test_new_comments_ask_for_one_run(self):
        for text in GOLDEN[0]:
            comments.add(text=text, source="form", said_at=NOON, actor=None)
        assert Job.objects.filter(kind=grouping.KIND).count() == 1

    def test_a_group_becomes_an_idea_and_undo_takes_it_away(self):
        rosa = person("rosa", "gestor")
        topic = Topic.objects.get(code="calidad")
        rows = [comment(text, topic=topic) for text in GOLDEN[0]]

        theme, count, _ = comments.gather(
            comments=Comment.objects.all(), actor=rosa, at=NOON, name="La taza llega rota", relevance="relevant"
        )

        assert (theme.topic, count) == (topic, 3)
        assert set(Comment.objects.values_list("theme", "relevance")) == {(theme.pk, "relevant")}
        undo(rosa)
        assert set(Comment.objects.values_list("theme", "relevance")) == {(None, "unread")}
        assert not Theme.objects.exists()
        assert len(rows) == 3


HEADER = "cliente;fecha;comentario;nota;sobre;origen;id\n"


def fates(outcome):
    return tuple(outcome.fates[fate] for fate in ("created", "updated", "unchanged", "rejected"))


@pytest.mark.django_db
def test_files_of_comments_account_for_every_row(tmp_path):
    ana = customer("ANA")
    rows = (
        "ANA;18/11/2026 10:00;Llegó rota, una pena;2;5;encuesta;E1\n"
        ";18/11/2026 11:00;Muy bonito todo;9;;web;E2\n"
        "NADIE;18/11/2026;Hola;;;web;E3\n"
        "ANA;18/11/2026;Regular;11;10;web;E4\n"
        "ANA;18/11/2026;;5;5;web;E5\n"
        ";18/11/2026 11:00;Muy bonito todo;9;;web;E2\n"
        ";18/11/2026;Sin número;;;tienda;\n"
    )

    outcome, _, batch = load("comments", file_with(tmp_path, HEADER + rows))

    assert (outcome.read, fates(outcome)) == (7, (3, 0, 0, 4))
    assert [(line, column) for line, column, _ in reasons(batch)] == [
        (4, "cliente"), (5, "nota"), (6, "comentario"), (7, "comentario"),
    ]  # fmt: skip
    found = list(Comment.objects.order_by("said_at", "id").values_list("text", "customer", "sentiment", "source"))
    assert found == [
        ("Sin número", None, "", "form"),
        ("Llegó rota, una pena", ana.pk, "negative", "survey"),
        ("Muy bonito todo", None, "positive", "web"),
    ]
    assert Job.objects.filter(kind=grouping.KIND).count() == 1

    again, _, _ = load("comments", file_with(tmp_path, HEADER + rows, "otra.csv"))
    assert fates(again) == (0, 0, 3, 4)

    undo_import(batch=batch, actor=None)
    assert not Comment.objects.exists()


@pytest.mark.django_db
def test_a_sentiment_put_by_hand_outlives_the_file(tmp_path):
    comment("Regular", source="survey", external_id="E1", score=2, score_of=5, sentiment="positive",
            sentiment_by_hand=True, at=NOON - timedelta(days=1))  # fmt: skip

    load("comments", file_with(tmp_path, HEADER + ";18/11/2026;Regular;1;5;encuesta;E1\n"))

    assert Comment.objects.values_list("score", "sentiment").get() == (Decimal(1), "positive")
