"""Each format is valid by its own rules, whatever the articles say, and means what they say."""

import json
import re
from email.utils import parsedate_to_datetime

import feedparser
import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from lxml import etree

from articles.models import Article, PictureCopy, Provider, Topic
from tests import factories
from tests.site.feeds.reading import EVERYWHERE, PARSER, body, entries, skeleton, xml
from tests.site.feeds.schemas import ATOM_FEED, JSON_FEED

pytestmark = pytest.mark.django_db

SCRIPTS = ["Ærø i går", "写真の見出し", "خبر عاجل", "Новости", "🎞️👩‍🚀 news", "e\u0301", "\u202eright to left", "ﬁne\u00a0print"]
HOSTILE = [
    *("</title><script>alert(1)</script>", "]]>", "<![CDATA[x]]>", "&amp;", "&lt;b&gt;", "&#0;", "&unknown;", "<!-- x -->", "<?php x ?>"),
    *(
        '"><item><title>x</title></item>',
        "' onload='x",
        "{{ 7*7 }}",
        "%3Cscript%3E",
        "<!DOCTYPE x [<!ENTITY y 'z'>]>",
        "javascript:alert(1)",
    ),
    *(
        "tab\there",
        "line\nbreak",
        "\x0bvertical\x1bescape\x7fdelete\x01",
        "\ufffe\uffff\ufdd0",
        "\U0001ffff",
        "a" * 500,
        " ",
        "\u2028\u2029\u0085",
    ),
    *("\r\nSet-Cookie: x=y", '{"items": []}', "\\u003cscript\\u003e", "</script>", "x&y=z;", "&copy", "<br/>"),
]
# PostgreSQL keeps no NUL, so no article holds one.
TEXTS = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), min_size=1, max_size=80)


def story(text: str) -> Article:
    """With this text wherever an article has one."""
    paper = factories.provider(text[:200], description=text)
    topic = factories.topic(f"{text[:180]}", description=text)
    article = factories.published(text[:500], excerpt=text, provider=paper, topics=[topic], provider_details={"name": text})
    factories.pictured(article, factories.stored(copy=small()), title=text[:500])
    article.correct(text[:1000])
    return article


def small() -> PictureCopy:
    return PictureCopy.objects.first() or factories.copy(width=64, height=48)


def addresses(article: Article) -> list[str]:
    topic = article.topics.get()
    starts = ("/feeds/all", f"{topic.get_absolute_url()}feed", f"{article.provider.get_absolute_url()}feed")
    return [f"{start}.{form}" for start in starts for form in ("rss", "atom", "json")]


def check(client, article: Article) -> None:
    """Raises AssertionError for whatever a validator would complain of."""
    for address in addresses(article):
        content = body(client, address)
        if address.endswith("json"):
            Draft202012Validator(JSON_FEED).validate(json.loads(content))
            continue
        found = feedparser.parse(content)
        assert not found.bozo, (address, found.bozo_exception)
        if address.endswith("atom"):
            assert ATOM_FEED.validate(etree.fromstring(content, PARSER)), ATOM_FEED.error_log
        else:
            check_rss(etree.fromstring(content, PARSER))


def check_rss(document) -> None:
    """What the W3C's validator asks of RSS 2.0."""
    (channel,) = document
    assert (document.tag, document.get("version")) == ("rss", "2.0")
    assert [channel.findtext(name) is not None for name in ("title", "link", "description")] == [True] * 3
    assert channel.find("{http://www.w3.org/2005/Atom}link[@rel='self']") is not None
    guids = [item.findtext("guid") for item in channel.iter("item")]
    assert len(set(guids)) == len(guids)
    for item in channel.iter("item"):
        names = [child.tag for child in item if child.tag not in ("category", "{http://www.w3.org/2005/Atom}link")]
        assert len(set(names)) == len(names)
        assert item.findtext("title") and re.fullmatch("https?://.+", item.findtext("link"))
        assert item.find("guid").get("isPermaLink") == "false"
        assert parsedate_to_datetime(item.findtext("pubDate")).tzinfo
        assert re.search(r" [+-]\d{4}$", item.findtext("pubDate"))
        for enclosure in item.iter("enclosure"):
            assert sorted(enclosure.attrib) == ["length", "type", "url"] and int(enclosure.get("length")) >= 0


@pytest.mark.parametrize("text", [*SCRIPTS, *HOSTILE], ids=ascii)
def test_a_feed_is_valid_whatever_it_tells(client, text):
    check(client, story(text))


@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
def test_hostile_words_change_nothing_but_the_words(client, text):
    harmless, hostile = story("Harmless"), story(text)
    for calm, wild in zip(addresses(harmless)[3:], addresses(hostile)[3:], strict=True):
        if calm.endswith("json"):
            assert shape(json.loads(body(client, wild))) == shape(json.loads(body(client, calm)))
        else:
            assert skeleton(xml(client, wild)) == skeleton(xml(client, calm))


def shape(value):
    if isinstance(value, dict):
        return {key: shape(inner) for key, inner in value.items()}
    return [shape(inner) for inner in value] if isinstance(value, list) else type(value).__name__


@given(text=TEXTS)
@settings(max_examples=25)
def test_any_text_makes_a_valid_feed(text):
    for model in (Article, Topic, Provider):
        model.objects.all().delete()
    check(Client(), story(text))


@pytest.mark.parametrize("title", ["Robots & <b>men</b>", "1 < 2 > 0", "&amp; is written &amp;amp;", "写真", "“Quoted” 'so'"])
def test_a_title_is_read_as_it_was_written(client, title):
    factories.published(title)

    assert [entries(client, address)[0]["title"] for address in EVERYWHERE] == [title] * 3


def test_rss_names_the_original_as_a_link_and_no_feed_of_its_provider_that_we_do_not_know(client):
    factories.published(original_url="https://tide.example/story", provider=factories.provider("Tide", domain="tide.example"))

    (item,) = xml(client, "/feeds/all.rss").iter("item")

    assert item.find("source") is None
    assert item.find("{http://www.w3.org/2005/Atom}link[@rel='via']").get("href") == "https://tide.example/story"
    assert item.findtext("{http://purl.org/dc/elements/1.1/}creator") == "Tide"


def test_a_description_is_html_that_shows_the_text(client):
    factories.published(excerpt="AT&T <b>bold</b>\n\nSecond.")

    (item,) = xml(client, "/feeds/all.rss").iter("item")

    assert item.findtext("description") == "<p>AT&amp;T &lt;b&gt;bold&lt;/b&gt;</p><p>Second.</p>"


def test_what_xml_cannot_hold_is_left_out(client):
    factories.published("A\x0bB\x1b[31mC\ufffeD")

    assert [entries(client, address)[0]["title"] for address in EVERYWHERE] == ["AB[31mCD"] * 3


def test_a_title_of_nothing_that_can_be_shown_is_the_address_s(client):
    factories.published("\x0b\x1b", slug="the-slug")

    assert [entries(client, address)[0]["title"] for address in EVERYWHERE] == ["the-slug"] * 3


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "", "//else.example/"])
def test_an_original_that_is_no_web_address_is_no_link(client, address):
    factories.published(original_url=address, web_url="")

    assert [entries(client, feed)[0]["original"] for feed in EVERYWHERE] == ["", "", ""]


@pytest.mark.parametrize(
    "address, told",
    [
        ('https://else.example/a b"<é>?q=ü&x=[1]#f#g', "https://else.example/a%20b%22%3C%C3%A9%3E?q=%C3%BC&x=%5B1%5D#f%23g"),
        ("https://else.example/100%?a=%zz%20", "https://else.example/100%25?a=%25zz%20"),
        ("https://[2001:db8::1]:8000/a?b", "https://[2001:db8::1]:8000/a?b"),
        ("https://[2001:db8::1/a", ""),
        ("https:///a", ""),
        ("https://else.example/\\^`{|}", "https://else.example/%5C%5E%60%7B%7C%7D"),
    ],
)
def test_an_original_is_a_valid_address_or_none(client, address, told):
    article = story("x")
    Article.objects.filter(pk=article.pk).update(original_url=address)

    check(client, article)
    assert [entries(client, feed)[0]["original"] for feed in EVERYWHERE] == [told] * 3


def test_times_have_the_offset_of_the_site(client, settings):
    settings.TIME_ZONE = "Asia/Kathmandu"
    article = story("x")

    check(client, article)
    assert xml(client, "/feeds/all.rss").findtext("channel/lastBuildDate").endswith("+0545")
    assert json.loads(body(client, "/feeds/all.json"))["items"][0]["date_published"].endswith("+05:45")


def test_the_schemas_would_find_a_fault(client):
    story("x")
    document = xml(client, "/feeds/all.atom")
    for broken in ("{*}updated", "{*}entry/{*}id", "{*}entry/{*}author/{*}name", "{*}author"):
        copy = etree.fromstring(etree.tostring(document))
        found = copy.find(broken)
        found.getparent().remove(found)
        assert not ATOM_FEED.validate(copy), broken
    copy = etree.fromstring(etree.tostring(document))
    copy.find("{*}entry/{*}updated").text = "2026-01-01 10:00"
    assert not ATOM_FEED.validate(copy)
