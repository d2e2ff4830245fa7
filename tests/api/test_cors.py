"""Which other sites' pages may read the API: those of the setting, to read, and never the desk's part."""

import re

import pytest

from tests import factories

pytestmark = pytest.mark.django_db

APP = "https://app.example.org"
HEADERS = ("Access-Control-Allow-Origin", "Access-Control-Allow-Methods", "Access-Control-Allow-Credentials")
PUBLIC = r"^/api/(?!desk/)"


@pytest.fixture
def one_site(settings):
    settings.CORS_ALLOWED_ORIGINS, settings.CORS_URLS_REGEX = [APP], PUBLIC


def asked(client, address: str, origin: str = APP, method: str = "get", **headers):
    return getattr(client, method)(address, headers={"origin": origin, **headers})


def test_nobody_is_let_in_as_long_as_nothing_is_set(client):
    response = asked(client, "/api/news/")

    assert not [name for name in HEADERS if name in response]
    assert "origin" not in response.get("Vary", "").lower()


def test_a_site_of_the_setting_may_read_and_a_cache_keeps_its_answer_apart(client, one_site):
    response = asked(client, "/api/news/")

    assert response["Access-Control-Allow-Origin"] == APP
    assert response["Access-Control-Expose-Headers"] == "ETag"
    assert "Access-Control-Allow-Credentials" not in response
    assert "origin" in response["Vary"].lower()


def test_an_error_and_a_304_may_be_read_too(client, one_site):
    first = asked(client, "/api/news/")

    for response in (asked(client, "/api/news/?colour=red"), asked(client, "/api/news/", **{"if-none-match": first["ETag"]})):
        assert response.status_code in (400, 304)
        assert response["Access-Control-Allow-Origin"] == APP


@pytest.mark.parametrize("origin", ["https://evil.example", "https://app.example.org.evil.example", "http://app.example.org", "null"])
def test_any_other_site_may_not(client, one_site, origin):
    assert "Access-Control-Allow-Origin" not in asked(client, "/api/news/", origin)


def test_all_sites_may_where_all_are_set(client, settings):
    settings.CORS_ALLOW_ALL_ORIGINS, settings.CORS_URLS_REGEX = True, PUBLIC

    assert asked(client, "/api/news/", "https://anybody.example")["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("everybody", [True, False])
def test_the_desks_part_and_the_site_are_nobody_elses(client, settings, one_site, everybody):
    settings.CORS_ALLOW_ALL_ORIGINS = everybody
    article = factories.published()

    for address in (f"/api/desk/articles/{article.pk}/", "/admin/", "/news/", article.get_absolute_url()):
        for method in ("get", "options"):
            response = asked(client, address, method=method, **{"access-control-request-method": "PATCH"})
            assert not [name for name in HEADERS if name in response]


def test_a_preflight_offers_reading_alone(client, one_site):
    response = asked(client, "/api/news/", method="options", **{"access-control-request-method": "GET"})

    assert response.status_code == 200
    assert set(re.split(r",\s*", response["Access-Control-Allow-Methods"])) == {"GET", "HEAD"}
