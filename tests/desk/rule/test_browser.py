"""The pages of the rule and of accounts in a real browser: accessible, as wide as the screen, usable by keyboard and without scripts."""

import pytest
from django.contrib.auth.models import User

from articles.models import DeclineReason, PublishingRule
from tests import factories
from tests.desk.test_browser import violations
from tests.logins import log_in, log_in_by_form

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def decided():
    """Decisions of both kinds on both sides of the threshold, and one that waits."""
    factories.chief()
    editor = factories.editor()
    for quality, verb in ((90, "publish"), (80, "decline"), (60, "publish"), (20, "decline")):
        for _ in range(14):
            getattr(factories.article(quality=quality, heat=1), verb)(by=editor, reason="Off topic" if verb == "decline" else "")
    factories.article(quality=85)
    DeclineReason.objects.get_or_create(text="Off topic")
    User.objects.create_superuser("root", password="correct horse battery")
    return editor


@pytest.fixture
def desk(decided, page, live_server):
    problems = []
    page.on("console", lambda message: problems.append(message.text) if message.type == "error" and message.location["url"] else None)
    page.on("pageerror", lambda error: problems.append(str(error)))
    log_in(page, live_server, "carol")
    yield page
    assert problems == []


@pytest.mark.parametrize("scheme, width", [("light", 1440), ("dark", 390)])
def test_every_page_is_accessible_and_no_wider_than_the_screen(desk, live_server, decided, scheme, width):
    desk.emulate_media(color_scheme=scheme)
    desk.set_viewport_size({"width": width, "height": 900})
    accounts, root = "/admin/auth/user/", User.objects.get(username="root")
    paths = [
        *("/admin/rule/", "/admin/rule/?threshold=85&kind=missed", "/admin/articles/declinereason/", "/admin/articles/declinereason/add/"),
        *(accounts, f"{accounts}add/", f"{accounts}{decided.pk}/change/", f"{accounts}{decided.pk}/password/"),
        *(f"{accounts}{root.pk}/change/", f"{accounts}{decided.pk}/history/"),
    ]
    found = {}
    for path in paths:
        desk.goto(live_server.url + path)
        found[path] = violations(desk)
        assert desk.evaluate("document.documentElement.scrollWidth") <= width, path

    assert {path: problems for path, problems in found.items() if problems} == {}


def test_the_rule_is_tried_and_switched_on_by_keyboard(desk, live_server):
    desk.goto(f"{live_server.url}/admin/rule/")
    desk.get_by_label("Quality at or over").fill("85")
    desk.keyboard.press("Enter")
    desk.wait_for_url("**threshold=85")
    desk.get_by_label("I have looked at the backtest of 85").press("Space")
    desk.get_by_role("button", name="Switch on at 85").press("Enter")

    desk.get_by_text("The rule is on: from the next import").wait_for()
    assert (PublishingRule.current().is_on, PublishingRule.current().threshold) == (True, 85)


def test_without_scripts_a_chief_adds_an_account_that_logs_in(browser, live_server, decided):
    page = browser.new_context(java_script_enabled=False).new_page()
    log_in(page, live_server, "carol")
    page.goto(f"{live_server.url}/admin/auth/user/add/")
    page.fill("#id_username", "nora")
    page.get_by_label("Viewer: reads the desk").check()
    page.get_by_role("button", name="Save").click()
    page.get_by_text("It is shown this once").wait_for()
    password = page.get_by_label("Password", exact=True).inner_text()

    log_in_by_form(browser.new_context(java_script_enabled=False).new_page(), live_server, "nora", password)
