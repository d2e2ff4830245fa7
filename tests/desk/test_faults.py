"""Posted twice, out of order, on what is gone, without the right, forged: each has a clear answer, and nothing is changed."""

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from articles.models import Article, Conflict
from tests import factories
from tests.desk.pages import LIST, change, decide, form_fields, resolve, said

pytestmark = pytest.mark.django_db


@pytest.fixture
def article():
    return factories.published("Old maps", has_conflict=True)


@pytest.fixture
def conflict(article):
    return Conflict.objects.create(article=article, field="title", ours="Old maps", theirs="New maps")


def state() -> tuple:
    articles = list(Article.objects.values_list("title", "status", "version", "has_conflict"))
    entries = list(Article.objects.filter(audit__isnull=False).values_list("audit__verb", flat=True))
    return articles, entries, Conflict.objects.count(), list(Article.objects.filter(corrections__isnull=False))


def correct(article) -> str:
    return reverse("admin:articles_article_correct", args=[article.pk])


# Each click with all that it needs to succeed.
CLICKS = {
    "unpublish": lambda article, conflict: (decide(article, "unpublish"), {}),
    "decline": lambda article, conflict: (decide(article, "decline"), {}),
    "withdraw": lambda article, conflict: (decide(article, "withdraw"), {"reason": "because"}),
    "take theirs": lambda article, conflict: (resolve(conflict, "theirs"), {}),
    "keep ours": lambda article, conflict: (resolve(conflict, "ours"), {}),
    "edit": lambda article, conflict: (resolve(conflict, "edit"), {f"conflict-{conflict.pk}-value": "A third"}),
    "correct": lambda article, conflict: (correct(article), {"text": "The mayor is 61."}),
    "save": lambda article, conflict: (change(article), {"title": "After"}),
}


@pytest.fixture(params=CLICKS)
def click(request, article, conflict, as_carol):
    """A function that posts one of the clicks, complete and on the version that the page was drawn with."""
    address, fields = CLICKS[request.param](article, conflict)
    page = form_fields(as_carol.get(change(article)).content.decode()) if request.param == "save" else {"version": 1, "stay": ""}

    def post(client=as_carol, **others):
        return client.post(address, {**page, **fields, **others})

    post.name = request.param
    return post


def test_each_of_them_works_when_nothing_is_wrong(click):
    before = state()

    assert click().status_code == 302
    assert state() != before


@pytest.mark.parametrize("version", ["", "0", "-1", "2", "one", "1.5", "9" * 30, "\x00", "1 OR 1=1", "<b>"])
def test_a_forged_version_is_refused(click, version):
    before = state()

    response = click(version=version, seen_version=version)

    assert response.status_code in (200, 302, 409)
    answer = response if response.status_code != 302 else None
    if answer:
        assert "changed" in answer.content.decode()
    assert state() == before


def test_posted_twice_it_is_done_once_and_the_second_answer_says_so(click, as_carol):
    click()
    before = state()

    second = click()

    answer = as_carol.get(second["Location"]) if second.status_code == 302 else second
    words = ("already", "settled already", "changed meanwhile", "was changed by someone else", "since you opened it", "Nothing")
    assert any(word in answer.content.decode() for word in words)
    assert state() == before


def test_after_somebody_elses_decision_it_is_refused(click, article):
    Article.objects.get().decline()
    before = state()

    response = click()

    assert response.status_code in (200, 302, 409)
    assert state() == before


def test_on_an_article_withdrawn_meanwhile_it_is_refused(click, article):
    Article.objects.get().withdraw(reason="gone")
    before = state()

    click()

    assert state() == before


def test_on_an_article_deleted_meanwhile_it_answers_that_there_is_none(click, article):
    article.delete()

    response = click()

    assert response.status_code == 404 or (response.status_code == 302 and "exist" in said(click_through(response))[0])
    assert state() == ([], [], 0, [])


def click_through(response):
    return response.client.get(response["Location"], follow=True)


def test_whose_right_was_taken_meanwhile_is_refused(click, carol):
    carol.groups.set([Group.objects.get(name="Viewers")])
    before = state()

    assert click().status_code == 403
    assert state() == before


def test_whose_account_was_closed_meanwhile_is_asked_to_log_in(click, carol):
    carol.is_active = False
    carol.save()
    before = state()

    response = click()

    assert (response.status_code, response["Location"].startswith("/admin/login/")) == (302, True)
    assert state() == before


def test_who_is_no_longer_staff_is_asked_to_log_in(click, carol):
    carol.is_staff = False
    carol.save()
    before = state()

    assert click()["Location"].startswith("/admin/login/")
    assert state() == before


def test_without_csrf_it_is_refused(click, carol):
    client = Client(enforce_csrf_checks=True)
    client.force_login(carol)
    before = state()

    assert click(client).status_code == 403
    assert state() == before


@pytest.mark.parametrize("method", ["get", "put", "delete", "patch"])
@pytest.mark.parametrize("name", [name for name in CLICKS if name != "save"])
def test_only_a_post_does_anything(as_carol, article, conflict, name, method):
    address, _ = CLICKS[name](article, conflict)
    before = state()

    assert getattr(as_carol, method)(address).status_code == 405
    assert state() == before


@pytest.mark.parametrize("pk", ["0", "999999", "9" * 30])
@pytest.mark.parametrize("rest", ["publish/", "withdraw/", "correct/", "conflicts/1/ours/", "conflicts/1/edit/"])
def test_an_article_that_never_was_is_not_found(as_carol, pk, rest):
    assert as_carol.post(f"{LIST}{pk}/{rest}", {"version": 1, "reason": "x", "text": "x"}).status_code == 404


@pytest.mark.parametrize("pk", ["0", "999999", "9" * 30])
def test_a_dispute_that_is_not_there_is_said_to_be_settled(as_carol, article, pk):
    response = as_carol.post(f"{LIST}{article.pk}/conflicts/{pk}/theirs/", {"version": 1, "stay": ""}, follow=True)

    assert response.redirect_chain == [(change(article), 302)]
    assert said(response) == ["This dispute is settled already. Nothing was changed by your click."]


def test_what_was_written_for_a_dispute_that_was_settled_meanwhile_is_given_back(as_carol, article, conflict):
    address, name = resolve(conflict, "edit"), f"conflict-{conflict.pk}-value"
    conflict.delete()

    response = as_carol.post(address, {"version": 1, "stay": "", name: "A third"}, follow=True)

    assert said(response)[0].endswith("You had written: “A third”")
    assert Article.objects.get().title == "Old maps"


@pytest.mark.parametrize("stay", ["//evil.example/", "\r\nX-Evil: 1", "\x00", "a=1&" * 50, "%ff%fe"])
def test_a_forged_way_back_leads_to_the_form(as_carol, article, stay):
    refused = as_carol.post(decide(article, "withdraw"), {"version": 1, "stay": stay})
    done = as_carol.post(decide(article, "withdraw"), {"version": 1, "stay": stay, "reason": "because"})

    assert refused.status_code == 422
    assert done["Location"].startswith(change(article))
    assert "X-Evil" not in done
