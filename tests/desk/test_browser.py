"""The desk in a real browser: accessible in light and dark, quiet under its strict content policy, usable by keyboard."""

from datetime import UTC, datetime

import pytest
from axe_playwright_python.sync_playwright import Axe

from articles.models import Article, Conflict, RelatedLink
from tests import factories
from tests.desk.pages import ADD, LIST, change
from tests.logins import log_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def article():
    factories.editor()
    paper, about = factories.provider("Northern Standard"), factories.topic("Harbours")
    factories.published("Published", provider=paper)
    article = factories.superseded("Old maps", provider=paper, topics=[about], has_conflict=True)
    RelatedLink.objects.create(article=article, title="Better", quality=88, web_url="https://else.example/")
    Conflict.objects.create(article=article, field="title", ours="Old maps", theirs="New maps")
    return article


@pytest.fixture
def desk(article, page, live_server):
    """A page logged in at the list of articles that fails the test on any error in its console, such as a refused script or style."""
    problems = []
    # The policy also refuses the styles that axe itself tries to inject, from a script without an address.
    page.on("console", lambda message: problems.append(message.text) if message.type == "error" and message.location["url"] else None)
    page.on("pageerror", lambda error: problems.append(str(error)))
    log_in(page, live_server)
    page.goto(live_server.url + LIST)
    yield page
    assert problems == []


def violations(page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{rule['id']}: {node['html'][:200]}" for rule in found for node in rule["nodes"]]


@pytest.mark.parametrize("scheme, width", [("light", 1440), ("dark", 390)])
def test_every_page_is_accessible_and_no_wider_than_the_screen(desk, live_server, article, scheme, width):
    desk.emulate_media(color_scheme=scheme)
    desk.set_viewport_size({"width": width, "height": 900})
    run = article.audit.model  # the trail needs a line to show
    run.objects.create(article=article, verb="edit", changes={"title": ["a", "b"]})
    found = {}
    for path in (LIST, f"{LIST}?status=all", change(article), ADD, "/admin/articles/auditentry/", "/admin/articles/provider/"):
        desk.goto(live_server.url + path)
        found[path] = violations(desk)
        assert desk.evaluate("document.documentElement.scrollWidth") <= width, path
    desk.click("#logout-form button")
    desk.wait_for_url("**/logout/")
    desk.goto(f"{live_server.url}/admin/login/")
    found["login"] = violations(desk)

    assert {path: problems for path, problems in found.items() if problems} == {}


@pytest.mark.parametrize("width, folded", [(1440, False), (390, True)])
def test_the_first_candidate_is_on_the_first_screen_and_filters_fold_on_a_phone(desk, article, width, folded):
    desk.set_viewport_size({"width": width, "height": 844})
    box = desk.get_by_role("button", name="Publish: Old maps").bounding_box()

    assert box["y"] + box["height"] <= 844
    assert desk.get_by_label("Type").is_visible() is not folded
    assert desk.locator(".more summary").is_visible() is folded


def test_what_a_browser_cannot_give_back_is_not_changed_by_saving(desk, live_server, article):
    odd = {"title": " Old\n maps ", "excerpt": "\n one\r\ntwo \n", "published_at": datetime(2026, 1, 1, 1, 1, 1, 123456, tzinfo=UTC)}
    Article.objects.filter(pk=article.pk).update(**odd, listed_at=odd["published_at"])
    article.related.update(**odd)
    desk.goto(live_server.url + change(article))
    desk.click("text=Save and continue editing")

    assert "was changed successfully" in desk.inner_text(".messagelist")
    assert Article.objects.get(pk=article.pk).version == 1
    assert not article.audit.exists()


def test_one_click_publishes_and_the_row_leaves_the_queue(desk, article):
    desk.get_by_role("button", name="Publish: Old maps").click()

    assert "Published: “Old maps”" in desk.inner_text(".messagelist")
    assert desk.get_by_role("button", name="Publish: Old maps").count() == 0
    assert Article.objects.get(pk=article.pk).status == "published"


def test_a_provider_is_found_by_keyboard_alone(desk, live_server, article):
    factories.article("Other", provider=factories.provider("Other paper"))
    desk.goto(live_server.url + LIST)
    desk.focus("#filter-provider + .select2 .select2-selection")
    desk.keyboard.press("Enter")
    desk.keyboard.type("north")
    desk.get_by_role("option", name="Northern Standard").wait_for()
    desk.keyboard.press("Enter")
    desk.get_by_role("button", name="Show").press("Enter")

    desk.wait_for_url("**provider=*")
    assert desk.locator("#result_list tbody tr").count() == 1


def test_without_scripts_an_editor_publishes_and_bulk_declines(browser, live_server, article):
    other = factories.article("Other")
    page = browser.new_context(java_script_enabled=False).new_page()
    log_in(page, live_server)

    page.goto(live_server.url + LIST)
    page.get_by_role("button", name="Publish: Old maps").click()
    page.get_by_text("Published: “Old maps”").wait_for()
    page.check(f"input[name=_selected_action][value='{other.pk}']")
    page.select_option("select[name=action]", "decline")
    page.click("button[name=index]")
    page.get_by_role("button", name="Decline 1 article").click()
    page.get_by_text("1 declined, 0 skipped, 0 failed.").wait_for()

    assert Article.objects.get(pk=article.pk).status == "published"
    assert Article.objects.get(pk=other.pk).status == "declined"
