"""Every public address is asked, from the front page on, and nowhere is there a trace of what is not public."""

import re
from html import unescape
from urllib.parse import quote, urljoin, urlsplit

import pytest
from django.utils import timezone

from articles.models import ArticleImage, RelatedLink
from tests import factories

pytestmark = pytest.mark.django_db

HIDDEN = [factories.article, factories.declined, factories.withdrawn, factories.scheduled, factories.expired, factories.superseded]
MARK = "zzuntoldzz"
SITE = "http://testserver"
# Beside what the pages link to: what a reader could think of.
ALSO = [
    *("/news/", "/topics/", "/providers/", "/robots.txt", "/nowhere/", "/favicon.ico", "/admin/login/"),
    *(
        "/news/?type=video",
        "/news/?since=2000-01-01&until=2030-01-01",
        "/news/?older=2030-01-01T00:00:00Z+1+a",
        "/news/?newer=2000-01-01T00:00:00Z+1+a",
    ),
    *("/api/news/", "/api/news/page/1/", "/api/topics/", "/api/providers/", "/api/schema/", "/api/docs/", "/samples/", "/samples/?type=x"),
]


def hide(state, number: int):
    """An article of this state that has the mark in everything that could show."""
    word = f"{MARK}{number}"
    topic = factories.topic(f"Topic {word}", slug=f"topic-{word}", description=word)
    article = state(
        f"Title {word}",
        slug=f"slug-{word}",
        excerpt=f"Excerpt {word}",
        body=word,
        web_url=f"https://{word}.example/",
        original_url=f"https://{word}.example/original",
        amp_url=f"https://{word}.example/amp",
        provider=factories.provider(
            f"Paper {word}", domain=f"paper-{word}.example", description=word, home_page=f"https://{word}.example/"
        ),
        topics=[topic],
        heat=-1 if state is factories.superseded else 999,
        published_at=timezone.now(),
        category="samples" if number % 2 else "news",
    )
    ArticleImage.objects.create(article=article, url=f"https://{word}.example/1.jpg", title=word)
    RelatedLink.objects.create(article=article, title=f"Nested {word}", web_url=f"https://else.example/{word}", excerpt=word)
    return article


@pytest.fixture
def hidden(newsroom):
    """Hidden articles, tied to public ones in every way that there is."""
    public = factories.published("Lead", heat=200, topics=[factories.topic("Known", slug="known")], extra={"secured": MARK})
    articles = [hide(state, number) for number, state in enumerate(HIDDEN)]
    for article in articles:
        RelatedLink.objects.create(article=public, target=article, title="As told elsewhere", web_url="https://else.example/")
        RelatedLink.objects.create(article=article, target=public, title="Lead", web_url="https://else.example/lead")
    return articles


def crawl(client) -> dict[str, str]:
    """The text of every page that can be reached, by address."""
    pages: dict[str, str] = {}
    waiting = ["/", *ALSO]
    while waiting:
        address = waiting.pop()
        if address in pages:
            continue
        response = client.get(address)
        assert response.status_code < 500, address
        body = b"" if response.streaming else response.content
        pages[address] = f"{dict(response.headers)}\n{body.decode()}"
        waiting += [link for link in links(address, pages[address]) if link not in pages]
    return pages


def links(address: str, page: str) -> list[str]:
    found = [urljoin(SITE + address, unescape(link)) for link in re.findall(r'(?:href|src)="([^"]+)"', page)]
    found += re.findall(r'"(?:url|nextPage)": ?"([^"]+)"', page)
    own = [urlsplit(link) for link in found if link.startswith(SITE + "/")]
    return [f"{part.path}?{part.query}" if part.query else part.path for part in own if not part.path.startswith("/static/")]


def test_no_trace_of_what_is_not_public_is_anywhere(client, hidden):
    pages = crawl(client)

    assert [address for address, page in pages.items() if MARK in page.lower()] == []
    assert {"/news/story-1/", "/topics/vision/", "/providers/tide.example/", "/news/film/"} <= set(pages)
    assert any("older=" in address for address in pages)


def test_what_is_hidden_answers_as_what_never_was(client, hidden):
    for article in hidden:
        for address in (f"/topics/{article.topics.get().slug}/", f"/providers/{article.provider.domain}/"):
            assert client.get(address).status_code == 404, address
        response = client.get(article.get_absolute_url())
        assert response.status_code == 404
        assert MARK not in response.content.decode().replace(quote(article.slug), "")


def test_what_is_published_appears_at_once_and_goes_at_once(client, hidden):
    article = hidden[0]

    article.publish()
    seen = [
        address
        for address in ("/", "/news/", article.get_absolute_url(), "/topics/", "/providers/")
        if article.title.split()[1] in client.get(address).content.decode()
    ]
    article.unpublish()

    assert seen == ["/", "/news/", article.get_absolute_url(), "/topics/", "/providers/"]
    assert [address for address in seen if MARK in client.get(address).content.decode()] == []
