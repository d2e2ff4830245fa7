"""Pictures come from our own address, and nothing that lies among them runs."""

import pytest

pytestmark = pytest.mark.django_db


@pytest.fixture
def stored(media):
    (media / "images").mkdir(parents=True)
    (media / "images" / "a b.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>")
    (media.parent / "secret.txt").write_text("secret")
    return media


def test_a_picture_is_served_in_a_sandbox(client, stored):
    response = client.get("/media/images/a%20b.svg")

    assert response.status_code == 200
    assert response["Content-Security-Policy"] == "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "max-age=" in response["Cache-Control"]


@pytest.mark.parametrize(
    "address",
    [
        "../secret.txt",
        "%2e%2e/secret.txt",
        "images/..%2f..%2fsecret.txt",
        "/etc/passwd",
        "images/",
        "images",
        "none.png",
        "a%00b",
        "x" * 5000,
    ],
)
def test_nothing_else_is(client, stored, address):
    assert client.get(f"/media/{address}").status_code in (302, 404)


def test_robots_may_read_all_but_the_desk(client):
    assert client.get("/robots.txt").content == b"User-agent: *\nDisallow: /admin/\n"
