"""What the trail says was done can be undone, as a new entry; what was changed since stands."""

import pytest

from articles.models import Article, Batch, Status
from articles.undo import CannotUndo, undo
from tests import factories

pytestmark = pytest.mark.django_db


def decided(verb="publish", **trail):
    article = factories.article("Old maps")
    getattr(article, verb)(**trail)
    return article


@pytest.mark.parametrize("verb", ["publish", "decline", "withdraw"])
def test_a_decision_undone_is_a_new_entry_and_the_old_one_stays(verb):
    alice = factories.editor()
    article = decided(verb)

    undone = undo(article.audit.get(), by=alice)

    article.refresh_from_db()
    assert article.status == Status.AWAITING
    assert [entry.verb for entry in article.audit.order_by("pk")] == [verb, "undo"]
    assert (undone.undoes.verb, undone.by, undone.changes["status"][1]) == (verb, alice, "awaiting")


def test_an_undo_can_be_undone():
    article = decided()
    again = undo(undo(article.audit.get()))

    article.refresh_from_db()
    assert article.status == Status.PUBLISHED
    assert again.undoes.verb == "undo"


def test_what_was_changed_since_is_not_undone():
    article = decided()
    first = article.audit.get()
    article.decline()

    with pytest.raises(CannotUndo, match="status was changed since"):
        undo(first)

    article.refresh_from_db()
    assert article.status == Status.DECLINED
    assert article.audit.count() == 2


def test_an_edit_of_columns_and_topics_is_put_back_whole():
    robots, maps = factories.topic("Robots"), factories.topic("Maps")
    article = factories.article("Before", topics=[robots], quality=3)
    article.topic_links.all().delete()
    article.topic_links.create(topic=maps, position=0)
    article.title, article.quality = "After", 9
    article.save_edit(["title", "quality"], also={"topics": [["Robots"], ["Maps"]]})

    undo(article.audit.get())

    article = Article.objects.get()
    assert (article.title, article.quality) == ("Before", 3)
    assert [link.topic.name for link in article.topic_links.all()] == ["Robots"]


def test_a_provider_and_a_date_are_put_back():
    paper, other = factories.provider("Paper"), factories.provider("Other")
    article = factories.article(provider=paper)
    article.credit(paper)
    article.save()
    before = article.published_at
    article.credit(other)
    article.published_at = None
    article.save_edit(["provider", "provider_details", "published_at"])
    assert Article.objects.get().provider == other

    undo(article.audit.get())

    assert (Article.objects.get().provider, Article.objects.get().published_at) == (paper, before)


def test_an_assignment_and_a_correction_are_put_back():
    alice = factories.editor()
    article = factories.published()
    article.assign(alice)
    article.correct("The mayor is 61.", by=alice)

    for entry in list(article.audit.all()):
        undo(entry)

    article = Article.objects.get()
    assert article.assigned_to is None
    assert not article.corrections.exists()


def test_what_was_put_off_comes_back():
    article = factories.article()
    article.put_off(factories.NEW_YEAR)

    undo(article.audit.get())

    assert Article.objects.get().later_until is None


def test_the_undo_carries_its_batch():
    article, batch = decided(), Batch.objects.create(verb="undo")

    assert undo(article.audit.get(), batch=batch).batch == batch
