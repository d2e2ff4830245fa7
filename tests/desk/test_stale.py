"""Who saves second sees what the first one changed, loses nothing that was typed, and undoes nothing unseen."""

import pytest

from articles.models import Article, RelatedLink
from tests import factories, files
from tests.desk.pages import change, form_fields

pytestmark = pytest.mark.django_db


def fields_of(response) -> dict[str, str]:
    return form_fields(response.content.decode())


def opened(client, article) -> dict[str, str]:
    return fields_of(client.get(change(article)))


def save(client, article, fields):
    return client.post(change(article), fields)


def topics(article) -> list[str]:
    return [link.topic.name for link in article.topic_links.order_by("position")]


class TestAnotherEditorChangedTopics:
    @pytest.fixture
    def two(self):
        return factories.topic("Two")

    @pytest.fixture
    def article(self):
        return factories.article("Before", topics=[factories.topic("One")])

    def swap(self, client, article, topic):
        response = save(client, article, {**opened(client, article), "topic_links-0-topic": topic.pk})
        assert response.status_code == 302

    def test_the_warning_shows_them_and_saving_again_keeps_them(self, as_alice, as_bob, article, two):
        fields = opened(as_alice, article)
        self.swap(as_bob, article, two)

        refused = save(as_alice, article, {**fields, "title": "After"})
        again = save(as_alice, article, fields_of(refused))

        assert "Topics are now: Two" in refused.content.decode()
        assert again.status_code == 302
        assert (Article.objects.get().title, topics(article)) == ("After", ["Two"])

    def test_what_was_done_to_them_on_the_old_page_must_be_done_again(self, as_alice, as_bob, article, two):
        fields = opened(as_alice, article)
        self.swap(as_bob, article, two)

        refused = save(as_alice, article, {**fields, "topic_links-1-topic": factories.topic("Three").pk})
        again = save(as_alice, article, fields_of(refused))

        assert "Topics are now: Two. What you changed there was not kept" in refused.content.decode()
        assert again.status_code == 302
        assert topics(article) == ["Two"]

    def test_rows_that_nobody_else_touched_keep_what_was_typed(self, as_alice, as_bob, article, two):
        RelatedLink.objects.create(article=article, title="Elsewhere")
        fields = opened(as_alice, article)
        self.swap(as_bob, article, two)

        refused = save(as_alice, article, {**fields, "related-0-title": "Typed"})
        save(as_alice, article, fields_of(refused))

        assert "Other coverage of this story" not in refused.content.decode().split("article_form")[0]
        assert article.related.get().title == "Typed"
        assert topics(article) == ["Two"]


def test_a_field_that_only_the_other_changed_is_shown_and_kept(as_alice, bob):
    article = factories.article("Before", quality=60, provider=factories.provider("Old"))
    fields = opened(as_alice, article)
    other = Article.objects.get()
    other.excerpt, other.quality, other.published_at = "Bob’s", 61, None
    other.credit(factories.provider("New"))
    other.save_edit(["excerpt", "quality", "published_at", "provider", "provider_details"], by=bob)

    refused = save(as_alice, article, {**fields, "title": "Alice’s"})
    again = save(as_alice, article, fields_of(refused))

    now = Article.objects.get()
    assert "It is now: Bob’s" in refused.content.decode()
    assert again.status_code == 302
    assert (now.title, now.excerpt, now.quality, now.published_at, now.provider.name) == ("Alice’s", "Bob’s", 61, None, "New")


REST = """
related:
  - title: Elsewhere
    webUrl: "https://else.example/a"
images:
  - url: "https://pics.example/a.png"
"""


@pytest.mark.parametrize(
    "old, new", [("  - AI", "  - Law"), ("  - Robots\n  - AI\n", "  - Law\n"), ("a.png", "b.png"), ("example/a", "example/b")]
)
def test_what_was_typed_survives_an_import_that_replaced_the_rows(as_alice, tmp_path, old, new):
    file = files.news(tmp_path, rest=REST)
    files.run_import(tmp_path)
    article = Article.objects.get()
    fields = opened(as_alice, article)
    file.write_text(file.read_text().replace(old, new))
    files.run_import(tmp_path)

    refused = save(as_alice, article, {**fields, "title": "Typed"})
    again = save(as_alice, article, fields_of(refused))

    assert refused.status_code == 200
    assert 'value="Typed"' in refused.content.decode()
    assert again.status_code == 302
    assert Article.objects.get().title == "Typed"
    assert article.audit.filter(verb="edit").get().changes.keys() == {"title"}
