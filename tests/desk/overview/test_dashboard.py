"""The dashboard and the report card: pictures with their numbers, for whoever may read articles, at a fixed cost."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.models import Article, ImportRun
from tests import factories
from tests.desk.pages import LIST

pytestmark = pytest.mark.django_db

DASHBOARD = "/admin/dashboard/"


def card(provider) -> str:
    return f"/admin/providers/{provider.pk}/"


def busy(alice, papers: int = 2) -> list:
    """A newsroom where something of everything has happened."""
    about = factories.topic("Harbours")
    providers = [factories.provider(f"Paper no. {number}") for number in range(papers)]
    for provider in providers:
        for days in (20, 21, 22, 23):
            at = timezone.now() - timedelta(days=days)
            factories.article(provider=provider, topics=[about], published_at=at, created_at=at)
        article = factories.article("Decided", provider=provider, topics=[about], published_at=timezone.now() - timedelta(days=20))
        article.publish(by=alice)
        article.correct("It was Tuesday.", by=alice)
        factories.article(provider=provider, topics=[about], published_at=timezone.now() - timedelta(days=20)).decline(by=alice)
    errors = [{"path": "bad.md", "line": 3, "message": "no <b>title</b>"}]
    ImportRun.objects.create(source="robots", root="/", created=3, failed=1, errors=errors, finished_at=timezone.now())
    return providers


class TestDashboard:
    def test_it_draws_what_waits_what_was_decided_and_what_came_in(self, as_alice, alice):
        provider = busy(alice)[0]

        html = as_alice.get(DASHBOARD).content.decode()

        for part in ("In the queue", "Paper no. 0", "Harbours", "50 %", "1 of 2", "alice", "robots", "Gone quiet", "20 days"):
            assert part in html
        assert f'href="{card(provider)}"' in html
        assert "bad.md:3: no &lt;b&gt;title&lt;/b&gt;" in html

    def test_each_picture_has_a_title_a_description_and_a_table(self, as_alice, alice):
        provider = busy(alice)[0]
        for page, count in ((DASHBOARD, 3), (card(provider), 2)):
            html = as_alice.get(page).content.decode()
            named = re.findall(r'role="img" aria-labelledby="(\S+) (\S+)"', html)

            assert len(named) == count == html.count('<details class="figures">')
            for title, described in named:
                assert re.search(rf'<title id="{title}">[^<]+</title>\s*<desc id="{described}">[^<]+</desc>', html)

    def test_a_new_newsroom_is_told_what_will_stand_here(self, as_alice):
        html = as_alice.get(DASHBOARD).content.decode()

        assert 'role="img"' not in html
        assert html.count('class="empty"') == 7
        assert "Nothing waits" in html

    def test_nothing_in_it_needs_a_style_or_a_script_of_its_own(self, as_alice, alice):
        provider = busy(alice)[0]

        for page in (DASHBOARD, card(provider)):
            html = as_alice.get(page).content.decode()
            assert " style=" not in html
            assert "<style" not in html
            assert not re.search(r"<script(?![^>]* src=)", html)

    def test_numbers_in_pictures_are_written_for_machines_and_beside_them_for_people(self, as_alice, alice, settings):
        settings.LANGUAGE_CODE = "de"
        settings.USE_THOUSAND_SEPARATOR = True
        Article.objects.bulk_create(_waiting(1200))
        busy(alice, papers=3)

        html = as_alice.get(DASHBOARD).content.decode()

        assert not re.search(r'(?:x|y|width|height)="[^"]*,', html)
        assert not re.search(r'viewBox="[^"]*,', html)
        assert "1.212" in html

    def test_it_costs_at_most_eighteen_queries_and_the_same_at_any_size(self, as_alice, alice):
        provider = busy(alice)[0]
        few = {page: cost(as_alice, page) for page in (DASHBOARD, card(provider), "/admin/calendar/")}
        Article.objects.bulk_create(_waiting(3000))
        for number in range(30):
            busy_day(alice, factories.provider(f"More {number}"))

        many = {page: cost(as_alice, page) for page in few}

        assert {page: len(sql) for page, sql in many.items()} == {page: len(sql) for page, sql in few.items()}
        assert len(many[DASHBOARD]) <= 18
        assert not [
            sql
            for page in many
            for sql in many[page]
            if re.search(r"COUNT\(\*\)", sql) and "LIMIT" not in sql and '"articles_article"' in sql
        ]


class TestReportCard:
    def test_it_says_how_a_provider_does(self, as_alice, alice):
        provider = busy(alice)[0]

        html = as_alice.get(card(provider)).content.decode()

        for part in ("Paper no. 0", "50 %", "1 of 2 decided", "gone quiet", "Of its 6 articles"):
            assert part in html

    def test_a_provider_without_articles_has_one_that_says_so(self, as_alice):
        html = as_alice.get(card(factories.provider("New"))).content.decode()

        assert "Nothing has come from New yet" in html

    @pytest.mark.parametrize("pk", ["0", "9" * 18, "9" * 30, "-1", "x", "1.5", "%00", "١"])
    def test_a_provider_that_is_none_is_not_found(self, as_alice, pk):
        assert as_alice.get(f"/admin/providers/{pk}/").status_code == 404

    def test_its_name_is_text(self, as_alice, alice):
        provider = factories.provider("<script>alert(1)</script>")
        factories.article(provider=provider).decline(by=alice)
        factories.article(provider=provider)

        for page in (card(provider), DASHBOARD, f"{LIST}?provider={provider.pk}"):
            assert "<script>alert" not in as_alice.get(page).content.decode()


@pytest.mark.parametrize("page", [DASHBOARD, "/admin/providers/1/"])
def test_it_is_for_those_who_may_read_articles(client, as_charlie, as_vera, alice, page):
    factories.Provider.objects.create(pk=1, name="One", domain="one.example")
    assert as_vera.get(page).status_code == 200
    for visitor in (client, as_charlie):
        assert "/admin/login/" in visitor.get(page)["Location"]
    alice.groups.clear()
    client.force_login(alice)
    assert client.get(page).status_code == 403


def cost(client, page) -> list[str]:
    assert client.get(page).status_code == 200
    with CaptureQueriesContext(connection) as captured:
        assert client.get(page).status_code == 200
    return [query["sql"] for query in captured]


def busy_day(alice, provider) -> None:
    factories.article(provider=provider, topics=[factories.topic()]).publish(by=alice)
    factories.scheduled(provider=provider)


def _waiting(count: int) -> list[Article]:
    now = timezone.now()
    return [Article(path=f"_news/w-{n}.md", slug=f"w-{n}", title=f"Waiting {n}", listed_at=now, published_at=now) for n in range(count)]
