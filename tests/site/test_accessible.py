"""The site in a real browser: accessible in light and dark, no wider than the screen, quiet under its content policy."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.template.loader import render_to_string

from articles.models import Article, RelatedLink
from tests import factories

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# WCAG 2.2 AA and what axe recommends beyond it. Of what is broken everything is told; telling also what is well takes twice the time.
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"], "resultTypes": ["violations"]}
PAGES = {
    "front": "/",
    "list": "/news/",
    "narrowed": "/news/?topic=vision&type=article",
    "errors": "/news/?topic=nowhere&since=x",
    "article": "/news/story-29/",
    "article with what it is a part of, and without a picture": "/news/part/",
    "video": "/news/film/",
    "topics": "/topics/",
    "topic": "/topics/vision/",
    "providers": "/providers/",
    "provider": "/providers/tide.example/",
    "archive": "/archive/",
    "year": "/archive/2026/",
    "month": "/archive/2026/01/",
    "day": "/archive/2026/01/01/",
    "feeds": "/feeds/",
    "feeds of a search": "/feeds/?q=story",
    "about": "/about/",
    "api": "/api/docs/",
    "unknown": "/nowhere/",
    "withdrawn": "/news/gone/",
    "withdrawn without a reason": "/news/silent/",
    "what went wrong": "/went-wrong/",
}


def violations(page) -> list[str]:
    found = Axe().run(page, options=RULES).response["violations"]
    return [f"{rule['id']}: {node['html'][:200]}" for rule in found for node in rule["nodes"]]


@pytest.fixture
def reading(newsroom, page, live_server):
    factories.published(slug="gone").withdraw(reason="the photograph was not ours to show.")
    factories.published(slug="silent").withdraw()
    corrected = Article.objects.get(slug="story-29")
    corrected.correct("An earlier version gave the mayor’s age as 16. The mayor is 61.")
    corrected.correct("W" * 200)
    part = factories.published("Part", slug="part", topics=corrected.topics.all()[:1])
    RelatedLink.objects.create(article=corrected, title="Part", target=part, web_url=part.web_url)
    broken = render_to_string("500.html")
    page.context.route("**/went-wrong/", lambda route: route.fulfill(status=500, body=broken, content_type="text/html"))
    return page


@pytest.mark.parametrize("scheme, width", [("light", 1440), ("dark", 390)])
def test_every_page_is_accessible_and_breaks_no_rule_of_its_policy(reading, live_server, scheme, width):
    said = []
    reading.on("console", lambda message: said.append(message.text))
    reading.emulate_media(color_scheme=scheme)
    reading.set_viewport_size({"width": width, "height": 900})
    found = {}
    for name, address in PAGES.items():
        reading.goto(live_server.url + address)
        found[name] = violations(reading)

    assert {name: problems for name, problems in found.items() if problems} == {}
    assert [text for text in said if "Content Security Policy" in text] == []


def test_no_page_is_wider_than_the_screen(reading, live_server):
    word = "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen"
    for number, heat in enumerate((500, 0)):
        topic = factories.topic(f"{word} or how a topic can be named at great length {number}", slug=f"long-{number}")
        provider = factories.provider(word * 2 + str(number), domain=f"long{number}.example")
        factories.published(word * 3, heat=heat, excerpt="W" * 300, provider=provider, topics=[topic])
    wider = []
    for address in PAGES.values():
        reading.goto(live_server.url + address)
        for width in (195, 320, 390, 768, 1024, 1440):  # the first: a phone whose letters are twice as large
            reading.set_viewport_size({"width": width, "height": 900})
            wider += [(address, width)] if reading.evaluate("document.documentElement.scrollWidth") > width else []

    assert wider == [], wider


def test_the_preview_is_accessible(reading, live_server, client):
    draft = factories.article("Draft")
    client.force_login(factories.editor())
    cookie = client.cookies["sessionid"].value
    reading.context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])

    reading.goto(live_server.url + draft.get_absolute_url())

    assert "Not public: awaiting review." in reading.inner_text("main")
    assert violations(reading) == []


def test_gone_is_said_in_the_browser(reading, live_server):
    response = reading.goto(f"{live_server.url}/news/gone/")

    assert response.status == 410
    assert reading.get_by_role("heading", level=1).inner_text() == "This story was withdrawn"
    assert "The photograph was not ours to show." in reading.inner_text("main")


def test_a_video_loads_on_a_click_and_not_before(reading, live_server):
    asked = []
    reading.context.route("https://www.youtube-nocookie.com/**", lambda route: route.fulfill(body="player", content_type="text/html"))
    reading.on("request", lambda request: asked.append(request.url))
    reading.goto(f"{live_server.url}/news/film/")
    assert not [url for url in asked if "youtube" in url]

    reading.click("[data-video] a")

    frame = reading.wait_for_selector("iframe")
    assert frame.get_attribute("src") == "https://www.youtube-nocookie.com/embed/nwsrm_demo2?autoplay=1"
    assert frame.get_attribute("title") == "Film"


def test_the_keyboard_reaches_the_news_first(reading, live_server):
    reading.goto(live_server.url)
    reading.keyboard.press("Tab")

    assert reading.evaluate("document.activeElement.className") == "skip"
    assert reading.locator(".skip").bounding_box()["x"] >= 0


def test_lists_work_without_scripts(newsroom, browser, live_server):
    assert Article.objects.published().count() == 31
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(f"{live_server.url}/news/")
    page.select_option("#f-type", "video")
    page.click("text=Show")
    page.wait_for_url("**type=video*")

    assert page.locator(".stream h3").all_inner_texts() == ["Film"]
    page.context.close()
