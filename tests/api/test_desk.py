"""Editors' programs read, edit and decide: on the version that they name, with their rights, or not at all."""

import json
from datetime import UTC, datetime, timedelta
from unittest.mock import patch

import pytest
from django.db import OperationalError
from django.test import Client

from articles.api.schema import document
from articles.models import Article, AuditEntry, RelatedLink, Status
from tests import factories
from tests.api.problems import problem
from tests.api.test_schema import strictly

pytestmark = pytest.mark.django_db

VERBS = {"publish": "published", "unpublish": "awaiting", "decline": "declined", "withdraw": "withdrawn"}


def address(article, verb: str = "") -> str:
    return f"/api/desk/articles/{article.pk}/" + (f"{verb}/" if verb else "")


def send(client, article, verb: str = "", **body):
    method = client.post if verb else client.patch
    return method(address(article, verb), json.dumps(body), content_type="application/json")


def state(article) -> dict:
    """Everything that a refused request must leave as it is."""
    return {**Article.objects.filter(pk=article.pk).values().get(), "audit": AuditEntry.objects.count()}


def described(response, path: str, method: str) -> dict:
    content = document()["paths"][path][method]["responses"][str(response.status_code)]["content"]
    strictly(content[response["Content-Type"]]["schema"]).validate(response.json())
    return response.json()


@pytest.fixture
def editor(logged_in):
    return logged_in("editor")


def test_an_article_is_told_with_its_version_and_what_it_is_to_readers(editor):
    article = factories.embargoed("Sealed", topics=[factories.topic("Robots")], provider=factories.provider(domain="p.example"))

    response = editor.get(address(article))

    told = described(response, "/api/desk/articles/{id}/", "get")
    assert (told["version"], told["status"], told["standing"]) == (1, "published", "embargoed")
    assert (told["fields"]["title"], told["fields"]["topics"], told["fields"]["provider"]) == ("Sealed", ["Robots"], "p.example")
    assert told["fields"]["embargoDateTime"].endswith("Z")
    assert "no-store" in response["Cache-Control"]


def test_an_edit_is_stored_with_one_line_in_the_trail_by_who_sent_it(editor):
    article = factories.article("Before", topics=[factories.topic("Robots")])
    factories.topic("Maps")

    response = send(editor, article, version=1, title="After", topics=["Maps", "Robots"], quality=7, embargoDateTime="2030-01-01T00:00:00Z")

    told = described(response, "/api/desk/articles/{id}/", "patch")
    assert (response.status_code, told["version"], told["fields"]["title"], told["fields"]["topics"]) == (
        200,
        2,
        "After",
        ["Maps", "Robots"],
    )
    entry = article.audit.get()
    assert (entry.verb, entry.by.get_username()) == ("edit", "alice")
    assert entry.changes == {
        "title": ["Before", "After"],
        "quality": [69, 7],
        "embargo_until": [None, "2030-01-01T00:00:00Z"],
        "topics": [["Robots"], ["Maps", "Robots"]],
    }


def test_a_new_provider_and_a_new_address_take_what_hangs_on_them_along(editor):
    article, story = factories.article(), factories.published()
    link = RelatedLink.objects.create(article=story, title="Elsewhere", web_url="https://else.example/a")
    paper = factories.provider("The Paper", domain="p.example")

    response = send(editor, article, version=1, provider="p.example", webUrl="https://else.example/a")

    article.refresh_from_db()
    link.refresh_from_db()
    assert response.status_code == 200
    assert (article.provider, article.provider_name, link.target) == (paper, "The Paper", article)
    assert article.audit.get().changes.keys() == {"provider", "web_url"}


@pytest.mark.parametrize("verb", VERBS)
def test_a_decision_is_the_verb_of_the_article_by_who_sent_it(logged_in, verb):
    article = factories.published() if verb != "publish" else factories.article()

    response = send(logged_in("chief"), article, verb, version=1, reason="why")

    told = described(response, "/api/desk/articles/{id}/{verb}/", "post")
    assert (response.status_code, told["status"], told["reason"], told["version"]) == (200, VERBS[verb], "why", 2)
    entry = article.audit.get()
    assert (entry.verb, entry.by.get_username(), entry.reason) == (verb, "carol", "why")


def test_a_decision_sent_twice_is_one_decision(editor):
    article = factories.article()

    first, again = (send(editor, article, "publish", version=1) for _ in range(2))

    assert (first.status_code, again.status_code, again.json()) == (200, 200, first.json())
    assert article.audit.count() == 1


def test_an_edit_sent_twice_is_one_edit(editor):
    article = factories.article("Before")

    first, again = (send(editor, article, version=1, title="After") for _ in range(2))

    assert (first.status_code, again.status_code, again.json()) == (200, 200, first.json())
    assert article.audit.count() == 1


@pytest.mark.parametrize("verb, body", [("", {"title": "Mine", "topics": []}), ("decline", {"reason": "mine"}), ("publish", {})])
def test_a_stale_version_is_refused_with_both_sides(editor, verb, body):
    article = factories.article("Before", topics=[factories.topic("Robots")])
    article.title = "Theirs"
    article.save_edit(["title"])
    before = state(article)

    response = send(editor, article, verb, version=1, **body)

    path, method = ("/api/desk/articles/{id}/{verb}/", "post") if verb else ("/api/desk/articles/{id}/", "patch")
    told = described(response, path, method)
    assert response.status_code == 409
    assert told["yours"] == {"version": 1, **body}
    assert (told["current"]["version"], told["current"]["fields"]["title"]) == (2, "Theirs")
    assert state(article) == before
    assert article.topic_links.count() == 1


def test_the_version_of_the_refusal_is_good_for_the_next_try(editor):
    article = factories.article()
    article.put_off(datetime.now(UTC))
    refused = send(editor, article, version=1, title="Mine").json()

    assert send(editor, article, version=refused["current"]["version"], title="Mine").status_code == 200


WRONG = [
    ({}, "version"),
    *(({"version": version}, "version") for version in (0, -1, "x", None, True, 1.5, [], "9" * 30, 10**30)),
    *(({"title": title}, "title") for title in ("", "  ", None, ["x"], "x" * 501, "a\x00b", "\ud800")),
    *(({"excerpt": excerpt}, "excerpt") for excerpt in (None, "x" * 5001, "\x00")),
    *(({"quality": number}, "quality") for number in (-1, 10**30, "many", 2_000_000_001)),
    *(({"heat": number}, "heat") for number in (-2, 10**30)),
    *(({"webUrl": url}, "webUrl") for url in ("javascript:alert(1)", "ftp://x.example", "//x.example", "https://x.example/" + "x" * 2000)),
    *(({"topics": topics}, "topics") for topics in ("Robots", ["Nobody"], ["Robots", "Robots"], [5.5], ["\x00"], None, [""] * 101)),
    *(({"provider": provider}, "provider") for provider in ("nobody.example", "\x00", "\ud800", 5, ["x"])),
    *(({"publishedDateTime": date}, "publishedDateTime") for date in ("yesterday", "2026-02-30", 5, "0001-01-01T00:00:00+14:00")),
    ({"publishDateTime": "2026-06-02T00:00:00Z", "expiryDateTime": "2026-06-01T00:00:00Z"}, "expiryDateTime"),
    *(({key: "x"}, key) for key in ("status", "path", "slug", "held_by", "id", "web_url", "<b>")),
]


@pytest.mark.parametrize("body, field", WRONG, ids=lambda value: ascii(value)[:50])
def test_a_wrong_field_is_named_and_nothing_is_stored_not_even_the_right_ones(editor, body, field):
    factories.topic("Robots")
    article = factories.article("Before")
    before = state(article)

    response = send(editor, article, **({"version": 1, "type": "video"} | body if body else {"title": "x"}))

    told = described(response, "/api/desk/articles/{id}/", "patch")
    assert (response.status_code, list(told["errors"])) == (400, [field])
    assert state(article) == before


def test_the_end_is_held_against_the_beginning_that_is_stored(editor):
    article = factories.scheduled()

    assert send(editor, article, version=1, expiryDateTime="2020-01-01T00:00:00Z").status_code == 400


@pytest.mark.parametrize("body", [{"reason": "x" * 301}, {"reason": "\x00"}, {"reason": ["x"]}, {"reason": None}])
def test_a_wrong_reason_is_refused(editor, body):
    article = factories.article()

    response = send(editor, article, "decline", version=1, **body)

    assert (response.status_code, list(response.json()["errors"])) == (400, ["reason"])
    assert Article.objects.get().status == Status.AWAITING


@pytest.mark.parametrize("body", [{}, {"reason": ""}, {"reason": " \n "}])
def test_a_withdrawal_without_a_reason_is_refused_as_the_form_refuses_it(logged_in, body):
    article = factories.published()

    response = send(logged_in("chief"), article, "withdraw", version=1, **body)

    told = described(response, "/api/desk/articles/{id}/{verb}/", "post")
    assert (response.status_code, list(told["errors"])) == (400, ["reason"])
    assert (Article.objects.get().status, article.audit.count()) == (Status.PUBLISHED, 0)


def test_an_odd_address_from_a_file_does_not_block_an_edit(editor):
    article = factories.article(web_url="htp:/odd")

    assert send(editor, article, version=1, webUrl="htp:/odd", title="After").status_code == 200


BODIES = [b"", b"{", b"[]", b"5", b"null", b"NaN", b'"x"', b"[" * 100_000, b"\xff\xfe", b'{"version": 1' + b"0" * 5000 + b"}"]


@pytest.mark.parametrize("body", BODIES, ids=lambda body: repr(body[:20]))
@pytest.mark.parametrize("verb", ["", "publish"])
def test_what_is_no_json_object_is_refused(editor, body, verb):
    article = factories.article()
    before = state(article)

    method = editor.post if verb else editor.patch
    response = method(address(article, verb), body, content_type="application/json")

    assert response.status_code == 400
    assert response.json()["detail"]
    assert state(article) == before


def test_a_body_without_end_is_refused_unread(editor):
    article = factories.article()

    response = send(editor, article, version=1, excerpt="x" * 300_000)

    assert problem(response)["status"] == 400


def test_a_form_is_not_read(editor):
    article = factories.article()

    assert editor.post(address(article, "publish"), {"version": 1}).status_code == 415
    assert Article.objects.get().status == Status.AWAITING


@pytest.mark.parametrize("key", ["0", "999999", "-1", "9" * 18, "9" * 30, "x", "1.5", "%00"])
@pytest.mark.parametrize("verb", ["", "publish/"])
def test_an_article_that_is_not_there_is_a_404_in_json(editor, key, verb):
    method = editor.post if verb else editor.patch
    response = method(f"/api/desk/articles/{key}/{verb}", '{"version": 1}', content_type="application/json")

    assert response.status_code in (404, 405)
    problem(response)
    assert editor.get(f"/api/desk/articles/{key}/{verb}").status_code in (404, 405)


def test_what_no_address_knows_is_refused_and_changes_nothing(editor):
    article = factories.article("Before")
    before = state(article)
    path = "/api/desk/articles/{id}/"

    told = described(editor.get(f"{address(article)}?x=1"), path, "get")
    assert (told["errors"], told["allowed"]) == ({"x": ["There is no such parameter."]}, [])
    sent = json.dumps({"version": 1})
    answer = editor.post(f"{address(article, 'publish')}?x=1", sent, content_type="application/json")
    assert described(answer, f"{path}{{verb}}/", "post")["errors"] == {"x": ["There is no such parameter."]}
    answer = send(editor, article, "publish", version=1, foo=2)
    assert described(answer, f"{path}{{verb}}/", "post")["errors"] == {"foo": ["There is no such field."]}
    assert described(send(editor, article, version=1, foo=2), path, "patch")["errors"] == {"foo": ["There is no such field."]}
    assert state(article) == before


def test_a_verb_that_is_none_of_ours_is_unknown(editor):
    article = factories.article()

    for verb in ("delete", "save", "undo", "refresh_from_db", "publish%00"):
        assert send(editor, article, verb, version=1).status_code in (404, 405)
    assert AuditEntry.objects.count() == 0


ROLES = ["stranger", "reader", "viewer", "contributor", "editor", "chief"]
# From which role on; who is not logged in gets a 401, who may not a 403.
FROM = {
    "read": "viewer",
    "edit": "contributor",
    "schedule": "editor",
    **dict.fromkeys(("publish", "unpublish", "decline"), "editor"),
    "withdraw": "chief",
}
ACTIONS = {"edit": {"title": "After"}, "schedule": {"embargoDateTime": "2030-01-01T00:00:00Z"}}
STATES = [factories.article, factories.published, factories.declined, factories.withdrawn, factories.scheduled, factories.embargoed]


@pytest.mark.parametrize("made", STATES, ids=lambda made: made.__name__)
@pytest.mark.parametrize("action", FROM)
@pytest.mark.parametrize("role", ROLES)
def test_role_by_state_by_action(logged_in, role, action, made):
    article = made("Before")
    before = state(article)
    client = logged_in(role)

    if action == "read":
        response = client.get(address(article))
    elif action in ACTIONS:
        response = send(client, article, version=1, **ACTIONS[action])
    else:
        response = send(client, article, action, version=1, reason="why")

    brings_back = action in VERBS and before["status"] == "withdrawn"  # only a Chief does
    allowed = ROLES.index(role) >= ROLES.index("chief" if brings_back else FROM[action])
    assert response.status_code == (200 if allowed else 401 if role == "stranger" else 403)
    if not allowed or action == "read":
        assert state(article) == before
        assert allowed or "Before" not in response.content.decode()
    elif action in VERBS:
        assert Article.objects.get().status == VERBS[action]


def test_a_right_without_the_desk_is_no_right(logged_in):
    client, article = logged_in("editor"), factories.article()
    factories.User.objects.update(is_staff=False)

    assert client.get(address(article)).status_code == 403
    assert send(client, article, "publish", version=1).status_code == 403


def test_a_right_that_was_taken_away_meanwhile_is_gone_with_the_next_request(logged_in):
    client, article = logged_in("editor"), factories.article()
    assert client.get(address(article)).status_code == 200
    factories.User.objects.get().groups.clear()

    assert send(client, article, "publish", version=1).status_code == 403
    factories.User.objects.update(is_active=False)
    assert send(client, article, "publish", version=1).status_code == 401
    assert Article.objects.get().status == Status.AWAITING


@pytest.mark.parametrize("verb", ["", "publish"])
def test_without_the_csrf_token_nothing_is_written(logged_in, verb):
    client, article = logged_in("editor", enforce_csrf_checks=True), factories.article()
    before = state(article)

    assert client.get(address(article)).status_code == 200
    refused = send(client, article, verb, version=1)
    assert (refused.status_code, "CSRF" in refused.json()["detail"]) == (403, True)
    assert state(article) == before


def test_with_the_token_of_the_login_page_it_is(db):
    factories.editor()
    article = factories.article()
    client = Client(enforce_csrf_checks=True)
    client.get("/admin/login/")
    login = {"username": "alice", "password": "correct horse battery", "csrfmiddlewaretoken": client.cookies["csrftoken"].value}
    assert client.post("/admin/login/?next=/admin/", login).status_code == 302

    token = client.cookies["csrftoken"].value
    response = client.post(address(article, "publish"), '{"version": 1}', content_type="application/json", headers={"x-csrftoken": token})

    assert (response.status_code, response.json()["status"]) == (200, "published")


@pytest.mark.parametrize("verb", ["", "publish"])
def test_a_locked_database_is_said_and_nothing_is_changed(editor, verb):
    article = factories.article("Before")
    before = state(article)

    with patch.object(Article, "record", side_effect=OperationalError("database is locked")):
        response = send(editor, article, verb, version=1, **({} if verb else {"title": "After"}))

    assert (response.status_code, response["Retry-After"]) == (503, "5")
    assert "nothing was changed" in response.json()["detail"] and "locked" not in response.json()["detail"]
    assert state(article) == before


def test_an_edit_that_fails_half_way_leaves_nothing(editor):
    article = factories.article("Before")
    factories.topic("Maps")
    before = state(article)

    with patch("articles.edits.apply_field", side_effect=OperationalError("database is locked")):
        response = send(editor, article, version=1, title="After", topics=["Maps"])

    assert response.status_code == 503
    assert state(article) == before


def test_two_programs_that_decide_on_one_version_are_one_decision_and_one_refusal(logged_in):
    one, other = logged_in("editor"), logged_in("chief")
    article = factories.article()

    first, second = send(one, article, "publish", version=1), send(other, article, "decline", version=1)

    assert (first.status_code, second.status_code) == (200, 409)
    assert second.json()["current"]["status"] == "published"


def test_a_publication_shows_at_once_and_a_withdrawal_tells_its_reason(logged_in, client):
    chief, article = logged_in("chief"), factories.article()

    send(chief, article, "publish", version=1)
    assert client.get(article.get_absolute_url()).status_code == 200
    send(chief, article, "withdraw", version=2, reason="It was wrong.")

    assert client.get(article.get_absolute_url()).status_code == 410
    assert client.get("/api/changes/").json()["value"][0]["reason"] == "It was wrong."


@pytest.mark.parametrize("role", ["contributor", "editor"])
def test_what_is_read_can_be_sent_back_unchanged(logged_in, role):
    editor = logged_in(role)
    day = datetime.now(UTC) + timedelta(days=1)
    article = factories.published(publish_at=day, web_url="htp:/odd", excerpt=" padded ", topics=[factories.topic()], quality=None)
    told = editor.get(address(article)).json()

    response = send(editor, article, version=told["version"], **told["fields"])

    assert (response.status_code, response.json()) == (200, told)
    assert AuditEntry.objects.count() == 0
