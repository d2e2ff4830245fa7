"""The history as a table: all that the filters leave, streamed, and nothing in it that a spreadsheet would calculate."""

import csv
import io
import re
import tracemalloc
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.desk.trail import export
from articles.desk.trail.export import COLUMNS, as_csv, harmless
from articles.models import AuditEntry
from articles.undo import undo
from tests import factories

CSV = "/admin/history/history.csv"
DANGEROUS = "=+-@\t\r\n|%＝＋－＠"


def table(client, query="") -> list[dict[str, str]]:
    response = client.get(f"{CSV}{query}")
    assert response.status_code == 200
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


@pytest.mark.django_db
class TestTheTable:
    def test_has_a_row_for_each_field_that_changed(self, as_alice, alice):
        article = factories.article("Old maps")
        AuditEntry.objects.create(
            article=article,
            verb="edit",
            by=alice,
            reason="as said",
            at=datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC),
            changes={"title": ["Old", 'New, "really"\nnew'], "topics": [["A"], ["A", "B"]]},
        )
        rows = table(as_alice)

        assert list(rows[0]) == list(COLUMNS)
        assert [(row["field"], row["before"], row["after"]) for row in rows] == [
            ("title", "Old", 'New, "really"\nnew'),
            ("topics", "A", "A, B"),
        ]
        first = rows[0]
        assert (first["at"], first["who"], first["verb"], first["title"]) == ("2026-01-02 03:04:05+00:00", "alice", "edit", "Old maps")
        assert (first["reason"], first["article"]) == ("as said", str(article.pk))

    def test_has_a_row_for_an_entry_that_changed_no_field_and_names_what_was_undone(self, as_alice):
        article = factories.article()
        article.publish()
        first = article.audit.get()
        undo(first)
        AuditEntry.objects.create(article=article, verb="create", at=factories.NEW_YEAR)

        assert [(row["verb"], row["field"], row["undoes"]) for row in table(as_alice)] == [
            ("undo", "status", str(first.pk)),
            ("publish", "status", ""),
            ("create", "", ""),
        ]

    def test_is_a_file_that_spreadsheets_read_as_unicode(self, as_alice):
        response = as_alice.get(CSV)

        assert response.streaming
        assert response["Content-Type"] == "text/csv; charset=utf-8"
        assert re.fullmatch(r'attachment; filename="history-\d{4}-\d\d-\d\d\.csv"', response["Content-Disposition"])
        assert next(iter(response)).startswith(b"\xef\xbb\xbfentry,at,who")

    def test_follows_the_filters_and_not_the_pages(self, as_alice):
        for number in range(60):
            factories.article(f"Story {number}").publish()
        factories.article("Other").decline()

        assert len(table(as_alice, "?verb=publish&older=2020-01-01T00:00:00Z+1")) == 60

    def test_hides_a_sealed_payload(self, as_alice):
        AuditEntry.objects.create(article=factories.article(), verb="import", changes={"extra": [None, {"secured": "hush"}]})

        assert "hush" not in str(table(as_alice))

    def test_makes_what_came_with_a_file_harmless(self, as_alice):
        article = factories.article("=HYPERLINK(1)")
        AuditEntry.objects.create(article=article, verb="edit", reason="@SUM(1)", changes={"=1": [" +1", "-1\x07"], "heat": [1, -1]})
        rows = table(as_alice)

        assert (rows[0]["title"], rows[0]["reason"], rows[0]["field"]) == ("'=HYPERLINK(1)", "'@SUM(1)", "'=1")
        assert (rows[0]["before"], rows[0]["after"], rows[1]["after"]) == ("' +1", "'-1", "'-1")

    def test_is_made_bit_by_bit_in_constant_memory(self, monkeypatch):
        monkeypatch.setattr(export, "AT_ONCE", 100)
        article = factories.article()
        changes = {"excerpt": ["x" * 200, "y" * 200]}
        AuditEntry.objects.bulk_create(AuditEntry(article=article, verb="edit", changes=changes) for _ in range(5_000))
        peaks, rows = [], 0
        tracemalloc.start()
        for number, part in enumerate(as_csv({})):
            rows += part.count("\r\n")
            if number in (5, 50):
                peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()

        assert rows == 5_001
        assert peaks[1] < peaks[0] * 1.5

    def test_misses_and_doubles_none_of_one_moment(self, monkeypatch):
        monkeypatch.setattr(export, "AT_ONCE", 3)
        article = factories.article()
        AuditEntry.objects.bulk_create(AuditEntry(article=article, verb="edit", at=factories.NEW_YEAR) for _ in range(10))

        keys = [line.split(",")[0] for part in as_csv({}) for line in part.splitlines()][1:]
        assert [int(key) for key in keys] == sorted(AuditEntry.objects.values_list("pk", flat=True), reverse=True)


@pytest.mark.parametrize("text", ["plain", "a=1", "", "3 - 2", "'quoted'", "été", "1", " blank before"])
def test_what_is_no_formula_stays_as_it_is(text):
    assert harmless(text) == text


@pytest.mark.parametrize(
    "text", ["=1", "+1", "-1", "@A", "\t=1", "\r=1", "\n=1", "  =1", '"=1', "'=1", " \"' -1", "＝1", "\x00=1", "\u200b=1", "\ufeff@"]
)
def test_what_could_begin_a_formula_gets_an_apostrophe(text):
    assert harmless(text).startswith("'")


def test_a_cell_is_no_longer_than_a_spreadsheet_holds():
    assert len(harmless("=" * 100_000)) < 32_767


@given(st.lists(st.text(st.characters() | st.sampled_from(DANGEROUS + "\"', \x00\ufeff")), min_size=1, max_size=6))
def test_no_cell_of_the_table_begins_as_a_formula(cells):
    line = csv.writer(export._Echo(), lineterminator="\r\n").writerow([harmless(cell) for cell in cells])
    parsed = list(csv.reader(io.StringIO(line, newline="")))

    assert len(parsed) == 1
    assert len(parsed[0]) == len(cells)
    for cell in parsed[0]:
        assert not cell.startswith(tuple(DANGEROUS))
        assert cell.startswith("'") or not cell.lstrip(" \t\r\n\"'").startswith(tuple(DANGEROUS))
        assert "\x00" not in cell
        cell.encode()
