"""What a page weighs: itself, and what it loads before it can be seen and used."""

import gzip
import re
from pathlib import Path
from random import Random

import pytest
from django.contrib.staticfiles.finders import find
from django.template.loader import render_to_string
from django.utils.text import slugify

from articles.models import Article
from tests import factories
from tests.conftest import FIXTURES

pytestmark = pytest.mark.django_db

STYLES, SCRIPTS = 15_000, 5_000
PAGE, PACKED = 30 * 1024, 8 * 1024
PAGES = [
    *("/", "/news/", "/news/?topic=nowhere", "/news/story-29/", "/news/film/", "/topics/", "/topics/vision/", "/providers/"),
    *("/providers/tide.example/", "/archive/", "/archive/2026/", "/archive/2026/01/", "/archive/2026/01/01/", "/search/?q=story"),
    *("/feeds/", "/about/", "/api/", "/nowhere/"),
]


def loaded(page: str, pattern: str) -> int:
    files = [Path(find(name)) for name in re.findall(pattern, page)]
    assert len(files) == len(set(files))
    return sum(file.stat().st_size for file in files)


def test_styles_and_scripts_of_every_page_are_small(client, newsroom):
    Article.objects.get(slug="story-29").correct("Wrong.")
    pages = {address: client.get(address, follow=True).content.decode() for address in PAGES}
    pages |= {name: render_to_string(name) for name in ("400.html", "403.html", "403_csrf.html", "500.html", "503.html")}

    styles = {place: loaded(page, r'<link rel="stylesheet" href="/static/([^"]+)"') for place, page in pages.items()}
    standing = {place: "".join(re.findall(r"<script>(.*?)</script>", page, re.DOTALL)) for place, page in pages.items()}
    scripts = {place: loaded(page, r'<script src="/static/([^"]+)"') + len(standing[place]) for place, page in pages.items()}

    assert min(styles.values()) > 0 and {place: size for place, size in styles.items() if size >= STYLES} == {}
    assert {place: size for place, size in scripts.items() if size >= SCRIPTS} == {}


@pytest.mark.parametrize("is_pictured", [True, False])
def test_a_full_list_is_small_with_titles_and_excerpts_of_real_length(client, is_pictured):
    words = Random(5).sample(sorted(set(re.findall(r"[a-z]{3,12}", (FIXTURES.parent / "README.md").read_text().lower()))), 300)
    dice = Random(7)
    papers, topics = [factories.provider(f"Daily {n}") for n in range(8)], [factories.topic(f"Topic {n}") for n in range(6)]
    for paper in papers if is_pictured else ():
        factories.logo(paper)
    for number in range(40):
        title, excerpt = (" ".join(dice.choices(words, k=length)) for length in (9, 60))
        article = factories.published(
            title,
            slug=f"2026-11-22-{slugify(title)}",
            excerpt=excerpt,
            provider=papers[number % 8],
            topics=topics[number % 6 :][:2],
        )
        if is_pictured:
            factories.pictured(article)

    for number in range(60):  # more than the page of feeds lists
        factories.published(provider=factories.provider(f"Weekly Courier {number}"), topics=[factories.topic(f"About {number}")])

    places = [
        "/api/docs/",
        topics[0].get_absolute_url(),
        papers[0].get_absolute_url(),
        f"/search/?q={words[0]}",
        "/feeds/",
        "/providers/",
        "/topics/",
    ]
    later = re.search(r'href="(\?older=[^"]+)"', client.get("/news/").content.decode())[1].replace("&amp;", "&")
    for address in ("/", "/news/", "/news/?type=article", f"/news/{later}", *places):
        page = client.get(address).content
        assert len(page) < PAGE, (address, len(page))
        assert len(gzip.compress(page)) < PACKED, (address, len(gzip.compress(page)))
    assert client.get("/news/").content.count(b"<h3") == 25
