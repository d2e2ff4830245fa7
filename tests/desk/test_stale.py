"""Who saves second sees what the first one changed, loses nothing that was typed, and undoes nothing unseen."""

import re
from html import unescape

import pytest

from articles.models import Article, ArticleImage, RelatedLink
from tests import factories, files
from tests.desk.pages import change, form_fields, said

pytestmark = pytest.mark.django_db


def fields_of(response) -> dict[str, str]:
    return form_fields(response.content.decode())


def opened(client, article) -> dict[str, str]:
    return fields_of(client.get(change(article)))


def save(client, article, fields):
    return client.post(change(article), fields)


def versions(response) -> dict[str, tuple[str, str, str]]:
    """By label: what the page says of it, what was typed, what stands now."""
    html = response.content.decode().partition('class="clash"')[2].partition("</section>")[0]
    found = {}
    for part in html.split("<article")[1:]:
        label, verdict = re.search(r'<h3[^>]*>(.*?) <span class="verdict \w+">(.*?)</span>', part).groups()
        typed, now = (unescape(re.sub("<[^>]+>|\n", "", text)) for text in re.findall(r"</h4><p>(.*?)</p>", part, re.DOTALL))
        found[unescape(label)] = (verdict, *(("" if text == "nothing" else text) for text in (typed, now)))
    return found


def marked(response, side: str) -> list[str]:
    """The words that are marked in the versions of this side: ours (typed) or theirs (what stands)."""
    html = response.content.decode().partition('class="clash"')[2].partition("</section>")[0]
    parts = re.findall(rf'<div class="version {side}">(.*?)</div>', html, re.DOTALL)
    return [unescape(word) for part in parts for word in re.findall("<mark>(.*?)</mark>", part, re.DOTALL)]


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

    def test_both_versions_are_shown_and_saving_again_keeps_theirs(self, as_alice, as_bob, article, two):
        fields = opened(as_alice, article)
        self.swap(as_bob, article, two)

        refused = save(as_alice, article, {**fields, "title": "After"})
        again = save(as_alice, article, fields_of(refused))

        assert versions(refused)["Topics"] == ("Only they changed it. It stays as it stands now.", "One", "Two")
        assert again.status_code == 302
        assert (Article.objects.get().title, topics(article)) == ("After", ["Two"])

    def test_a_topic_that_was_added_on_the_old_page_is_added_to_theirs(self, as_alice, as_bob, article, two):
        fields = opened(as_alice, article)
        self.swap(as_bob, article, two)

        refused = save(as_alice, article, {**fields, "topic_links-1-topic": factories.topic("Three").pk})
        again = save(as_alice, article, fields_of(refused))

        assert versions(refused)["Topics"] == ("You both changed it. Saving again puts yours in its place.", "OneThree", "Two")
        assert again.status_code == 302
        assert topics(article) == ["Two", "Three"]

    def test_the_same_topic_added_twice_is_there_once(self, as_alice, as_bob, article, two):
        fields = opened(as_alice, article)
        assert save(as_bob, article, {**opened(as_bob, article), "topic_links-1-topic": two.pk}).status_code == 302

        refused = save(as_alice, article, {**fields, "topic_links-1-topic": two.pk})
        save(as_alice, article, fields_of(refused))

        assert topics(article) == ["One", "Two"]

    def test_a_topic_that_was_removed_on_the_old_page_stays_marked(self, as_alice, as_bob, article, two):
        fields = opened(as_alice, article)
        assert save(as_bob, article, {**opened(as_bob, article), "topic_links-1-topic": two.pk}).status_code == 302

        refused = save(as_alice, article, {**fields, "topic_links-0-DELETE": "on"})

        html = refused.content.decode()
        assert re.search(r'<input type="checkbox" name="topic_links-0-DELETE"[^>]* checked', html)
        save(as_alice, article, {**fields_of(refused), "topic_links-0-DELETE": "on"})
        assert topics(article) == ["Two"]

    def test_rows_that_nobody_else_touched_keep_what_was_typed(self, as_alice, as_bob, article, two):
        RelatedLink.objects.create(article=article, title="Elsewhere")
        fields = opened(as_alice, article)
        self.swap(as_bob, article, two)

        refused = save(as_alice, article, {**fields, "related-0-title": "Typed"})
        save(as_alice, article, fields_of(refused))

        assert versions(refused).keys() == {"Topics"}
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
    assert versions(refused)["Title"] == ("Only you changed it. Saving again stores yours.", "Alice’s", "Before")
    assert versions(refused)["Excerpt"][2] == "Bob’s"
    assert versions(refused)["Quality"][1:] == ("60", "61")
    assert versions(refused)["Provider"][1:] == ("Old", "New")
    assert versions(refused)["Provider's date"][1:][1] == ""
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


def test_the_words_that_differ_are_marked_and_escaped(as_alice, bob):
    article = factories.article("The old harbour opens")
    fields = opened(as_alice, article)
    other = Article.objects.get()
    other.title = "The <i>new</i> harbour opens"
    other.save_edit(["title"], by=bob)

    refused = save(as_alice, article, {**fields, "title": "The <b>small</b> harbour opens"})

    assert marked(refused, "ours") == ["b", "small", "b"]
    assert marked(refused, "theirs") == ["i", "new", "i"]
    assert b"<b>small" not in refused.content
    assert b"<i>new" not in refused.content


def test_the_page_says_who_changed_what_and_when(as_alice, bob, carol):
    article = factories.article("Before")
    fields = opened(as_alice, article)
    other = Article.objects.get()
    other.title = "Bob’s"
    other.save_edit(["title"], by=bob)
    other.publish(by=carol, reason="in a hurry")

    html = save(as_alice, article, {**fields, "title": "Alice’s"}).content.decode().partition('class="since"')[2].partition("</ul>")[0]

    assert re.findall("<b>(.*?)</b>", html) == ["carol", "bob"]
    assert "status: awaiting → published" in html
    assert "in a hurry" in html
    assert html.count("<time datetime=") == 2


def test_a_picture_and_a_link_that_both_changed_show_both_and_keep_what_was_typed(as_alice, as_bob):
    article = factories.article()
    picture = ArticleImage.objects.create(article=article, url="https://pics.example/a.png", title="Old")
    RelatedLink.objects.create(article=article, title="Elsewhere", web_url="https://else.example/a")
    fields = opened(as_alice, article)
    theirs = {"images-0-title": "Bob’s crane", "related-0-title": "Bob’s link"}
    assert save(as_bob, article, {**opened(as_bob, article), **theirs}).status_code == 302

    refused = save(as_alice, article, {**fields, "images-0-title": "Alice’s crane", "related-0-quality": "7"})
    found = versions(refused)
    again = save(as_alice, article, fields_of(refused))

    picture.refresh_from_db()
    link = article.related.get()
    assert "Alice’s crane" in found["Pictures"][1]
    assert "Bob’s crane" in found["Pictures"][2]
    assert "Bob’s link" in found["Other coverage"][2]
    assert again.status_code == 302
    assert picture.title == "Alice’s crane"
    assert (link.title, link.quality) == ("Bob’s link", 7)


@pytest.mark.parametrize("new, kept", [("example/a.png", "example/a.png"), ("example/b.png", "example/b.png")])
def test_what_was_typed_at_a_picture_that_an_import_wrote_anew_is_not_lost(as_alice, tmp_path, new, kept):
    file = files.news(tmp_path, rest=REST)
    files.run_import(tmp_path)
    article = Article.objects.get()
    fields = opened(as_alice, article)
    file.write_text(file.read_text().replace("example/a.png", new).replace("images:\n", "images:\n  - url: https://pics.example/c.png\n"))
    files.run_import(tmp_path)

    refused = save(as_alice, article, {**fields, "images-0-title": "A crane"})
    assert "A crane" in versions(refused)["Pictures"][1]
    assert save(as_alice, article, fields_of(refused)).status_code == 302

    titles = dict(article.images.values_list("url", "title"))
    assert titles["https://pics.example/a.png"] == "A crane"
    assert f"https://pics.{kept}" in titles
    assert "https://pics.example/c.png" in titles


def test_only_a_decision_meanwhile_is_told_with_nothing_to_compare(as_alice):
    article = factories.article("Before")
    fields = opened(as_alice, article)
    Article.objects.get().publish()

    refused = save(as_alice, article, fields)

    assert versions(refused) == {}
    assert "status: awaiting → published" in refused.content.decode()
    assert save(as_alice, article, fields_of(refused)).status_code == 302


@pytest.mark.parametrize("seen", ["", "0", "-5", "9" * 30, "\x00"])
def test_a_forged_version_is_told_the_last_change_alone(as_alice, alice, seen):
    article = factories.article("Before")
    for title in ("One", "Two"):
        article.title = title
        article.save_edit(["title"], by=alice)

    refused = save(as_alice, article, {**opened(as_alice, article), "seen_version": seen, "title": "Forged"})

    assert refused.status_code == 200
    assert refused.content.decode().partition('class="since"')[2].partition("</ul>")[0].count("<li>") == 1
    assert Article.objects.get().title == "Two"


class TestTheSameFormPostedTwice:
    @pytest.fixture
    def article(self):
        article = factories.article("Before", topics=[factories.topic("One"), factories.topic("Two")])
        RelatedLink.objects.create(article=article, title="Elsewhere", web_url="https://else.example/")
        return article

    PICTURE = {
        "images-TOTAL_FORMS": "1",
        "images-0-position": "0",
        "images-0-url": "https://pics.example/a.png",
        "images-0-title": "A crane",
    }
    TYPED = {
        "everything": {
            "title": "After ",
            "excerpt": "Two\r\nlines",
            "quality": "71",
            "published_at_0": "2026-03-04",
            "published_at_1": "05:06:00",
            "expires_at_0": "2036-03-04",
            "expires_at_1": "05:06:00",
            "web_url": "https://new.example/a",
        },
        "a new picture": PICTURE,
        "a topic less": {"topic_links-1-DELETE": "on", "title": "After"},
        "a topic in another place": {"topic_links-0-position": "7"},
        "a link's words": {"related-0-title": "Over there"},
    }

    @pytest.mark.parametrize("typed", TYPED.values(), ids=TYPED)
    def test_the_second_is_told_that_it_is_saved_and_stores_nothing(self, as_alice, article, typed):
        fields = {**opened(as_alice, article), **typed}

        first = save(as_alice, article, fields)
        again = as_alice.post(change(article), fields, follow=True)

        assert (first.status_code, [status for _, status in again.redirect_chain]) == (302, [302])
        assert said(again)[-1:] == [f'It is saved already: “<a href="{change(article)}">{Article.objects.get()}</a>”']
        assert [entry.verb for entry in article.audit.all()] == ["edit"]
        assert ArticleImage.objects.count() == ("images-0-url" in typed)

    def test_it_stays_on_the_form_where_that_was_asked(self, as_alice, article):
        fields = {**opened(as_alice, article), "title": "After", "_continue": "1"}
        save(as_alice, article, fields)

        assert save(as_alice, article, fields)["Location"] == change(article)

    @pytest.mark.parametrize("theirs", [{"title": "Theirs"}, {"images-0-title": "Theirs"}])
    def test_where_somebody_else_changed_one_of_it_since_both_versions_are_shown(self, as_alice, as_bob, article, theirs):
        typed = {"title": "After", **self.PICTURE}
        fields = {**opened(as_alice, article), **typed}
        save(as_alice, article, fields)
        save(as_bob, article, {**opened(as_bob, article), **theirs})

        again = save(as_alice, article, fields)

        assert again.status_code == 200
        assert versions(again)
        assert article.audit.count() == 2

    def test_who_lost_the_right_is_refused(self, as_vera, as_alice, article):
        fields = {**opened(as_alice, article), "title": "After"}
        save(as_alice, article, fields)

        assert save(as_vera, article, fields).status_code == 403
