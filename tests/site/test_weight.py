"""What a page loads before it can be seen and used: few files, and small ones."""

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles.finders import find
from django.template.loader import render_to_string

from articles.models import Article

pytestmark = pytest.mark.django_db

STYLES, SCRIPTS = 15_000, 5_000
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
