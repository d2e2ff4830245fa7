"""A database that is locked for too long is a 503 in words, on any page, and nothing is changed."""

import pytest
from django.db import OperationalError
from django.test import Client

from articles.models import Provider
from newsroom.busy import BusyDatabase
from tests import factories
from tests.api.problems import problem
from tests.desk.pages import form_fields
from tests.locks import held, impatient

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def alice():
    client = Client(raise_request_exception=False)
    client.force_login(factories.editor())
    return client


def test_a_form_without_a_way_of_its_own_says_so(alice):
    provider = factories.provider("Before")
    address = f"/admin/articles/provider/{provider.pk}/change/"
    fields = form_fields(alice.get(address).content.decode(), "provider_form")

    with held(provider), impatient():
        response = alice.post(address, {**fields, "name": "After"})

    assert (response.status_code, response["Retry-After"]) == (503, "10")
    assert "Nothing was changed." in response.content.decode()
    assert Provider.objects.get().name == "Before"


def test_a_program_is_told_in_json(alice):
    article = factories.article()

    with held(article), impatient():
        response = alice.post(f"/api/desk/articles/{article.pk}/publish/", {"version": 1, "reason": ""}, content_type="application/json")

    assert response.status_code == 503
    problem(response)


def test_a_database_that_is_gone_is_no_busy_one(rf):
    assert BusyDatabase(lambda request: None).process_exception(rf.get("/"), OperationalError("server closed the connection")) is None
    assert BusyDatabase(lambda request: None).process_exception(rf.get("/"), ValueError("locked")) is None
