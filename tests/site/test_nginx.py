"""The front server that the docs give, really started: pictures as they should be served, and nothing beside them."""

import json
import re

import pytest

from articles.images.keeping import MASTER, PUBLIC, SHOWN, SOCIAL, keep
from tests.nginx import CONFIGURATION, Front

pytestmark = pytest.mark.nginx

BYTES = bytes(range(256)) * 8
SCRIPT = b"<script>document.title = 'it runs'</script>"


@pytest.fixture
def front(tmp_path, settings):
    made = Front(tmp_path, CONFIGURATION.read_text())
    settings.MEDIA_ROOT = str(made.media)
    with made.running() as running:
        yield running


def stored(format: str = "webp", folder: str = SHOWN, content: bytes = BYTES) -> str:
    """The address of a picture that readers see."""
    return f"/media/{keep(content, format, folder)}"


@pytest.mark.parametrize("folder, kept", [(SHOWN, "public, max-age=31536000, immutable"), (SOCIAL, "public, max-age=3600")])
@pytest.mark.parametrize("format, type", [("webp", "image/webp"), ("avif", "image/avif"), ("jpeg", "image/jpeg"), ("png", "image/png")])
def test_a_picture_is_served_in_a_sandbox_with_its_type_and_kept_but_a_card_for_an_hour(front, folder, kept, format, type):
    response = front.ask(stored(format, folder))

    assert response.status == 200
    assert response.body == BYTES
    assert response.headers["Content-Type"] == type
    assert response.headers.get_all("Cache-Control") == [kept]
    assert response.headers.get_all("Content-Security-Policy") == ["default-src 'none'; sandbox"]
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert not front.told


def test_a_range_is_a_part(front):
    response = front.ask(stored(), Range="bytes=256-259")

    assert response.status == 206
    assert response.body == b"\x00\x01\x02\x03"
    assert response.headers["Content-Range"] == f"bytes 256-259/{len(BYTES)}"
    assert response.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert "immutable" in response.headers["Cache-Control"]


def test_a_range_behind_the_end_is_refused(front):
    assert front.ask(stored(), Range="bytes=999999-").status == 416


def test_who_has_it_is_told_so(front):
    address = stored()
    first = front.ask(address)

    for asked in ({"If_None_Match": first.headers["ETag"]}, {"If_Modified_Since": first.headers["Last-Modified"]}):
        response = front.ask(address, **asked)
        assert response.status == 304
        assert response.body == b""
        assert response.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert "immutable" in response.headers["Cache-Control"]
    assert not first.headers["ETag"].startswith("W/")


def test_a_head_has_the_headers_alone(front):
    response = front.ask(stored(), method="HEAD")

    assert response.status == 200
    assert response.headers["Content-Length"] == str(len(BYTES))
    assert response.body == b""


def test_nobody_writes_there(front):
    assert front.ask(stored(), method="POST").status == 405
    assert front.ask(stored(), method="PUT").status == 405
    assert not front.told


@pytest.fixture
def among_them(front):
    """What should not lie in media, and does; the name of a master."""
    folder = front.media / "p/ab"
    folder.mkdir(parents=True)
    for name in ("abcdefghijkl.html", "abcdefghijkl.svg", "abcdefghijkl.webp.html", "abcdefghijkl", ".abcdefgh.part", "index.html"):
        (folder / name).write_bytes(SCRIPT)
    (front.media / "index.html").write_bytes(SCRIPT)
    (front.folder / "var/secret.webp").write_bytes(BYTES)
    return keep(BYTES, "webp", MASTER)


@pytest.mark.parametrize(
    "path",
    [
        *("{master}", "p/../{master}", "p/%2e%2e/{master}", "/{master}"),
        *("", "?list-type=2", "p", "p/", "p/ab", "p/ab/", "m/", "index.html", "p/ab/index.html"),
        *("p/ab/abcdefghijkl", "p/ab/.abcdefgh.part", "p/ab/none567890.webp", "p/ab/abcdefghijkl.html%0a", "p/ab/abcdefghijkl.html/x.webp"),
        *("p/ab/abcdefghijkl.html", "p/ab/abcdefghijkl.svg", "p/ab/abcdefghijkl.webp.html", "p/ab/abcdefghijkl.html%00.webp"),
        *("../secret.webp", "%2e%2e/secret.webp", "p/..%2f..%2fsecret.webp", "p/ab/../../../secret.webp", "..%5csecret.webp"),
    ],
)
def test_nothing_else_is_served(front, among_them, path):
    response = front.ask(f"/media/{path.format(master=among_them)}")

    assert response.status in (400, 404) or not response.headers["Content-Type"].startswith("image/")
    assert SCRIPT not in response.body
    assert BYTES not in response.body


def test_what_is_refused_is_refused_in_a_sandbox(front, among_them):
    for path in ("", "p/ab/", "p/ab/abcdefghijkl.html", among_them, "p/ab/none567890.webp"):
        response = front.ask(f"/media/{path}")
        assert response.status == 404, path
        assert response.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert response.headers["Cache-Control"] == "no-store"
    assert not front.told


def test_a_page_that_calls_itself_a_picture_is_one(front):
    response = front.ask(stored("jpeg", content=b"<!doctype html>" + SCRIPT))

    assert response.headers["Content-Type"] == "image/jpeg"
    assert response.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.browser
def test_a_page_and_a_script_that_call_themselves_pictures_do_not_run(front, browser):
    page = browser.new_context(ignore_https_errors=True).new_page()
    page.goto(f"https://127.0.0.1:{front.port}{stored('webp', content=b'<!doctype html>' + SCRIPT)}")
    assert page.title() != "it runs"

    script = stored("jpeg", content=b"document.title = 'it runs'")
    page.set_extra_http_headers({"X-Script": script})
    page.goto(f"https://127.0.0.1:{front.port}/page/")
    page.wait_for_load_state("networkidle")
    assert page.title() != "it runs"


def test_static_files_come_from_their_folder_compressed_and_for_ever_where_their_name_tells_them_apart(front):
    front.static.mkdir(parents=True)
    for name in ("site.css", "site.0123456789ab.css"):
        (front.static / name).write_text("a {}")
        (front.static / f"{name}.gz").write_bytes(b"compressed")

    named, plain = front.ask("/static/site.0123456789ab.css", Accept_Encoding="gzip"), front.ask("/static/site.css")
    assert (named.body, plain.body) == (b"compressed", b"a {}")
    assert named.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert plain.headers["Cache-Control"] == "public, max-age=3600"
    assert plain.headers["Content-Type"] == "text/css"
    assert plain.headers["X-Content-Type-Options"] == "nosniff"
    assert front.ask("/static/").status == 403
    assert not front.told


def test_the_application_is_told_what_the_front_server_knows_and_not_what_a_client_says(front):
    response = front.ask("/news/", X_Forwarded_Proto="http", X_Forwarded_For="10.0.0.1")
    told = json.loads(response.body)

    assert told["Host"] == "news.example.org"
    assert told["X-Forwarded-Proto"] == "https"
    assert told["X-Forwarded-For"] == "127.0.0.1"
    assert "Server" not in response.headers or "/" not in response.headers["Server"]


def test_pages_are_compressed(front):
    assert front.ask("/news/", Accept_Encoding="gzip").headers["Content-Encoding"] == "gzip"


def test_a_plain_request_is_sent_to_https(front):
    response = front.ask("/news/?page=2", plain=True)

    assert response.status == 301
    assert response.headers["Location"] == "https://news.example.org/news/?page=2"


def test_an_address_of_ten_thousand_characters_comes_through_as_it_is(front):
    path = f"/search/?q={'a' * 10_000}"

    assert front.ask(path).status == 200
    assert [told for told, _ in front.told] == [path]
    assert front.ask(path, plain=True).headers["Location"] == f"https://news.example.org{path}"


def test_it_serves_the_names_that_we_make_and_no_others():
    assert f'"^/media/({PUBLIC.pattern})\\z"' in CONFIGURATION.read_text()


def test_pictures_of_a_bucket_are_fetched_once_and_served_in_parts(tmp_path):
    """The other /media/ that the docs give, for a bucket without a domain."""
    cached = re.search(r"```nginx\n(.*?)```", (CONFIGURATION.parent / "serving.md").read_text(), re.DOTALL)[1]
    zone, location = cached.split("\n\n", 1)
    configuration = re.sub(r"    location /media/ \{.*?\n    \}\n", lambda _: location, CONFIGURATION.read_text(), flags=re.DOTALL)
    address = "/media/p/ab/cdefghijkl.webp"

    with Front(tmp_path, f"{zone}\n{configuration}").running() as front:
        assert front.ask(address).body == b"a picture of the application"
        part = front.ask(address, Range="bytes=2-8")
        assert (part.status, part.body) == (206, b"picture")
        assert "Cookie" not in front.told[0][1]
        assert len(front.told) == 1
