"""Answers without Django: what they are, and who gets none."""

import gzip
from datetime import timedelta

import pytest
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.site.context import topics_of
from articles.site.sitemaps.parts import SIZE
from newsroom.cache.layer import Layer
from newsroom.cache.places import changing, place
from newsroom.cache.public import Pass
from newsroom.cache.shelf import Shelf
from tests import factories
from tests.cached import CachedClient
from tests.clock import clock

pytestmark = pytest.mark.django_db(transaction=True)
FOR_ALL = "public, max-age=0, must-revalidate"


@pytest.fixture
def story(pages):
    return factories.published("A story", slug="story", provider=factories.provider("Paper", domain="paper.example"))


def asked(worker, *addresses: str, **headers: str) -> int:
    """How often Django was asked for these."""
    before = worker.django.asked
    for address in addresses:
        worker.get(address, headers=headers)
    return worker.django.asked - before


@pytest.mark.parametrize("address", ["/", "/news/", "/news/story/", "/topics/", "/providers/paper.example/", "/api/news/", "/robots.txt"])
def test_the_second_answer_asks_neither_django_nor_the_database(worker, story, address):
    first = worker.get(address)
    with CaptureQueriesContext(connection) as captured:
        second = worker.get(address)

    assert (second.status_code, second.content, second.headers) == (200, first.content, first.headers)
    assert (worker.django.asked, len(captured)) == (1, 0)


def test_an_answer_has_what_django_says_and_its_headers_of_security(worker, story):
    plain, kept = Client().get("/news/story/"), [worker.get("/news/story/") for _ in range(2)][1]

    assert kept.content == plain.content
    assert {**plain.headers, "ETag": kept["ETag"], "Vary": "Accept-Encoding", "Content-Length": str(len(plain.content))} == kept.headers
    assert kept["Content-Security-Policy"] and kept["X-Frame-Options"] == "DENY" and kept["X-Content-Type-Options"] == "nosniff"
    assert kept["Cache-Control"] == FOR_ALL
    assert not kept.cookies


def test_who_has_a_part_of_the_sitemap_is_told_so_although_none_is_kept(worker, story):
    address = f"/sitemaps/articles-{story.pk // SIZE}.xml"
    tag = worker.get(address)["ETag"]

    assert worker.get(address, headers={"if-none-match": tag}).status_code == 304
    assert asked(worker, address, address) == 2
    story.withdraw()
    assert worker.get(address, headers={"if-none-match": tag}).status_code == 404


def test_who_has_it_already_is_told_so(worker, story):
    tag = worker.get("/news/story/")["ETag"]

    for known in (tag, f'"other", {tag}', tag.removeprefix("W/"), "*"):
        answer = worker.get("/news/story/", headers={"If-None-Match": known})
        assert (answer.status_code, answer.content, answer["ETag"]) == (304, b"", tag)
        assert "Content-Type" not in answer and answer["Content-Security-Policy"]
    assert worker.get("/news/story/", headers={"If-None-Match": '"other"'}).status_code == 200


def test_a_first_answer_is_kept_whole_whatever_part_of_it_was_asked_for(worker, story):
    tag = CachedClient().get("/news/story/")["ETag"]

    assert worker.get("/news/story/", headers={"If-None-Match": tag}).status_code == 304
    head = worker.head("/news/story/")
    whole = worker.get("/news/story/", headers={"Range": "bytes=0-3"})

    assert (head.content, head["Content-Length"]) == (b"", str(len(whole.content)))
    assert (whole.status_code, worker.django.asked) == (200, 1)


@pytest.mark.parametrize("accepts, encoding", [("gzip, br", "gzip"), ("gzip;q=0, br", None), ("identity", None), ("", None)])
def test_an_answer_is_compressed_for_those_who_take_it_so(worker, story, accepts, encoding):
    plain = worker.get("/")
    packed = worker.get("/", headers={"Accept-Encoding": accepts})

    assert packed.get("Content-Encoding") == encoding
    assert (gzip.decompress(packed.content) if encoding else packed.content) == plain.content
    assert packed["Content-Length"] == str(len(packed.content))
    assert packed["Vary"] == "Accept-Encoding"


@pytest.mark.parametrize(
    "headers",
    [
        *({"Cookie": "sessionid=x"}, {"Authorization": "Bearer x"}, {"Origin": "https://else.example"}, {"Host": "else.example"}),
    ],
)
def test_who_says_who_he_is_is_answered_by_django(worker, story, headers):
    worker.get("/")

    assert asked(worker, "/", "/", **headers) == 2


def test_who_is_logged_in_leaves_nothing_and_is_told_to_keep_nothing(worker, story):
    hidden = factories.article("Hidden", slug="hidden")
    worker.force_login(factories.editor())
    preview, front = worker.get(hidden.get_absolute_url()), worker.get("/")
    worker.logout()

    assert (preview.status_code, preview["Cache-Control"], front["Cache-Control"]) == (200, "no-store", "no-store")
    assert worker.get(hidden.get_absolute_url()).status_code == 404
    assert len(worker.layer.shelf) == 0


@pytest.mark.parametrize("address", ["/nowhere/", "/news/nobody/", "/news/?since=nonsense", "/admin/login/", "/favicon.ico"])
def test_only_what_is_there_for_everybody_is_kept(worker, story, address):
    answer = worker.get(address)

    assert asked(worker, address) == 1
    assert len(worker.layer.shelf) == 0
    assert "public" not in answer.get("Cache-Control", "")


@pytest.mark.parametrize("query", ["utm_source=x", "x=1&type=", "q=1", "%00=1", "&", "older=", "type=&type=", "topic=" + "a" * 600])
def test_a_parameter_that_its_page_does_not_read_fills_nothing(worker, story, query):
    worker.get(f"/news/?{query}")

    assert len(worker.layer.shelf) == 0


def test_pages_of_other_parameters_are_other_pages(worker, story):
    everything, films = worker.get("/news/"), worker.get("/news/?type=video")

    assert "A story" in everything.content.decode()
    assert "A story" not in films.content.decode()
    assert asked(worker, "/news/", "/news/?type=video") == 0


def test_a_secure_site_answers_only_what_came_secure(worker, story, settings):
    settings.SECURE_SSL_REDIRECT, settings.SECURE_PROXY_SSL_HEADER = True, ("HTTP_X_FORWARDED_PROTO", "https")
    secure = CachedClient()
    assert [secure.get("/", headers={"X-Forwarded-Proto": "https"}).status_code for _ in range(2)] == [200, 200]

    assert secure.get("/").status_code == 301
    assert secure.django.asked == 2


def test_an_answer_holds_for_a_minute_at_most(worker, story):
    with clock(timezone.now()) as hands:
        assert asked(worker, "/", "/") == 1
        hands.forward(seconds=59)
        assert asked(worker, "/") == 0
        hands.forward(seconds=2)
        assert asked(worker, "/") == 1


@pytest.mark.parametrize("column, shows", [("publish_at", True), ("embargo_until", True), ("expires_at", False)])
def test_the_clock_changes_pages_by_itself(worker, other_worker, column, shows):
    with clock(timezone.now()) as hands:
        factories.published("On time", slug="on-time", **{column: hands.now + timedelta(seconds=20)})
        before = [worker.get("/"), other_worker.get("/")]
        hands.forward(seconds=19)
        assert (asked(worker, "/"), asked(other_worker, "/")) == (0, 0)
        hands.forward(seconds=1)
        after = [worker.get("/"), other_worker.get("/")]

    assert ["On time" in page.content.decode() for page in before] == [not shows] * 2
    assert ["On time" in page.content.decode() for page in after] == [shows] * 2


def test_a_request_that_waited_past_a_turn_takes_no_topics_from_before_it(rf, pages):
    """Another one has reckoned with that turn already, so that what this one makes would be kept beyond it."""
    with clock(timezone.now()) as hands:
        turn = hands.now + timedelta(seconds=20)
        factories.published(topics=[factories.topic("Robots")], expires_at=turn)
        requests = [rf.get("/"), rf.get("/")]
        for request, until in zip(requests, (turn, turn + timedelta(seconds=40)), strict=True):
            request.holding = Pass("one of this test", hands.now, until.timestamp())
        assert [topic.name for topic in topics_of(requests[0]).topics.values()] == ["Robots"]
        hands.forward(seconds=21)

        assert topics_of(requests[1]).topics == {}


def test_while_somebody_commits_nothing_is_kept_and_nothing_kept_is_given(worker, story):
    worker.get("/")
    with changing():
        assert asked(worker, "/", "/") == 2

    assert asked(worker, "/", "/") == 1


def test_a_writer_that_died_in_its_commit_leaves_nothing_out_of_date(worker, story):
    worker.get("/")
    began = changing()
    began.__enter__()

    with clock(timezone.now()) as hands:
        hands.forward(seconds=29)
        assert asked(worker, "/", "/") == 2
        hands.forward(seconds=2)
        assert asked(worker, "/", "/") == 1
    began.__exit__(None, None, None)


def test_an_answer_that_began_before_a_change_is_not_kept_for_after_it(pages, story):
    """The change comes while Django is at it, after its queries."""

    class Slow(CachedClient):
        def __init__(self):
            super().__init__()
            self.layer = Layer(self._slow, place())

        def _slow(self, environ, start_response):
            body = self.django(environ, start_response)
            if self.django.asked == 1:
                story.withdraw(reason="Wrong.")
            return body

    worker = Slow()

    assert [worker.get("/news/story/").status_code for _ in range(2)] == [200, 410]


def test_where_the_generation_cannot_be_read_pages_are_made_anew(worker, story):
    worker.get("/")
    worker.layer.place.read = lambda: (_ for _ in ()).throw(OSError("gone"))

    assert asked(worker, "/", "/") == 2


def test_a_generation_that_was_deleted_counts_as_a_change(worker, other_worker, story, pages):
    worker.get("/")
    place().change(lambda text: "")
    story.withdraw(reason="Wrong.")

    assert worker.get("/news/story/").status_code == other_worker.get("/news/story/").status_code == 410


def test_the_shelf_has_an_end_and_what_is_asked_for_stays(worker, story):
    worker.layer.shelf = Shelf(room=80_000)
    for number in range(1, 40):
        worker.get(f"/search/?type=video&q={number}")
        assert asked(worker, "/") == (1 if number == 1 else 0)

    assert worker.layer.shelf.taken <= 80_000
    assert 1 < len(worker.layer.shelf) < 40


def test_an_answer_for_nobody_in_particular_opens_no_connection(worker, story):
    worker.get("/")
    connections.close_all()

    worker.get("/")

    assert connection.connection is None
