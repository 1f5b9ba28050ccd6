"""Each person chooses what reaches the bell."""

import pytest
from django.urls import reverse

from company import services
from company.enums import NoticeKind
from company.models import Notice, NoticePreference
from tests.factories.company import person


@pytest.mark.django_db
def test_a_kind_switched_off_reaches_only_the_others(client):
    eva, luz = person("eva", "gestor"), person("luz", "gestor")
    client.force_login(eva)
    wanted = [kind for kind in NoticeKind.values if kind != NoticeKind.CALL]

    assert client.post(reverse("company:notice_kinds"), {"kind": wanted}).status_code == 302

    assert services.notify(users=[eva, luz], text="Una llamada", kind=NoticeKind.CALL) == 1
    assert services.notify(users=[eva, luz], text="Otra cosa") == 2
    assert list(Notice.objects.filter(user=eva).values_list("text", flat=True)) == ["Otra cosa"]
    assert Notice.objects.filter(user=luz).count() == 2


@pytest.mark.django_db
def test_the_page_shows_what_was_chosen_and_takes_it_back(client):
    eva = person("eva", "gestor")
    client.force_login(eva)
    url = reverse("company:notice_kinds")
    assert client.get(url).content.decode().count(" checked") == len(NoticeKind)

    client.post(url, {"kind": [NoticeKind.CALL, "invented"]})
    assert client.get(url).content.decode().count(" checked") == 1
    client.post(url, {"kind": NoticeKind.values})

    assert services.notify(users=[eva], text="Hola", kind=NoticeKind.REMINDER) == 1
    assert NoticePreference.objects.filter(user=eva).count() == len(NoticeKind)


@pytest.mark.django_db
def test_to_tell_many_asks_once(django_assert_num_queries):
    people = [person(f"p{number}", "gestor") for number in range(10)]
    for users in (people[:1], people):
        with django_assert_num_queries(5):  # who does not want it, savepoint, lines, who wants it by mail, release
            services.notify(users=users, text="Hola")


@pytest.mark.django_db
def test_what_is_urgent_reaches_the_bell_of_who_switched_its_kind_off():
    eva = person("eva", "supervisor")
    services.choose_kinds(person=eva, wanted=[], actor=eva)

    assert services.notify(users=[eva], text="Nadie llamó a Rosa", kind=NoticeKind.REDIRECTED, level="urgent") == 1
    assert services.notify(users=[eva], text="Te pasaron uno", kind=NoticeKind.REDIRECTED) == 0
