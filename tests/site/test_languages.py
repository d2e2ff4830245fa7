"""The site speaks the language it is set to: every word of ours comes from the catalogue, every date is written its way."""

import re
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path

import polib
import pytest
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import trans_real

from articles import dates
from articles.models import RelatedLink
from tests import factories

pytestmark = pytest.mark.django_db

GERMAN = Path(__file__).resolve().parent.parent.parent / "locale/de/LC_MESSAGES/django.po"
DATA = "Ω"  # in everything that is not ours to translate
# Names, and what both languages share.
NAMES = {"Atom", "RSS", "JSON", "JSON Feed", "AMP"}
SILENT = ("script", "style", "svg")
SPOKEN = ("alt", "aria-label", "placeholder", "title", "data-label")


@pytest.fixture
def paper(settings):
    """A newsroom in which every text has the mark, and every kind of page has something on it."""
    settings.SITE_NAME = f"Site{DATA}"
    vision = factories.topic(f"Vision{DATA}", slug="vision", description=f"Cameras{DATA}.")
    below = factories.topic(f"Imaging{DATA}", slug="imaging", parent=vision)
    papers = [
        factories.provider(f"Paper{number}{DATA}", domain=f"paper{number}.example", description=f"Told{DATA}.") for number in range(2)
    ]
    ages = (timedelta(), timedelta(minutes=5), timedelta(hours=3), timedelta(days=1, hours=1), timedelta(days=4), timedelta(days=40))
    for number in range(31):
        story = factories.published(
            f"Story{DATA}", slug=f"s{number}", excerpt=f"Words{DATA}" if number else "", provider=papers[number % 2],
            topics=[vision if number % 3 else below], published_at=timezone.now() - ages[number % 6] - timedelta(days=400 * (number > 28)),
            type="video" if number in (9, 10) else "article", amp_url="https://paper0.example/amp", heat=number,
        )  # fmt: skip
    for lead in (
        story,
        factories.published(f"Lead{DATA}", slug="lead", excerpt=f"So{DATA}", heat=300, provider=papers[0], topics=[vision]),
    ):
        for number in range(6):
            told = {"provider_details": {"name": f"Else{DATA}"}, "published_at": timezone.now()}
            RelatedLink.objects.create(
                article=lead, title=f"Same{DATA}", excerpt=f"So{DATA}", web_url=f"https://e.example/{number}", **told
            )
    lead.correct(f"Wrong{DATA}.")
    RelatedLink.objects.create(article=lead, target=story, title=f"Same{DATA}", web_url="https://e.example/x")
    factories.published(f"Film{DATA}", slug="film", type="video", excerpt=f"So{DATA}", original_url="https://youtu.be/nwsrm_demo2")
    factories.published(f"Sample{DATA}", category=f"samples{DATA}", slug="sample", excerpt=f"So{DATA}")
    factories.published(slug="gone", title=f"Gone{DATA}").withdraw(reason=f"why{DATA}")
    return story


PAGES = [
    *("/", "/news/", "/news/?type=video", "/news/?type=course", "/news/?topic=0&provider=0&since=2026-02-01&until=2026-01-01"),
    *(
        "/news/?since=1000-01-01",
        "/news/lead/",
        "/news/s30/",
        "/news/s0/",
        "/news/film/",
        f"/samples{DATA}/",
        "/topics/",
        "/topics/vision/",
    ),
    *(
        "/providers/",
        "/providers/paper0.example/",
        "/archive/",
        f"/archive/{datetime.now(UTC):%Y/%m/%d}/",
        f"/archive/{datetime.now(UTC):%Y/%m}/",
    ),
    *(f"/archive/{datetime.now(UTC):%Y}/", "/about/", "/feeds/", f"/feeds/?q=Story{DATA}", "/nowhere/", "/news/gone/"),
    *(
        "/search/",
        f"/search/?q=Story{DATA}",
        f"/search/?q=no{DATA}",
        f"/search/?q=no{DATA}&type=video",
        "/search/?q=-",
        f"/search/?q=x{DATA}&topic=none",
    ),
]
ERRORS = ["400.html", "403.html", "403_csrf.html", "500.html", "503.html"]


class Spoken(HTMLParser):
    """Every piece of text that somebody reads or hears."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag, attrs):
        self.silent += tag in SILENT
        given = dict(attrs)
        self.said += [given[name] for name in SPOKEN if given.get(name)]
        if tag == "meta" and given.get("name") == "description":
            self.said.append(given["content"])

    def handle_endtag(self, tag):
        self.silent -= tag in SILENT

    def handle_data(self, data):
        if not self.silent and data.strip():
            self.said.append(data.strip())


def spoken(page: str) -> str:
    parser = Spoken()
    parser.feed(page)
    return "\n".join(parser.said)


@pytest.fixture
def marked(monkeypatch):
    """Every word that comes from a catalogue in brackets; what was asked for is in the list."""
    asked: set[tuple[str, str]] = set()

    def single(message):
        asked.add(("", message))
        return f"⟦{message}⟧" if message else ""

    def plural(one, many, number):
        asked.add(("", one))
        return f"⟦{one if number == 1 else many}⟧"

    def within(context, message):
        asked.add((context, message))
        return f"⟦{message}⟧"

    for name, fake in (("gettext", single), ("ngettext", plural), ("pgettext", within)):
        monkeypatch.setattr(translation._trans, name, fake)
    dates._forms.cache_clear()
    yield asked
    dates._forms.cache_clear()


def unmarked(text: str) -> set[str]:
    """The lines in which a letter is left without what comes from a catalogue, from the data, and names."""
    while (less := re.sub(r"⟦[^⟦⟧]*⟧", "", text)) != text:
        text = less
    lines = {line.strip(" ,()") for line in re.sub(rf"\S*{DATA}\S*|[\w.-]+\.example", "", text).splitlines()}
    return {line for line in lines - NAMES if re.search(r"[^\W\d_]", line)}


def test_every_word_of_ours_comes_from_the_catalogue_and_the_german_one_has_it(client, paper, marked):
    left = {}
    for address in PAGES:
        left[address] = unmarked(spoken(client.get(address).content.decode()))
    for name in ERRORS:
        left[name] = unmarked(spoken(render_to_string(name)))
    known = {(entry.msgctxt or "", entry.msgid) for entry in polib.pofile(str(GERMAN))}
    german = trans_real.translation("de")

    assert {place: words for place, words in left.items() if words} == {}
    assert len(marked) > 120
    assert {asked for asked in marked if asked not in known and not _django_has(german, *asked)} == set()


def _django_has(german, context: str, message: str) -> bool:
    key = f"{context}\x04{message}" if context else message
    return not message or key in german._catalog or (key, 0) in german._catalog


def test_the_german_catalogue_is_whole_and_compiled():
    catalogue = polib.pofile(str(GERMAN))

    assert [entry.msgid for entry in catalogue if not entry.translated() or entry.fuzzy or entry.obsolete] == []
    assert catalogue.to_binary() == GERMAN.with_suffix(".mo").read_bytes(), "make messages compiles it"


def test_what_is_put_into_a_sentence_is_the_same_in_german():
    def holes(text: str) -> list[str]:
        return sorted(set(re.findall(r"%\(\w+\)[sd]|<[^>]+>", text)))

    for entry in polib.pofile(str(GERMAN)):
        for said in entry.msgstr_plural.values() if entry.msgid_plural else [entry.msgstr]:
            assert holes(said) == holes(entry.msgid_plural or entry.msgid), entry.msgid


@pytest.fixture
def german(settings):
    settings.SITE_LOCALE = settings.LANGUAGE_CODE = "de"
    with translation.override("de"):
        yield


def test_a_german_site_is_german(client, german):
    story = factories.published("Titel", slug="titel", published_at=datetime(2026, 3, 5, 9, 7, tzinfo=UTC))
    story.correct("Falsch.")

    page = client.get("/news/titel/").content.decode()

    assert '<html lang="de" dir="ltr">' in page and 'property="og:locale" content="de"' in page
    assert ">Donnerstag, 5. März 2026, 09:07</time>" in page and 'datetime="2026-03-05T09:07:00+00:00"' in page
    assert "Berichtigung<" in page and "wir wissen von niemandem sonst, der es erzählt hat." in page
    assert "Diese Seite gibt es nicht" in client.get("/nirgends/").content.decode()
    assert "Dieses Thema gibt es nicht." in client.get("/news/?topic=keins").content.decode()
    assert "<h1>Bei uns ist etwas kaputtgegangen</h1>" in render_to_string("500.html")


def test_pages_feeds_and_what_machines_read_name_the_same_language(client, settings):
    settings.SITE_LOCALE = settings.LANGUAGE_CODE = "pt-br"
    factories.published("Título", slug="titulo", published_at=timezone.now())
    with translation.override("pt-br"):
        pages = [client.get(address).content.decode() for address in ("/", "/news/", "/news/titulo/", "/nowhere/")]
        pages += [render_to_string(name) for name in ERRORS]
        told = {address: client.get(address).content.decode() for address in ("/feeds/all.atom", "/feeds/all.rss", "/opensearch.xml")}
        others = [client.get("/feeds/all.json").json()["language"], client.get("/api/news/").json()["value"][0]["locale"]]

    assert {re.search('<html lang="(.*?)"', page)[1] for page in pages} == {"pt-br"} == {*others}
    assert {re.search('og:locale" content="(.*?)"', page)[1] for page in pages[:4]} == {"pt_BR"}
    assert {found for page in pages for found in re.findall('"inLanguage":"(.*?)"', page)} == {"pt-br"}
    assert 'xml:lang="pt-br"' in told["/feeds/all.atom"] and "<language>pt-br</language>" in told["/feeds/all.rss"]
    assert "<Language>pt-br</Language>" in told["/opensearch.xml"]


def test_how_long_ago_is_said_in_german(german):
    from articles.templatetags.newsroom import day, when

    now = timezone.now()
    assert when(now) == "gerade eben"
    assert when(now - timedelta(minutes=1)) == "vor 1 Minute" and when(now - timedelta(hours=2)) == "vor 2 Stunden"
    assert (day(now), day(now - timedelta(days=1))) == ("Heute", "Gestern")


@pytest.mark.parametrize(
    "language, day", [("en-gb", "5 March 2026"), ("de", "5. März 2026"), ("fr", "5 mars 2026"), ("ja", "2026年3月5日")]
)
def test_a_day_is_written_as_its_language_does_also_without_a_catalogue(language, day):
    with translation.override(language):
        assert dates.written(datetime(2026, 3, 5, tzinfo=UTC), "day") == day


def test_a_language_that_is_written_from_the_right_says_so_on_every_page(client, settings):
    settings.SITE_LOCALE = settings.LANGUAGE_CODE = "ar"
    factories.published("عنوان", slug="one")
    with translation.override("ar"):
        for address in ("/", "/news/", "/news/one/", "/nowhere/"):
            assert '<html lang="ar" dir="rtl">' in client.get(address).content.decode()
        assert 'dir="rtl"' in render_to_string("500.html")


def test_titles_have_the_direction_of_their_own_words(client):
    factories.published("עברית", slug="one", excerpt="مقتطف")

    assert '<div class="words" dir="auto"><h3><a href="/news/one/">עברית' in client.get("/news/").content.decode()
    assert '<h1 dir="auto">עברית' in client.get("/news/one/").content.decode()
