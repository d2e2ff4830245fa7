"""What /api/news/ can be narrowed by, and how it says what it cannot answer."""

import json

import pytest
from django.utils import translation

from articles.search.installing import rebuild
from tests import factories
from tests.api.problems import problem
from tests.api.test_news import many, titles

pytestmark = pytest.mark.django_db

ALL = ["topic", "provider", "type", "since", "until", "minimum_heat", "q", "page_size"]
WRONG = [
    *(("topic", value) for value in ("nowhere", "a\0b", "x" * 9999)),
    *(("provider", value) for value in ("nobody.example", "a\0b", "\ufffd")),
    *(("type", value) for value in ("poem", "Video")),
    *(("since", value) for value in ("yesterday", "2026-02-30", "0001-01-01", "2026-02-01T00:00:00Z")),
    *(("until", value) for value in ("9999-12-31", "1" * 5000)),
    *(("minimum_heat", value) for value in ("hot", "-2", "1.5", "9" * 5000, "2000000001", "1e3")),
    *(("page_size", value) for value in ("0", "101", "-1", "many", "9" * 5000, "1.5")),
]


def ask(client, address="/api/news/", **asked):
    return client.get(address, asked)


def found(client, **asked) -> list[str]:
    response = ask(client, **asked)
    assert response.status_code == 200, response.content
    return sorted(item["title"] for item in response.json()["value"])


@pytest.fixture
def newsroom():
    science = factories.topic(slug="science")
    optics = factories.topic(slug="optics", parent=science)
    paper = factories.provider(domain="paper.example")
    factories.published("Lens", topics=[optics], heat=10, published_at=factories.NEW_YEAR.replace(month=2))
    factories.published("Film", type="video", heat=50, provider=paper)
    factories.published("Bare", heat=None)
    factories.article("Waiting", topics=[science], provider=paper, heat=99)
    factories.published("Sample", category="samples", topics=[optics], provider=paper, heat=99)


@pytest.mark.parametrize(
    ("asked", "titles"),
    [
        ({"topic": "science"}, ["Lens"]),
        ({"provider": "Paper.Example"}, ["Film"]),
        ({"type": "video"}, ["Film"]),
        ({"since": "2026-02-01"}, ["Lens"]),
        ({"until": "2026-01-31"}, ["Bare", "Film"]),
        ({"minimum_heat": "10"}, ["Film", "Lens"]),
        ({"minimum_heat": "11"}, ["Film"]),
        ({"minimum_heat": "11", "type": "article"}, []),
        ({"topic": "", "type": "", "minimum_heat": "", "page_size": ""}, ["Bare", "Film", "Lens"]),
    ],
    ids=str,
)
def test_a_list_is_narrowed_by_what_is_asked_for_and_never_beyond_what_is_public(client, newsroom, asked, titles):
    assert found(client, **asked) == titles


def test_the_topic_of_an_address_is_that_topic_alone_and_can_be_narrowed_too(client, newsroom):
    assert ask(client, "/api/news/science/", type="article").json()["value"] == []
    assert [item["title"] for item in ask(client, "/api/news/optics/", type="article").json()["value"]] == ["Lens"]


@pytest.mark.parametrize(("name", "value"), WRONG, ids=lambda text: ascii(text)[:30])
def test_what_cannot_be_answered_is_named_with_the_reason_and_what_is_allowed(client, newsroom, name, value):
    told = problem(ask(client, **{name: value}), "errors", "allowed")

    assert (told["status"], list(told["errors"]), told["allowed"]) == (400, [name], ALL)
    assert all(told["errors"][name])


def test_every_wrong_value_is_named_at_once(client):
    told = problem(ask(client, type="poem", since="yesterday"), "errors", "allowed")

    assert told["errors"].keys() == {"type", "since"}


def test_a_first_day_after_the_last_is_told_at_the_first(client):
    told = problem(ask(client, since="2026-02-02", until="2026-02-01"), "errors", "allowed")

    assert told["errors"] == {"since": ["The first day is after the last."]}


@pytest.mark.parametrize(
    ("address", "allowed"),
    [
        ("/api/news/", ALL),
        ("/api/news/page/1/", ALL),
        ("/api/news/optics/", ALL[1:]),
        ("/api/news/item/nobody/", []),
        ("/api/topics/", []),
        ("/api/providers/page/1/", []),
        ("/api/changes/", ["since"]),
    ],
)
def test_an_unknown_parameter_is_refused_with_those_that_there_are(client, newsroom, address, allowed):
    told = problem(client.get(address, {"colour": "red"}), "errors", "allowed")

    assert (told["status"], told["errors"], told["allowed"]) == (400, {"colour": ["There is no such parameter."]}, allowed)


def test_a_topic_asked_for_twice_is_refused_whether_in_the_path_or_not(client, newsroom):
    assert problem(client.get("/api/news/optics/?topic=science"), "errors", "allowed")["errors"].keys() == {"topic"}
    assert problem(client.get("/api/news/?topic=optics&topic=science"), "errors", "allowed")["errors"] == {"topic": ["Give it once."]}


def test_a_thousand_unknown_parameters_are_not_all_repeated(client):
    response = client.get("/api/news/?" + "&".join(f"{'x' * 300}{number}=1" for number in range(900)))

    assert response.status_code == 400
    assert len(response.content) < 4000


def test_nobody_is_told_by_an_error_what_is_not_public(client, newsroom):
    factories.article(topics=[factories.topic(slug="secret")], provider=factories.provider(domain="secret.example"))

    for name in ("topic", "provider"):
        hidden, unknown = (ask(client, **{name: value}).json() for value in ("secret.example"[: 6 if name == "topic" else None], "nobody"))
        assert hidden == unknown


def test_a_page_may_be_larger_or_smaller_within_bounds(client):
    many(101)

    sizes = {size: client.get("/api/news/", {"page_size": size}).json() for size in (1, 100)}

    assert {size: len(page["value"]) for size, page in sizes.items()} == {1: 1, 100: 100}
    assert titles(client, "/api/news/page/2/?page_size=100") == ["No. 0"]
    assert titles(client, "/api/news/page/51/?page_size=2") == ["No. 0"]
    assert client.get("/api/news/page/52/?page_size=2").status_code == 404


def test_an_unknown_address_is_unknown_whatever_is_asked_of_it(client):
    assert client.get("/api/nowhere/?colour=red").status_code == 404


def test_a_method_that_does_not_exist_is_said_before_any_parameter(client):
    told = problem(client.post("/api/news/?colour=red"))

    assert told["status"] == 405


def test_a_problem_is_text_and_no_markup_however_it_is_asked(client):
    response = client.get("/api/news/<script>alert(1)</script>/")

    assert "<script>" not in response.content.decode()
    assert json.loads(response.content)["instance"] == "/api/news/%3Cscript%3Ealert(1)%3C/script%3E/"


def test_words_are_looked_for_and_the_best_come_first(client):
    """Stored by the verbs' own way, for what is found is what the index knows."""
    robots = factories.published("Robots in the harbour", excerpt="Nothing more.")
    factories.published("The harbour", excerpt="Old ships.")
    factories.article("Robots that wait")
    rebuild()

    assert found(client, q="robots") == ["Robots in the harbour"]
    assert found(client, q="harbour -robots") == ["The harbour"]
    assert found(client, q="harbour", type="video") == []
    robots.unpublish()
    assert found(client, q="robots") == []


def test_pages_of_a_search_follow_each_other_and_end(client):
    many(30)
    rebuild()

    first, second = (client.get(f"/api/news/page/{page}/?q=no").json() for page in (1, 2))

    assert (first["nextPage"], second["nextPage"], len(second["value"])) == (2, None, 5)
    assert not {item["path"] for item in first["value"]} & {item["path"] for item in second["value"]}
    assert client.get("/api/news/page/3/?q=no").status_code == 404


@pytest.mark.parametrize("typed", ["-", '"', "*", "\0", "a" * 10_000, "' OR 1=1 --", "\ud800", "AND OR NOT NEAR(", "🤖", "%", "(" * 500])
def test_any_text_is_a_search(client, typed):
    quoted = "".join(f"%{byte:02X}" for byte in typed.encode("utf-8", "surrogatepass"))

    assert client.get("/api/news/", QUERY_STRING=f"q={quoted}").status_code == 200


def test_all_that_is_wrong_is_said_at_once_and_in_the_language_of_the_api(client):
    with translation.override("de"):
        answer = client.get("/api/news/?type=opera&page_size=many&since=soon&minimum_heat=hot")

    assert answer.status_code == 400
    assert answer.json()["errors"] == {
        "type": ["Select a valid choice. opera is not one of the available choices."],
        "page_size": ["Enter a whole number."],
        "since": ["Write a day as 2026-11-20."],
        "minimum_heat": ["Enter a whole number."],
    }
