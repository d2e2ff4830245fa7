"""Assigning and noting in a real browser: nothing typed in the article's form is lost, by keyboard, with and without scripts."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from articles.models import Article, Note
from tests import factories
from tests.desk.pages import LIST, change
from tests.desk.teamwork.addresses import MINE, notes
from tests.logins import log_in, log_in_by_form

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def article():
    alice, carol = factories.editor(), factories.chief()
    article = factories.article("Old maps", assigned_to=carol)
    article.notes.create(text="@alice, is this so?", by=carol)
    factories.published("New maps", assigned_to=alice).notes.create(text="It is.", by=alice)
    return article


@pytest.fixture
def desk(article, page, live_server):
    log_in(page, live_server)
    return page


@pytest.fixture
def form(desk, live_server, article):
    desk.goto(live_server.url + change(article))
    return desk


def now() -> Article:
    return Article.objects.get(title="Old maps")


@pytest.mark.parametrize("scheme, width", [("light", 1440), ("dark", 390)])
def test_every_page_is_accessible_and_no_wider_than_the_screen(desk, live_server, article, scheme, width):
    desk.emulate_media(color_scheme=scheme)
    desk.set_viewport_size({"width": width, "height": 900})
    found = {}
    for path in (MINE, notes(article), change(article), f"{LIST}?status=all"):
        desk.goto(live_server.url + path)
        found[path] = [f"{rule['id']}: {node['html'][:200]}" for rule in Axe().run(desk).response["violations"] for node in rule["nodes"]]
        assert desk.evaluate("document.documentElement.scrollWidth") <= width, path

    assert {path: problems for path, problems in found.items() if problems} == {}


def test_a_note_is_added_and_what_was_typed_in_the_form_stays(form):
    form.fill("#id_excerpt", "Half a sent")
    form.fill("#note-text", "Hold it")
    form.get_by_role("button", name="Add note").press("Enter")

    expect(form.locator("#team-answer")).to_contain_text("Note added")
    expect(form.locator("#teamwork .said")).to_contain_text("Hold it")
    expect(form.locator("#note-text")).to_have_value("")
    expect(form.locator("#note-text")).to_be_focused()
    expect(form.locator("#id_excerpt")).to_have_value("Half a sent")


def test_it_is_assigned_and_the_open_form_is_saved_without_a_quarrel(form):
    form.fill("#id_excerpt", "Half a sentence")
    form.fill("#note-text", "Half a note")
    form.get_by_role("button", name="To me").click()
    expect(form.locator("#team-answer")).to_contain_text("It is yours now")
    expect(form.locator("#note-text")).to_have_value("Half a note")
    form.fill("#note-text", "")
    form.on("dialog", lambda asked: asked.accept())
    form.get_by_role("button", name="Save and continue editing").click()
    form.locator(".messagelist", has_text="was changed successfully").wait_for()

    assert (now().excerpt, now().assigned_to.username) == ("Half a sentence", "alice")


def test_what_somebody_else_changed_meanwhile_is_still_a_quarrel(form):
    now().record("edit", {}, {"excerpt": "By somebody else"})
    form.get_by_role("button", name="To me").click()
    expect(form.locator("#team-answer")).to_contain_text("Not assigned.")
    form.fill("#id_excerpt", "Mine")
    form.get_by_role("button", name="Save and continue editing").click()
    form.locator(".errornote").first.wait_for()

    assert (now().excerpt, now().assigned_to.username) == ("By somebody else", "carol")


def test_a_refused_note_stays_in_its_field(form):
    form.locator("#note-text").evaluate("field => { field.removeAttribute('maxlength'); field.value = 'x'.repeat(2001) }")
    form.get_by_role("button", name="Add note").click()

    expect(form.locator("#team-answer")).to_contain_text("at most 2,000 characters")
    assert len(form.input_value("#note-text")) == 2001


def test_a_newsroom_that_cannot_be_reached_loses_no_note(form):
    form.route("**/notes/", lambda route: route.abort())
    form.fill("#note-text", "Hold it")
    form.get_by_role("button", name="Add note").click()

    expect(form.locator("#team-answer")).to_contain_text("could not be reached")
    expect(form.locator("#note-text")).to_have_value("Hold it")
    asked = []
    form.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    form.reload()
    assert asked == ["beforeunload"]


def test_who_was_logged_out_meanwhile_keeps_the_note_and_sends_it_again(form, live_server):
    form.context.clear_cookies(name="sessionid")
    form.fill("#note-text", "Hold it")
    form.get_by_role("button", name="Add note").click()

    expect(form.locator("#team-answer")).to_contain_text("You are logged out")
    expect(form.locator("#note-text")).to_have_value("Hold it")
    assert Note.objects.count() == 2
    log_in_by_form(form.context.new_page(), live_server)
    form.get_by_role("button", name="Add note").click()
    expect(form.locator("#team-answer")).to_contain_text("Note added")


def test_enter_in_the_articles_form_saves_it_and_assigns_nobody(form):
    form.locator("#id_title").press("End")
    form.locator("#id_title").press("Enter")
    form.wait_for_url(lambda address: "/change/" not in address)

    assert now().assigned_to.username == "carol"


def test_a_note_that_was_not_sent_is_asked_for_before_the_page_is_left(form, live_server):
    asked = []
    form.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    form.locator("#note-text").press_sequentially("Half a note")
    form.goto(live_server.url + MINE)

    assert asked == ["beforeunload"]


def test_without_scripts_both_are_plain_posts(browser, live_server, article):
    page = browser.new_context(java_script_enabled=False).new_page()
    log_in(page, live_server)
    page.goto(live_server.url + change(article))
    page.select_option("#assign-to", label="alice (you)")
    page.get_by_role("button", name="Assign", exact=True).click()
    page.get_by_text("It is yours now: “Old maps”").wait_for()
    page.fill("#note-text", "Hold it")
    page.get_by_role("button", name="Add note").click()
    page.get_by_text("Note added: “Old maps”").wait_for()

    assert now().assigned_to.username == "alice"
    assert now().notes.count() == 2


def test_from_ones_own_list_it_is_given_back(desk, live_server):
    desk.goto(live_server.url + MINE)
    desk.get_by_role("button", name="Give back: New maps").press("Enter")
    desk.get_by_text("It is anybody’s now: “New maps”").wait_for()

    expect(desk.get_by_text("Nothing is assigned to you.")).to_be_visible()
