"""What is mine, whatever its state, and what names me."""

import pytest

from articles.models import Note
from tests import factories
from tests.desk.teamwork.addresses import MINE

pytestmark = pytest.mark.django_db


def test_it_lists_what_is_mine_in_any_state_and_nothing_else(as_alice, alice, carol):
    for make in (factories.article, factories.published, factories.declined, factories.withdrawn):
        make(f"Mine {make.__name__}", assigned_to=alice)
    factories.article("Hers", assigned_to=carol)
    factories.article("Anybody’s")

    page = as_alice.get(MINE).content.decode()

    assert page.count('class="title"') == 4
    assert "Hers" not in page and "Anybody’s" not in page


@pytest.mark.parametrize(("state", "titles"), [("open", ["Open"]), ("decided", ["Done"]), ("x", ["Done", "Open"]), ("", ["Done", "Open"])])
def test_it_is_narrowed_to_what_is_to_decide(as_alice, alice, state, titles):
    factories.article("Open", assigned_to=alice)
    factories.published("Done", assigned_to=alice)

    assert [article.title for article in as_alice.get(MINE, {"state": state}).context["articles"]] == titles


def test_it_shows_the_last_note(as_alice, alice, bob):
    article = factories.article(assigned_to=alice)
    article.notes.create(text="First", by=bob)
    article.notes.create(text="<b>Last</b>", by=bob)

    page = as_alice.get(MINE).content.decode()

    assert "&lt;b&gt;Last&lt;/b&gt;" in page
    assert "First" not in page


def test_it_shows_the_notes_of_others_that_name_me(as_alice, alice, bob):
    article = factories.article()
    for text, by in (("@Alice, look", bob), ("@alicette, look", bob), ("@alice myself", alice), ("alice?", bob)):
        article.notes.create(text=text, by=by)

    assert [note.text for note in as_alice.get(MINE).context["named"]] == ["@Alice, look"]


def test_it_goes_on_from_the_last_one_shown(as_alice, alice):
    for _ in range(53):
        factories.article(assigned_to=alice)
    first = as_alice.get(MINE)

    rest = as_alice.get(MINE, {"below": first.context["below"]})

    assert (len(first.context["articles"]), len(rest.context["articles"]), rest.context["below"]) == (50, 3, None)


@pytest.mark.parametrize("query", [{"below": "9" * 30}, {"below": "\x00"}, {"state": "\x00" * 99}, {"below": "²"}])
def test_a_forged_query_is_an_answer(as_alice, query):
    assert as_alice.get(MINE, query).status_code == 200


@pytest.mark.parametrize(("who", "code"), [("as_vera", 200), ("as_carol", 200), ("as_charlie", 302), ("client", 302)])
def test_who_reads_articles_has_one(request, who, code):
    assert request.getfixturevalue(who).get(MINE).status_code == code


def test_its_queries_are_as_many_for_few_as_for_many(as_alice, alice, bob, django_assert_num_queries):
    def load(articles):
        for _ in range(articles):
            article = factories.article(assigned_to=alice, provider=factories.provider())
            Note.objects.bulk_create(Note(article=article, by=bob, text="@alice") for _ in range(3))

    load(1)
    as_alice.get(MINE)
    with django_assert_num_queries(7):
        as_alice.get(MINE)
    load(60)
    with django_assert_num_queries(7):
        as_alice.get(MINE)
