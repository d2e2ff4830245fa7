"""Light or dark is the system's, unless a reader chose: then it is his on every page, from its first moment."""

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LIGHT, DARK = "rgb(251, 250, 247)", "rgb(20, 20, 15)"
# The script stands before the sheets that it decides for.
COMES_FIRST = "document.querySelector('script:not([type])').compareDocumentPosition(document.querySelector('[rel=stylesheet]')) & 4"
BLOCKED = "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError'); } })"


@pytest.fixture
def reading(newsroom, page, live_server):
    """Problems of whatever kind that the page had are in `page.problems`."""
    page.problems = []
    page.on("console", lambda said: page.problems.append(said.text) if said.type == "error" and "404" not in said.text else None)
    page.on("pageerror", lambda error: page.problems.append(str(error)))
    page.emulate_media(color_scheme="light")
    page.goto(f"{live_server.url}/")
    return page


def paper(page) -> str:
    return page.evaluate("getComputedStyle(document.body).backgroundColor")


def choice(page):
    return page.get_by_role("combobox", name="Theme")


def test_what_was_chosen_holds_on_later_pages_before_anything_is_seen(reading, live_server):
    assert paper(reading) == LIGHT

    choice(reading).select_option("Dark")

    assert paper(reading) == DARK
    # All that is seen is seen without the script that comes last, and before there is a page to be shown.
    reading.context.route("**/site.js", lambda route: route.abort())
    for address in ("/news/story-29/", "/nowhere/", "/api/"):
        reading.goto(live_server.url + address)
        assert paper(reading) == DARK
        assert reading.evaluate(COMES_FIRST)
    reading.reload()
    assert paper(reading) == DARK and reading.locator("meta[name=color-scheme]").get_attribute("content") == "dark"
    assert [problem for problem in reading.problems if "ERR_FAILED" not in problem] == []


def test_auto_and_whatever_is_no_theme_follow_the_system(reading, live_server):
    choice(reading).select_option("Light")
    reading.emulate_media(color_scheme="dark")
    assert paper(reading) == LIGHT

    choice(reading).select_option("Auto")

    assert paper(reading) == DARK
    reading.emulate_media(color_scheme="light")
    assert paper(reading) == LIGHT
    reading.emulate_media(color_scheme="dark")
    reading.evaluate("localStorage.theme = 'purple'")
    reading.goto(f"{live_server.url}/topics/")
    assert paper(reading) == DARK and choice(reading).input_value() == "auto"
    assert reading.problems == []


def test_pictures_are_dimmed_in_the_dark_alone(reading, live_server):
    def dimmed() -> str:
        return reading.evaluate("getComputedStyle(document.querySelector('.picture img')).filter")

    assert dimmed() == "none"
    reading.emulate_media(color_scheme="dark")
    assert dimmed() != "none"
    choice(reading).select_option("Light")
    assert dimmed() == "none"
    choice(reading).select_option("Dark")
    assert dimmed() != "none"
    reading.emulate_media(media="print")
    assert dimmed() == "none" and paper(reading) == "rgb(255, 255, 255)"


def test_other_open_pages_follow_and_so_does_the_one_somebody_goes_back_to(reading, live_server):
    other = reading.context.new_page()
    other.goto(f"{live_server.url}/news/")
    other.goto(f"{live_server.url}/topics/")

    choice(other).select_option("Dark")

    expect(choice(reading)).to_have_value("dark")
    assert paper(reading) == DARK
    other.go_back()
    expect(choice(other)).to_have_value("dark")
    assert paper(other) == DARK


def test_where_nothing_may_be_kept_the_choice_is_this_pages(reading, live_server):
    reading.add_init_script(BLOCKED)
    reading.goto(f"{live_server.url}/")

    choice(reading).select_option("Dark")

    assert paper(reading) == DARK
    reading.goto(f"{live_server.url}/news/")
    assert paper(reading) == LIGHT and choice(reading).input_value() == "auto"
    assert reading.problems == []


def test_without_scripts_there_is_no_choice(newsroom, browser, live_server):
    page = browser.new_context(java_script_enabled=False, color_scheme="dark").new_page()
    page.goto(f"{live_server.url}/")

    assert not page.locator(".theme").is_visible()
    assert page.locator("body").evaluate("body => getComputedStyle(body).backgroundColor") == DARK
    page.context.close()
