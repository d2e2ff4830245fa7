"""Pictures come from our own address, for ever, and nothing that lies among them is anybody's or runs. None asks the database."""

import mimetypes
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone
from django.utils.http import http_date

from articles.images.keeping import MASTER, SHOWN, SOCIAL, keep

BYTES = b"what a picture is made of"


def stored(format: str = "webp", folder: str = SHOWN) -> str:
    """The address of a picture that readers see."""
    return f"/media/{keep(BYTES, format, folder)}"


@pytest.mark.parametrize("folder, kept", [(SHOWN, "public, max-age=31536000, immutable"), (SOCIAL, "public, max-age=3600")])
def test_a_picture_is_served_in_a_sandbox_and_kept_but_a_card_for_an_hour(client, folder, kept):
    response = client.get(stored(folder=folder))

    assert response.status_code == 200
    assert response.getvalue() == BYTES
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert response["Cache-Control"] == kept
    assert response["Content-Disposition"].startswith("inline")


@pytest.mark.parametrize("format, type", [("webp", "image/webp"), ("avif", "image/avif"), ("jpeg", "image/jpeg"), ("png", "image/png")])
def test_its_type_is_right_on_a_machine_that_knows_no_types(client, format, type):
    mimetypes.init([])
    mimetypes.types_map.clear()
    try:
        assert client.get(stored(format))["Content-Type"] == type
    finally:
        mimetypes.init()


def test_a_picture_is_nobodys_in_particular(client):
    response = client.get(stored())

    assert "Vary" not in response
    assert "Set-Cookie" not in response
    assert not response.cookies


def test_a_head_has_the_headers_alone(client):
    response = client.head(stored())

    assert response.status_code == 200
    assert response["Content-Length"] == str(len(BYTES))
    assert response.getvalue() == b""


def test_who_has_it_is_told_so_and_its_policy_stays_the_pictures_own(client):
    address = stored()
    etag = client.get(address)["ETag"]
    response = client.get(address, headers={"if-none-match": etag})

    assert not etag.startswith("W/")
    assert response.status_code == 304
    assert response["ETag"] == etag
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert "immutable" in response["Cache-Control"]


def test_another_tag_gets_the_picture(client):
    assert client.get(stored(), headers={"if-none-match": '"another"'}).status_code == 200


@pytest.mark.parametrize("since, status", [(timedelta(days=-1), 200), (timedelta(days=1), 304)])
def test_not_modified_since_is_by_the_files_date(client, since, status):
    date = http_date((timezone.now() + since).timestamp())

    assert client.get(stored(), headers={"if-modified-since": date}).status_code == status


def test_no_answer_but_the_picture_is_kept_for_ever(client):
    response = client.get(stored(), headers={"if-match": '"another"'})

    assert response.status_code == 412
    assert response["Cache-Control"] == "no-store"


@pytest.fixture
def among_them(media):
    """What should not lie in media, and does."""
    name = keep(BYTES, "webp", MASTER)
    (media / "p/ab").mkdir(parents=True)
    (media / "p/ab/abcdefghijklmnopqrstuvwx.html").write_text("<script>alert(1)</script>")
    (media / "p/ab/abcdefghijklmnopqrstuvwx.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>")
    (media / "p/ab/.abcdefgh.part").write_bytes(BYTES)
    (media / "p/ab/abcdefghijklmnopqrstuvwx").write_bytes(BYTES)
    (media / "images").mkdir()
    (media / "images/a.png").write_bytes(BYTES)
    (media.parent / "secret.webp").write_bytes(BYTES)
    return name


@pytest.mark.parametrize(
    "address",
    [
        *("{master}", "p/ab/abcdefghijklmnopqrstuvwx.html", "p/ab/abcdefghijklmnopqrstuvwx.svg", "p/ab/.abcdefgh.part"),
        *("", "p/ab/abcdefghijklmnopqrstuvwx", "images/a.png", "p", "p/", "p/ab", "p/ab/", "m/", "none.png", "a%00b", "x" * 5000),
        *("../secret.webp", "%2e%2e/secret.webp", "p/..%2f..%2fsecret.webp", "p/ab/../../../secret.webp", "/etc/passwd"),
        *("p/ab/abcdefghijklmnopqrstuvwx.webp", "p/ab/abcdefghijklmnopqrstuvwx.webp%0a", "P/AB/abcdefghijklmnopqrstuvwx.webp"),
    ],
)
def test_nothing_else_is_served(client, among_them, address):
    response = client.get(f"/media/{address.format(master=among_them)}")

    assert response.status_code == 404
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["Content-Type"].startswith("text/plain")
    assert response["Cache-Control"] == "no-store"


def test_a_storage_that_fails_is_a_matter_of_time(client, monkeypatch):
    address = stored()
    monkeypatch.setattr(default_storage, "open", lambda name: (_ for _ in ()).throw(OSError("out of order")))
    response = client.get(address)

    assert response.status_code == 503
    assert response["Retry-After"]
    assert response["Cache-Control"] == "no-store"
