"""Where a picture is that a file names."""

import pytest

from articles.images.addresses import Site, key_of, may_be_asked, shown


@pytest.fixture
def site(tmp_path):
    (tmp_path / "assets").mkdir()
    (tmp_path / "assets" / "a b.png").write_bytes(b"...")
    return Site(str(tmp_path), "https://example.org/site/")


@pytest.mark.parametrize("url", ["https://paper.example/a.png", "http://x/"])
def test_an_address_on_the_web_stays_as_it_is(site, url):
    assert site.address(url) == url


@pytest.mark.parametrize(
    "url", ["file:/etc/./passwd", "media:m/ab/c.jpg", "upload:9f86", "odd:x", "//paper.example/a.png", "javascript:alert(1)", "", "FILE:/x"]
)
def test_no_file_and_no_editor_names_an_address_of_ours(site, url):
    assert site.address(url) == f"odd:{url}"
    assert not may_be_asked(site.address(url))
    assert shown(site.address(url)) == url


@pytest.mark.parametrize("url", ["/assets/a%20b.png", "/assets/a b.png?v=2", "https://example.org/site/assets/a%20b.png"])
def test_what_lies_in_the_folder_is_taken_from_there(site, url):
    assert site.address(url) == f"file:{site.root}/./assets/a b.png"


@pytest.mark.parametrize("url", ["/assets/c.png", "https://example.org/site/assets/c.png"])
def test_what_does_not_is_asked_for_at_the_sites_address(site, url):
    assert site.address(url) == "https://example.org/site/assets/c.png"


def test_a_folder_alone_is_named_even_where_the_file_is_missing_so_that_the_desk_can_say_so(site):
    assert Site(site.root).address("/assets/c.png") == f"file:{site.root}/./assets/c.png"


def test_of_a_site_that_nobody_knows_only_the_path_is_known():
    assert Site().address("/assets/c.png") == "/assets/c.png"


def test_a_logo_and_a_picture_of_one_address_are_two_and_each_is_always_the_same():
    assert key_of("https://a.example/x", "logo") != key_of("https://a.example/x", "story") == key_of("https://a.example/x", "story")


def test_people_are_not_shown_the_folders_of_this_machine():
    assert shown("file:/srv/secret/site/./assets/a.png") == "assets/a.png"
    assert shown("https://a.example/x/./y") == "https://a.example/x/./y"
