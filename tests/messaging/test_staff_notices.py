"""Notices of the house by mail: to who asked for them, once, and nobody reads another's."""

from datetime import timedelta

import pytest
from django.urls import reverse

from company import services
from company.enums import NoticeKind
from messaging import queries
from messaging.models import Message
from messaging.services import sending
from tests.factories.company import person
from tests.factories.messaging import OPEN_HOUR

from .servers import sink


@pytest.mark.django_db(transaction=True)
def test_a_reminder_arrives_by_mail_once_at_who_asked_for_it(client, settings):
    luz = person("luz", "ventas", email="luz@tienda.example")
    jhon = person("jhon", "ventas", email="jhon@tienda.example")
    client.force_login(luz)
    client.post(reverse("company:notice_kinds"), {"kind": NoticeKind.values, "mail": [NoticeKind.REMINDER]})

    with sink(settings) as box:
        for _beat in range(2):
            services.notify(
                users=[luz, jhon],
                text="Llamar a {{cliente.nombre}}\nhoy",
                url="/tareas/7/",
                dedupe_key="tarea:7",
                kind=NoticeKind.REMINDER,
            )
        services.notify(users=[luz], text="Otra cosa")
        Message.objects.update(not_before=OPEN_HOUR - timedelta(minutes=1))
        sending.drain(now=lambda: OPEN_HOUR)

    (mail,) = box.mails
    assert mail["To"] == "Luz <luz@tienda.example>"
    assert mail["Subject"] == "Llamar a {cliente.nombre}} hoy"
    assert f"{settings.SITE_URL}/tareas/7/" in mail.get_body(("plain",)).get_content()


@pytest.mark.django_db
def test_the_letters_of_staff_are_in_nobodys_list():
    luz, eva = person("luz", "ventas", email="luz@tienda.example"), person("eva", "gestor")
    services.choose_kinds(person=luz, wanted=[], by_mail=[NoticeKind.CALL], actor=luz)

    services.notify(users=[luz], text="Secreto", kind=NoticeKind.CALL)

    assert Message.objects.count() == 1
    assert list(queries.messages_visible_to(eva)) == []


@pytest.mark.django_db
def test_without_an_address_there_is_only_the_bell():
    luz = person("luz", "ventas", email="")
    services.choose_kinds(person=luz, wanted=[], by_mail=[NoticeKind.CALL], actor=luz)

    services.notify(users=[luz], text="Una llamada", kind=NoticeKind.CALL)

    assert Message.objects.count() == 0
