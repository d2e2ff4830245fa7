"""Conflicts are readable on the form and settled there by one click."""

from datetime import UTC, datetime

import pytest

from articles.models import Article, Conflict, RelatedLink
from articles.undo import undo
from tests import factories
from tests.desk.pages import change, decide, form_fields, resolve, said

pytestmark = pytest.mark.django_db


@pytest.fixture
def conflict():
    article = factories.article("Ours", has_conflict=True)
    return Conflict.objects.create(article=article, field="title", ours="Ours", theirs="<b>Theirs</b>")


def click(client, conflict, take, version=1):
    return client.post(resolve(conflict, take), {"version": version, "stay": ""}, follow=True)


def test_both_values_are_readable(as_alice, conflict):
    Article.objects.update(extra={"mood": ["calm"]})
    Conflict.objects.create(article=conflict.article, field="extra", ours={"mood": ["calm"]}, theirs={"secured": "hush", "mood": None})

    html = as_alice.get(change(conflict.article)).content.decode().replace("<mark>", "").replace("</mark>", "")

    assert "&lt;b&gt;Theirs&lt;/b&gt;" in html
    assert "mood: calm" in html
    assert "hush" not in html
    assert "Keep ours" in html
    assert "Take theirs" in html


@pytest.mark.parametrize("take, title", [("ours", "Ours"), ("theirs", "<b>Theirs</b>")])
def test_a_click_settles_it_and_returns_to_the_form(as_alice, conflict, take, title):
    response = click(as_alice, conflict, take)

    article = Article.objects.get()
    assert (article.title, article.has_conflict) == (title, False)
    assert response.redirect_chain == [(change(article), 302)]


def test_a_stale_click_is_refused(as_alice, conflict):
    Article.objects.get().record("edit", {})

    response = click(as_alice, conflict, "theirs")

    assert said(response)[0].startswith("Nothing was resolved.")
    assert Article.objects.get().title == "Ours"
    assert Conflict.objects.exists()


def test_a_conflict_of_another_article_is_not_found(as_alice, conflict):
    other = factories.article()
    address = resolve(conflict, "ours").replace(f"/{conflict.article_id}/", f"/{other.pk}/", 1)

    assert as_alice.post(address, {"version": 1}).status_code == 404
    assert as_alice.get(resolve(conflict, "ours")).status_code == 405


def test_a_contributor_settles_fields_but_not_the_status(as_bob, conflict):
    status = Conflict.objects.create(article=conflict.article, field="status", ours="awaiting", theirs="published")

    assert click(as_bob, status, "theirs").status_code == 403
    assert click(as_bob, conflict, "theirs").status_code == 200

    article = Article.objects.get()
    assert (article.title, article.status) == ("<b>Theirs</b>", "awaiting")


def test_ours_is_shown_as_it_stands_now(as_alice, conflict):
    article = Article.objects.get()
    article.title = "Ours later"
    article.save_edit(["title"])

    html = as_alice.get(change(article)).content.decode()

    assert "<h4>Ours</h4><p><mark>Ours later</mark></p>" in html


def test_typing_what_the_file_says_ends_the_dispute(as_alice, conflict):
    Conflict.objects.create(article=conflict.article, field="topics", ours=[], theirs=["Law"])
    fields = form_fields(as_alice.get(change(conflict.article)).content.decode())

    as_alice.post(change(conflict.article), {**fields, "title": "<b>Theirs</b>"})
    assert [open_.field for open_ in Conflict.objects.all()] == ["topics"]
    assert Article.objects.get().has_conflict

    fields = form_fields(as_alice.get(change(conflict.article)).content.decode())
    as_alice.post(change(conflict.article), {**fields, "topic_links-0-topic": factories.topic("Law").pk})
    assert not Conflict.objects.exists()
    assert not Article.objects.get().has_conflict


@pytest.mark.parametrize(
    "verb, theirs, is_open", [("publish", "published", False), ("decline", "awaiting", False), ("decline", "published", True)]
)
def test_a_decision_that_agrees_with_the_file_ends_the_dispute(as_alice, verb, theirs, is_open):
    article = factories.article(has_conflict=True)
    Conflict.objects.create(article=article, field="status", ours="awaiting", theirs=theirs)

    as_alice.post(decide(article, verb), {"version": 1})

    assert Conflict.objects.exists() == Article.objects.get().has_conflict == is_open


def test_theirs_that_an_import_changed_under_the_click_is_not_taken(as_alice, conflict):
    button = form_fields(as_alice.get(change(conflict.article)).content.decode(), "conflict-title")
    Conflict.objects.update(theirs="Newer")
    Article.objects.update(version=2)  # as an import does with a dispute

    response = as_alice.post(resolve(conflict, "theirs"), button, follow=True)

    assert button["version"] == "1"
    assert said(response)[0].startswith("Nothing was resolved.")
    assert Article.objects.get().title == "Ours"


class TestAThirdValue:
    def typed(self, client, conflict, version=1, **fields):
        values = {f"conflict-{conflict.pk}-{name}": value for name, value in fields.items()}
        return client.post(resolve(conflict, "edit"), {"version": version, "stay": "", **values}, follow=True)

    @pytest.mark.parametrize(
        "field, typed, stored",
        [
            ("title", {"value": "A third"}, "A third"),
            ("title", {"value": "<script>alert(1)</script>"}, "<script>alert(1)</script>"),
            ("excerpt", {"value": "Two\r\nlines "}, "Two\nlines "),
            ("excerpt", {"value": ""}, ""),
            ("quality", {"value": "71"}, 71),
            ("quality", {"value": ""}, None),
            ("type", {"value": "video"}, "video"),
            ("web_url", {"value": "https://third.example/a"}, "https://third.example/a"),
            ("published_at", {"value_0": "2026-03-04", "value_1": "05:06:07"}, datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)),
        ],
    )
    def test_it_is_stored_and_is_one_entry_that_can_be_undone(self, as_alice, alice, field, typed, stored):
        article = factories.article(has_conflict=True)
        before = getattr(article, field)
        conflict = Conflict.objects.create(article=article, field=field, ours=None, theirs=None)

        response = self.typed(as_alice, conflict, **typed)

        now = Article.objects.get()
        assert response.redirect_chain == [(change(article), 302)]
        assert said(response)[0].startswith("Saved what you wrote: ")
        assert (getattr(now, field), now.has_conflict, now.version) == (stored, False, 2)
        assert now.listed_at == now.published_at
        entry = article.audit.get()
        assert (entry.verb, entry.by) == ("resolve", alice)
        undo(entry)
        assert getattr(Article.objects.get(), field) == before

    @pytest.mark.parametrize(
        "field, typed",
        [
            ("title", {"value": ""}),
            ("title", {"value": "  "}),
            ("title", {"value": "x" * 501}),
            ("title", {"value": "a\x00b"}),
            ("excerpt", {"value": "x" * 5001}),
            ("quality", {"value": "high"}),
            ("quality", {"value": "-1"}),
            ("quality", {"value": "9" * 30}),
            ("type", {"value": "x" * 51}),
            ("web_url", {"value": "javascript:alert(1)"}),
            ("web_url", {"value": "ftp://files.example/"}),
            ("published_at", {"value_0": "2026-13-01", "value_1": "00:00"}),
            ("published_at", {"value_0": "0001-01-01", "value_1": "00:00"}),
            ("published_at", {"value_0": "9999-12-31", "value_1": "23:59"}),
            ("images", {"value": "[]"}),
            ("status", {"value": "published"}),
        ],
    )
    def test_what_the_form_would_refuse_is_refused_and_kept_on_the_page(self, as_alice, field, typed):
        article = factories.article("Ours", has_conflict=True)
        conflict = Conflict.objects.create(article=article, field=field, ours=None, theirs=None)

        response = self.typed(as_alice, conflict, **typed)

        assert response.status_code == 422
        assert said(response)[0].startswith("Nothing was resolved")
        assert Article.objects.get().version == 1
        assert Conflict.objects.exists()
        if field in ("quality", "web_url") and typed["value"]:
            assert typed["value"] in form_fields(response.content.decode(), f"conflict-{field.replace('_', '-')}").values()

    def test_a_stale_one_is_refused_with_both_and_what_was_typed(self, as_alice, conflict):
        Article.objects.get().record("edit", {})

        response = self.typed(as_alice, conflict, value="A third")

        assert response.status_code == 409
        fields = form_fields(response.content.decode(), "conflict-title")
        assert (fields["version"], fields[f"conflict-{conflict.pk}-value"]) == ("2", "A third")
        assert Article.objects.get().title == "Ours"
        # Posting the page as it came is a decision on the version that it shows.
        as_alice.post(resolve(conflict, "edit"), fields)
        assert Article.objects.get().title == "A third"

    def test_the_page_that_comes_back_saves_to_the_article_and_not_to_the_click(self, as_alice, conflict):
        html = self.typed(as_alice, conflict, value="").content.decode()

        assert f'<form action="{change(conflict.article)}" method="post" id="article_form"' in html.replace("\n", "")

    def test_what_was_not_changed_keeps_ours_to_the_letter(self, as_alice):
        odd = datetime(2026, 1, 1, 1, 1, 1, 123456, tzinfo=UTC)
        article = factories.article(published_at=odd, has_conflict=True)
        conflict = Conflict.objects.create(article=article, field="published_at", ours=None, theirs="2020-01-01T00:00:00Z")
        fields = form_fields(as_alice.get(change(article)).content.decode(), "conflict-published-at")

        as_alice.post(resolve(conflict, "edit"), fields)

        assert Article.objects.get().published_at == odd
        assert not Conflict.objects.exists()

    def test_it_begins_with_ours(self, as_alice, conflict):
        fields = form_fields(as_alice.get(change(conflict.article)).content.decode(), "conflict-title")

        assert fields[f"conflict-{conflict.pk}-value"] == "Ours"

    def test_a_contributor_may_but_a_viewer_may_not(self, as_bob, as_vera, conflict):
        assert self.typed(as_vera, conflict, value="Vera’s").status_code == 403
        assert Article.objects.get().title == "Ours"
        assert "Save this value" not in as_vera.get(change(conflict.article)).content.decode()

        self.typed(as_bob, conflict, value="Bob’s")
        assert Article.objects.get().title == "Bob’s"

    def test_links_follow_a_typed_address(self, as_alice):
        waiting = RelatedLink.objects.create(article=factories.article(), title="L", web_url="https://third.example/a")
        article = factories.article(has_conflict=True)
        leading = RelatedLink.objects.create(article=waiting.article, title="M", web_url=article.web_url, target=article)
        conflict = Conflict.objects.create(article=article, field="web_url", ours="", theirs="https://file.example/")

        self.typed(as_alice, conflict, value="https://third.example/a")

        waiting.refresh_from_db()
        leading.refresh_from_db()
        assert (waiting.target, leading.target) == (article, None)


def test_the_words_that_differ_are_marked(as_alice):
    article = factories.article("The old harbour opens", has_conflict=True)
    Conflict.objects.create(article=article, field="title", ours="The old harbour opens", theirs="The new harbour opens")

    html = as_alice.get(change(article)).content.decode()

    assert "The <mark>old</mark> harbour opens" in html
    assert "The <mark>new</mark> harbour opens" in html


def test_several_are_settled_one_after_the_other(as_alice, conflict):
    others = [Conflict.objects.create(article=conflict.article, field=name, ours="a", theirs="b") for name in ("excerpt", "type")]

    for number, (open_, take) in enumerate([(others[0], "theirs"), (conflict, "ours"), (others[1], "theirs")], start=1):
        html = as_alice.get(change(conflict.article)).content.decode()
        assert f"{4 - number} conflict" in html
        fields = form_fields(html, f"conflict-{open_.field}")
        assert as_alice.post(resolve(open_, take), fields).status_code == 302

    now = Article.objects.get()
    assert (now.title, now.excerpt, now.type, now.has_conflict) == ("Ours", "b", "b", False)


def test_a_dispute_over_the_status_offers_nothing_to_whom_may_not_publish(as_bob, as_alice):
    article = factories.article(has_conflict=True)
    Conflict.objects.create(article=article, field="status", ours="awaiting", theirs="published")

    assert "Take theirs" not in as_bob.get(change(article)).content.decode()
    assert "Who may publish decides this." in as_bob.get(change(article)).content.decode()
    assert "Take theirs" in as_alice.get(change(article)).content.decode()


def test_the_second_click_on_a_settled_dispute_says_so(as_alice, conflict):
    click(as_alice, conflict, "theirs")

    response = click(as_alice, conflict, "ours", version=2)

    assert response.redirect_chain == [(change(conflict.article), 302)]
    assert said(response) == ["This dispute is settled already. Nothing was changed by your click."]
    assert Article.objects.get().title == "<b>Theirs</b>"
