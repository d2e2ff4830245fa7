"""The search page and its suggestions: what is published is found, counted and offered, and nothing else ever is."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.utils import timezone

from articles import search
from articles.models import Article
from articles.site import searching
from tests import factories
from tests.search.hostile import HOSTILE
from tests.site.test_leaks import HIDDEN, MARK, hide

pytestmark = pytest.mark.django_db


def titles(response) -> list[str]:
    return [article.title for article in response.context["articles"]]


def text(response) -> str:
    return response.content.decode()


def suggested(client, typed: str) -> list[dict]:
    return client.get("/search/suggest/", {"q": typed}).json()["found"]


def test_without_words_the_page_says_how_to_search(client):
    page = text(client.get("/search/"))

    assert "How to search" in page and "harb*" in page
    assert '<meta name="robots" content="noindex">' in page and 'rel="canonical"' not in page


def test_what_is_found_is_marked_in_title_and_excerpt(client):
    factories.published("Harbour cranes", excerpt="In the HARBOUR at night.", slug="cranes")

    page = text(client.get("/search/?q=harbour"))

    assert '<a href="/news/cranes/"><mark>Harbour</mark> cranes</a>' in page
    assert "In the <mark>HARBOUR</mark> at night." in page
    assert "1 story." in page


def test_marks_come_after_escaping(client):
    factories.published("<mark>harbour</mark> & <script>alert(1)</script>", excerpt="&lt;b&gt;harbour")

    page = text(client.get("/search/", {"q": "harbour <script>alert(1)</script>"}))

    assert "&lt;mark&gt;<mark>harbour</mark>&lt;/mark&gt; &amp; &lt;<mark>script&gt;alert(1)&lt;/script</mark>&gt;</a>" in page
    assert "<script>alert" not in page and "&lt;b&gt;<mark>harbour</mark>" in page


def test_names_of_topics_and_providers_are_marked_too(client):
    vision, law = factories.topic("Computer vision", slug="vision"), factories.topic("Law <b>", slug="law")
    factories.published(
        "Harbour", topics=[vision, law], provider=factories.provider("Tide & Tern"), provider_details={"name": "Tide & Tern"}
    )

    assert "Computer <mark>vision</mark></a>" in text(client.get("/search/?q=vision"))
    assert "<b>Tide &amp; <mark>Tern</mark></b>" in text(client.get("/search/?q=tern"))
    assert "Law &lt;<mark>b</mark>&gt;</a>" in text(client.get("/search/?q=b"))
    assert "<mark>" in text(client.get("/search/?q=harbour")) and "<b>Tide &amp; Tern</b>" in text(client.get("/search/?q=harbour"))


def test_filters_narrow_and_their_choices_are_counted(client):
    vision, paper = factories.topic("Vision", slug="vision"), factories.provider("Tide", domain="tide.example")
    for number in range(3):
        factories.published(f"Harbour {number}", topics=[vision] if number else [], provider=paper, type="article" if number else "video")
    factories.published("Market", topics=[factories.topic("Trade", slug="trade")])

    page = text(client.get("/search/?q=harbour"))
    narrowed = client.get("/search/?q=harbour&topic=vision&type=article&provider=tide.example&since=2026-01-01&until=2026-12-31")

    assert "Vision (2)" in page and "Tide (3)" in page and "Article (2)" in page and "Video (1)" in page and "Trade" in page
    assert "Trade (" not in page
    assert sorted(titles(narrowed)) == ["Harbour 1", "Harbour 2"]
    assert "2 stories match." in text(narrowed)
    assert titles(client.get("/search/?q=harbour&until=2020-01-01")) == []


@pytest.mark.parametrize("asked", ["tide.example", "Tide", "TIDE"])
@pytest.mark.parametrize("words, count", [("harbour", 1), ("market", 0)])
def test_the_provider_that_was_asked_for_stays_chosen(client, asked, words, count):
    factories.published("Harbour", provider=factories.provider("Tide", domain="tide.example"))

    page = text(client.get(f"/search/?q={words}&provider={asked}"))

    assert f'<option value="tide.example" selected>Tide ({count})</option>' in page


def test_a_topic_holds_what_its_children_hold(client):
    vision = factories.topic("Vision", slug="vision")
    factories.published("Harbour", topics=[factories.topic("Faces", slug="faces", parent=vision)])

    assert titles(client.get("/search/?q=harbour&topic=vision")) == ["Harbour"]
    assert "Vision (1)" in text(client.get("/search/?q=harbour")) and "Vision (1)" in text(client.get("/search/?q=harbour&topic=vision"))


@pytest.mark.parametrize("query", ["topic=vision&type=video", "q=&topic=vision&type=video", "q=+&topic=vision&type=video"])
def test_a_search_without_words_that_is_narrowed_is_the_list_of_that(client, query):
    answer = client.get(f"/search/?{query}")

    assert (answer.status_code, answer["Location"]) == (302, "/news/?topic=vision&type=video")


def test_what_cannot_be_answered_is_said_with_400(client):
    factories.published("Harbour")

    response = client.get("/search/?q=harbour&topic=nowhere&since=soon")

    assert response.status_code == 400
    assert "There is no such topic." in text(response) and "From: Enter a valid date." in text(response)
    assert titles(response) == []


def test_pages_hold_every_match_once_up_to_the_window(client):
    for number in range(60):
        factories.published(f"Harbour {number}")

    first = client.get("/search/?q=harbour&type=article&nothing=x")
    more = unescape(re.search(r'href="(\?[^"]*)" rel="next"', text(first))[1])
    second, third = client.get(f"/search/{more}"), client.get("/search/?q=harbour&page=3")

    assert more == "?q=harbour&type=article&page=2"
    assert len({*titles(first), *titles(second), *titles(third)}) == 60
    assert 'rel="next"' not in text(third) and 'rel="prev"' in text(third)
    for page in ("4", "0", "-1", "x", "²", "9" * 5000, ""):
        assert client.get("/search/", {"q": "harbour", "page": page}).status_code == 404


def test_of_more_than_the_window_it_says_that_there_are_more(client, monkeypatch):
    for number in range(30):
        factories.published(f"Harbour {number}")
    find = search.find
    monkeypatch.setattr(searching, "WINDOW", 20)
    monkeypatch.setattr(searching, "find", lambda *asked: find(*asked, window=20))

    page = text(client.get("/search/?q=harbour"))

    assert "20+ stories." in page and "The numbers are of the newest 20." in page and "Article (20)" in page


def test_a_typing_error_is_answered_with_what_was_meant(client):
    factories.published("Harbour", type="video")

    page = text(client.get("/search/?q=harbuor&type=video"))

    assert 'Did you mean <a class="meant" href="?q=harbour&amp;type=video">harbour</a>?' in page
    assert "Did you mean" not in text(client.get("/search/?q=zzzzzzz"))


def test_titles_are_suggested_while_somebody_types(client):
    factories.published("Harbour cranes", slug="cranes", provider=factories.provider("Tide"))
    for number in range(20):
        factories.published(f"Market {number}")

    response = client.get("/search/suggest/?q=harb")

    assert response.json() == {"found": [{"title": "Harbour cranes", "url": "/news/cranes/", "source": "Tide"}]}
    assert response["Cache-Control"] == "public, max-age=0, must-revalidate" and response["X-Robots-Tag"] == "noindex"
    assert len(suggested(client, "mark")) == 8
    assert suggested(client, "") == suggested(client, "nothing") == []


@pytest.mark.parametrize("address", ["/search/", "/search/suggest/"])
def test_five_hundred_hostile_strings_answer_200(client, address, django_assert_max_num_queries):
    factories.published("The word", excerpt="a be the word", topics=[factories.topic("東京")])

    assert len(HOSTILE) == 500
    for typed in HOSTILE:
        with django_assert_max_num_queries(40):
            response = client.get(address, {"q": typed.encode("utf-8", "surrogatepass")})
        assert response.status_code == 200, typed
        assert len(response.content) < 40_000


def test_bytes_that_are_no_text_and_a_query_given_twice_answer_200(client):
    for query in ("q=%ff%fe", "q=%00", "q=%ed%a0%80", "q=a&q=b", "q[]=a", "Q=a", "q"):
        assert client.get(f"/search/?{query}").status_code == 200


ASKED = [
    *("/search/?q={0}", "/search/?q=untold", "/search/?q=title", "/search/?q={0}&type=article", "/search/?q=lead", "/search/?q=zzuntold*"),
    *("/search/?q=zzuntoldz0", "/search/?q=zzuntoldzz", "/search/suggest/?q={0}", "/search/suggest/?q=zzunt", "/search/suggest/?q=title"),
    *("/search/?q=lead&topic=topic-{0}", "/search/?q=lead&provider=paper-{0}.example", "/search/?q=excerpt&since=2000-01-01"),
]


def without_what_was_asked(page: str, address: str) -> str:
    """What somebody types comes back to him."""
    return re.sub(rf"(?:topic-|paper-)?{MARK}\d*(?:\.example)?", "", page) if MARK in address else page


@pytest.mark.parametrize("number", range(len(HIDDEN)))
def test_what_is_not_public_is_not_found_counted_or_offered_by_any_of_its_words(client, number):
    factories.published("Lead", slug="lead")
    before = {address: text(client.get(address.format(f"{MARK}{number}"))) for address in ASKED}

    hide(HIDDEN[number], number)

    for address in ASKED:
        asked = address.format(f"{MARK}{number}")
        page = text(client.get(asked))
        assert page == before[address], asked
        assert MARK not in without_what_was_asked(page, asked).lower()


@pytest.mark.parametrize("verb", ["unpublish", "decline", "withdraw", "embargo", "schedule", "expire"])
def test_what_was_public_is_gone_from_the_search_at_once(client, verb):
    article = factories.published("Harbour cranes", topics=[factories.topic("Harbours")])
    assert suggested(client, "harb") and "Harbours (1)" in text(client.get("/search/?q=cranes"))

    day = timedelta(days=1)
    times = {"embargo": ("embargo_until", day), "schedule": ("publish_at", day), "expire": ("expires_at", -day)}
    if verb in times:
        setattr(article, times[verb][0], timezone.now() + times[verb][1])
        article.save_edit([times[verb][0]])
    else:
        getattr(article, verb)()

    assert suggested(client, "harb") == [] and titles(client.get("/search/?q=cranes")) == []
    assert "Harbours" not in text(client.get("/search/?q=cranes")) and "Did you mean" not in text(client.get("/search/?q=crannes"))


def test_a_search_costs_as_many_queries_for_many_as_for_few(client, django_assert_max_num_queries):
    topics, papers = [factories.topic() for _ in range(3)], [factories.provider() for _ in range(3)]
    for number in range(40):
        factories.published(f"Harbour {number}", topics=[topics[number % 3]], provider=papers[number % 3])

    with django_assert_max_num_queries(9):
        assert client.get("/search/?q=harbour").status_code == 200
    with django_assert_max_num_queries(4):
        assert len(suggested(client, "harb")) == 8


def test_every_page_has_the_form_and_a_script_is_not_needed_for_it(client):
    factories.published(slug="lead")

    for address in ("/", "/news/", "/news/lead/", "/topics/", "/nowhere/"):
        assert '<form class="seek" role="search" action="/search/"' in text(client.get(address))
    assert Article.objects.count() == 1
