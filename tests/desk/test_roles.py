"""Alice edits and publishes, Bob edits, Charlie and strangers see nothing."""

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client

from articles.batches import begin, work
from articles.models import Article, Conflict, Status
from tests import factories
from tests.desk.pages import ADD, LIST, change, decide, form_fields, resolve

pytestmark = pytest.mark.django_db

READ = ["/admin/articles/provider/", "/admin/articles/topic/", "/admin/articles/importrun/", "/admin/history/", LIST, ADD]


@pytest.mark.parametrize("who", ["as_alice", "as_bob"])
@pytest.mark.parametrize("page", READ)
def test_staff_read_the_desk(request, who, page):
    factories.article(topics=[factories.topic()], provider=factories.provider()).decline()

    assert request.getfixturevalue(who).get(page).status_code == 200


@pytest.mark.parametrize("page", READ)
@pytest.mark.parametrize("who", ["as_charlie", "client"])
def test_others_are_asked_to_log_in(request, who, page):
    response = request.getfixturevalue(who).get(page)

    assert response.status_code == 302
    assert response["Location"].startswith("/admin/login/")


@pytest.mark.parametrize("who", ["as_charlie", "client"])
def test_others_change_nothing(request, who):
    client = request.getfixturevalue(who)
    article = factories.article("Before")
    conflict = Conflict.objects.create(article=article, field="title", ours="Before", theirs="After")

    for address in (decide(article, "publish"), resolve(conflict, "theirs"), change(article), LIST, ADD):
        assert client.post(address, {"version": 1, "title": "After", "action": "publish"}).status_code == 302

    article.refresh_from_db()
    assert (article.title, article.status, Article.objects.count()) == ("Before", "awaiting", 1)


@pytest.mark.parametrize("verb", ["publish", "unpublish", "decline", "withdraw"])
def test_a_contributor_decides_nothing(as_bob, verb):
    article = factories.published() if verb != "publish" else factories.article()
    before = article.status

    assert as_bob.post(decide(article, verb), {"version": 1}).status_code == 403
    assert Article.objects.get().status == before


def test_a_contributor_is_offered_no_decisions(as_bob):
    article = factories.article()

    assert "/publish/" not in as_bob.get(LIST).content.decode()
    assert 'name="action"' not in as_bob.get(LIST).content.decode()
    assert "/publish/" not in as_bob.get(change(article)).content.decode()


def test_a_contributor_edits(as_bob):
    article = factories.article("Before")
    fields = form_fields(as_bob.get(change(article)).content.decode())

    as_bob.post(change(article), {**fields, "title": "After"})

    assert Article.objects.get().title == "After"


def test_a_contributor_does_not_move_the_hour_of_publication(as_bob):
    article = factories.scheduled()
    fields = form_fields(as_bob.get(change(article)).content.decode())

    as_bob.post(change(article), {**fields, "title": "After", "publish_at_0": "2020-01-01", "publish_at_1": "00:00"})

    now = Article.objects.get()
    assert now.title == "After"
    assert now.publish_at == article.publish_at
    assert not now.is_public


@pytest.mark.parametrize("who", ["as_alice", "as_bob", "admin_client"])
def test_nobody_deletes_articles(request, who):
    client, article = request.getfixturevalue(who), factories.article()

    assert client.post(f"{LIST}{article.pk}/delete/", {"post": "yes"}).status_code == 403
    client.post(LIST, {"action": "delete_selected", "_selected_action": [article.pk], "post": "yes"})

    assert Article.objects.exists()
    assert f"{LIST}{article.pk}/delete/" not in client.get(change(article)).content.decode()
    assert "delete_selected" not in client.get(LIST).content.decode()


@pytest.mark.parametrize("also, after", [("view_article", "published"), ("change_article", "published"), ("view_topic", "awaiting")])
def test_to_decide_one_must_be_allowed_to_read(client, also, after):
    article = factories.article()
    user = User.objects.create_user("dora", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=["publish_article", also]))
    client.force_login(user)

    client.post(decide(article, "publish"), {"version": 1})

    assert Article.objects.get().status == after


@pytest.mark.parametrize("model", ["importrun", "auditentry"])
def test_the_past_is_read_only_even_for_a_superuser(admin_client, model):
    factories.article().publish()

    assert admin_client.get(f"/admin/articles/{model}/add/").status_code == 403
    if model == "auditentry":
        entry = Article.objects.get().audit.get()
        assert admin_client.get(f"/admin/articles/auditentry/{entry.pk}/change/")["Location"] == f"/admin/history/{entry.pk}/"
        assert admin_client.post(f"/admin/articles/auditentry/{entry.pk}/change/", {"verb": "x"}).status_code == 403
        assert admin_client.post(f"/admin/articles/auditentry/{entry.pk}/delete/", {"post": "yes"}).status_code == 403


def test_a_permission_taken_away_ends_the_offer_at_once(alice, as_alice):
    article = factories.article()
    alice.groups.clear()

    assert as_alice.post(decide(article, "publish"), {"version": 1}).status_code == 403
    assert Article.objects.get().status == Status.AWAITING


def test_logging_in_leads_to_the_queue(alice):
    client = Client()

    response = client.post("/admin/login/?next=/admin/", {"username": "alice", "password": "correct horse battery"}, follow=True)

    assert response.redirect_chain[-1] == ("/admin/queue/", 302)


class TestWhatIsWithdrawn:
    @pytest.fixture
    def article(self):
        article = factories.withdrawn("Old maps", has_conflict=True)
        Conflict.objects.create(article=article, field="status", ours="withdrawn", theirs="published")
        return article

    @pytest.mark.parametrize("who, may", [("as_alice", False), ("as_carol", True)])
    def test_only_a_chief_is_offered_to_bring_it_back(self, request, who, may, article):
        client = request.getfixturevalue(who)

        form = client.get(change(article)).content.decode()
        listed = client.get(LIST, {"status": "withdrawn"}).content.decode()

        assert "Old maps" in listed
        for verb in ("publish", "unpublish", "decline"):
            assert (decide(article, verb) in form) == may
        assert (decide(article, "publish") in listed) == may
        assert ("Take theirs: status" in form) == may

    @pytest.mark.parametrize("verb", ["publish", "unpublish", "decline"])
    def test_an_editors_click_does_not_bring_it_back(self, as_alice, article, verb):
        assert as_alice.post(decide(article, verb), {"version": 1}).status_code == 403
        assert Article.objects.get().status == "withdrawn"

    @pytest.mark.parametrize("theirs", ["published", "awaiting"])
    def test_nor_does_the_files_side_of_a_dispute(self, as_alice, as_carol, article, theirs):
        Conflict.objects.update(theirs=theirs)
        conflict = Conflict.objects.get()

        assert as_alice.post(resolve(conflict, "theirs"), {"version": 1}).status_code == 403
        assert Article.objects.get().status == "withdrawn"
        assert as_carol.post(resolve(conflict, "theirs"), {"version": 1}).status_code == 302
        assert Article.objects.get().status == theirs

    @pytest.mark.parametrize("verb", ["publish", "unpublish", "decline"])
    def test_nor_does_an_editors_batch(self, alice, article, verb):
        batch = begin(verb, {article.pk: 1}, alice)

        work(batch, alice)

        assert (batch.items.get().outcome, Article.objects.get().status) == ("failed", "withdrawn")
        assert "no permission" in batch.items.get().message
