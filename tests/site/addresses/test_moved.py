"""What was renamed is found under every name it had, by who may see it."""

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.models import Article, FormerAddress, Topic
from articles.undo import undo
from tests import factories, files
from tests.desk.pages import form_fields

pytestmark = pytest.mark.django_db


def where(client, address: str) -> tuple[int, str]:
    response = client.get(address)
    return response.status_code, response.get("Location", "")


def moved(tmp_path, category: str, **values) -> Article:
    """An article that an import has put into this category."""
    files.news(tmp_path, slug="2026-01-02-story", published="true", **values)
    files.run_import(tmp_path)
    file = tmp_path / "_news/2026-01-02-story.md"
    file.write_text(file.read_text().replace("category: news", f"category: {category}"))
    files.run_import(tmp_path)
    return Article.objects.get()


def test_an_article_that_a_file_moves_is_found_at_its_old_address(client, tmp_path):
    article = moved(tmp_path, "samples")

    assert article.get_absolute_url() == "/samples/2026-01-02-story/"
    assert where(client, "/news/2026-01-02-story/") == (301, "/samples/2026-01-02-story/")
    assert where(client, "/News/2026-01-02-STORY?utm_source=x") == (301, "/samples/2026-01-02-story/")


def test_an_undone_move_leads_back_and_in_no_circle(client, tmp_path):
    article = moved(tmp_path, "samples")

    undo(article.audit.get(verb="import"), by=factories.chief())

    assert where(client, "/news/2026-01-02-story/")[0] == 200
    assert where(client, "/samples/2026-01-02-story/") == (301, "/news/2026-01-02-story/")
    assert list(FormerAddress.objects.values_list("path", flat=True)) == ["/samples/2026-01-02-story/"]


def test_an_old_address_of_what_is_hidden_is_unknown_and_of_what_was_withdrawn_gone(client, tmp_path):
    article = moved(tmp_path, "samples")
    article.withdraw(reason="It was wrong.")
    gone = client.get("/news/2026-01-02-story/")
    article.unpublish()

    assert gone.status_code == 410 and "It was wrong." in gone.content.decode() and "samples" not in gone.content.decode()
    assert where(client, "/news/2026-01-02-story/") == (404, "")
    article.publish()
    assert where(client, "/news/2026-01-02-story/") == (301, "/samples/2026-01-02-story/")


def test_what_was_withdrawn_is_gone_in_every_spelling(client, tmp_path):
    """In one step to the address at which that is said: of a moved one, where it was asked for."""
    article = moved(tmp_path, "samples")
    article.withdraw()
    single = factories.published(slug="2026-01-03-Read.Me")
    single.withdraw()

    for asked in ("/Samples/2026-01-02-STORY/", "/samples//2026-01-02-story", "/samples/2026-01-02-story/?utm_source=x"):
        assert where(client, asked) == (301, "/samples/2026-01-02-story/")
    for asked in ("/news/2026-01-03-read.me/", "/NEWS/2026-01-03-READ.ME", "/news/2026-01-03-Read.Me"):
        assert where(client, asked) == (301, "/news/2026-01-03-Read.Me/")
    assert where(client, "/News/2026-01-02-Story") == (301, "/news/2026-01-02-story/")
    assert [where(client, each)[0] for each in ("/samples/2026-01-02-story/", "/news/2026-01-03-Read.Me/", "/news/2026-01-02-story/")] == [
        410
    ] * 3


def test_what_was_withdrawn_before_anybody_saw_it_is_unknown_in_every_spelling(client):
    article = factories.article(slug="Never-Seen")
    article.withdraw()

    for asked in ("/news/Never-Seen/", "/news/never-seen/", "/NEWS/NEVER-SEEN", "/news/Never-Seen", "/news/Never-Seen/?utm_source=x"):
        assert where(client, asked) == (404, "")


def test_of_two_that_differ_in_letters_the_one_that_was_seen_is_told_as_gone(client):
    factories.article(slug="Twice").withdraw()
    factories.published(slug="TWICE").withdraw()

    assert where(client, "/news/twice/") == (301, "/news/TWICE/")


def test_who_stands_at_an_address_now_is_asked_first(client, tmp_path):
    moved(tmp_path, "samples")
    factories.published("Another", slug="2026-01-02-story", source="other")

    response = client.get("/news/2026-01-02-story/")

    assert response.status_code == 200 and "Another" in response.content.decode()


def test_an_unpublished_newcomer_does_not_hide_where_the_old_one_went(client, tmp_path):
    moved(tmp_path, "samples")
    factories.article("Another", slug="2026-01-02-story", source="other")

    assert where(client, "/news/2026-01-02-story/") == (301, "/samples/2026-01-02-story/")


@pytest.mark.parametrize("how", ["form", "file"])
def test_a_topic_and_its_feeds_are_found_under_their_old_names(client, tmp_path, how):
    topic = factories.topic("Robots", slug="robots")
    factories.published(topics=[topic])
    if how == "form":
        client.force_login(factories.chief())
        page = f"/admin/articles/topic/{topic.pk}/change/"
        fields = form_fields(client.get(page).content.decode(), "topic_form")
        assert client.post(page, {**fields, "slug": "robotics"}).status_code == 302
        client.logout()
    else:
        files.write(tmp_path, "_topics/robots.md", "---\ntaxonomy: topic\n_id: robotics\nname: Robots\n---\n")
        files.run_import(tmp_path)

    assert where(client, "/topics/robots/") == (301, "/topics/robotics/")
    assert where(client, "/topics/Robots/feed.rss") == (301, "/topics/robotics/feed.rss")
    topic.refresh_from_db()
    topic.slug = "machines"
    topic.save()
    assert where(client, "/topics/robots/") == where(client, "/topics/robotics/") == (301, "/topics/machines/")


def test_a_provider_is_found_under_its_old_domain_while_it_has_something_public(client):
    paper = factories.provider(domain="old.example")
    article = factories.published(provider=paper)
    paper.domain = "new.example"
    paper.save(update_fields=["domain"])

    assert where(client, "/providers/old.example/") == (301, "/providers/new.example/")
    assert where(client, "/providers/old.example/feed.json") == (301, "/providers/new.example/feed.json")
    article.unpublish()
    assert where(client, "/providers/old.example/") == (404, "")


def test_a_change_of_something_else_leaves_no_address(client):
    paper, topic = factories.provider(), factories.topic()
    for row in (paper, topic):
        row.description = "x"
        row.save()
        row.save(update_fields=["description"])

    assert not FormerAddress.objects.exists()


def test_the_later_of_two_that_left_an_address_is_who_is_found(client):
    for slug in ("first", "second"):
        topic = factories.topic(slug="robots")
        factories.published(topics=[topic])
        topic.slug = slug
        topic.save()

    assert where(client, "/topics/robots/") == (301, "/topics/second/")


NAMES = ("robots", "machines", "arms")
SPELLINGS = ("/topics/{}/", "/Topics/{}", "/topics//{}/index.html", "/topics/{}?utm_source=x&fbclid=y", "/TOPICS/{}/feed.ATOM")


@settings(max_examples=15)
@given(st.lists(st.tuples(st.integers(0, 1), st.sampled_from(NAMES), st.booleans()), max_size=7))
def test_whatever_moved_where_every_spelling_leads_there_in_one_step_and_never_round(moves):
    """Two topics take names from each other; one of them may be hidden at times."""
    client = Client()
    with transaction.atomic():
        topics = [factories.topic(slug=f"first-{number}") for number in range(2)]
        articles = [factories.published(topics=[topic]) for topic in topics]
        for number, name, is_public in moves:
            if not Topic.objects.filter(slug=name).exists():
                topics[number].slug = name
                topics[number].save()
            articles[number].publish() if is_public else articles[number].unpublish()

        for number, name in enumerate((*NAMES, "first-0", "first-1", "nobody")):
            status, location = where(client, SPELLINGS[(number + len(moves)) % len(SPELLINGS)].format(name.title()))
            meant = Topic.objects.filter(slug=name) or Topic.objects.filter(former_addresses__path=f"/topics/{name}/")
            is_there = any(article.is_public for article in articles if article.topics.get() in meant)
            assert (status, where(client, location)[0]) == (301, 200) if is_there else where(client, location or "/")[0] != 301, name
        transaction.set_rollback(True)


def test_to_ask_for_what_is_not_there_costs_the_same_at_any_size(client):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get("/news/No-Such/").status_code == 404
        return len(captured)

    before = queries()
    for number in range(20):
        factories.published(slug=f"Story-{number}")

    assert queries() == before <= 8


@pytest.mark.parametrize("is_gone", [False, True])
def test_an_address_in_other_letters_is_found_by_an_index(client, is_gone):
    meant = factories.published(slug="Read-Me")
    for _ in range(200):  # enough for a planner to care
        factories.published()
    if is_gone:
        meant.withdraw()
    with CaptureQueriesContext(connection) as captured:
        client.get("/news/read-me/")
    asked = [query["sql"] for query in captured if "LOWER" in query["sql"]][-1]

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        cursor.execute(f"EXPLAIN {'QUERY PLAN' if connection.vendor == 'sqlite' else ''} {asked}")
        assert "article_slug_with_capitals" in str(cursor.fetchall())


def test_the_addresses_of_the_old_site_work(client, corpus, tmp_path):
    folder = corpus / "microsoft-power-apps"
    text = (folder / "news-sitemap.xml").read_text()
    old = [line.split("/apps/powerapps", 1)[1].split("<")[0] for line in text.splitlines() if "/apps/powerapps/news/2" in line]
    assert len(old) > 5
    for address in old[:20]:
        factories.published(slug=address.split("/")[2])

    assert {client.get(address).status_code for address in old[:20]} == {200}
    assert {client.get(address.rstrip("/").upper()).status_code for address in old[:20]} == {301}
