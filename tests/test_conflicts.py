"""An editor settles what file and newsroom disagree on."""

import pytest

from articles.conflicts import resolve, rewrite
from articles.models import Article, Conflict, StaleArticle
from tests import factories, files

pytestmark = pytest.mark.django_db


def dispute(article, field, ours, theirs) -> Conflict:
    Article.objects.filter(pk=article.pk).update(has_conflict=True)
    return Conflict.objects.create(article=Article.objects.get(pk=article.pk), field=field, ours=ours, theirs=theirs)


def test_keeping_ours_changes_nothing_but_ends_the_dispute():
    alice, article = factories.editor(), factories.article("Ours")
    resolve(dispute(article, "title", "Ours", "Theirs"), "ours", alice)

    article.refresh_from_db()
    assert (article.title, article.has_conflict, article.version) == ("Ours", False, 2)
    entry = article.audit.get()
    assert (entry.verb, entry.by, entry.changes) == ("resolve", alice, {"title": ["Ours", "Ours"]})


@pytest.mark.parametrize(
    "field, theirs, column",
    [
        ("title", "Theirs", "Theirs"),
        ("excerpt", "Theirs", "Theirs"),
        ("quality", 12, 12),
        ("type", "video", "video"),
        ("web_url", "https://new.example/a", "https://new.example/a"),
        ("extra", {"mood": "calm"}, {"mood": "calm"}),
    ],
)
def test_taking_theirs_stores_the_value_of_the_file(field, theirs, column):
    article = factories.article()
    resolve(dispute(article, field, getattr(article, field), theirs), "theirs", None)

    article.refresh_from_db()
    assert getattr(article, field) == column
    assert article.has_conflict is False
    assert not Conflict.objects.exists()


def test_taking_their_date_moves_it_in_the_lists():
    article = factories.article()
    resolve(dispute(article, "published_at", None, "2020-02-03T04:05:06Z"), "theirs", None)

    article.refresh_from_db()
    assert article.listed_at == article.published_at
    assert article.published_at.isoformat() == "2020-02-03T04:05:06+00:00"


def test_taking_their_topics_keeps_the_order_and_makes_missing_ones():
    article = factories.article(topics=[factories.topic("Climate")])
    resolve(dispute(article, "topics", ["Climate"], ["Robotics", "Climate"]), "theirs", None)

    assert [link.topic.name for link in article.topic_links.order_by("position")] == ["Robotics", "Climate"]


def test_taking_their_provider_related_links_and_images():
    article = factories.article()
    resolve(dispute(article, "provider", {}, {"name": "Paper", "domain": "paper.example"}), "theirs", None)
    article.refresh_from_db()
    resolve(dispute(article, "related", [], [{"title": "Elsewhere", "webUrl": "https://else.example/"}]), "theirs", None)
    resolve(dispute(article, "images", [], [{"url": "https://pics.example/a.png"}]), "theirs", None)

    article.refresh_from_db()
    assert article.provider.name == "Paper"
    assert [link.title for link in article.related.all()] == ["Elsewhere"]
    assert [image.url for image in article.images.all()] == ["https://pics.example/a.png"]


@pytest.mark.parametrize("state, theirs, after", [("article", "published", "published"), ("published", "awaiting", "awaiting")])
def test_taking_their_status_is_a_verb(state, theirs, after):
    article = getattr(factories, state)()
    resolve(dispute(article, "status", article.status, theirs), "theirs", None)

    article.refresh_from_db()
    assert article.status == after
    assert {entry.verb for entry in article.audit.all()} == {"resolve", "publish" if after == "published" else "unpublish"}


def test_the_mark_stays_while_another_dispute_is_open():
    article = factories.article()
    first = dispute(article, "title", "a", "b")
    dispute(article, "excerpt", "a", "b")

    resolve(first, "theirs", None)

    article.refresh_from_db()
    assert article.has_conflict is True


def test_a_stale_decision_changes_nothing():
    article = factories.article("Ours")
    conflict = dispute(article, "title", "Ours", "Theirs")
    Article.objects.get(pk=article.pk).publish()

    with pytest.raises(StaleArticle):
        resolve(conflict, "theirs", None)

    article.refresh_from_db()
    assert article.title == "Ours"
    assert article.conflicts.exists()


def test_a_dispute_that_an_import_noted_meanwhile_keeps_its_mark(monkeypatch):
    article = factories.article("Ours")
    conflict = dispute(article, "title", "Ours", "Theirs")
    claim = Article._claim_version

    def claimed_late(self, columns):
        dispute(article, "excerpt", "a", "b")
        claim(self, columns)

    monkeypatch.setattr(Article, "_claim_version", claimed_late)
    resolve(conflict, "ours", None)

    article.refresh_from_db()
    assert [open_.field for open_ in article.conflicts.all()] == ["excerpt"]
    assert article.has_conflict is True


def test_the_trail_names_the_value_that_was_ours_at_the_end():
    article = factories.article("Ours")
    dispute(article, "title", "Ours", "Theirs")
    Article.objects.filter(pk=article.pk).update(title="Ours later")

    resolve(Conflict.objects.select_related("article").get(), "theirs", None)

    assert article.audit.get().changes == {"title": ["Ours later", "Theirs"]}


def test_heat_that_an_import_brought_under_the_click_stays():
    article = factories.article(heat=10)
    conflict = dispute(article, "title", article.title, "Theirs")
    Article.objects.filter(pk=article.pk).update(heat=99)

    resolve(conflict, "theirs", None)

    article.refresh_from_db()
    assert (article.title, article.heat) == ("Theirs", 99)


def test_a_third_value_ends_the_dispute_in_one_entry():
    alice, article = factories.editor(), factories.article("Ours")

    rewrite(dispute(article, "title", "Ours", "Theirs"), "A third", alice)

    article.refresh_from_db()
    assert (article.title, article.has_conflict, article.version) == ("A third", False, 2)
    entry = article.audit.get()
    assert (entry.verb, entry.by, entry.changes) == ("resolve", alice, {"title": ["Ours", "A third"]})


@pytest.mark.parametrize("field, value", [("title", " "), ("excerpt", "a\x00b"), ("status", "published"), ("images", []), ("heat", 4)])
def test_a_third_value_that_the_field_cannot_hold_is_refused(field, value):
    article = factories.article("Ours")
    conflict = dispute(article, field, None, None)

    with pytest.raises(ValueError):
        rewrite(conflict, value, None)

    article.refresh_from_db()
    assert (article.version, article.conflicts.count()) == (1, 1)


def test_a_stale_third_value_changes_nothing():
    article = factories.article("Ours")
    conflict = dispute(article, "title", "Ours", "Theirs")
    Article.objects.get(pk=article.pk).publish()

    with pytest.raises(StaleArticle):
        rewrite(conflict, "A third", None)

    article.refresh_from_db()
    assert (article.title, article.conflicts.count()) == ("Ours", 1)


def test_an_import_that_says_the_same_again_leaves_the_third_value(tmp_path):
    file = files.news(tmp_path, title="Base")
    files.run_import(tmp_path)
    article = Article.objects.get()
    article.title = "Ours"
    article.save_edit(["title"])
    file.write_text(file.read_text().replace("Base", "Theirs"))
    files.run_import(tmp_path)
    rewrite(Conflict.objects.select_related("article").get(), "A third", None)

    file.write_text(file.read_text() + "\nmore\n")
    files.run_import(tmp_path)

    assert Article.objects.get().title == "A third"
    assert not Conflict.objects.exists()
