"""Searching in a real browser: by script and without, by keyboard alone, accessible, and quiet under the content policy."""

import pytest
from playwright.sync_api import expect

from tests import factories
from tests.site.test_accessible import violations

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def seeking(newsroom, page, live_server):
    factories.published("Harbour cranes at night", slug="cranes", excerpt="Seen from the harbour wall.")
    factories.published("Harbour <b>robots</b>", slug="robots")
    page.goto(f"{live_server.url}/")
    return page


def test_titles_are_offered_while_somebody_types_and_the_keys_choose_one(seeking, live_server):
    seeking.keyboard.press("/")
    field, options = seeking.get_by_role("combobox", name="Search the news"), seeking.get_by_role("listbox").get_by_role("option")
    expect(field).to_be_focused()

    seeking.keyboard.type("harb", delay=20)

    expect(options).to_have_count(2)
    assert field.get_attribute("aria-expanded") == "true"
    assert violations(seeking) == []
    seeking.keyboard.press("ArrowDown")
    seeking.keyboard.press("ArrowDown")
    chosen = options.nth(1)
    assert chosen.get_attribute("aria-selected") == "true"
    assert field.get_attribute("aria-activedescendant") == chosen.get_attribute("id")
    seeking.keyboard.press("ArrowDown")
    assert field.get_attribute("aria-activedescendant") is None
    seeking.keyboard.press("ArrowUp")
    title = chosen.inner_text().split("\n")[0]
    seeking.keyboard.press("Enter")
    seeking.wait_for_url("**/news/*/")
    assert seeking.get_by_role("heading", level=1).inner_text() == title


def test_a_title_is_text_whatever_it_holds(seeking):
    seeking.get_by_role("combobox", name="Search the news").press_sequentially("robots")

    expect(seeking.get_by_role("listbox").get_by_role("option")).to_have_count(1)
    assert "<b>robots</b>" in seeking.get_by_role("listbox").get_by_role("option").inner_text()


def test_a_click_opens_what_is_offered(seeking):
    seeking.get_by_role("combobox", name="Search the news").press_sequentially("cranes")

    seeking.get_by_role("listbox").get_by_role("option").click()

    seeking.wait_for_url("**/news/cranes/")


@pytest.mark.parametrize("width", [360, 640, 820, 960, 1440])
@pytest.mark.parametrize("direction", ["ltr", "rtl"])
def test_what_is_offered_lies_within_the_window(seeking, width, direction):
    seeking.set_viewport_size({"width": width, "height": 800})
    seeking.evaluate("(direction) => { document.documentElement.dir = direction }", direction)
    seeking.get_by_role("combobox", name="Search the news").press_sequentially("harb")
    expect(seeking.get_by_role("listbox")).to_be_visible()

    box = seeking.get_by_role("listbox").bounding_box()

    assert box["x"] >= 0 and box["x"] + box["width"] <= width


def test_escape_closes_what_is_offered_and_then_leaves_the_field(seeking):
    seeking.get_by_role("combobox", name="Search the news").press_sequentially("harb")
    expect(seeking.get_by_role("listbox")).to_be_visible()

    seeking.keyboard.press("Escape")
    expect(seeking.get_by_role("listbox")).to_be_hidden()
    expect(seeking.get_by_role("combobox", name="Search the news")).to_be_focused()
    seeking.keyboard.press("Escape")
    expect(seeking.get_by_role("combobox", name="Search the news")).not_to_be_focused()


def test_enter_searches_and_a_slash_in_a_field_is_a_slash(seeking, live_server):
    seeking.get_by_role("combobox", name="Search the news").press_sequentially("harbour/night")
    seeking.keyboard.press("Enter")

    seeking.wait_for_url("**/search/?q=harbour%2Fnight")
    assert seeking.get_by_role("heading", level=1).inner_text() == "harbour/night"


@pytest.mark.parametrize("scheme, width", [("light", 1440), ("dark", 390)])
def test_the_search_page_is_accessible_and_breaks_no_rule_of_its_policy(seeking, live_server, scheme, width):
    seeking.emulate_media(color_scheme=scheme)
    seeking.set_viewport_size({"width": width, "height": 900})
    said = []
    seeking.on("console", lambda message: said.append(message.text))
    found, wide = {}, []
    for address in ("/search/", "/search/?q=harbour", "/search/?q=harbuor", "/search/?q=harbour&topic=nowhere", f"/search/?q={'w' * 300}"):
        seeking.goto(live_server.url + address)
        found[address] = violations(seeking)
        wide += [address] if seeking.evaluate("document.documentElement.scrollWidth") > width else []

    assert {address: problems for address, problems in found.items() if problems} == {}
    assert wide == [] and [text for text in said if "Content Security Policy" in text] == []


def test_search_works_without_scripts(seeking, browser, live_server):
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(f"{live_server.url}/")
    page.get_by_role("searchbox", name="Search the news").fill("harbour -cranes")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/?q=harbour*")

    assert page.locator(".stream h3").all_inner_texts() == ["Harbour <b>robots</b>"]
    page.get_by_label("Type").select_option("article")
    page.get_by_role("button", name="Search").click()
    page.wait_for_url("**type=article*")
    assert page.locator(".stream mark").first.inner_text() == "Harbour"
    page.context.close()
