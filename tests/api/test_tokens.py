"""A program with a token: the rights of its account, no CSRF token, and its name in the history."""

import json

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles.models import ApiToken, Article
from articles.tokens import make
from tests import factories
from tests.api.problems import problem
from tests.api.test_desk import VERBS, address, state

pytestmark = pytest.mark.django_db


def program(user, name: str = "Robot") -> Client:
    _, text = make(user, name, 30)
    return Client(enforce_csrf_checks=True, headers={"authorization": f"Bearer {text}"})


def send(client, article, verb="", **body):
    method = client.post if verb else client.patch
    return method(address(article, verb), json.dumps(body), content_type="application/json")


@pytest.mark.parametrize("verb", VERBS)
def test_a_decision_needs_no_csrf_token_and_is_the_accounts_in_the_history(verb):
    article = factories.published() if verb != "publish" else factories.article()

    response = send(program(factories.chief()), article, verb, version=1, reason="why")

    assert (response.status_code, response.json()["status"]) == (200, VERBS[verb])
    entry = article.audit.get()
    assert (entry.by.get_username(), entry.via, entry.who) == ("carol", "Robot", "carol via “Robot”")


def test_an_edit_says_by_which_token_it_came(client):
    article = factories.article("Before")

    assert send(program(factories.editor(), "Nightly & co."), article, version=1, title="After").status_code == 200

    client.force_login(factories.viewer())
    shown = client.get(reverse("admin:trail_entry", args=[article.audit.get().pk])).content.decode()
    assert article.audit.get().via == "Nightly & co."
    assert "via “<bdi>Nightly &amp; co.</bdi>”" in shown


@pytest.mark.parametrize(
    ("role", "verb", "status"),
    [
        (factories.viewer, "", 403),
        (factories.viewer, "publish", 403),
        (factories.contributor, "", 200),
        (factories.contributor, "publish", 403),
        (factories.editor, "publish", 200),
        (factories.editor, "withdraw", 403),
        (factories.chief, "withdraw", 200),
        (factories.reader, "publish", 403),
    ],
)
def test_a_token_may_do_what_its_account_may_and_nothing_more(role, verb, status):
    article = factories.article()
    before = state(article)

    response = send(program(role()), article, verb, version=1, **({"reason": "why"} if verb else {"title": "After"}))

    assert response.status_code == status
    assert (state(article) == before) == (status == 403)


def test_a_right_taken_away_is_gone_with_the_next_request():
    alice, article = factories.editor(), factories.article()
    robot = program(alice)
    alice.groups.clear()
    assert send(robot, article, "publish", version=1).status_code == 403

    alice.is_active = False
    alice.save()
    assert problem(send(robot, article, "publish", version=1))["status"] == 401


@pytest.mark.parametrize("how", ["revoked_at", "expires_at"])
def test_a_token_that_has_ended_is_nobody(how):
    article = factories.article()
    robot = program(factories.editor())
    ApiToken.objects.update(**{how: timezone.now()})

    response = robot.get(address(article))

    assert (response.status_code, response["WWW-Authenticate"]) == (401, 'Bearer realm="desk"')
    assert "unknown, expired or revoked" in problem(response)["detail"]


@pytest.mark.parametrize(
    "header", ["Bearer", "Bearer ", "Bearer x", "bearer nrt_x", "Bearer \x00", "Bearer ü", "Bearer a b c", "Bearer " + "x" * 9000]
)
def test_what_is_no_token_is_refused_also_beside_a_session(header):
    client = Client()
    client.force_login(factories.editor())

    response = client.get(address(factories.article()), headers={"authorization": header})

    assert problem(response)["status"] == 401


def test_another_scheme_leaves_the_session_what_it_is():
    client = Client()
    client.force_login(factories.editor())

    assert client.get(address(factories.article()), headers={"authorization": "Basic YTpi"}).status_code == 200


def test_a_token_wins_over_a_session():
    article, robot = factories.article(), program(factories.viewer())
    robot.force_login(factories.editor())

    assert send(robot, article, "publish", version=1).status_code == 403
    assert Article.objects.get().status == "awaiting"


def test_a_token_opens_neither_the_desk_nor_what_is_not_public():
    robot, article = program(factories.chief()), factories.article()

    assert robot.get("/admin/").status_code == 302
    assert robot.get(article.get_absolute_url()).status_code == 404
    assert robot.get(f"/api/news/item/{article.slug}/").status_code == 404
