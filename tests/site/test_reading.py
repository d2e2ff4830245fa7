"""A reader's way in a real browser: from the front page to a topic, to a story, and on to where it was first told."""

import pytest
from playwright.sync_api import expect

from articles.models import Article
from tests import factories

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# What has the focus, whether that is to be seen, and whether it stands within the window.
STOP = """() => {
  const here = document.activeElement, style = getComputedStyle(here), box = here.getBoundingClientRect();
  return {
    says: here.ariaLabel || here.innerText.trim(),
    isSeen: here.matches(":focus-visible") && style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2
      && box.width > 1 && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
  };
}"""
# Everything that the Tab key should reach.
STOPS = (
    "[...document.querySelectorAll('a[href], button, input, select')].filter((each) => each.tabIndex >= 0 && each.checkVisibility()).length"
)


@pytest.fixture
def reading(newsroom, page, live_server):
    Article.objects.filter(slug="story-28").update(original_url="https://volt.example/first-told")
    factories.published("Harbour cranes at night", slug="cranes")
    page.context.route("https://*.example/**", lambda route: route.fulfill(body="<h1>First told</h1>", content_type="text/html"))
    page.goto(f"{live_server.url}/")
    return page


def walk_to(page, says: str, key: str = "Tab") -> None:
    """Key by key; each stop on the way is to be seen."""
    for _ in range(150):
        page.keyboard.press(key)
        stop = page.evaluate(STOP)
        assert stop["isSeen"], stop["says"]
        if stop["says"] == says:
            return
    raise AssertionError(f"{says} was not reached")


def test_by_clicks_to_a_topic_a_story_and_its_original(reading):
    reading.get_by_role("navigation", name="Topics").get_by_role("link", name="Medical imaging").click()
    expect(reading.get_by_role("heading", level=1)).to_have_text("Medical imaging")
    reading.get_by_role("link", name="Story 28").click()
    expect(reading.get_by_role("heading", level=1)).to_have_text("Story 28")
    reading.get_by_role("link", name="Read at Tide").click()

    reading.wait_for_url("https://volt.example/first-told")
    assert reading.get_by_role("heading", level=1).inner_text() == "First told"


def test_by_keys_alone_to_a_topic_a_story_its_original_a_search_and_the_other_theme(reading, live_server):
    walk_to(reading, "Medical imaging")
    reading.keyboard.press("Enter")
    reading.wait_for_url("**/topics/medical-imaging/")

    reading.keyboard.press("Tab")
    assert reading.evaluate(STOP) == {"says": "Skip to the news", "isSeen": True}
    reading.keyboard.press("Enter")
    walk_to(reading, "Story 28")
    reading.keyboard.press("Enter")
    reading.wait_for_url("**/news/story-28/")

    walk_to(reading, "Read at Tide ↗")
    reading.keyboard.press("Enter")
    reading.wait_for_url("https://volt.example/first-told")

    reading.goto(f"{live_server.url}/news/story-28/")
    reading.keyboard.press("/")
    assert reading.evaluate(STOP) == {"says": "Search the news", "isSeen": True}
    reading.keyboard.type("harb", delay=20)
    expect(reading.get_by_role("listbox").get_by_role("option")).to_have_count(1)
    reading.keyboard.press("ArrowDown")
    reading.keyboard.press("Enter")
    reading.wait_for_url("**/news/cranes/")

    reading.keyboard.press("/")
    walk_to(reading, "Theme")
    reading.keyboard.press("End")
    assert reading.evaluate("getComputedStyle(document.documentElement).colorScheme") == "dark"
    walk_to(reading, "Search the news", key="Shift+Tab")


def test_nothing_keeps_the_focus_and_nothing_is_left_out(reading, live_server):
    for address in ("/", "/news/story-29/", "/news/film/", "/feeds/?q=story"):
        reading.goto(live_server.url + address)
        count, unseen = reading.evaluate(STOPS), []
        reading.evaluate("window.passed = new Set()")

        for _ in range(count):
            reading.keyboard.press("Tab")
            reading.evaluate("passed.add(document.activeElement)")
            stop = reading.evaluate(STOP)
            unseen += [] if stop["isSeen"] else [stop["says"]]

        assert (unseen, reading.evaluate("passed.size")) == ([], count), address
