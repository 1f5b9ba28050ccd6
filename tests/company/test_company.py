"""Settings of the company."""

import io
from datetime import UTC, date, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from company import queries, services
from company.models import Company
from core.errors import DomainError
from core.slots import COMPANY_CHANGED
from tests.factories.company import person


def picture(kind="PNG", size=(40, 20)):
    out = io.BytesIO()
    Image.new("RGB", size, "navy").save(out, format=kind)
    return out.getvalue()


def sent(**more):
    held = queries.current()
    fields = ["name", "legal_name", "tax_id", "address", "city", "phone", "email", "website", "country", "time_zone"]
    values = {name: getattr(held, name) for name in [*fields, "currency", "tax_name", "tax_rate"]}
    return {**values, **more}


@pytest.mark.django_db
def test_the_day_follows_the_zone_at_once():
    late = datetime(2026, 11, 21, 3, 30, tzinfo=UTC)
    assert queries.today(at=late) == date(2026, 11, 20)
    services.change_company(actor=None, values={"time_zone": "Europe/Madrid"})
    assert queries.today(at=late) == date(2026, 11, 21)
    with pytest.raises(DomainError):
        services.change_company(actor=None, values={"time_zone": "Lima/America"})
    with pytest.raises(DomainError):
        services.change_company(actor=None, values={"currency": "soles"})


@pytest.mark.django_db
def test_settings_cost_one_query(django_assert_num_queries):
    queries.forget()
    with django_assert_num_queries(1):
        for _ in range(20):
            queries.time_zone(), queries.currency(), queries.today()


@pytest.mark.django_db
def test_reading_the_settings_of_a_house_without_them_writes_nothing():
    Company.objects.all().delete()
    queries.forget()

    assert (queries.current().pk, queries.currency(), queries.today().year > 2000) == (1, "PEN", True)
    assert not Company.objects.exists()


@pytest.mark.django_db
def test_listeners_hear_old_and_new():
    heard = []
    COMPANY_CHANGED.add("test", lambda old, new, actor: heard.append((old.time_zone, new.time_zone)))
    try:
        services.change_company(actor=None, values={"time_zone": "America/Bogota"})
    finally:
        del COMPANY_CHANGED._entries["test"]
    assert heard == [("America/Lima", "America/Bogota")]


@pytest.mark.django_db
def test_logo_is_reencoded_and_given_out_as_a_picture(client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    client.force_login(person("ada", "administrador"))
    hostile = picture("PNG") + b"<script>alert(1)</script>"
    answer = client.post(
        reverse("company:settings"), sent(name="Casa Tinta", logo_file=SimpleUploadedFile("logo.PNG", hostile))
    )
    assert answer.status_code == 302
    held = Company.objects.get()
    assert (held.name, held.logo.name.startswith("company/"), "logo" in held.logo.name) == ("Casa Tinta", True, False)

    client.logout()
    given = client.get(reverse("company:logo"))
    body = b"".join(given.streaming_content)
    assert b"script" not in body
    assert (given["Content-Type"], given["X-Content-Type-Options"]) == ("image/png", "nosniff")
    assert "sandbox" in given["Content-Security-Policy"]


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["logo.svg", "logo.html", "logo.png.php", "logo.gif"])
def test_no_other_logo(client, name):
    client.force_login(person("ada", "administrador"))
    upload = SimpleUploadedFile(name, b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>")
    answer = client.post(reverse("company:settings"), sent(logo_file=upload))
    assert answer.status_code == 422
    assert "Ese tipo de archivo no se acepta" in answer.content.decode()
    assert not Company.objects.get().logo
