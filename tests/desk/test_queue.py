"""The list shows what an editor decides by, and costs the same at any size."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.desk import paging
from articles.models import Article, RelatedLink
from tests import factories
from tests.desk.pages import LIST, change

pytestmark = pytest.mark.django_db


def titles(response) -> list[str]:
    return [article.title for article in response.context["cl"].result_list]


def test_the_list_opens_on_what_awaits_review_newest_first(as_alice):
    factories.published("Published")
    factories.declined("Declined")
    factories.article("Older")
    factories.article("Newer")

    assert titles(as_alice.get(LIST)) == ["Newer", "Older"]


@pytest.mark.parametrize("status", ["awaiting", "published", "declined", "withdrawn"])
def test_each_state_is_a_tab(as_alice, status):
    for state in (factories.article, factories.published, factories.declined, factories.withdrawn):
        state()

    assert [article.status for article in as_alice.get(f"{LIST}?status={status}").context["cl"].result_list] == [status]
    assert len(titles(as_alice.get(f"{LIST}?status=all"))) == 4


def test_a_row_says_what_an_editor_decides_by(as_alice):
    paper = factories.provider("Northern Standard")
    about = factories.topic("Harbours")
    article = factories.article("Cranes", excerpt="The night shift.", provider=paper, topics=[about], quality=68, heat=97)
    RelatedLink.objects.create(article=article, title="Elsewhere", quality=40)

    row = _row(as_alice.get(LIST), article)

    for part in ("Cranes", "The night shift.", "Northern Standard", "Harbours", "68", "97", "awaiting review", "Publish"):
        assert part in row
    assert '<td class="field-coverage">1</td>' in row
    assert '<span class="logo" aria-hidden="true">N</span>' in row


def test_text_from_files_is_escaped(as_alice):
    paper = factories.provider("<i>Paper</i>")
    factories.article(
        "<script>alert(1)</script>",
        excerpt="<b>x</b>",
        type="<u>t</u>",
        category="<s>c</s>",
        provider=paper,
        topics=[factories.topic("<em>T</em>")],
    )

    html = as_alice.get(LIST).content.decode()

    for tag in ("<script>alert", "<b>x", "<i>Paper", "<u>t", "<s>c", "<em>T"):
        assert tag not in html


class TestSuperseded:
    def link(self, article, quality, **fields):
        return RelatedLink.objects.create(article=article, title=f"Quality {quality}", quality=quality, **fields)

    def test_it_links_to_our_own_article_that_leads(self, as_alice):
        lead, article = factories.article(), factories.superseded(quality=69)
        self.link(article, 88, target=lead, web_url="https://else.example/88")
        self.link(article, 75, web_url="https://else.example/75")

        row = _row(as_alice.get(LIST), article)

        assert "superseded" in row
        assert f'class="lead" href="{change(lead)}"' in row

    def test_it_links_to_the_lead_elsewhere(self, as_alice):
        article = factories.superseded(quality=69)
        self.link(article, 75, web_url="https://else.example/75")
        self.link(article, 88, web_url="https://else.example/88")

        assert 'class="lead" href="https://else.example/88"' in _row(as_alice.get(LIST), article)

    @pytest.mark.parametrize("address", ["", "javascript:alert(1)", "ftp://else.example/", "//else.example/"])
    def test_an_address_that_is_no_web_address_is_no_link(self, as_alice, address):
        article = factories.superseded(quality=69)
        self.link(article, 88, web_url=address)

        row = _row(as_alice.get(LIST), article)

        assert "superseded" in row
        assert 'class="lead"' not in row

    def test_coverage_of_lower_quality_is_not_its_lead(self, as_alice):
        article = factories.superseded(quality=69)
        self.link(article, 69, web_url="https://else.example/69")

        assert 'class="lead"' not in _row(as_alice.get(LIST), article)


class TestNarrowing:
    def test_by_provider(self, as_alice):
        paper = factories.provider()
        factories.article("Theirs", provider=paper)
        factories.article("Other", provider=factories.provider())

        assert titles(as_alice.get(f"{LIST}?provider={paper.pk}")) == ["Theirs"]

    def test_by_topic_and_what_stands_below_it(self, as_alice):
        above = factories.topic("Above")
        below = factories.topic("Below", parent=above)
        factories.article("About it", topics=[below])
        factories.article("Other")

        assert titles(as_alice.get(f"{LIST}?topic={above.pk}")) == ["About it"]

    def test_by_type_date_and_conflict(self, as_alice):
        factories.article("Video", type="video")
        factories.article("Today", published_at=timezone.now())
        factories.article("Disputed", has_conflict=True)

        assert titles(as_alice.get(f"{LIST}?type=video")) == ["Video"]
        assert titles(as_alice.get(f"{LIST}?date=7")) == ["Today"]
        assert titles(as_alice.get(f"{LIST}?conflict=1")) == ["Disputed"]

    @pytest.mark.parametrize("words, found", [("harbour", "By title"), ("lantern", "By excerpt"), ("Gazette", "By provider")])
    def test_search_reads_title_excerpt_and_provider(self, as_alice, words, found):
        factories.article("By title", slug="a").save()
        Article.objects.filter(title="By title").update(title="By title harbour")
        factories.article("By excerpt", excerpt="A lantern.")
        factories.article("By provider", provider=factories.provider("The Gazette"))

        assert [title[: len(found)] for title in titles(as_alice.get(LIST, {"q": words}))] == [found]

    @pytest.mark.parametrize(
        "query",
        [
            *("provider=abc", "provider=-1", "provider=%00", "topic=99999999999999999999", "type=%00", "date=x", "conflict=2"),
            *("q=%00", "q=%27%22%25", "p=abc", "p=999"),
        ],
    )
    def test_nonsense_in_the_address_is_no_accident(self, as_alice, query):
        factories.article()

        assert as_alice.get(f"{LIST}?{query}", follow=True).status_code == 200

    def test_thousands_of_providers_are_searched_not_rendered(self, as_alice):
        chosen = factories.provider("Chosen paper")
        factories.provider("Unrelated paper")

        html = as_alice.get(f"{LIST}?provider={chosen.pk}").content.decode()
        found = as_alice.get("/admin/autocomplete/?app_label=articles&model_name=article&field_name=provider&term=unrel").json()

        assert "Chosen paper" in html
        assert "Unrelated paper" not in html
        assert [result["text"] for result in found["results"]] == ["Unrelated paper"]


class TestCost:
    def fill(self, count):
        papers = [factories.provider() for _ in range(3)]
        topics = [factories.topic() for _ in range(3)]
        for number in range(count):
            article = factories.superseded(provider=papers[number % 3], topics=topics)
            RelatedLink.objects.create(article=article, title="Lead", quality=90, target=Article.objects.first())

    def cost(self, client, query):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"{LIST}?{query}").status_code == 200
        return [query["sql"] for query in queries]

    @pytest.mark.parametrize("narrowed", [False, True])
    def test_it_costs_under_fifteen_queries_at_any_size(self, as_alice, narrowed):
        self.fill(10)
        first = Article.objects.first()
        query = "status=all&q=article&type=article&date=&conflict="
        query = f"{query}&provider={first.provider_id}&topic={first.topic_links.first().topic_id}" if narrowed else ""
        few = self.cost(as_alice, query)
        self.fill(190)

        many = self.cost(as_alice, query)

        assert len(many) == len(few) < 15

    def test_it_never_counts_the_table(self, as_alice):
        self.fill(60)

        for query in ("", "status=all", "q=article", "status=all&p=2"):
            for sql in self.cost(as_alice, query):
                assert "COUNT(" not in sql.upper() or re.search(r"LIMIT 2001\)? ?\)", sql), sql

    def test_beyond_what_is_counted_it_says_more(self, as_alice, monkeypatch):
        monkeypatch.setattr(paging, "FARTHEST", 60)
        self.fill(61)

        response = as_alice.get(f"{LIST}?p=2")

        assert "60+ articles" in response.content.decode()
        assert len(titles(response)) == 10
        assert as_alice.get(f"{LIST}?p=3", follow=True).redirect_chain


def _row(response, article) -> str:
    html = response.content.decode()
    rows = re.findall(r"<tr>.*?</tr>", html.split("<tbody>")[1], re.S)
    return next(row for row in rows if f'value="{article.pk}:' in row)
