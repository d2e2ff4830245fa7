"""Pictures at the desk in a real browser: accessible in light and dark, not too wide; by click, by keyboard, without scripts."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from articles.images import editing
from articles.models import Picture, PictureCopy
from tests import factories
from tests.desk.pages import PICTURES, change, picture_page
from tests.images import pictures
from tests.logins import log_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def picture():
    """A picture with something of everything on its page, and long words where there can be some."""
    alice, paper = factories.editor(), factories.provider("Northern Standard" + "n" * 60)
    image = factories.pictured(factories.published("W" * 120, provider=paper), title="")
    editing.describe(image.picture, "Harbour" * 12, False, alice)
    Picture.objects.update(has_changed=True)
    factories.logo(paper)
    broken = factories.stored("https://paper.example/" + "x" * 200, copy=None, error="status-404", error_text="The server has it no more.")
    factories.pictured(image.article, broken)
    return Picture.objects.get(pk=image.picture.pk)


@pytest.fixture
def desk(picture, page, live_server):
    """A page logged in at the desk that fails the test on any error in its console, such as a refused script or style; a refused
    upload answers 422, which the console tells as well."""
    problems = []
    page.on("console", lambda message: problems.append(message.text) if _is_problem(message) else None)
    page.on("pageerror", lambda error: problems.append(str(error)))
    log_in(page, live_server)
    yield page
    assert problems == []


def _is_problem(message) -> bool:
    return message.type == "error" and bool(message.location["url"]) and "422" not in message.text


def violations(page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{rule['id']}: {node['html'][:200]}" for rule in found for node in rule["nodes"]]


@pytest.mark.parametrize("scheme, width", [("light", 1440), ("dark", 390)])
def test_every_page_is_accessible_and_no_wider_than_the_screen(desk, live_server, picture, scheme, width):
    desk.emulate_media(color_scheme=scheme)
    desk.set_viewport_size({"width": width, "height": 900})
    article, broken = picture.images.get().article, Picture.objects.exclude(error="").get()
    provider = f"/admin/articles/provider/{article.provider_id}/change/"
    found = {}
    for path in (
        f"{PICTURES}?show=all",
        PICTURES,
        picture_page(picture),
        picture_page(broken),
        provider,
        change(article),
        "/admin/dashboard/",
    ):
        desk.goto(live_server.url + path)
        found[path] = violations(desk)
        assert desk.evaluate("document.documentElement.scrollWidth") <= width, path

    assert {path: problems for path, problems in found.items() if problems} == {}


def test_a_click_sets_the_point_shows_it_at_once_and_is_saved_with_the_form(desk, live_server, picture):
    desk.goto(live_server.url + picture_page(picture))
    whole = desk.locator("#whole")
    box = whole.bounding_box()
    before = desk.locator(".crop.thumbnail img").evaluate("(image) => image.style.objectPosition")
    desk.mouse.click(box["x"] + box["width"] * 0.9, box["y"] + box["height"] * 0.2)

    # The box may begin between two pixels.
    expect(desk.get_by_label("From the left")).to_have_value(re.compile(r"89\.9|90|90\.1"))
    expect(desk.get_by_label("From the top")).to_have_value(re.compile(r"19\.9|20|20\.1"))
    assert desk.locator(".crop.card img").evaluate("(image) => image.style.objectPosition") != before
    assert PictureCopy.objects.get(pk=picture.copy_id).focus_x == 0.25

    desk.get_by_role("button", name="Save", exact=True).click()
    expect(desk.locator(".messagelist")).to_contain_text("Saved: its focal point.")
    assert PictureCopy.objects.get(pk=picture.copy_id).focus_x == pytest.approx(0.9, abs=0.002)


def test_the_point_is_moved_and_saved_by_keyboard_alone(desk, live_server, picture):
    desk.goto(live_server.url + picture_page(picture))
    desk.locator("#whole").focus()
    for key in ("ArrowRight", "Shift+ArrowRight", "ArrowDown"):
        desk.keyboard.press(key)
    expect(desk.get_by_role("status")).to_have_text("36 percent from the left, 26 percent from the top")
    desk.keyboard.press("Enter")  # does nothing on the picture

    desk.get_by_label("From the left").focus()
    desk.keyboard.press("Enter")
    expect(desk.locator(".messagelist")).to_contain_text("Saved: its focal point.")
    assert PictureCopy.objects.get(pk=picture.copy_id).focus_x == 0.36


def test_the_crops_show_what_the_cut_will_be(desk, live_server):
    """The script's arithmetic against the files that are cut."""
    wide = factories.stored(copy=factories.copy(width=1200, height=300))
    desk.goto(live_server.url + picture_page(wide))
    desk.get_by_label("From the left").fill("10")
    assert desk.locator(".crop.thumbnail img").evaluate("(image) => image.style.objectPosition") == "0% 50%"

    desk.get_by_label("From the left").fill("50")
    assert desk.locator(".crop.thumbnail img").evaluate("(image) => image.style.objectPosition") == "50% 50%"


def test_without_scripts_one_click_on_the_picture_sets_and_saves_the_point(browser, live_server, picture):
    page = browser.new_context(java_script_enabled=False).new_page()
    log_in(page, live_server)
    page.goto(live_server.url + picture_page(picture))
    page.get_by_label("What it shows").fill("A harbour")
    page.locator("#whole").click(position={"x": 320, "y": 120})

    expect(page.locator(".messagelist")).to_contain_text("Saved: what it shows and its focal point.")
    copy = PictureCopy.objects.get(pk=picture.copy_id)
    assert (copy.focus_x, copy.focus_y) == (0.5, 0.25)
    assert Picture.objects.get(pk=picture.pk).alt == "A harbour"


def test_a_picture_is_put_in_its_place_taken_back_and_put_there_again(desk, live_server, picture):
    desk.goto(live_server.url + picture_page(picture))
    desk.set_input_files("#upload-file", {"name": "a.svg", "mimeType": "image/svg+xml", "buffer": b"<svg/>"})
    desk.get_by_role("button", name="Upload").click()
    expect(desk.locator("#upload-file_error")).to_contain_text("not a picture of a kind that we take")

    desk.set_input_files("#upload-file", {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": pictures.photo()})
    desk.get_by_role("button", name="Upload").click()
    expect(desk.locator(".messagelist")).to_contain_text("This picture is shown in its place")

    desk.get_by_role("button", name="Take the replacement back").click()
    expect(desk.locator(".messagelist")).to_contain_text("taken back")
    desk.get_by_role("button", name="Undo: alice took back").click()
    expect(desk.locator(".messagelist")).to_contain_text("Undone.")
    assert Picture.objects.get(pk=picture.pk).replacement is not None


def test_what_was_typed_is_asked_for_before_the_page_is_left(desk, live_server, picture):
    desk.goto(live_server.url + picture_page(picture))
    desk.get_by_label("What it shows").press_sequentially("A harbour")
    asked = []
    desk.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    desk.get_by_role("link", name="Queue").click()
    desk.wait_for_url("**/queue/**")

    assert asked == ["beforeunload"]
