"""Every public address is asked, from the front page on, and nowhere is there a trace of what is not public."""

import re
from datetime import timedelta
from html import unescape
from urllib.parse import quote, urljoin, urlsplit

import pytest
from django.db.models import CharField, JSONField, TextField
from django.urls import URLResolver, get_resolver
from django.urls.resolvers import RoutePattern
from django.utils import timezone

from articles.models import Article, ArticleImage, Picture, PictureCopy, RelatedLink, SocialCard
from tests import factories

pytestmark = pytest.mark.django_db

HIDDEN = [
    *(factories.article, factories.declined, factories.withdrawn, factories.scheduled),
    *(factories.embargoed, factories.expired, factories.superseded),
]
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
    *("/api/changes/", "/api/changes/?since=2000-01-01T00:00:00Z", "/sitemap.xml"),
]
# For each kind of name in an address, what a reader could fill in.
FILLED = {
    "category": "news",
    "slug": "lead",
    "topic": "lead",
    "domain": "known.example",
    "number": "1",
    "form": "atom",
    "path": "x.png",
    "id": "1",
    "verb": "publish",
    **{name: f"{timezone.now():{form}}" for name, form in {"year": "%Y", "month": "%m", "day": "%d"}.items()},
}
# An address of each route that is no plain path.
UNPLAIN = {r"^media/(?P<name>(?s:.*))\Z": "media/p/zz/picture.jpg", r"[\s\S]*/\Z": "nothing/"}
# What tells of an article that was public, and only that it is gone.
OBITUARIES = ("/api/changes/",)


# What says nothing of its own: where it came from, what follows from other columns, what is never shown and has a form.
SILENT = {
    "source",
    "category",
    "url_key",
    "digest",
    "format",
    "colour",
    "fingerprint",
    "key",
    "host",
    "error",
    "other_digest",
    "last_modified",
}


def hide(state, number: int, *, topics=(), provider=None):
    """An article of this state that has the mark in everything that could show. It may share topics and provider with others."""
    word = f"{MARK}{number}"
    there, named = f"https://{word}.example/", {"name": f"Paper {word}", "x": word}
    provider = provider or factories.provider(
        f"Paper {word}", domain=f"paper-{word}.example", description=word, home_page=there, images=[{"url": there}], extra=named
    )
    own = factories.topic(
        f"Topic {word}", slug=f"topic-{word}", description=word, shortname=word, keywords=[word], hashtags=[word], extra=named
    )
    article = state(
        f"Title {word}",
        slug=f"slug-{word}",
        excerpt=f"Excerpt {word}",
        body=word,
        path=f"_news/{word}.md",
        featured_content=f"<p>{word}</p>",
        status_reason=word,
        extra={"secured": word},
        provider_details={**named, "authors": [named], "images": [{"url": f"{there}logo.png"}]},
        web_url=there,
        original_url=f"{there}original",
        amp_url=f"{there}amp",
        cdn_amp_url=f"{there}cdn",
        type=word,
        provider=provider,
        topics=[own, *topics],
        heat=-1 if state is factories.superseded else 999,
        published_at=timezone.now(),
        category="samples" if number % 2 else "news",
    )
    _depict(article, word)
    article.notes.create(text=word)
    article.corrections.create(text=word)
    told = {"amp_url": there, "cdn_amp_url": there, "type": word, "images": [{"url": there}], "extra": named, "provider_details": named}
    RelatedLink.objects.create(article=article, title=f"Nested {word}", web_url=f"https://else.example/{word}", excerpt=word, **told)
    return article


def _depict(article: Article, word: str) -> None:
    """A picture, our copy of it and a social card; the files alone are not there."""
    files = {
        role: {form: [[640, 360, f"p/zz/{word}.{form}"]] for form in ("webp", "jpeg")} for role in ("thumbnail", "card", "lead", "logo")
    }
    shape = {"format": "jpeg", "size": 1, "width": 640, "height": 360, "colour": "#000000", "focus_x": 0.5, "focus_y": 0.5}
    copy = PictureCopy.objects.create(digest=word, master=f"m/zz/{word}.jpg", files=files, **shape)
    address = f"https://{word}.example/1.jpg"
    picture = Picture.objects.create(address=address, copy=copy, alt=word, error_text=word, etag=word)
    ArticleImage.objects.create(
        article=article, url=address, title=word, attribution=word, picture=picture, extra={"x": word}, width=640, height=360
    )
    SocialCard.objects.create(article=article, version=article.version, picture=copy, name=f"s/zz/{word}.jpg")


def test_a_hidden_article_has_the_mark_in_every_column_that_can_hold_a_word(db):
    article = hide(factories.article, 1)
    image = article.images.get()
    rows = [article, article.provider, article.topics.get(), image, image.picture, image.picture.copy, article.card]
    rows += [article.related.get(), article.notes.get(), article.corrections.get()]

    assert {
        f"{row._meta.label}.{column.name}"
        for row in rows
        for column in row._meta.concrete_fields
        if isinstance(column, CharField | TextField | JSONField) and not column.choices and column.name not in SILENT
        if MARK not in str(getattr(row, column.attname))
    } == set()


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
        pages[address] = f"{dict(response.headers)}\n{said(response)}"
        waiting += [link for link in links(address, pages[address]) if link not in pages]
    return pages


def links(address: str, page: str) -> list[str]:
    found = [urljoin(SITE + address, unescape(link)) for link in re.findall(r'(?:href|src)="([^"]+)"', page)]
    found += re.findall(r'"(?:url|nextPage)": ?"([^"]+)"', page)
    found += map(unescape, re.findall(r"<(?:\w+:)?loc>([^<]+)<", page))
    own = [urlsplit(link) for link in found if link.startswith(SITE + "/")]
    return [f"{part.path}?{part.query}" if part.query else part.path for part in own if not part.path.startswith("/static/")]


def public_routes(patterns=None, before: str = "/") -> list[str]:
    """An address for every route but the admin's. A new kind of name in a route must be given a value in FILLED."""
    found = []
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        route = str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            found += public_routes(pattern.url_patterns, before + route) if route != "admin/" else []
        elif isinstance(pattern.pattern, RoutePattern):
            named = [name for name in FILLED if name in pattern.pattern.converters]
            assert len(named) == len(pattern.pattern.converters), f"what stands for {pattern.pattern.converters} in {route}?"
            found.append(before + re.sub(r"<(?:\w+:)?(\w+)>", lambda name: FILLED[name[1]], route))
        else:
            found.append(before + UNPLAIN[route])
    return found


def test_the_routes_are_all_there():
    found = public_routes()

    assert {"/", "/news/", "/news/lead/", "/topics/lead/", "/providers/known.example/", "/robots.txt", "/api/changes/"} <= set(found)
    assert {"/api/news/item/lead/", "/api/news/lead/page/1/"} <= set(found)


@pytest.mark.parametrize("verb", ["unpublish", "decline", "withdraw", "embargo", "schedule", "expire"])
def test_what_was_public_is_gone_from_every_route_at_once(client, newsroom, verb):
    day = timedelta(days=1)
    paper, topic = factories.provider("Known", domain="known.example"), factories.topic("Known", slug="lead")
    shared = {"provider": paper, "topics": [topic]}
    factories.published("Stays", slug="lead", heat=999, **shared)
    article = factories.published(f"Title {MARK}", slug=f"slug-{MARK}", excerpt=MARK, heat=998, published_at=timezone.now(), **shared)
    RelatedLink.objects.create(article=Article.objects.get(slug="lead"), target=article, title="As told", web_url="https://else.example/")
    routes = [*public_routes(), *ALSO, *sitemaps(client)]
    told = [route for route in routes if MARK in text_of(client, route)]
    assert set(sitemaps(client)) & set(told)
    assert {"/", "/news/", "/news/lead/", "/topics/lead/", "/providers/known.example/", "/api/news/", "/api/changes/"} <= set(told)

    times = {"embargo": ("embargo_until", day), "schedule": ("publish_at", day), "expire": ("expires_at", -day)}
    if verb in times:
        name, span = times[verb]
        setattr(article, name, timezone.now() + span)
        article.save_edit([name])
    else:
        getattr(article, verb)(reason="why")

    left = {route: text_of(client, route) for route in routes}
    assert [route for route, text in left.items() if MARK in text and not route.startswith(OBITUARIES)] == []
    assert all(f"Title {MARK}" not in left[route] for route in routes)
    assert [change["change"] for change in client.get("/api/changes/").json()["value"] if MARK in change["path"]] == ["removed"]
    for address in (article.get_absolute_url(), f"/api/news/item/{article.slug}/"):
        assert client.get(address).status_code == (410 if verb == "withdraw" else 404)


def sitemaps(client) -> list[str]:
    """The addresses of all parts."""
    return [address for address in links("/sitemap.xml", text_of(client, "/sitemap.xml")) if "sitemap" in address]


def text_of(client, address: str) -> str:
    response = client.get(address)
    assert response.status_code < 500, address
    return said(response)


def said(response) -> str:
    """The text of an answer; of a picture none."""
    return "" if response.get("Content-Type", "").startswith("image/") else response.getvalue().decode()


def test_no_trace_of_what_is_not_public_is_anywhere(client, hidden):
    pages = crawl(client)

    assert [address for address, page in pages.items() if MARK in page.lower()] == []
    assert {"/news/story-1/", "/topics/vision/", "/providers/tide.example/", "/news/film/"} <= set(pages)
    assert any("older=" in address for address in pages)
    assert any(address.startswith("/sitemaps/articles-") and "/news/story-1/" in page for address, page in pages.items())


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
