"""The history: every entry, who did what from what to what, narrowed and paged at the same cost whatever its length."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.desk.trail import paging
from articles.desk.trail.filters import HistoryForm, entries
from articles.models import Article, AuditEntry, Batch, ImportRun
from articles.undo import undo
from tests import factories, files
from tests.test_costs import NUMBERS

pytestmark = pytest.mark.django_db

HISTORY = "/admin/history/"


def html(client, query="", code=200) -> str:
    response = client.get(f"{HISTORY}{query}")
    assert response.status_code == code, query
    return response.content.decode()


def told(title="Old maps", verb="edit", **fields) -> AuditEntry:
    article = fields.pop("article", None) or factories.article(title)
    return AuditEntry.objects.create(article=article, verb=verb, **{"changes": {"title": ["a", "b"]}, **fields})


def shown(client, query="") -> list[str]:
    """The titles of the articles that the listed entries are about."""
    response = client.get(f"{HISTORY}{query}")
    assert response.status_code == 200, query
    return [line.entry.article.title for day in response.context["days"] for line in day.lines]


class TestALine:
    def test_says_who_did_what_to_which_article_and_why(self, as_alice, alice):
        factories.article("Old maps").decline(by=alice, reason="stock tips")
        page = html(as_alice)

        for part in ("<b>alice</b>", "Old maps", ">declined</span>", "<q>stock tips</q>", "<dt>status</dt>"):
            assert part in page
        assert "<del>awaiting review</del>" in page
        assert "<ins>declined</ins>" in page

    def test_marks_the_words_that_differ(self, as_alice):
        told(changes={"title": ["The harbour at night", "The harbour at noon"]})
        page = html(as_alice)

        assert "The harbour at <del>night</del>" in page
        assert "The harbour at <ins>noon</ins>" in page

    def test_escapes_what_it_shows_and_never_shows_a_sealed_payload(self, as_alice):
        told("<b>Bold</b>", verb="<i>", reason="<script>", changes={"extra": [{"secured": "hush"}, None], "<u>": "<s>odd</s>"})
        page = html(as_alice)

        for text in ("&lt;b&gt;Bold", "&lt;i&gt;", "&lt;script&gt;", "&lt;u&gt;", "&lt;s&gt;odd"):
            assert text in page
        assert "hush" not in page

    def test_folds_a_long_text_and_cuts_what_stayed_the_same(self, as_alice):
        start = "one two three " * 200
        told(changes={"body": [start + "four", start + "five"], "excerpt": ["", "x " * 400]})
        page = html(as_alice)

        assert page.count("one two three ") < 20
        assert "<del>four</del>" in page
        assert page.count("<details>") == 1

    def test_says_dates_in_the_time_zone_of_the_desk(self, as_alice, settings):
        settings.TIME_ZONE = "Europe/Berlin"
        told(at=datetime(2026, 7, 1, 22, 30, tzinfo=UTC), changes={"publish_at": [None, "2026-07-02T10:00:00Z"]})
        page = html(as_alice)

        assert "Thursday, 2 July 2026" in page
        assert "2026-07-02 12:00 CEST" in page

    def test_leads_to_the_import_run_and_the_batch(self, as_alice):
        run, batch = ImportRun.objects.create(source="default", root="/"), Batch.objects.create(verb="publish")
        told(run=run, batch=batch, verb="import")
        page = html(as_alice)

        assert f'href="/admin/articles/importrun/{run.pk}/change/">import run {run.pk}</a>' in page
        assert f'href="/admin/batches/{batch.pk}/">batch {batch.pk}</a>' in page

    def test_names_the_machine_that_acted(self, as_alice):
        told(machine="rule")

        assert "the publishing rule" in html(as_alice)

    def test_says_what_it_undoes_and_what_undid_it(self, as_alice, alice):
        article = factories.article()
        article.publish(by=alice)
        first = article.audit.get()
        second = undo(first, by=alice)
        page = html(as_alice)

        assert f'undoes <a href="{HISTORY}{first.pk}/">' in page
        assert f'undone <a href="{HISTORY}{second.pk}/">' in page

    def test_offers_to_undo_it_or_says_why_not(self, as_alice, alice):
        article = factories.article("Old maps")
        article.publish(by=alice)
        first = article.audit.get()
        article.decline(by=alice)
        page = html(as_alice)

        assert "status was changed since" in page
        assert f'href="{HISTORY}{article.audit.first().pk}/?back=' in page
        assert f'name="entry" value="{first.pk}"' not in page

    @pytest.mark.parametrize("who, may", [("as_vera", False), ("as_bob", False), ("as_alice", False), ("as_carol", True)])
    def test_offers_it_to_those_who_may(self, request, who, may):
        factories.published().withdraw()
        page = html(request.getfixturevalue(who))

        assert ('name="entry"' in page) is may
        assert ("not yours to undo" in page) is not may


class TestFilters:
    @pytest.fixture(autouse=True)
    def history(self, alice):
        run, batch = ImportRun.objects.create(pk=7, source="default", root="/"), Batch.objects.create(pk=9, verb="publish")
        day = datetime(2026, 3, 1, 12, tzinfo=UTC)
        told("Person", by=alice, at=day)
        told("Import", run=run, verb="import", at=day + timedelta(days=1))
        told("Rule", machine="rule", verb="publish", at=day + timedelta(days=2))
        told("Schedule", machine="schedule", verb="due", at=day + timedelta(days=3))
        told("Batch", by=factories.chief(), batch=batch, verb="publish", at=day + timedelta(days=4))

    @pytest.mark.parametrize(
        "query, titles",
        [
            ("", "Batch Schedule Rule Import Person"),
            ("?who=import", "Import"),
            ("?who=rule", "Rule"),
            ("?who=schedule", "Schedule"),
            ("?run=7", "Import"),
            ("?run=8", ""),
            ("?batch=9", "Batch"),
            ("?verb=publish", "Batch Rule"),
            ("?verb=publish&who=rule", "Rule"),
            ("?since=2026-03-04", "Batch Schedule"),
            ("?until=2026-03-02", "Import Person"),
            ("?since=2026-03-02&until=2026-03-03", "Rule Import"),
            ("?since=2026-03-03&until=2026-03-02", ""),
            ("?q=RUL", "Rule"),
            ("?q=%25", ""),
            ("?q=%20Person%20&nonsense=1", "Person"),
        ],
    )
    def test_each_narrows_it(self, as_alice, query, titles):
        assert " ".join(shown(as_alice, query)) == titles

    def test_by_person(self, as_alice):
        for name, title in (("alice", "Person"), ("carol", "Batch")):
            assert shown(as_alice, f"?who={User.objects.get(username=name).pk}") == [title]

    def test_by_article(self, as_alice):
        article = Article.objects.get(title="Rule")

        assert shown(as_alice, f"?article={article.pk}") == ["Rule"]

    @pytest.mark.parametrize(
        "query",
        [
            *("who=nobody", "who=999999", "who=-1", "run=0", "run=x", f"run={'9' * 30}", "verb=nonsense", "since=2026-13-01"),
            *("until=0001-01-01", "until=9999-12-31", "q=%00", f"q={'x' * 101}", "article=x", f"article={'9' * 30}", "batch=-1"),
        ],
    )
    def test_what_is_no_filter_is_said_and_nothing_is_listed(self, as_alice, query):
        page = html(as_alice, f"?{query}", 400)

        assert 'class="wrong"' in page
        assert "Nothing is listed until the filters are right." in page
        assert as_alice.get(f"{HISTORY}history.csv?{query}").status_code == 400

    def test_an_article_that_is_not_there_has_no_history(self, as_alice):
        html(as_alice, "?article=99999999", 404)

    def test_the_day_is_the_desk_s(self, as_alice, settings):
        settings.TIME_ZONE = "Pacific/Auckland"
        AuditEntry.objects.filter(article__title="Rule").update(at=datetime(2026, 3, 9, 23, tzinfo=UTC))

        assert shown(as_alice, "?since=2026-03-10&until=2026-03-10") == ["Rule"]


class TestPages:
    @pytest.fixture(autouse=True)
    def short(self, monkeypatch):
        monkeypatch.setattr(paging, "SIZE", 3)

    def walk(self, client, query="") -> list[str]:
        found, link = [], query
        for _ in range(30):
            response = client.get(f"{HISTORY}?{link}")
            found += [line.entry.article.title for day in response.context["days"] for line in day.lines]
            if not (link := response.context["page"].older):
                return found
        raise AssertionError("there is no end")

    def test_older_and_older_shows_each_entry_once_also_those_of_one_moment(self, as_alice):
        for number in range(10):
            told(str(number), at=factories.NEW_YEAR + timedelta(days=number // 4))

        assert self.walk(as_alice) == [str(number) for number in range(9, -1, -1)]

    def test_newer_leads_back_and_keeps_the_filters(self, as_alice):
        for number in range(10):
            told(str(number), at=factories.NEW_YEAR + timedelta(days=number))
        last = as_alice.get(f"{HISTORY}?verb=edit&older=2026-01-04T12:00:00Z+0").context["page"]
        newer = as_alice.get(f"{HISTORY}?{last.newer}").context["page"]

        assert "verb=edit" in last.newer
        assert [entry.article.title for entry in newer.entries] == ["5", "4", "3"]
        assert shown(as_alice, f"?{newer.newer}") == ["8", "7", "6"]
        assert shown(as_alice, "?newer=2026-01-09T12:00:00Z+0") == ["9", "8", "7"]

    @pytest.mark.parametrize("way", ["older", "newer"])
    @pytest.mark.parametrize(
        "place", ["x", "2026-01-01 1", "2026-01-01T00:00:00Z", "0001-01-01T00:00:00Z 1", f"2026-01-01T00:00:00Z {'9' * 30}", "\0"]
    )
    def test_a_place_that_cannot_be_is_no_page(self, as_alice, way, place):
        assert as_alice.get(HISTORY, {way: place}).status_code == 404

    def test_a_filter_without_an_index_looks_through_so_many_and_says_how_to_go_on(self, as_alice, monkeypatch):
        monkeypatch.setattr(paging, "LOOKED_THROUGH", 5)
        for number in range(12):
            told(str(number), verb="publish" if number in (0, 1, 9) else "edit", at=factories.NEW_YEAR + timedelta(days=number // 3))

        page = as_alice.get(f"{HISTORY}?verb=publish").context["page"]
        assert [entry.article.title for entry in page.entries] == ["9"]
        assert page.looked_until == factories.NEW_YEAR + timedelta(days=2)
        assert self.walk(as_alice, "verb=publish") == ["9", "1", "0"]
        assert "Looked through everything back to 3 January 2026" in html(as_alice, "?verb=publish")
        assert self.walk(as_alice, "q=9") == ["9"]


class TestOneArticle:
    def test_begins_with_the_run_that_brought_it_in(self, as_alice, tmp_path):
        files.news(tmp_path)
        files.run_import(tmp_path)
        article = Article.objects.get()
        page = html(as_alice, f"?article={article.pk}")

        assert "came in" in page
        assert f"import run {article.created_run_id}</a>" in page
        assert article.path in page
        assert "Nobody has changed it yet." in page

    def test_begins_with_its_birth_where_it_was_written_here(self, as_alice):
        entry = told(verb="create", changes={})
        page = html(as_alice, f"?article={entry.article_id}")

        assert "written here" in page
        assert "came in" not in page

    def test_shows_nothing_of_others(self, as_alice):
        entry = told("Mine")
        told("Other")

        assert shown(as_alice, f"?article={entry.article_id}") == ["Mine"]
        assert "History of “Mine”" in html(as_alice, f"?article={entry.article_id}")


class TestOneEntry:
    def test_shows_it_at_length(self, as_alice):
        text = "word " * 300
        entry = told(changes={"excerpt": ["", text]})

        assert text.strip() in html(as_alice, f"{entry.pk}/")

    @pytest.mark.parametrize("pk", ["99999999", "9" * 18, "9" * 30, "x"])
    def test_one_that_is_not_there(self, as_alice, pk):
        html(as_alice, f"{pk}/", 404)


@pytest.mark.parametrize("address", [HISTORY, f"{HISTORY}history.csv", f"{HISTORY}1/", f"{HISTORY}1/undo/", f"{HISTORY}undo/"])
@pytest.mark.parametrize("who", ["client", "as_charlie"])
def test_strangers_are_sent_to_the_login(request, who, address):
    response = request.getfixturevalue(who).get(address)

    assert (response.status_code, response["Location"][:13]) == (302, "/admin/login/")


def test_staff_without_the_right_are_refused(as_vera, vera):
    vera.groups.clear()

    assert as_vera.get(HISTORY).status_code == 403


def test_the_admin_s_own_addresses_lead_to_it(as_alice):
    entry = told()

    assert as_alice.get("/admin/articles/auditentry/")["Location"] == HISTORY
    assert as_alice.get(f"/admin/articles/auditentry/{entry.pk}/change/")["Location"] == f"{HISTORY}{entry.pk}/"
    assert as_alice.get("/admin/articles/auditentry/x/change/")["Location"] == HISTORY


def test_who_looks_has_the_schedule_s_lines_written(as_alice):
    now = timezone.now()
    factories.published("Planned", created_at=now - timedelta(days=2), publish_at=now - timedelta(days=1))

    assert shown(as_alice) == ["Planned"]


class TestCosts:
    """100,000 entries of 1,000 articles, one a minute. Every page costs as many queries as over 100, and none counts."""

    FILTERS = ("", "?verb=edit", "?who=rule", "?q=story&verb=edit", "?since=2026-01-01&until=2026-01-01", "?older=2026-01-01T00:40:00Z+0")

    @pytest.fixture
    def pages(self, alice):
        topic, run, batch = factories.topic(), ImportRun.objects.create(source="default", root="/"), Batch.objects.create(verb="publish")
        article = factories.article("Story", path="_news/template.md", slug="template", topics=[topic])
        day = datetime(2026, 1, 1, tzinfo=UTC)
        AuditEntry.objects.create(
            article=article, verb="edit", by=alice, at=day, run=run, batch=batch, changes={"title": ["Word", "Story"]}
        )
        AuditEntry.objects.create(article=article, verb="edit", machine="rule", at=day, changes={"title": ["Word", "Story"]})
        of_few = (f"?article={article.pk}", f"?run={run.pk}", f"?batch={batch.pk}")
        return (*self.FILTERS, f"?who={alice.pk}", *of_few)

    def test_a_page_runs_as_many_queries_over_100_000_entries_as_over_100(self, as_alice, pages):
        self.copy_articles(1_000)
        self.copy_entries(1, 100)
        few = {page: self.queries(as_alice, page) for page in pages}
        self.copy_entries(101, 50_000)
        many = {page: self.queries(as_alice, page) for page in pages}

        assert AuditEntry.objects.count() == 100_002
        assert {page: len(sql) for page, sql in few.items()} == {page: len(sql) for page, sql in many.items()}
        assert max(map(len, many.values())) <= 20
        assert not [sql for page in pages for sql in many[page] if "COUNT(" in sql]
        for page in pages[:-3]:
            assert "audit_at" in self.plan(page), page

    def copy_articles(self, number: int) -> None:
        template = Article.objects.get()
        names = [field.name for field in Article._meta.concrete_fields if not field.primary_key]
        values = {name: getattr(template, name) for name in names}
        copies = ({**values, "path": f"{template.path}-{copy}", "slug": f"{template.slug}-{copy}"} for copy in range(number))
        Article.objects.bulk_create(Article(**copy) for copy in copies)

    def copy_entries(self, start: int, end: int) -> None:
        """Of the first two, for one article after another; in SQL, for speed. A few keep the import run and the batch."""
        sqlite = connection.vendor == "sqlite"
        later = "strftime('%Y-%m-%d %H:%M:%f000', at, i || ' minutes')" if sqlite else "at + i * interval '1 minute'"
        first = Article.objects.order_by("pk").values_list("pk", flat=True)[0]
        few = "CASE WHEN i <= 100 THEN {} END"
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO articles_auditentry"
                " (article_id, at, by_id, run_id, batch_id, via, verb, reason, machine, changes, facts, took_back)"
                f" {NUMBERS.format(start=start, end=end)} SELECT {first} + 1 + i % 1000, {later}, by_id, {few.format('run_id')},"
                f" {few.format('batch_id')}, via, verb, reason, machine, changes, facts, took_back FROM articles_auditentry, numbers"
                f" WHERE article_id = {first}"
            )
            cursor.execute("ANALYZE")

    def queries(self, client, page) -> list[str]:
        assert client.get(HISTORY + page).context["page"].entries, page
        with CaptureQueriesContext(connection) as captured:
            client.get(HISTORY + page)
        return [query["sql"] for query in captured]

    def plan(self, page: str) -> str:
        query = QueryDict(page[1:])
        form = HistoryForm(query)
        assert form.is_valid()
        rows = entries(form.asked)
        if "older" in query:
            rows = paging.before(rows, paging._place(query["older"]))
        return rows.order_by("-at", "-pk").values_list("pk")[:51].explain()
