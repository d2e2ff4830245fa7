"""Hostile words are words: every page, feed and answer has the skeleton that it has with harmless ones."""

import json
from itertools import product
from urllib.parse import quote

import html5lib
import pytest
from lxml import etree

from articles.models import Article, ArticleImage, Provider, RelatedLink, SearchDocument, Topic
from tests import factories
from tests.site.feeds.reading import PARSER, skeleton

pytestmark = pytest.mark.django_db

_OUT_OF = ["", '"', "'", '">', "'>", "-->", "]]>", "</title>", "</script>", "</a></h3>", "</textarea>", "<!--", "\u2028", "&quot;>"]
_INTO = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    '<a href="javascript:alert(1)">x</a>',
    '<iframe srcdoc="&lt;script&gt;alert(1)&lt;/script&gt;"></iframe>',
    "<base href=//evil.example/>",
    '<meta http-equiv="refresh" content="0;url=//evil.example">',
    "<style>*{display:none}</style>",
    '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">',
    "<form action=//evil.example><button>x",
    "<plaintext>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;img src=x onerror=alert(1)&#62;",
    " onmouseover=alert(1) style=color:red x=",
    "javascript:alert(1)//",
    "data:text/html,<script>alert(1)</script>",
    "{{ request.META }}{% csrf_token %}",
    '"}]}</script><script>alert(1)</script>',
    '<!ENTITY x SYSTEM "file:///etc/passwd">&x;',
    "\\u003cscript\\u003e\\",
]
_ALONE = [
    *(
        "\u202eevil\u202c",
        "\u2066x\u2069",
        "\ufeff",
        "\u200b" * 50,
        "\ufdd0\uffff",
        "𝕏" * 60,
        "é\u0301" * 80,
        "a" * 400,
        "<" * 200,
        "&" * 200,
    ),
    *("\t\n\r\x0b\x0c", "\x7f\x80\x9f", "%00%3Cscript%3E", "`${alert(1)}`", "= 1 + 1", "@import 'x'", "://", "写真" * 30, "ا" * 60),
]
HOSTILE = [*map("".join, product(_OUT_OF, _INTO)), *_ALONE]
AT_ONCE = 26
FEEDS = [
    f"{place}.{form}" for place in ("/feeds/all", "/topics/t-0/feed", "/providers/p-0.example/feed") for form in ("rss", "atom", "json")
]
PAGES = [
    "/",
    "/news/",
    "/topics/",
    "/topics/t-0/",
    "/providers/",
    "/providers/p-0.example/",
    "/search/?q=story",
    "/feeds/",
    "/archive/2026/01/01/",
]
ANSWERS = ["/api/news/", "/api/topics/", "/api/providers/", "/api/changes/", "/api/news/item/s-0/", "/search/suggest/?q=story"]


def test_there_are_a_few_hundred():
    assert len(set(HOSTILE)) == len(HOSTILE) > 280


@pytest.fixture
def told():
    """Full pages, a story with everything that a story can have among them."""
    picture = factories.stored()
    for number in range(AT_ONCE):
        provider, topic = factories.provider(domain=f"p-{number}.example"), factories.topic(slug=f"t-{number}")
        article = factories.published(
            "Story", slug=f"s-{number}", provider=provider, topics=[topic], heat=100 - number, published_at=factories.NEW_YEAR
        )
        factories.pictured(article, picture)
        RelatedLink.objects.create(article=article, title="x", excerpt="x", web_url="https://else.example/", provider_details={"name": "x"})


def say(texts: list[str]) -> None:
    for number, text in enumerate(texts):
        words = f"Story {text} told"
        article = Article.objects.get(slug=f"s-{number}")
        details = {"name": words, "authors": [{"name": words}]}
        told = {"title": words[:500], "excerpt": words, "featured_content": text, "provider_details": details, "extra": {"x": text}}
        Article.objects.filter(pk=article.pk).update(**told)
        Provider.objects.filter(pk=article.provider_id).update(name=f"{number:02} {words}"[:200], description=words)
        Topic.objects.filter(slug=f"t-{number}").update(name=f"{number:02} {words}"[:200], description=words)
        ArticleImage.objects.filter(article=article).update(title=words[:500], attribution=words[:500])
        RelatedLink.objects.filter(article=article).update(title=words[:500], excerpt=words, provider_details={"name": words})
    SearchDocument.objects.put(Article.objects.values_list("pk", flat=True))


def of_page(content: bytes) -> list:
    """Elements with the names of their attributes, where links lead, and what its data holds; without any text."""
    assert b"\x00" not in content
    tree = html5lib.parse(content.decode(), namespaceHTMLElements=False)
    return [_of(element) for element in tree.iter() if isinstance(element.tag, str)]


def _of(element) -> tuple:
    names = sorted(element.attrib)
    leads = [element.attrib[name].partition(":")[0] for name in ("href", "src", "action") if ":" in element.attrib.get(name, "")]
    if element.tag == "script" and element.get("type") == "application/ld+json":
        return element.tag, names, of_json(json.loads(element.text))
    return element.tag, names, leads, element.text if element.tag in ("script", "style") else ""


def of_json(value) -> object:
    if isinstance(value, dict):
        return {key: of_json(each) for key, each in value.items()}
    return [of_json(each) for each in value] if isinstance(value, list) else type(value).__name__


def skeletons(client) -> dict[str, object]:
    found: dict[str, object] = {}
    for address in [*PAGES, *(f"/news/s-{number}/" for number in range(AT_ONCE)), *FEEDS, *ANSWERS, "/sitemap-news.xml"]:
        response = client.get(address)
        assert response.status_code == 200, address
        content = b"".join(response.streaming_content) if response.streaming else response.content
        kind = response["Content-Type"].partition(";")[0]
        read = of_page if kind == "text/html" else of_json_text if kind.endswith("json") else of_xml
        found[address] = read(content)
    return found


def of_json_text(content: bytes) -> object:
    return of_json(json.loads(content))


def of_xml(content: bytes) -> object:
    return skeleton(etree.fromstring(content, PARSER))


def test_hostile_words_change_nothing_but_words(client, told):
    say(["calm"] * AT_ONCE)
    calm = skeletons(client)

    for start in range(0, len(HOSTILE), AT_ONCE):
        texts = HOSTILE[start : start + AT_ONCE]
        say([*texts, *["calm"] * (AT_ONCE - len(texts))])
        wild = skeletons(client)
        assert [address for address in calm if calm[address] != wild[address]] == [], texts


def test_hostile_questions_change_nothing_but_words(client, told):
    say(["calm"] * AT_ONCE)
    calm = {place: of_page(client.get(place, {"q": "zebra"}).content) for place in ("/search/", "/feeds/")}
    lost = of_page(client.get("/nowhere-calm/").content)

    for number, text in enumerate(HOSTILE):
        for place in calm if number % 3 == 0 else ["/search/"]:
            assert of_page(client.get(place, {"q": f"zebra{text}"}).content) == calm[place], (place, text)
        if number % 3 == 0 and not set(text) & set("/%\\"):
            assert of_page(client.get(f"/nowhere-{quote(text)}/", follow=True).content) == lost, text


@pytest.mark.parametrize("place", ["/search/", "/feeds/", "/news/"])
def test_no_control_character_that_is_asked_for_comes_back(client, told, place):
    page = client.get(place, {"q": "a\x00\x1b[31m\x7f", "topic": "\x00t-0", "provider": "\x01"}).content

    assert [sign for sign in page if sign < 32 and sign not in b"\t\n\r" or sign == 127] == []
