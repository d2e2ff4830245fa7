"""The overview in a real browser: accessible in light and dark, no wider than the screen, by keyboard, without scripts."""

from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import expect

from articles.models import ImportRun, SavedView
from tests import factories
from tests.desk.pages import LIST
from tests.logins import log_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def provider():
    """A newsroom with something of everything, and a long word where there can be one."""
    alice, paper = factories.editor(), factories.provider("Northern Standard" + "n" * 60)
    about = factories.topic("Harbours")
    now = timezone.now()
    for days in (10, 11, 12, 13):
        factories.article(provider=paper, topics=[about], published_at=now - timedelta(days=days), created_at=now - timedelta(days=days))
    factories.article("W" * 120, provider=paper, topics=[about], publish_at=now + timedelta(minutes=1)).publish(by=alice)
    factories.article(provider=paper, topics=[about], publish_at=now - timedelta(minutes=1))
    factories.article(provider=paper, topics=[about]).decline(by=alice)
    for _ in range(7):
        factories.published("Coming", expires_at=now)
    ImportRun.objects.create(
        source="robots" + "s" * 60, root="/", created=3, failed=1, errors=[{"path": "p" * 200, "message": "m"}], finished_at=now
    )
    SavedView.objects.create(owner=alice, name="V" * 60, query="q=robot")
    SavedView.objects.create(owner=factories.chief(), name="Shared", query="status=all", is_shared=True)
    return paper


@pytest.fixture
def desk(provider, page, live_server):
    """A page logged in at the desk that fails the test on any error in its console, such as a refused script or style."""
    problems = []
    page.on("console", lambda message: problems.append(message.text) if message.type == "error" and message.location["url"] else None)
    page.on("pageerror", lambda error: problems.append(str(error)))
    log_in(page, live_server)
    yield page
    assert problems == []


def violations(page) -> list[str]:
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true })")
    found = Axe().run(page).response["violations"]
    return [f"{rule['id']}: {node['html'][:200]}" for rule in found for node in rule["nodes"]]


@pytest.mark.parametrize("scheme, width", [("light", 1440), ("dark", 390)])
def test_every_page_is_accessible_and_no_wider_than_the_screen(desk, live_server, provider, scheme, width):
    desk.emulate_media(color_scheme=scheme)
    desk.set_viewport_size({"width": width, "height": 900})
    found = {}
    pages = ("/admin/dashboard/", f"/admin/providers/{provider.pk}/", "/admin/calendar/", "/admin/views/", f"{LIST}?q=other")
    for path in pages:
        desk.goto(live_server.url + path)
        found[path] = violations(desk)
        assert desk.evaluate("document.documentElement.scrollWidth") <= width, path

    assert {path: problems for path, problems in found.items() if problems} == {}


@pytest.mark.parametrize("path", ["/admin/dashboard/", "/admin/calendar/", "/admin/views/"])
def test_a_new_newsroom_is_accessible_too(page, live_server, path):
    factories.editor()
    log_in(page, live_server)
    page.goto(live_server.url + path)

    assert violations(page) == []


def test_a_phone_gets_the_agenda_and_a_wide_screen_the_month_as_well(desk, live_server):
    desk.goto(f"{live_server.url}/admin/calendar/")
    expect(desk.locator("table.month")).to_be_visible()

    desk.set_viewport_size({"width": 390, "height": 800})

    expect(desk.locator("table.month")).to_be_hidden()
    expect(desk.get_by_role("heading", name="Day by day")).to_be_visible()


def test_the_numbers_of_a_picture_open_by_keyboard(desk, live_server):
    desk.goto(f"{live_server.url}/admin/dashboard/")
    desk.get_by_text("Decisions a day as a table").focus()
    desk.keyboard.press("Enter")

    expect(desk.get_by_role("columnheader", name="Declined").first).to_be_visible()


def test_a_view_is_saved_by_keyboard_alone(desk, live_server):
    desk.goto(f"{live_server.url}{LIST}?q=coming&status=all")
    desk.get_by_text("Save this view").focus()
    desk.keyboard.press("Enter")
    desk.keyboard.press("Tab")
    desk.keyboard.type("What is coming")
    desk.keyboard.press("Enter")

    expect(desk.locator(".messagelist")).to_contain_text("Saved: “What is coming”")
    expect(desk.locator(".views a[aria-current]")).to_have_text("What is coming")


def test_without_scripts_a_view_is_saved_renamed_and_deleted(browser, live_server, provider):
    page = browser.new_context(java_script_enabled=False).new_page()
    log_in(page, live_server)
    page.goto(f"{live_server.url}{LIST}?q=coming")
    page.click("text=Save this view")
    page.get_by_label("Name").fill("Coming")
    page.get_by_label("for everybody at the desk").check()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".messagelist")).to_contain_text("Saved")

    page.get_by_role("link", name="Manage views").click()
    expect(page.get_by_role("heading", name="Yours")).to_be_visible()
    row = page.locator(".view", has_text="Coming")
    row.locator("summary").click()
    row.get_by_label("Name").fill("Soon")
    row.get_by_role("button", name="Change").click()
    expect(page.locator(".messagelist")).to_contain_text("Changed: “Soon”")

    page.get_by_role("button", name="Delete Soon").click()
    expect(page.locator(".messagelist")).to_contain_text("Deleted: “Soon”")
    assert not SavedView.objects.filter(name__in=("Coming", "Soon")).exists()
