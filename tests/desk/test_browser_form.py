"""The article's form in a real browser: disputes settled by keyboard, and two people at one form who lose nothing."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from articles.models import Article, ArticleImage, Conflict
from tests import factories
from tests.desk.pages import change
from tests.logins import log_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def article():
    factories.editor()
    factories.chief()
    article = factories.published("Old maps teach drones", excerpt="Ours.", has_conflict=True, topics=[factories.topic("Harbours")])
    ArticleImage.objects.create(article=article, url="https://pics.example/a.png", title="A crane")
    Conflict.objects.create(article=article, field="title", ours="Old maps teach drones", theirs="New maps teach ships")
    Conflict.objects.create(article=article, field="excerpt", ours="Ours.", theirs="Theirs.")
    Conflict.objects.create(article=article, field="quality", ours=90, theirs=12)
    return article


def opened(browser, live_server, article, who="alice", **how):
    page = browser.new_context(**how).new_page()
    log_in(page, live_server, who)
    page.goto(live_server.url + change(article))
    return page


def violations(page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{rule['id']}: {node['html'][:200]}" for rule in found for node in rule["nodes"]]


def tab_to(page, locator) -> None:
    """Press Tab until the focus is there, as somebody without a mouse does."""
    for _ in range(80):
        if locator.evaluate("control => control === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError("the keyboard never came there")


@pytest.mark.parametrize("script", [True, False])
def test_three_disputes_are_settled_by_keyboard_alone(browser, live_server, article, script):
    page = opened(browser, live_server, article, java_script_enabled=script)
    told = page.locator(".messagelist")

    tab_to(page, page.get_by_role("button", name="Keep ours: excerpt")) if script else page.focus("#conflict-excerpt button")
    page.keyboard.press("Enter")
    expect(told).to_contain_text("Kept ours: excerpt")

    button = page.get_by_role("button", name="Take theirs: quality")
    tab_to(page, button) if script else button.focus()
    page.keyboard.press("Enter")
    expect(told).to_contain_text("Kept the file’s value: quality")

    summary = page.locator("#conflict-title summary")
    tab_to(page, summary) if script else summary.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Control+a")
    page.keyboard.type("Old maps teach ships")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(told).to_contain_text("Saved what you wrote: title")
    expect(page.locator(".disputes")).to_have_count(0)

    now = Article.objects.get()
    assert (now.excerpt, now.quality, now.title, now.has_conflict) == ("Ours.", 12, "Old maps teach ships", False)
    assert [entry.verb for entry in article.audit.all()] == ["resolve"] * 3


def test_of_two_at_one_form_the_second_sees_both_versions_and_loses_nothing(browser, live_server, article):
    article.conflicts.all().delete()
    Article.objects.update(has_conflict=False)
    first, second = opened(browser, live_server, article), opened(browser, live_server, article, "carol")
    first.fill("#id_title", "Old maps teach ships")
    first.fill("#id_images-0-title", "A ship")
    first.fill("#id_excerpt", "By the first.")
    first.get_by_role("button", name="Save and continue editing").click()
    expect(first.locator(".messagelist")).to_contain_text("was changed successfully")

    second.fill("#id_title", "New maps teach drones")
    second.fill("#id_images-0-title", "A drone")
    second.fill("#id_quality", "91")
    second.get_by_role("button", name="Save and continue editing").click()

    clash = second.locator(".clash")
    expect(clash).to_contain_text("alice edit")
    title = clash.locator("article").filter(has_text="Title")
    expect(title.locator(".ours mark")).to_have_text(["New", "drones"])
    expect(title.locator(".theirs mark")).to_have_text(["Old", "ships"])
    expect(clash).to_contain_text("A drone")
    expect(clash).to_contain_text("A ship")
    assert Article.objects.get().title == "Old maps teach ships"

    second.get_by_role("button", name="Save and continue editing").click()
    expect(second.locator(".messagelist")).to_contain_text("was changed successfully")
    now = Article.objects.get()
    assert (now.title, now.quality, now.excerpt, now.images.get().title) == ("New maps teach drones", 91, "By the first.", "A drone")


def test_what_was_typed_is_not_lost_by_a_click_beside_the_form(browser, live_server, article):
    page = opened(browser, live_server, article)
    asked = []

    def stay(dialog):
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    page.fill("#id_title", "Old maps teach drones again")
    page.get_by_role("button", name="Take theirs: quality").click()
    expect(page.locator("#id_title")).to_have_value("Old maps teach drones again")
    assert asked == ["beforeunload"]
    assert Article.objects.get().quality == 90

    page.get_by_role("button", name="Save and continue editing").click()
    expect(page.locator(".messagelist")).to_contain_text("was changed successfully")
    assert asked == ["beforeunload"]
    assert Article.objects.get().title == "Old maps teach drones again"


@pytest.mark.parametrize("scheme, width", [("light", 1440), ("dark", 390)])
def test_disputes_two_versions_and_refused_clicks_are_accessible(browser, live_server, article, scheme, width):
    page = opened(browser, live_server, article, "carol", color_scheme=scheme, viewport={"width": width, "height": 900})
    article.correct("The mayor is 61.")
    found = {}

    page.reload()
    for summary in page.locator(".dispute summary, .further summary").all():
        summary.click()
    found["disputes"] = violations(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width

    page.fill("#withdraw-reason", " ")
    page.get_by_role("button", name="Withdraw it").click()
    expect(page.locator(".messagelist")).to_contain_text("Not withdrawn.")
    found["refused"] = violations(page)

    page.goto(live_server.url + change(article))
    Article.objects.get().save_edit([], also={"excerpt": ["a", "b"]})
    Article.objects.update(title="Old charts teach drones")
    page.fill("#id_title", "New maps teach drones")
    page.get_by_role("button", name="Save and continue editing").click()
    expect(page.locator(".clash")).to_contain_text("What stands now")
    found["two versions"] = violations(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert {name: problems for name, problems in found.items() if problems} == {}


def send_without_a_login(page, article):
    """Send the form after the session ended, and log in again."""
    Session.objects.all().delete()
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_url("**/admin/login/**", wait_until="load")
    page.fill("#id_username", "alice")
    page.fill("#id_password", "correct horse battery")
    page.click("[type=submit]")
    page.wait_for_url(f"**{change(article)}", wait_until="load")


def test_what_was_typed_before_the_login_ended_is_put_back_and_forgotten_once_it_is_saved(browser, live_server, article):
    page = opened(browser, live_server, article)
    page.fill("#id_title", "Old maps teach ships")
    page.fill("#id_expires_at_0", "2036-01-02")
    page.fill("#id_expires_at_1", "03:04:00")
    page.locator("#images-group .add-row a").click()
    page.fill("#id_images-1-url", "https://pics.example/b.png")
    page.fill("#id_images-1-title", "A ship")

    send_without_a_login(page, article)
    kept = page.get_by_role("region", name="Typed and not saved")
    expect(kept).to_contain_text("You had typed changes here that were not saved.")
    expect(page.locator("#id_title")).to_have_value("Old maps teach drones")
    assert violations(page) == []

    page.get_by_role("button", name="Put them back").click()
    expect(kept).to_have_count(0)
    expect(page.locator("#id_images-1-title")).to_have_value("A ship")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".messagelist .success")).to_contain_text("was changed successfully")
    now = Article.objects.get()
    assert (now.title, now.expires_at.year, now.images.count()) == ("Old maps teach ships", 2036, 2)

    now.title = "Ours again"
    now.save_edit(["title"])
    page.goto(live_server.url + change(article))
    expect(page.locator("#id_title")).to_have_value("Ours again")
    expect(kept).to_have_count(0)


def test_what_was_typed_before_the_login_ended_can_be_forgotten(browser, live_server, article):
    page = opened(browser, live_server, article)
    page.fill("#id_title", "Old maps teach ships")
    send_without_a_login(page, article)

    page.get_by_role("button", name="Forget them").click()
    page.reload()

    expect(page.locator("#id_title")).to_have_value("Old maps teach drones")
    expect(page.get_by_role("region", name="Typed and not saved")).to_have_count(0)
