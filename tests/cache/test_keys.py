"""What a page reads, and nothing else, tells its kept answers apart."""

import pytest
from django.core.handlers.wsgi import WSGIRequest
from django.http import QueryDict

from newsroom.cache.keys import key_of, read_at
from tests import factories
from tests.site.test_leaks import public_routes

pytestmark = pytest.mark.django_db


def key(target: str, **environ: str) -> str:
    """Of what stands in a request line."""
    path, _, query = target.partition("?")
    return key_of({"REQUEST_METHOD": "GET", "HTTP_HOST": "testserver", "PATH_INFO": path, "QUERY_STRING": query, **environ})


@pytest.fixture
def read(monkeypatch) -> set[str]:
    """The names of the parameters that views, filters and templates have looked for."""
    found: set[str] = set()

    class Read(QueryDict):
        def __getitem__(self, name):
            found.add(name)
            return super().__getitem__(name)

        def __contains__(self, name):
            found.add(name)
            return super().__contains__(name)

        def getlist(self, name, default=None):
            found.add(name)
            return super().getlist(name, default)

    monkeypatch.setattr(WSGIRequest, "GET", property(lambda request: Read(request.META.get("QUERY_STRING", ""))))
    return found


def test_each_route_is_kept_by_what_its_view_reads_and_by_nothing_else(client, read):
    factories.published(slug="lead", topics=[factories.topic(slug="lead")], provider=factories.provider(domain="known.example"))
    factories.published(published_at=None)
    asked = {}
    for route in public_routes():
        read.clear()
        client.get(route)
        asked[route] = set(read)

    assert {route: names for route, names in asked.items() if names != read_at(route)} == {}
    assert asked["/news/"] == {"older", "newer", "topic", "provider", "type", "since", "until"}
    assert asked["/search/"] > {"q", "page"} and "page_size" in asked["/api/news/"] and asked["/news/lead/"] == set()


@pytest.mark.parametrize(
    "target",
    [
        *("/?q=a", "/?older=a", "/news/lead/?older=a", "/about/?page=2", "/news/?q=a", "/news/?topic=a&x=1", "/search/?q=a&older=b"),
        *("/news/?topic=a&topic=b", "/news/?topic=a&%74opic=b", "/search/?q=a&&page=2", "/search/?q=a b", "/feeds/all.atom?q=a"),
        *("/topics/?topic=a", "/archive/2026/?older=a", "/api/topics/?page_size=5", "/api/news/item/lead/?q=a", f"/search/?q={'a' * 500}"),
    ],
)
def test_what_a_page_does_not_read_or_reads_once_and_is_given_twice_is_not_kept(target):
    assert key(target) == ""
    assert key(target.partition("?")[0])


def test_no_path_is_taken_for_another_one_with_a_query():
    """A path may hold whatever is written with percents, and a server may stand below another path."""
    keys = [key("/a/"), key("/a/?older=x"), key("", PATH_INFO="/a/?older=x"), key("", PATH_INFO="/a/ older=x"), key("", PATH_INFO="/a/?")]
    keys += [key("/a/a/"), key("/a/", SCRIPT_NAME="/a"), key("", PATH_INFO="/?older=x/", QUERY_STRING="older=y"), key("/?older=x/?older=y")]

    assert len(set(keys)) == len(keys) and keys.count("") == 1  # the front page reads none
