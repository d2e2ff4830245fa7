"""Role × state × action for every route of the desk and the API, generated from the table in tests/rights.py."""

import pytest
from django.contrib.auth.models import User
from django.db import transaction
from django.urls import reverse

from articles.models import Article, AuditEntry
from tests import factories, rights
from tests.rights import OUTSIDE, ROLES, STAFF, allowed, answer, lines
from tests.rights_world import STATES, address, client, sent, world

pytestmark = pytest.mark.django_db
OPEN = {"admin:login"}  # to whom could it be closed?
VERBS = [line[0] for line in lines(rights.DECISIONS)]


def ask(browser, method, path, data=None, **how) -> int:
    """The answer's status; nothing of what it did stays, neither in the database nor with the browser."""
    cookies = {name: cookie.value for name, cookie in browser.cookies.items()}
    with transaction.atomic():
        status = getattr(browser, method.lower())(path, data, **how).status_code
        transaction.set_rollback(True)
    browser.cookies.clear()
    browser.cookies.load(cookies)
    return status


def test_every_route_of_the_desk_and_the_api_has_a_line():
    at_desk = {f"admin:{name}" for name in rights.desk()}
    said = {line[1] for line in lines(rights.ARTICLES)} | {"api-desk-decision"}
    unknown = {
        name: pattern
        for name, pattern in rights.routes().items()
        if pattern.startswith(("admin/", "api/")) and name not in at_desk | said | set(rights.public()) | OPEN
    }

    assert not unknown, f"Say in tests/rights.py who may do what there: {unknown}"


def test_no_line_is_about_a_route_that_is_gone():
    lined = {f"admin:{name}" for name in rights.desk()} | {line[1] for line in lines(rights.ARTICLES)} | set(rights.public())

    assert lined <= set(rights.routes())


@pytest.mark.parametrize("role", ROLES)
def test_the_desk_answers_a_role_as_the_table_says(role):
    there, browser, wrong = world(), client(role), {}
    for route, cells in rights.desk().items():
        path = address(route, there)
        for method, (least, done) in cells.items():
            got = ask(browser, method, path, sent(route, there) if method == "POST" else None)
            if got != answer(role, least, done):
                wrong[f"{method} {route}"] = f"{got} instead of {answer(role, least, done)}"

    assert wrong == {}


@pytest.mark.parametrize("role", OUTSIDE)
def test_who_is_sent_away_is_sent_to_the_login(role):
    there, browser = world(), client(role)

    for route in rights.desk():
        target = browser.get(address(route, there))["Location"]
        assert target.startswith("/admin/login/") or (route == "logout" and target == "/admin/"), route


@pytest.mark.parametrize("role", ROLES)
def test_what_a_role_may_do_to_an_article_hangs_on_its_state(role):
    browser, wrong = client(role), {}
    for state, make in STATES.items():
        article = make()
        for method, route, least, *answers in lines(rights.ARTICLES):
            done = int(answers[list(STATES).index(state)])
            path = reverse(route) if route == "admin:queue_edit" else reverse(route, args=[article.pk])
            how = {"content_type": "application/json"} if method == "PATCH" else {}
            got = ask(browser, method, path, {} if method == "GET" else _change(route, article), **how)
            if got != _expected(role, route, least, done):
                wrong[f"{method} {route}, {state}"] = f"{got} instead of {_expected(role, route, least, done)}"

    assert wrong == {}


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("door", ["admin:articles_article_decide", "api-desk-decision"])
def test_a_decision_does_what_the_table_says_and_nothing_for_others(role, verb, door):
    """By a click at the desk and by the editors' API alike."""
    least, *after = next(line[1:] for line in lines(rights.DECISIONS) if line[0] == verb)
    browser = client(role)
    how = {"content_type": "application/json"} if door.startswith("api") else {}
    for (state, make), becomes in zip(STATES.items(), after, strict=True):
        article = make()
        entries = AuditEntry.objects.count()

        got = browser.post(reverse(door, args=[article.pk, verb]), {"version": article.version, "reason": "Because"}, **how)

        who = "chief" if state == "withdrawn" else least
        done = allowed(role, who) and becomes != "-"
        assert got.status_code == _expected(role, door, who, 200 if door.startswith("api") else 302), state
        assert Article.objects.get(pk=article.pk).status == (becomes if done else article.status), state
        assert AuditEntry.objects.count() - entries == done, state


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("verb, after", [("publish", "published"), ("decline", "declined"), ("later", "awaiting")])
def test_the_queue_decides_what_awaits_review_and_nothing_else(role, verb, after):
    browser = client(role)
    for state, make in STATES.items():
        article = make()
        before = AuditEntry.objects.count()

        got = browser.post(reverse("admin:queue_decide", args=[verb]), {"item": article.pk, "version": article.version})

        done = allowed(role, "editor") and state == "awaiting"
        assert got.status_code == answer(role, "editor", 302 if done else 409), state
        assert Article.objects.get(pk=article.pk).status == (after if done else article.status), state
        assert AuditEntry.objects.count() - before == done, state


@pytest.mark.parametrize("role", ROLES)
def test_an_article_is_read_where_the_table_says(role):
    browser, wrong = client(role), {}
    side = "outside" if role in OUTSIDE else "staff"
    for state, make in STATES.items():
        article = make()
        for route, who, *answers in lines(rights.READING):
            args = [article.slug] if route == "api-item" else [article.category, article.slug]
            got, meant = browser.get(reverse(route, args=args)).status_code, int(answers[list(STATES).index(state)])
            if who == side and got != meant:
                wrong[f"{route}, {state}"] = f"{got} instead of {meant}"

    assert wrong == {}


@pytest.mark.parametrize("role", ROLES)
def test_the_public_api_is_read_by_all_and_written_by_nobody(role):
    article = factories.published(topics=[factories.topic("Harbours")], provider=factories.provider())
    browser, wrong = client(role), {}
    for route, answers in rights.public().items():
        path = _api(route, article)
        for method, meant in answers.items():
            got = ask(browser, method, path)
            if got != meant:
                wrong[f"{method} {path}"] = f"{got} instead of {meant}"

    assert wrong == {}


def test_a_right_taken_away_counts_from_the_next_click():
    there, browser = world(), client("chief")
    User.objects.get(username="carol").groups.clear()

    for route, cells in rights.desk().items():
        least, _ = cells["POST"]
        if least in STAFF[1:]:
            assert ask(browser, "POST", address(route, there), sent(route, there)) == 403, route


def _expected(role, route, least, done):
    """The API says who is nobody (401) and who is nobody there (403); the desk shows its login."""
    if route.startswith("api") and role in OUTSIDE:
        return 403 if role == "reader" else 401
    return answer(role, least, done)


def _change(route, article):
    return {
        "admin:assign": {"who": "nobody", "version": article.version},
        "admin:notes": {"text": "A remark"},
        "admin:articles_article_correct": {"text": "It was another harbour.", "version": article.version, "stay": ""},
        "admin:queue_edit": {"item": article.pk, "seen_version": article.version, "title": "New"},
        "api-desk-article": {"version": article.version, "title": "New"},
    }.get(route)


def _api(route, article):
    topic = article.topics.get().slug
    args = {"api-item": [article.slug], "api-news-topic": [topic]}
    if "/" not in route:
        return reverse(route, args=args.get(route))
    return "/" + route.replace("<page_number:number>", "1").replace("<segment:topic>", topic).replace(r"[\s\S]*/\Z", "nowhere/")
