"""A form sent twice acts once."""

import uuid

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse, HttpResponseRedirect
from django.test import RequestFactory

from company.models import Notice
from company.services import notify
from core.idempotency import FIELD, once
from core.models import PostedForm
from tests.factories.company import person
from tests.racing import at_once


@once
def save(request):
    """A view that acts: one notice a post; an empty text comes back as a form with errors."""
    if not request.POST.get("text"):
        return HttpResponse("Falta el texto")
    notify(users=[request.user], text=request.POST["text"])
    return HttpResponseRedirect(f"/hecho/{Notice.objects.count()}/")


def post(user, key, **data):
    request = RequestFactory().post("/guardar/", {**({FIELD: key} if key else {}), **data})
    request.user = user
    return save(request)


@pytest.mark.django_db
def test_the_same_post_gives_the_same_answer():
    elena, key = person(), str(uuid.uuid4())
    first = post(elena, key, text="Hola")
    again = post(elena, key, text="Hola")
    assert (first["Location"], again["Location"], Notice.objects.count()) == ("/hecho/1/", "/hecho/1/", 1)


@pytest.mark.django_db
def test_the_same_key_with_another_body_is_refused():
    elena, key = person("elena", "gestor"), str(uuid.uuid4())
    post(elena, key, text="Hola")
    refused = post(elena, key, text="Adiós")
    assert refused.status_code == 409
    assert "Ya enviaste este formulario" in refused.content.decode()
    assert Notice.objects.count() == 1


@pytest.mark.django_db
def test_a_form_with_errors_may_be_mended_under_its_key():
    elena, key = person(), str(uuid.uuid4())
    assert post(elena, key, text="").content.decode() == "Falta el texto"
    assert post(elena, key, text="Hola").status_code == 302


@pytest.mark.django_db
def test_keys_are_one_s_own():
    key = str(uuid.uuid4())
    post(person("elena"), key, text="Hola")
    post(person("otra"), key, text="Otra cosa")
    post(person("sin"), "", text="Sin clave")
    post(person("mala"), "no-es-una-clave", text="Mala")
    assert Notice.objects.count() == 4
    request = RequestFactory().post("/guardar/", {FIELD: key})
    request.user = AnonymousUser()
    assert save(request).status_code == 200


@pytest.mark.fault
@pytest.mark.django_db(transaction=True)
def test_eight_clicks_at_once():
    elena, key = person(), str(uuid.uuid4())
    answers = at_once(*[lambda: post(elena, key, text="Hola")["Location"]] * 8)
    assert answers == ["/hecho/1/"] * 8
    assert (Notice.objects.count(), PostedForm.objects.count()) == (1, 1)
