"""One click makes an article an editor's, on the version that was seen, by who may assign."""

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client

from articles.models import Article
from tests import factories
from tests.desk.pages import LIST, change, said
from tests.desk.teamwork.addresses import MINE, assign
from tests.locks import held, impatient

pytestmark = pytest.mark.django_db


def click(client, article, **fields):
    return client.post(assign(article), {"version": article.version, **fields}, follow=True)


def holder(article) -> User | None:
    return Article.objects.get(pk=article.pk).assigned_to


def test_to_another_editor(as_alice, alice, carol):
    article = factories.article("Old maps")

    response = click(as_alice, article, to=carol.pk)

    assert holder(article) == carol
    assert said(response) == ["It is carol’s now: “Old maps”."]
    assert response.redirect_chain == [(change(article), 302)]
    assert (article.audit.get().verb, article.audit.get().by) == ("assign", alice)


def test_to_me_in_one_click(as_alice, alice):
    article = factories.article("Old maps")

    assert said(click(as_alice, article, who="me")) == ["It is yours now: “Old maps”."]
    assert holder(article) == alice


def test_to_nobody(as_alice, carol):
    article = factories.article("Old maps", assigned_to=carol)

    assert said(click(as_alice, article, who="nobody")) == ["It is anybody’s now: “Old maps”."]
    assert holder(article) is None


def test_the_second_of_two_clicks_says_that_it_is_so_already(as_alice, carol):
    article = factories.article("Old maps")
    click(as_alice, article, to=carol.pk)

    assert said(click(as_alice, article, to=carol.pk)) == ["It is carol’s already: “Old maps”"]
    assert article.audit.count() == 1


@pytest.mark.parametrize("to", ["", "0", "-1", "x", "1.0", "9" * 30, "9" * 5000, "\x00", "'; --"])
def test_a_forged_editor_is_refused(as_alice, to):
    article = factories.article()

    response = click(as_alice, article, to=to)

    assert response.status_code == 200
    assert said(response)[0].startswith("Not assigned. ")
    assert not article.audit.exists()


@pytest.mark.parametrize("version", ["", "0", "-1", "2", "one", "9" * 30, "9" * 5000, "\x00"])
def test_a_missing_or_forged_version_changes_nothing(as_alice, carol, version):
    article = factories.article()

    response = as_alice.post(assign(article), {"version": version, "to": carol.pk}, follow=True)

    assert said(response)[0].startswith("Not assigned. ")
    assert holder(article) is None


def test_what_was_changed_meanwhile_is_refused(as_alice, carol, alice):
    article = factories.article()
    Article.objects.get().assign(alice)

    assert said(click(as_alice, article, to=carol.pk))[0].startswith("Not assigned. ")
    assert holder(article) == alice


@pytest.mark.parametrize("who", ["bob", "vera", "charlie", "inactive"])
def test_only_who_may_decide_is_given_anything(request, as_alice, who):
    made = {"bob": factories.contributor, "vera": factories.viewer, "charlie": factories.reader, "inactive": factories.editor}
    user = made[who](who)
    User.objects.filter(username="inactive").update(is_active=False)
    article = factories.article()

    assert said(click(as_alice, article, to=user.pk))[0].startswith("Not assigned. ")
    assert holder(article) is None
    assert f">{who}<" not in as_alice.get(change(article)).content.decode()


@pytest.mark.parametrize(("who", "code"), [("as_vera", 403), ("as_bob", 403), ("as_alice", 302), ("as_carol", 302)])
def test_editors_and_chiefs_assign(request, who, code):
    article, other = factories.article(), factories.editor("other")

    assert request.getfixturevalue(who).post(assign(article), {"version": 1, "to": other.pk}).status_code == code
    assert (holder(article) == other) == (code == 302)


@pytest.mark.parametrize("who", ["as_charlie", "client"])
def test_others_are_asked_to_log_in(request, who):
    article = factories.article()
    response = request.getfixturevalue(who).post(assign(article), {"version": 1, "who": "me"})

    assert response["Location"].startswith("/admin/login/")
    assert holder(article) is None


def test_a_right_taken_away_ends_it_at_once(as_alice, alice):
    article = factories.article()
    alice.groups.clear()

    assert as_alice.post(assign(article), {"version": 1, "who": "me"}).status_code == 403
    assert holder(article) is None


def test_nobody_assigns_what_they_may_not_read(client):
    article = factories.article()
    user = User.objects.create_user("dora", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=["assign_article", "publish_article"]))
    client.force_login(user)

    assert client.post(assign(article), {"version": 1, "who": "nobody"}).status_code == 403


def test_a_click_from_another_site_is_refused(alice):
    article = factories.article()
    client = Client(enforce_csrf_checks=True)
    client.force_login(alice)

    assert client.post(assign(article), {"version": 1, "who": "me"}).status_code == 403
    assert holder(article) is None


def test_reading_the_address_does_nothing(as_alice):
    assert as_alice.get(assign(factories.article())).status_code == 405


@pytest.mark.parametrize("pk", ["999999", "9" * 25])
def test_an_unknown_article_is_not_found(as_alice, pk):
    assert as_alice.post(f"{LIST}{pk}/assign/", {"version": 1, "who": "me"}).status_code == 404


def test_from_ones_own_list_it_returns_there(as_alice, alice):
    response = click(as_alice, factories.article(assigned_to=alice), who="nobody", **{"from": "mine"})

    assert response.redirect_chain == [(MINE, 302)]


@pytest.mark.parametrize("stay", ["//evil.example/", "\r\nX-Evil: 1", "\x00"])
def test_a_forged_way_back_stays_at_the_article(as_alice, stay):
    article = factories.article()

    response = as_alice.post(assign(article), {"version": 1, "who": "me", "stay": stay})

    assert response["Location"].startswith(change(article))
    assert "X-Evil" not in response


def test_who_may_not_assign_sees_who_has_it(as_bob, alice):
    page = as_bob.get(change(factories.article(assigned_to=alice))).content.decode()

    assert "<b>alice</b>" in page
    assert 'id="assign-to"' not in page


def test_the_list_names_who_has_an_article(as_bob, alice):
    factories.article("Old maps", assigned_to=alice)

    assert '<span class="assignee">for alice</span>' in as_bob.get(LIST).content.decode()


def test_an_account_that_is_deleted_leaves_its_articles_to_anybody(as_alice):
    article = factories.article(assigned_to=factories.editor("gone"))
    User.objects.get(username="gone").delete()

    assert "anybody’s to decide" in as_alice.get(change(article)).content.decode()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("address", "words"), [("carol@desk.example", "Told by mail: carol."), ("", "No mail went to carol")])
def test_the_click_hears_who_was_told(as_alice, carol, address, words, mailoutbox):
    User.objects.filter(pk=carol.pk).update(email=address)

    assert words in " ".join(said(click(as_alice, factories.article(), to=carol.pk)))
    assert len(mailoutbox) == bool(address)


@pytest.mark.django_db(transaction=True)
def test_a_busy_database_assigns_nothing_and_says_so(as_alice):
    article = factories.article()
    with held(article), impatient():
        response = click(as_alice, article, who="me")

    assert said(response) == ["Not assigned. The database is busy with somebody else’s work. Try again."]
    assert holder(article) is None
