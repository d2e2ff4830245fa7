"""The form saves what was typed on the version that was opened, and leaves it in the audit trail."""

import pytest
from django.utils import timezone

from articles.desk import born
from articles.importer.rows import fields_of
from articles.models import Article, ArticleImage, ArticleSource, RelatedLink, Status
from articles.undo import undo
from tests import factories, files
from tests.desk.pages import ADD, change, form_fields

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("value", ["x", "", "\x00", "9" * 30, "2020-01-01", "2020-01-01 10:00", "<b>"])
@pytest.mark.parametrize("name", ["published_at", "publish_at", "expires_at", "embargo_until", "title", "quality", "provider", "nonsense"])
def test_an_address_that_asks_for_any_value_opens_the_form(as_alice, name, value):
    response = as_alice.get(ADD, {name: value})

    assert response.status_code == 200
    assert form_fields(response.content.decode())["published_at_0"]


def opened(client, article) -> dict[str, str]:
    return form_fields(client.get(change(article)).content.decode())


def save(client, article, fields):
    return client.post(change(article), fields)


def stored(article) -> Article:
    return Article.objects.get(pk=article.pk)


def test_saving_without_a_change_writes_nothing(as_alice):
    article = factories.article(topics=[factories.topic(), factories.topic()])
    RelatedLink.objects.create(article=article, title="Elsewhere", web_url="https://else.example/")

    response = save(as_alice, article, opened(as_alice, article))

    assert response.status_code == 302
    assert stored(article).version == 1
    assert not article.audit.exists()


def test_an_edit_is_stored_with_both_values_in_the_audit_trail(as_alice, alice):
    article = factories.article("Before", quality=69)

    save(as_alice, article, {**opened(as_alice, article), "title": "After", "quality": "71", "web_url": "http://new.example/a"})

    entry = article.audit.get()
    assert (entry.verb, entry.by) == ("edit", alice)
    assert entry.changes["title"] == ["Before", "After"]
    assert entry.changes["quality"] == [69, 71]
    assert (stored(article).title, stored(article).version) == ("After", 2)


def test_the_provider_date_is_what_lists_sort_by(as_alice):
    article = factories.article()

    save(as_alice, article, {**opened(as_alice, article), "published_at_0": "2020-02-03", "published_at_1": "04:05:06"})

    assert stored(article).listed_at.isoformat() == "2020-02-03T04:05:06+00:00"


def test_another_provider_replaces_what_the_file_said_of_the_former(as_alice):
    details = {"name": "Old channel", "domain": "old.example", "authors": ["A"]}
    article = factories.article(provider=factories.provider(), provider_details=details)
    other = factories.provider("New paper", domain="new.example")

    save(as_alice, article, {**opened(as_alice, article), "provider": other.pk})

    assert stored(article).provider == other
    assert stored(article).provider_details == {"name": "New paper", "domain": "new.example"}


class TestStale:
    def test_it_is_refused_keeping_what_was_typed_and_showing_what_is_there(self, as_alice, bob):
        article = factories.article("Before")
        fields = opened(as_alice, article)
        article.title = "Bob’s"
        article.save_edit(["title"], by=bob)

        response = save(as_alice, article, {**fields, "title": "Alice’s"})

        html = response.content.decode()
        assert stored(article).title == "Bob’s"
        assert 'value="Alice’s"' in html
        assert "What stands now" in html
        assert "Somebody else changed this, too: both versions stand above." in html
        assert "bob changed this article (edit," in html
        assert "Nothing was saved" in html

    def test_saving_again_is_a_decision_on_the_current_version(self, as_alice):
        article = factories.article("Before")
        fields = opened(as_alice, article)
        Article.objects.get(pk=article.pk).publish()
        refused = save(as_alice, article, {**fields, "title": "Alice’s"})

        save(as_alice, article, form_fields(refused.content.decode()))

        assert stored(article).title == "Alice’s"
        assert stored(article).status == Status.PUBLISHED

    @pytest.mark.parametrize("version", ["", "0", "99", "-1", "one", "9" * 30])
    def test_a_missing_or_forged_version_is_refused(self, as_alice, version):
        article = factories.article("Before")

        response = save(as_alice, article, {**opened(as_alice, article), "title": "After", "seen_version": version})

        assert response.status_code == 200
        assert stored(article).title == "Before"

    def test_topics_added_on_a_stale_form_are_not_stored(self, as_alice):
        article, about = factories.article(), factories.topic()
        fields = opened(as_alice, article)
        Article.objects.get(pk=article.pk).decline()

        save(as_alice, article, {**fields, "topic_links-0-topic": about.pk})

        assert not article.topic_links.exists()


class TestWhatHangsOnIt:
    def test_topics_keep_the_order_of_their_positions(self, as_alice):
        first, second, third = factories.topic("First"), factories.topic("Second"), factories.topic("Third")
        article = factories.article(topics=[first, second])
        fields = opened(as_alice, article)

        save(as_alice, article, {**fields, "topic_links-0-position": "7", "topic_links-2-topic": third.pk})

        links = [(link.topic.name, link.position) for link in article.topic_links.order_by("position")]
        assert links == [("Second", 0), ("First", 1), ("Third", 2)]
        assert article.audit.get().changes == {"topics": [["First", "Second"], ["Second", "First", "Third"]]}
        assert stored(article).version == 2

    def test_a_topic_given_twice_is_an_error(self, as_alice):
        about = factories.topic()
        article = factories.article(topics=[about])

        response = save(as_alice, article, {**opened(as_alice, article), "topic_links-1-topic": about.pk})

        assert response.status_code == 200
        assert article.topic_links.count() == 1

    def test_pictures_and_coverage_are_edited_and_noted(self, as_alice):
        article = factories.article()
        ArticleImage.objects.create(article=article, url="https://pics.example/a.png")
        link = RelatedLink.objects.create(article=article, title="Elsewhere", web_url="https://else.example/a", quality=40)
        fields = opened(as_alice, article)

        save(as_alice, article, {**fields, "images-0-title": "A crane", "related-0-web_url": "https://else.example/b"})

        link.refresh_from_db()
        assert link.web_url == "https://else.example/b"
        assert set(article.audit.get().changes) == {"images", "related"}

    def test_an_odd_address_of_a_file_does_not_block_an_edit(self, as_alice):
        article = factories.article(web_url="https://my_blog.example/ä b")
        RelatedLink.objects.create(article=article, title="Elsewhere", web_url="https://other_blog.example/")

        save(as_alice, article, {**opened(as_alice, article), "title": "After"})

        assert stored(article).title == "After"


@pytest.mark.parametrize(
    "field, value",
    [
        ("title", ""),
        ("title", "x" * 501),
        ("title", "a\x00b"),
        ("quality", "-1"),
        ("quality", "high"),
        ("heat", "-2"),
        ("heat", "9" * 30),
        ("web_url", "javascript:alert(1)"),
        ("web_url", "ftp://files.example/"),
        ("original_url", "//else.example/"),
        ("published_at_0", "2026-13-01"),
        ("provider", "999999"),
        ("provider", "abc"),
        ("topic_links-0-topic", "999999"),
        ("topic_links-TOTAL_FORMS", "x"),
    ],
)
def test_bad_input_is_refused_beside_its_field(as_alice, field, value):
    article = factories.article("Before")

    response = save(as_alice, article, {**opened(as_alice, article), field: value})

    assert response.status_code == 200
    assert "errornote" in response.content.decode()
    assert stored(article).version == 1


def test_it_cannot_expire_before_it_is_published(as_alice):
    article = factories.article()
    times = {"publish_at_0": "2026-05-02", "publish_at_1": "00:00", "expires_at_0": "2026-05-01", "expires_at_1": "00:00"}

    response = save(as_alice, article, {**opened(as_alice, article), **times})

    assert "It must expire after it is published." in response.content.decode()


def test_status_slug_and_path_cannot_be_posted(as_alice):
    article = factories.article()
    forged = {"status": "published", "slug": "x", "path": "x", "version": "9", "category": "x"}

    save(as_alice, article, {**opened(as_alice, article), "title": "After", **forged})

    now = stored(article)
    assert (now.status, now.slug, now.path, now.version, now.category) == ("awaiting", article.slug, article.path, 2, "news")


def test_the_source_file_is_shown_without_its_sealed_payload(as_alice):
    article = factories.article()
    ArticleSource.objects.create(article=article, content=b"---\r\ntitle: \xe2\x82\xac \xff\r\nsecured: hush\r\n---\r\n", digest="d")

    html = as_alice.get(change(article)).content.decode()

    assert "title: € �" in html
    assert "hush" not in html


def test_what_is_not_public_is_offered_as_a_preview(as_alice):
    waiting, public = factories.article(), factories.published()

    assert "Preview" in as_alice.get(change(waiting)).content.decode()
    assert "View on site" in as_alice.get(change(public)).content.decode()


def test_a_scheduled_one_says_so(as_alice):
    assert "scheduled" in as_alice.get(change(factories.scheduled())).content.decode()


class TestOneSaveIsOneEntry:
    """Whatever of the form it changed; and undoing that entry brings all of it back."""

    @pytest.fixture
    def article(self, tmp_path):
        files.news(tmp_path, rest=REST)
        files.run_import(tmp_path)
        return Article.objects.get()

    @pytest.mark.parametrize(
        "typed",
        [
            {"title": "After", "quality": "7", "published_at_0": "2020-02-03", "web_url": "https://new.example/"},
            {"images-0-title": "Mine", "images-0-width": "", "images-0-attribution": "Me"},
            {"images-0-url": "https://pics.example/other.png"},
            {"images-0-DELETE": "on", "related-0-DELETE": "on", "topic_links-0-DELETE": "on"},
            {"images-0-position": "9", "topic_links-0-position": "9", "related-0-position": "9"},
            {
                "related-0-title": "Mine",
                "related-0-quality": "",
                "related-1-web_url": "https://mine.example/",
                "related-0-published_at_0": "",
                "related-0-published_at_1": "",
            },
            {"provider": "other", "title": "After", "topic_links-0-DELETE": "on", "images-1-title": "Mine", "related-1-excerpt": "Mine"},
            {"publish_at_0": "2099-01-01", "publish_at_1": "10:00", "embargo_until_0": "2099-01-02", "embargo_until_1": "10:00"},
        ],
    )
    def test_undone_it_is_as_it_was(self, as_alice, alice, article, typed):
        if "provider" in typed:
            typed = {**typed, "provider": factories.provider("Other paper").pk}
        before = everything(article)

        response = save(as_alice, article, {**opened(as_alice, article), **typed})

        assert response.status_code == 302
        entry = article.audit.get(by=alice)
        assert entry.verb == "edit"
        assert stored(article).version == 2
        assert everything(article) != before
        undo(entry, by=alice)
        assert everything(article) == before


REST = """
images:
  - url: "https://pics.example/a.png"
    width: 640
    height: 480
    title: A crane
    attribution: Somebody
    isCached: true
    odd: kept
  - url: "https://pics.example/b.png"
related:
  - title: Elsewhere
    webUrl: "https://else.example/a"
    publishedDateTime: 2026-01-02T03:04:05Z
    quality: 40
    excerpt: "An excerpt."
    type: video
    provider:
      name: Else
      domain: else.example
    images:
      - url: "https://pics.example/c.png"
    odd: [kept, too]
  - title: Somewhere
    webUrl: "https://some.example/a"
"""


def everything(article) -> dict:
    """All that a reader or an export could see of it."""
    found = Article.objects.get(pk=article.pk)
    columns = ("provider_id", "listed_at", "url_key", "slug", "status", "publish_at", "expires_at", "embargo_until")
    return {
        **fields_of(found),
        **{name: getattr(found, name) for name in columns},
        "pictures": list(found.images.values_list("position", "url", "picture", "was_cached", "extra")),
        "links": list(found.related.values_list("position", "title", "url_key", "target", "extra", "provider_details", "images")),
        "about": list(found.topic_links.values_list("position", "topic__name", "status")),
    }


class TestBornAtTheDesk:
    def add(self, client, title, **fields):
        page = form_fields(client.get("/admin/articles/article/add/").content.decode())
        response = client.post("/admin/articles/article/add/", {**page, "title": title, "type": "article", **fields})
        assert response.status_code == 302, response.content.decode()
        return Article.objects.latest("pk")

    def test_it_awaits_review_under_the_path_its_file_will_have(self, as_alice, alice):
        article = self.add(as_alice, "Old maps & new drones!", published_at_0="2026-03-04", published_at_1="05:06")

        assert (article.source, article.category, article.status) == ("default", "news", "awaiting")
        assert article.path == "_news/2026-03-04-old-maps-new-drones.md"
        assert article.slug == "2026-03-04-old-maps-new-drones"
        assert (article.audit.get().verb, article.audit.get().by) == ("create", alice)

    def test_its_date_is_now_unless_given(self, as_alice):
        assert abs((timezone.now() - self.add(as_alice, "Now").published_at).total_seconds()) < 120

    def test_the_same_title_on_the_same_day_gets_a_number(self, as_alice):
        slugs = [self.add(as_alice, "Twice", published_at_0="2026-03-04").slug for _ in range(3)]

        assert slugs == ["2026-03-04-twice", "2026-03-04-twice-2", "2026-03-04-twice-3"]

    def test_of_two_that_are_born_at_once_the_second_gets_a_number(self, as_alice, monkeypatch):
        def taken_too_late(slug, was=born._taken):
            answer = was(slug)
            if not Article.objects.exists():
                factories.article("Twice", slug=slug)  # another editor's, between the look and the write
            return answer

        monkeypatch.setattr(born, "_taken", taken_too_late)

        assert self.add(as_alice, "Twice", published_at_0="2026-03-04").slug == "2026-03-04-twice-2"

    def test_links_that_wait_for_its_address_find_it(self, as_alice):
        waiting = RelatedLink.objects.create(article=factories.article(), title="L", web_url="https://new.example/a")

        article = self.add(as_alice, "New", web_url="http://www.new.example/a/")

        waiting.refresh_from_db()
        assert waiting.target == article

    @pytest.mark.parametrize("title", ["漢字", "!!!", "x" * 500])
    def test_any_title_makes_an_address(self, as_alice, title):
        assert 12 <= len(self.add(as_alice, title, published_at_0="2026-03-04").slug) <= 250

    def test_its_provider_and_topics_are_stored_with_it(self, as_alice):
        paper, about = factories.provider("Paper"), factories.topic()
        fields = {"provider": paper.pk, "topic_links-TOTAL_FORMS": "1", "topic_links-0-topic": about.pk}

        article = self.add(as_alice, "With", **fields)

        assert article.provider_details == {"name": "Paper", "domain": paper.domain}
        assert [link.topic for link in article.topic_links.all()] == [about]
