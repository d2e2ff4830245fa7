"""Sitemaps: every public page is in one of them, no other is, and no part ever grows past its measure."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from lxml import etree

from articles.importer.run import import_paths
from articles.models import Article, PicturePolicy
from articles.site.sitemaps import parts
from tests import factories, files
from tests.clock import clock
from tests.site.feeds.reading import body, skeleton, xml
from tests.site.feeds.schemas import SITEMAP, SITEMAPS

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
SITE = "http://testserver"
NEWS = "{http://www.google.com/schemas/sitemap-news/0.9}"
HOSTILE = ["</loc><loc>x", "]]>", "&amp;", "<b>", "\x0b\x1b", "写真", "{{ x }}", '"><url/>', "a" * 500]


def places(client, address: str) -> dict[str, str]:
    """{address: last change} of a map, or of an index."""
    document = xml(client, address)
    assert SITEMAPS.validate(document), SITEMAPS.error_log
    return {item.findtext(f"{{{SITEMAP}}}loc"): item.findtext(f"{{{SITEMAP}}}lastmod", "") for item in document}


def mapped(client) -> list[str]:
    """Every address of every part that the index names."""
    found = []
    for part in places(client, "/sitemap.xml"):
        found += places(client, part.removeprefix(SITE))
    return found


def test_every_public_page_is_in_one_of_the_parts(client, newsroom):
    factories.article(slug="awaiting")
    found = mapped(client)

    assert len(set(found)) == len(found) == 31 + 3 + 3 + 7
    assert {f"{SITE}/news/story-3/", f"{SITE}/topics/medical-imaging/", f"{SITE}/providers/tide.example/", f"{SITE}/"} <= set(found)
    assert {client.get(address.removeprefix(SITE)).status_code for address in found} == {200}


def test_a_part_never_grows_and_never_moves(client, monkeypatch):
    monkeypatch.setattr(parts, "SIZE", 10)
    monkeypatch.setattr(parts, "PORTION", 3)
    articles = [factories.published() for _ in range(35)]
    before = {address: set(places(client, address.removeprefix(SITE))) for address in places(client, "/sitemap.xml")}
    assert max(len(found) for address, found in before.items() if "articles" in address) <= 10
    assert len(before) in (5, 6)

    withdrawn = articles[15]  # of a part that is whole, wherever the keys began: one that was alone in its part would take it along
    withdrawn.withdraw()
    for _ in range(12):
        factories.published()

    gone = {f"{SITE}{withdrawn.get_absolute_url()}"}
    after = {address: set(places(client, address.removeprefix(SITE))) for address in places(client, "/sitemap.xml")}
    assert all(before[address] - gone <= after[address] for address in before)
    assert sorted(mapped(client)) == sorted(set(mapped(client)))


def test_a_part_without_anything_public_is_not_named_and_not_there(client, monkeypatch):
    monkeypatch.setattr(parts, "SIZE", 1)
    hidden, shown = factories.article(), factories.published()

    assert list(places(client, "/sitemap.xml")) == [f"{SITE}/sitemaps/pages.xml", f"{SITE}/sitemaps/articles-{shown.pk}.xml"]
    assert client.get(f"/sitemaps/articles-{hidden.pk}.xml").status_code == 404
    assert client.get("/sitemaps/articles-999999999.xml").status_code == 404


@pytest.mark.parametrize("number", ["9999999999", "-1", "x", "1.5", "٣", "00", "000000000", "01"])
def test_a_part_is_a_small_number_written_in_one_way(client, number):
    factories.published()

    assert client.get(f"/sitemaps/articles-{number}.xml", follow=True).status_code == 404


def test_the_last_change_is_that_of_the_page(client):
    with clock(NOON) as hands:
        edited = factories.published()
        planned = factories.published(publish_at=NOON + timedelta(hours=2))
        hands.forward(hours=1)
        edited.title = "Another"
        edited.save_edit(["title"])
        hands.forward(hours=5)
        found = places(client, f"/sitemaps/articles-{edited.pk // parts.SIZE}.xml")

        assert found[f"{SITE}{edited.get_absolute_url()}"] == "2026-06-01T13:00:00+00:00"
        assert found[f"{SITE}{planned.get_absolute_url()}"] == "2026-06-01T14:00:00+00:00"
        assert max(places(client, "/sitemap.xml").values()) == "2026-06-01T14:00:00+00:00"


def test_pictures_are_our_copies_where_we_may_show_them(client):
    article = factories.published()
    file = factories.pictured(article).picture.copy.of("lead", "jpeg")[-1]
    factories.pictured(factories.published(), factories.stored(copy=None))
    factories.pictured(factories.published(provider=factories.provider(pictures=PicturePolicy.NONE)))

    document = xml(client, f"/sitemaps/articles-{article.pk // parts.SIZE}.xml")

    assert document.xpath("//*[local-name()='image']/*[local-name()='loc']/text()") == [f"{SITE}{file.url}"]


def test_an_address_too_long_for_a_map_is_left_out(client):
    short, long = factories.published(slug="short"), factories.published(slug="写" * 250)

    assert len(long.get_absolute_url()) > 2048
    assert list(places(client, f"/sitemaps/articles-{short.pk // parts.SIZE}.xml")) == [f"{SITE}/news/short/"]


def test_queries_grow_with_portions_alone(client):
    def queries(address: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            body(client, address)
        return len(captured)

    picture = factories.stored()
    for number in (5, 45):
        for _ in range(number):
            factories.pictured(fresh(topics=[factories.topic()], provider=factories.provider()), picture)
        part = parts.parts()[-1][0]
        addresses = ["/sitemap.xml", "/sitemaps/pages.xml", f"/sitemaps/articles-{part}.xml", "/sitemap-news.xml"]
        counts = [queries(address) for address in addresses]
        assert counts == [1, 2, 5, 1]


def fresh(title: str = "", **fields):
    return factories.published(title, published_at=datetime.now(UTC) - timedelta(hours=1), **fields)


class TestNews:
    def titles(self, client) -> list[str]:
        return [found.text for found in xml(client, "/sitemap-news.xml").iter(f"{NEWS}title")]

    def test_it_holds_two_days_by_the_providers_dates(self, client):
        with clock(NOON):
            for hours in (1, 47, 49, -1):
                factories.published(f"{hours} hours", published_at=NOON - timedelta(hours=hours))

            assert self.titles(client) == ["1 hours", "47 hours"]

    def test_what_has_no_date_of_its_provider_or_is_no_news_is_not_in_it(self, client):
        with clock(NOON):
            for category in ("news", "samples"):
                factories.published(f"{category}, undated", category=category, published_at=None)
                factories.published(f"{category}, dated", category=category, published_at=NOON - timedelta(hours=1))
            document = xml(client, "/sitemap-news.xml")

        assert [found.text for found in document.iter(f"{NEWS}title")] == ["news, dated"]
        assert document.findtext(f".//{NEWS}publication_date") == "2026-06-01T11:00:00+00:00"

    def test_it_is_read_along_the_index_of_public_news(self, client):
        for number in range(200):  # enough for a planner to care
            factories.published(published_at=datetime.now(UTC) - timedelta(days=number))
        with CaptureQueriesContext(connection) as captured:
            body(client, "/sitemap-news.xml")
        [asked] = [query["sql"] for query in captured]

        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
            cursor.execute(f"EXPLAIN {'QUERY PLAN' if connection.vendor == 'sqlite' else ''} {asked}")
            plan = str(cursor.fetchall())
        assert "article_public_newest" in plan and "ORDER BY" not in plan

    def test_it_says_who_publishes_in_which_language_and_when(self, client, settings):
        settings.SITE_LOCALE, settings.SITE_NAME = "da-dk", "Nyheder & mere"
        with clock(NOON):
            factories.published("Hej", published_at=NOON - timedelta(hours=1))
            document = xml(client, "/sitemap-news.xml")

        assert SITEMAPS.validate(document)
        assert [document.findtext(f".//{NEWS}{name}") for name in ("name", "language", "publication_date", "title")] == [
            *("Nyheder & mere", "da", "2026-06-01T11:00:00+00:00", "Hej")
        ]

    def test_no_more_than_google_takes(self, client, monkeypatch):
        monkeypatch.setattr("articles.site.sitemaps.views.MOST_NEWS", 3)
        for number in range(5):
            fresh(f"Story {number}")

        assert len(self.titles(client)) == 3

    def test_chinese_is_named_with_its_place(self, client, settings):
        settings.SITE_LOCALE = "zh-tw"
        fresh()

        assert xml(client, "/sitemap-news.xml").findtext(f".//{NEWS}language") == "zh-tw"


@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
def test_hostile_words_change_nothing_but_the_words(client, text):
    fresh("Harmless", slug="harmless")
    calm = skeleton(xml(client, "/sitemap-news.xml"))
    factories.Article.objects.update(title=text)

    document = xml(client, "/sitemap-news.xml")

    assert skeleton(document) == calm
    assert SITEMAPS.validate(document)


def test_the_same_map_need_not_be_sent_again(client, newsroom):
    for address in ("/sitemap.xml", "/sitemaps/pages.xml", "/sitemap-news.xml"):
        first = client.get(address)
        assert client.get(address, headers={"if-none-match": first["ETag"]}).status_code == 304
        assert first["Cache-Control"] == "public, max-age=0, must-revalidate"


class TestPartAgain:
    """A part that its reader has already is not sent again, and not read; one that says anything else is."""

    @pytest.fixture
    def hands(self):
        with clock(NOON) as hands:
            yield hands

    def part(self, client, **headers):
        return client.get(f"/sitemaps/articles-{Article.objects.latest('pk').pk // parts.SIZE}.xml", headers=headers)

    def told(self, client) -> tuple[str, bytes]:
        """Its tag and its bytes."""
        response = self.part(client)
        return response["ETag"], b"".join(response.streaming_content)

    def differs(self, client, act) -> None:
        """What this does changes the part, and whoever has the former one is sent the new one."""
        tag, before = self.told(client)
        act()
        again = self.part(client, **{"if-none-match": tag})
        assert again.status_code == 200 and again["ETag"] != tag
        assert b"".join(again.streaming_content) != before

    def test_who_has_it_is_told_so_in_two_queries(self, client):
        for _ in range(5):
            factories.pictured(factories.published(provider=factories.provider()))
        tag, _ = self.told(client)
        address = f"/sitemaps/articles-{Article.objects.latest('pk').pk // parts.SIZE}.xml"
        with CaptureQueriesContext(connection) as captured:
            response = client.get(address, headers={"if-none-match": f'"other", {tag}'})

        assert (response.status_code, response.content, len(captured)) == (304, b"", 2)
        assert tag.startswith('W/"') and response["ETag"] == tag
        assert response["Cache-Control"] == "public, max-age=0, must-revalidate"

    def test_it_is_the_same_until_something_changes(self, client, hands):
        factories.pictured(factories.published(provider=factories.provider()))
        tag, body = self.told(client)
        hands.forward(days=1)

        assert self.told(client) == (tag, body)

    def test_what_happens_to_hidden_articles_and_their_pictures_leaves_it_as_it_is(self, client, hands):
        for state in (factories.embargoed, factories.article):
            factories.pictured(state())
        factories.published()
        tag, _ = self.told(client)
        for hidden in Article.objects.exclude(pk=Article.objects.latest("pk").pk):
            hidden.title = "Another"
            hidden.save_edit(["title"])
            factories.pictured(hidden, position=1)

        assert self.told(client)[0] == tag

    def test_each_verb_changes_it(self, client, hands):
        article = factories.published()
        factories.published()
        waiting = factories.article()

        def edit() -> None:
            article.title = "Another"
            article.save_edit(["title"])

        for act in (waiting.publish, edit, waiting.withdraw, article.delete):
            hands.forward(minutes=1)
            self.differs(client, act)

    def test_the_clock_changes_it(self, client, hands):
        factories.published()
        for times in ({"publish_at": 1}, {"embargo_until": 2}, {"expires_at": 3}):
            factories.published(**{name: NOON + timedelta(hours=hours) for name, hours in times.items()})
        for _ in range(3):
            self.differs(client, lambda: hands.forward(hours=1))

    def test_one_that_comes_for_one_that_goes_at_the_same_moment_changes_it(self, client, hands):
        factories.published(embargo_until=NOON - timedelta(days=1))
        factories.published(expires_at=NOON + timedelta(hours=1))
        factories.published(updated_at=NOON - timedelta(days=1), publish_at=NOON + timedelta(hours=1))

        self.differs(client, lambda: hands.forward(hours=2))

    def test_a_commit_whose_clock_was_behind_the_latest_changes_it(self, client, hands):
        late = factories.published()
        hands.forward(minutes=2)
        factories.published()
        hands.forward(minutes=-1)

        self.differs(client, lambda: late.record("edit", {}))

    def test_another_address_changes_it(self, client, tmp_path):
        files.write(tmp_path, "_news/x.md", files.text(published="true"))
        import_paths([tmp_path], source="default")
        Article.objects.update(updated_at=datetime.now(UTC) + timedelta(days=1))  # so that no time says what happened

        def move() -> None:
            files.write(tmp_path, "_news/x.md", files.text(published="true").replace("category: news", "category: blog"))
            import_paths([tmp_path], source="default")

        self.differs(client, move)

    def test_another_picture_changes_it_and_none_where_we_may_not_show_it(self, client):
        paper = factories.provider()
        picture = factories.stored(copy=None)
        factories.pictured(factories.published(provider=paper), picture)

        def set_(row, **columns) -> None:
            type(row).objects.filter(pk=row.pk).update(**columns)

        for act in (
            lambda: set_(picture, copy=factories.copy()),
            lambda: set_(picture, replacement=factories.copy()),
            lambda: set_(picture, replacement=None),
            lambda: set_(paper, pictures=PicturePolicy.HOTLINK),
        ):
            self.differs(client, act)

    def test_another_address_of_the_site_changes_it(self, client, settings):
        factories.published()

        self.differs(client, lambda: setattr(settings, "SITE_URL", "https://elsewhere.example"))

    def test_a_part_that_has_become_empty_is_gone_for_whoever_has_it(self, client):
        article = factories.published()
        tag, _ = self.told(client)
        article.withdraw()

        assert self.part(client, **{"if-none-match": tag}).status_code == 404


def test_the_schema_would_find_a_fault():
    broken = f'<urlset xmlns="{SITEMAP}"><url><loc>/relative/</loc></url></urlset>'
    assert not SITEMAPS.validate(etree.fromstring(broken))
    assert not SITEMAPS.validate(etree.fromstring(f'<sitemapindex xmlns="{SITEMAP}"/>'))
