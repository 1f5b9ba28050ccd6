"""Pages of calls and comments: constant queries, who may act, what each act does without script."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from activities.models import Comment, CommentHint, PhoneCall, Task, Theme
from activities.services import personal
from core.slots import CALENDAR, STORY, TODAY
from customers.models import Customer
from tests.factories.company import person
from tests.factories.customers import customer, customers, standing
from tests.factories.voices import NOON, answered, comment, missed

pytestmark = pytest.mark.django_db


def sign_in(client, username="rocio", *roles):
    user = person(username, *(roles or ("gestor",)))
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return user


def asked(client, address):
    client.get(address)
    with CaptureQueriesContext(connection) as found:
        assert client.get(address).status_code == 200
    return len(found.captured_queries)


def fill(count, prefix):
    for n, one in enumerate(customers(count, prefix=prefix)):
        phone = f"+519{hash(prefix) % 90 + 10}{n:06d}"
        missed(phone=phone, customer=standing(one, money=str(n)), at=NOON - timedelta(hours=n))
        missed(phone=f"+518{hash(prefix) % 90 + 10}{n:06d}", at=NOON - timedelta(hours=n))
        answered(phone=phone, at=NOON - timedelta(days=20, hours=n), customer=one)
        for text in ("La taza llegó rota", "Llegó tarde mi pedido"):
            row = comment(text, customer=one, product_code=f"P{n}")
            CommentHint.objects.create(comment=row, group=Comment.objects.order_by("pk").first().pk)
        Comment.objects.filter(customer=one).update(theme=Theme.objects.create(name=f"{prefix} {n}"))


@pytest.mark.parametrize(
    "address",
    [
        "/llamadas/",
        "/llamadas/todas/",
        "/comentarios/",
        "/comentarios/lista/",
        "/comentarios/grupos/",
        "/comentarios/ideas/",
        "{call}",
        "{group}",
        "{theme}",
    ],
)
def test_the_number_of_queries_does_not_grow_with_the_rows(client, address):
    sign_in(client)
    fill(8, "A")
    address = address.format(
        call=f"/llamadas/{PhoneCall.objects.filter(answered=False).first().pk}/",
        group=f"/comentarios/grupos/{CommentHint.objects.first().group}/",
        theme=f"/comentarios/ideas/{Theme.objects.first().pk}/",
    )
    few = asked(client, address)
    fill(15, "B")
    assert asked(client, address) == few <= 16


def test_the_queue_begins_with_who_buys_most_and_then_who_waits_longest(client):
    sign_in(client)
    poor = missed(phone="+51911111111", customer=standing(customer("A"), money="10"))
    rich = missed(phone="+51922222222", customer=standing(customer("B"), money="900"))
    old, new = missed(phone="+51933333333"), missed(phone="+51944444444", at=NOON + timedelta(hours=1))

    page = client.get("/llamadas/").context["list"]

    assert [row.pk for row in page.rows] == [rich.pk, poor.pk, old.pk, new.pk]


def test_a_button_treats_the_call_and_the_tab_shows_it(client):
    rocio = sign_in(client)
    call = missed(customer=customer("ANA", first_name="Ana", last_name="Torres"))

    answer = client.post(f"/llamadas/{call.pk}/tratar/", {"outcome": "unreachable", "version": 1}, follow=True)
    assert "Ana Torres: no contesta" in answer.content.decode()
    call.refresh_from_db()
    assert (call.treatment, call.treated_by) == ("unreachable", rocio)

    client.post(f"/llamadas/{call.pk}/tratar/", {"outcome": "wrong_number", "version": 1})
    call.refresh_from_db()
    assert call.treatment == "unreachable"  # the page was old
    rows = client.get("/llamadas/?state=done").context["list"].rows
    assert [row.pk for row in rows] == [call.pk]


@pytest.mark.parametrize(
    ("role", "address", "status"),
    [
        ("compras", "/llamadas/", 200),
        ("compras", "/comentarios/", 200),
        ("compras", "/llamadas/1/tratar/", 403),
        ("marketing", "/llamadas/1/tratar/", 403),
        ("ventas", "/comentarios/1/leer/", 403),
        ("compras", "/comentarios/1/tarea/", 403),
    ],
)
def test_who_may(client, role, address, status):
    sign_in(client, "x", role)
    method = client.post if status == 403 else client.get
    assert method(address).status_code == status


def test_nobody_without_a_role_sees_a_word(client):
    user = person("nadie")
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    missed(), comment("CANARIO")
    for address in ("/llamadas/", "/comentarios/", "/comentarios/lista/", "/comentarios/lista/?format=csv"):
        assert "CANARIO" not in client.get(address, follow=True).content.decode()


def test_without_script_a_decision_brings_the_next_comment(client):
    sign_in(client)
    older, newest = comment("Antes", at=NOON - timedelta(hours=1)), comment("Ahora")

    answer = client.post(
        f"/comentarios/{newest.pk}/leer/", {"do": "need", "version": 1, "topic": "", "product_code": ""}
    )

    assert answer.headers["Location"] == f"/comentarios/{older.pk}/"
    assert Comment.objects.get(pk=newest.pk).kind == "need"
    stale = client.post(f"/comentarios/{newest.pk}/leer/", {"do": "irrelevant", "version": 1})
    assert "Otra persona cambió" in stale.content.decode()


def test_a_group_is_read_at_once(client):
    sign_in(client)
    rows = [comment("La taza llegó rota") for _ in range(3)]
    for one in rows:
        CommentHint.objects.create(comment=one, group=rows[0].pk)
    chosen = [rows[0].pk, rows[1].pk]

    client.post(f"/comentarios/grupos/{rows[0].pk}/", {"do": "gather", "id": chosen, "name": "Llega rota"})

    assert list(Comment.objects.filter(theme__name="Llega rota").order_by("pk").values_list("pk", flat=True)) == chosen
    assert Comment.objects.filter(relevance="unread").count() == 1


def test_a_comment_opens_a_task_for_who_answers_for_the_customer(client):
    sign_in(client)
    luz = person("luz", "ventas")
    row = comment("Quiero cambiar la taza", customer=customer("ANA", owner=luz))
    form = client.get(f"/comentarios/{row.pk}/tarea/").context["form"]

    client.post(
        f"/comentarios/{row.pk}/tarea/",
        {
            "title": form.initial["title"],
            "owner": form.initial["owner"],
            "due": "2026-11-30",
            "note": form.initial["note"],
        },
    )

    task = Task.objects.get()
    assert (task.owner, task.customer, Comment.objects.get().task) == (luz, row.customer, task)
    assert "Quiero cambiar la taza" in task.note


def test_a_comment_by_hand_finds_its_customer(client):
    sign_in(client)
    ana = customer("ANA", phone="+51987654321")
    client.post(
        "/comentarios/nuevo/",
        {"text": "Todo bien", "customer_code": "+51987654321", "source": "form", "said_at": "2026-11-18T10:00"},
    )
    assert Comment.objects.get().customer == ana


def test_story_day_and_calendar_hold_them():
    luz = person("luz", "ventas", extension="101")
    ana = standing(customer("ANA", first_name="Ana", last_name="Torres", owner=luz), money="500")
    call = missed(customer=ana, user=luz)
    comment("La taza llegó rota", customer=ana)

    for key, count in (("activities.calls", 1), ("activities.comments", 1)):
        source = STORY.get(key)
        where = f" AND {source.where}" if source.where else ""
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT {source.data}, {source.at} FROM {source.table} WHERE {source.customer} = %s{where}", [ana.pk]
            )
            rows = cursor.fetchall()
        assert len(rows) == count
        import json

        data, at = rows[0]
        assert source.item(data if isinstance(data, dict) else json.loads(data), at).url
    items = TODAY.get("activities.calls").find(luz, NOON, 5)
    assert [(one.title, one.money) for one in items] == [("Ana Torres llamó y nadie contestó", 500)]
    events = CALENDAR.get("activities.calls").find(
        luz, frozenset({luz.pk}), NOON - timedelta(days=1), NOON + timedelta(days=1)
    )
    assert [(one.id, one.person, one.done) for one in events] == [(call.pk, luz.pk, False)]


def test_what_a_person_said_is_erased_with_its_history():
    ana = customer("ANA")
    row = comment("CANARIO en el texto", customer=ana)
    call = missed(customer=ana, number="987 CANARIO", note="CANARIO")
    Comment.objects.filter(pk=row.pk).update(kind="need")
    PhoneCall.objects.filter(pk=call.pk).update(extension="1")

    personal.erase_comments([ana.pk], None)
    personal.erase_calls([ana.pk], None)

    with connection.cursor() as cursor:
        for table in ("comment", "commentevent", "phonecall", "phonecallevent"):
            cursor.execute(f"SELECT count(*) FROM activities_{table} t WHERE to_jsonb(t)::text ILIKE '%canario%'")
            assert cursor.fetchone() == (0,), table
    assert Customer.objects.filter(pk=ana.pk).exists()
