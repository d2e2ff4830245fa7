"""The schema held against the API by a program that knows of it nothing but the schema (schemathesis)."""

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, settings
from schemathesis.specs.openapi.checks import positive_data_acceptance

from articles.tokens import make
from tests import factories

pytestmark = pytest.mark.django_db

schema = schemathesis.openapi.from_wsgi("/api/schema/", get_wsgi_application())
schema.config.generation.with_security_parameters = False  # the token is given below
REAL = {"id": 7, "slug": "one", "topic": "robots", "number": 1}


@pytest.fixture(autouse=True)
def one_connection():
    """A request's end would close the connection that holds the test's transaction."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def newsroom():
    topic = factories.topic(slug="robots", parent=factories.topic())
    factories.published(slug="one", pk=7, topics=[topic], provider=factories.provider(home_page="https://paper.example/"))
    factories.published(slug="two").withdraw(reason="It was wrong.")
    _, text = make(factories.User.objects.create_superuser("root"), "Contract", 30)
    return {"Authorization": f"Bearer {text}"}


@schema.parametrize()
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
def test_every_operation_answers_what_the_schema_says_whatever_is_sent(case, newsroom):
    if case.meta.generation.mode.is_positive and len(str(case.path_parameters)) % 2:
        # Who only guesses addresses sees only what is not there.
        case.path_parameters = {name: REAL.get(name, value) for name, value in case.path_parameters.items()}
    # That a topic is unknown, or a day after another, is beyond a schema's words: such a request is refused though it is well-formed.
    refused = [positive_data_acceptance]
    case.call_and_validate(excluded_checks=refused, headers=newsroom if "/desk/" in case.path else None)
