"""A form saves what the editor changed against what the page was given, and gives back the rest as it stands."""

from datetime import UTC, datetime

import pytest
from django.utils import timezone

from articles.models import Article, RelatedLink
from tests import factories, files
from tests.desk.pages import change, form_fields

pytestmark = pytest.mark.django_db


def opened(client, article) -> dict[str, str]:
    return form_fields(client.get(change(article)).content.decode())


def audited(article) -> set[str]:
    """The fields that the one audit entry of an editor names."""
    return set(article.audit.get(by__isnull=False).changes)


def test_heat_that_an_import_brought_meanwhile_stays(as_alice, tmp_path):
    file = files.news(tmp_path, heat=10)
    files.run_import(tmp_path)
    article = Article.objects.get()
    fields = opened(as_alice, article)
    file.write_text(file.read_text().replace("heat: 10", "heat: 99"))
    files.run_import(tmp_path)

    response = as_alice.post(change(article), {**fields, "title": "New"})

    now = Article.objects.get()
    assert response.status_code == 302
    assert (now.title, now.heat) == ("New", 99)
    assert audited(article) == {"title"}


def test_heat_that_the_editor_typed_is_the_editors(as_alice):
    article = factories.article(heat=10)
    fields = opened(as_alice, article)
    Article.objects.update(heat=99)

    as_alice.post(change(article), {**fields, "heat": "50"})

    assert Article.objects.get().heat == 50


@pytest.mark.parametrize(
    "given",
    [
        {"title": " Padded "},
        {"title": "Two\nlines"},
        {"excerpt": "\n one\ntwo \n"},
        {"excerpt": "one\r\ntwo\rthree"},
        {"type": " video "},
        {"published_at": datetime(2026, 1, 1, 1, 1, 1, 123456, tzinfo=UTC)},
        {"web_url": " https://paper.example/a b "},
    ],
)
def test_a_field_that_nobody_touched_is_stored_as_it_was(as_alice, given):
    article = factories.article(**given)
    link = {name: value for name, value in given.items() if name != "title"}
    RelatedLink.objects.create(article=article, **{"title": given.get("title", "Elsewhere"), **link})

    response = as_alice.post(change(article), {**opened(as_alice, article), "quality": "70", "related-0-quality": "71"})

    now, related = Article.objects.get(), RelatedLink.objects.get()
    assert response.status_code == 302
    assert (now.quality, related.quality) == (70, 71)
    for name, value in given.items():
        assert (getattr(now, name), getattr(related, name)) == (value, value)
    assert now.listed_at == now.published_at


def test_lines_typed_in_a_browser_end_as_in_files(as_alice):
    article = factories.article(excerpt="one\ntwo")

    as_alice.post(change(article), {**opened(as_alice, article), "excerpt": "one\r\ntwo\r\n three "})

    assert Article.objects.get().excerpt == "one\ntwo\n three "


def test_a_title_of_blanks_is_none(as_alice):
    article = factories.article("Before")

    response = as_alice.post(change(article), {**opened(as_alice, article), "title": "  "})

    assert response.status_code == 200
    assert Article.objects.get().title == "Before"


def test_an_article_of_the_hour_that_comes_twice_can_be_saved(as_alice):
    at = datetime(2021, 10, 31, 0, 30, tzinfo=UTC)
    article = factories.article(published_at=at)
    RelatedLink.objects.create(article=article, title="Elsewhere", published_at=at)

    with timezone.override("Europe/Copenhagen"):
        response = as_alice.post(change(article), {**opened(as_alice, article), "quality": "70", "related-0-quality": "71"})

    assert response.status_code == 302
    assert (Article.objects.get().published_at, RelatedLink.objects.get().published_at) == (at, at)


def test_a_date_typed_before_another_field_was_refused_is_not_forgotten(as_alice):
    article = factories.article(publish_at=datetime(2026, 1, 1, tzinfo=UTC))
    typed = {"title": "", "publish_at_0": "2026-03-04", "quality": "70", "provider": factories.provider("Paper").pk}

    refused = as_alice.post(change(article), {**opened(as_alice, article), **typed})
    as_alice.post(change(article), {**form_fields(refused.content.decode()), "title": "After"})

    now = Article.objects.get()
    assert (now.title, now.quality, now.publish_at.isoformat()) == ("After", 70, "2026-03-04T00:00:00+00:00")
    assert now.provider.name == "Paper"


class TestPictures:
    def test_another_address_is_shown_instead_of_our_copy_of_the_former(self, as_alice):
        article = factories.published()
        factories.pictured(article)

        as_alice.post(change(article), {**opened(as_alice, article), "images-0-url": "https://new.example/b.png"})

        assert article.images.get().display_url == "https://new.example/b.png"

    @pytest.mark.parametrize(
        "address", ["file:/etc/./passwd", "media:m/ab/c.jpg", "upload:9f86", "javascript:alert(1)", "//paper.example/a.jpg", "a.jpg"]
    )
    def test_only_an_address_on_the_web_or_a_path_on_the_site_is_taken(self, as_alice, address):
        article = factories.published()
        image = factories.pictured(article)

        response = as_alice.post(change(article), {**opened(as_alice, article), "images-0-url": address})

        assert response.status_code == 200 and "Write a web address" in response.content.decode()
        assert article.images.get().url == image.url

    def test_our_copy_stays_when_only_its_title_changed(self, as_alice):
        article = factories.published()
        picture = factories.pictured(article).picture

        as_alice.post(change(article), {**opened(as_alice, article), "images-0-title": "A crane"})

        assert (article.images.get().title, article.images.get().picture) == ("A crane", picture)


class TestCoverage:
    def test_a_link_finds_our_article_at_its_new_address(self, as_alice):
        article, other = factories.article(), factories.published()
        RelatedLink.objects.create(article=article, title="L", web_url="https://else.example/a")

        as_alice.post(change(article), {**opened(as_alice, article), "related-0-web_url": f"{other.web_url}?utm_source=x"})

        assert article.related.get().target == other

    def test_a_link_lets_go_of_our_article_at_its_old_address(self, as_alice):
        article, other = factories.article(), factories.published()
        RelatedLink.objects.create(article=article, title="L", web_url=other.web_url, target=other)

        as_alice.post(change(article), {**opened(as_alice, article), "related-0-web_url": "https://else.example/a"})

        assert article.related.get().target is None

    def test_a_link_never_leads_to_its_own_article(self, as_alice):
        article = factories.article()
        RelatedLink.objects.create(article=article, title="L", web_url="https://else.example/a")

        as_alice.post(change(article), {**opened(as_alice, article), "related-0-web_url": article.web_url})

        assert article.related.get().target is None

    def test_links_elsewhere_follow_an_article_to_its_new_address(self, as_alice):
        article, one, two = factories.article(), factories.article(), factories.article()
        waiting = RelatedLink.objects.create(article=one, title="New", web_url="https://paper.example/new")
        leading = RelatedLink.objects.create(article=two, title="Old", web_url=article.web_url, target=article)

        as_alice.post(change(article), {**opened(as_alice, article), "web_url": "https://paper.example/new"})

        waiting.refresh_from_db()
        leading.refresh_from_db()
        assert (waiting.target, leading.target) == (article, None)

    def test_eighty_links_can_be_saved(self, as_alice):
        article = factories.article()
        RelatedLink.objects.bulk_create([RelatedLink(article=article, title=f"L{number}", position=number) for number in range(80)])
        fields = opened(as_alice, article)

        response = as_alice.post(change(article), {**fields, "related-79-title": "Last"})

        assert len(fields) > 1_000
        assert response.status_code == 302
        assert article.related.last().title == "Last"
