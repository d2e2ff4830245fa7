"""The queue in a real browser: a day's work by keyboard alone, two editors at once, and whatever can go wrong on the way."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import expect

from articles.models import Article, ArticleImage, AuditEntry, DeclineReason, RelatedLink, Status
from tests import factories
from tests.desk.review.pages import QUEUE
from tests.logins import log_in, log_in_by_form

REASONS = ["Off topic", "Advertising", "Duplicate", "Too thin"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def thirty():
    """Article 1 ranks first."""
    factories.editor()
    paper, about = factories.provider("Northern Standard"), factories.topic("Harbours")
    factories.topic("Maps")
    for position, text in enumerate(REASONS):  # a test with real transactions empties also what a migration put there
        DeclineReason.objects.get_or_create(text=text, defaults={"position": position})
    return [
        factories.article(f"Article {number}", quality=99 - 2 * number, heat=None, provider=paper, topics=[about])
        for number in range(1, 31)
    ]


@pytest.fixture
def desk(thirty, page, live_server):
    """Logged in at the queue; fails the test on any error in the console but those that a test expects."""
    problems = []
    page.expected = ()
    page.on("console", lambda message: problems.append(message.text) if message.type == "error" and message.location["url"] else None)
    page.on("pageerror", lambda error: problems.append(str(error)))
    log_in(page, live_server)
    page.goto(live_server.url + QUEUE)
    yield page
    leave(page)
    assert [text for text in problems if not any(word in text for word in page.expected)] == []


def leave(page):
    """With no request on its way, which the page shows by its busy part, and without the word that it sends when it is closed: they would
    meet the database while that is being emptied."""
    page.wait_for_load_state("load")
    expect(page.locator("[aria-busy=true]")).to_have_count(0)
    page.evaluate("document.querySelectorAll('[data-until]').forEach((sheet) => sheet.removeAttribute('data-until'))")


def candidate(page):
    return page.locator("#candidate")


def said(page):
    return page.locator("#said")


def press(page, key, then):
    """A key, and the candidate that it leads to."""
    page.keyboard.press(key)
    expect(candidate(page)).to_have_text(then)


def states() -> dict[str, str]:
    return dict(Article.objects.values_list("title", "status"))


def test_a_whole_queue_of_thirty_is_worked_by_keyboard_alone(desk):
    expect(candidate(desk)).to_have_text("Article 1")
    for number in range(1, 11):
        press(desk, "p", f"Article {number + 1}")
    for number in range(11, 15):  # a reason by its number
        desk.keyboard.press("d")
        expect(desk.get_by_role("dialog", name="Decline: why?")).to_be_visible()
        press(desk, "2", f"Article {number + 1}")
    desk.keyboard.press("d")  # by arrows and Enter
    expect(desk.get_by_role("button", name="Off topic")).to_be_focused()
    desk.keyboard.press("ArrowDown")
    desk.keyboard.press("ArrowDown")
    expect(desk.get_by_role("button", name="Duplicate")).to_be_focused()
    press(desk, "Enter", "Article 16")
    desk.keyboard.press("d")  # with none
    press(desk, "0", "Article 17")
    for number in range(17, 20):
        press(desk, "l", f"Article {number + 1}")
    desk.keyboard.press("e")
    expect(desk.locator("#id_title")).to_be_focused()
    desk.keyboard.press("Control+a")
    desk.keyboard.type("Edited, and jkpdlou typed")
    desk.keyboard.press("Tab")
    desk.keyboard.press("Tab")
    desk.keyboard.press("Control+a")
    desk.keyboard.type("Maps")
    desk.keyboard.press("Control+Enter")
    expect(candidate(desk)).to_have_text("Edited, and jkpdlou typed")
    press(desk, "p", "Article 21")
    press(desk, "p", "Article 22")
    press(desk, "u", "Article 21")  # both taken back, the last first
    press(desk, "u", "Edited, and jkpdlou typed")
    press(desk, "p", "Article 21")
    press(desk, "j", "Article 22")
    press(desk, "k", "Article 21")
    for number in range(21, 30):
        press(desk, "p", f"Article {number + 1}")
    press(desk, "p", "The queue is empty")
    expect(desk.locator(".waiting li")).to_have_count(0)

    found = states()
    assert {found[f"Article {number}"] for number in (*range(1, 11), *range(21, 31))} == {Status.PUBLISHED}
    assert {found[f"Article {number}"] for number in range(11, 17)} == {Status.DECLINED}
    assert {found[f"Article {number}"] for number in range(17, 20)} == {Status.AWAITING}
    assert Article.objects.filter(later_until__gt=timezone.now()).count() == 3
    reasons = Article.objects.filter(status=Status.DECLINED).order_by("-quality").values_list("status_reason", flat=True)
    assert list(reasons) == ["Advertising"] * 4 + ["Duplicate", ""]
    edited = Article.objects.get(title__startswith="Edited")
    assert (edited.status, [topic.name for topic in edited.topics.all()]) == (Status.PUBLISHED, ["Maps"])
    assert [entry.verb for entry in edited.audit.all()] == ["publish", "undo", "publish", "edit"]
    assert AuditEntry.objects.filter(verb="undo").count() == 2


def test_two_browsers_on_one_queue_never_get_the_same(desk, browser, live_server):
    factories.editor("erin")
    other = browser.new_context().new_page()
    log_in(other, live_server, "erin")
    other.goto(live_server.url + QUEUE)
    shown = set()
    for _ in range(7):
        lists = [set(page.locator(".waiting .title").all_inner_texts()) for page in (desk, other)]
        assert not lists[0] & lists[1]
        for page in (desk, other):
            title = candidate(page).inner_text()
            assert title not in shown
            shown.add(title)
            page.keyboard.press("p")
            expect(candidate(page)).not_to_have_text(title)
    leave(other)
    other.context.close()

    assert AuditEntry.objects.count() == 14
    assert len(set(AuditEntry.objects.values_list("article", flat=True))) == 14


def test_leaving_the_page_gives_the_candidates_to_others(desk, live_server):
    assert Article.objects.filter(held_by__username="alice").count() == 10
    desk.goto(f"{live_server.url}/admin/articles/provider/")
    expect(desk.locator("#result_list")).to_be_visible()

    desk.wait_for_timeout(50)
    for _ in range(100):
        if not Article.objects.exclude(held_by=None).exists():
            break
        desk.wait_for_timeout(50)
    assert not Article.objects.exclude(held_by=None).exists()


def test_another_order_is_another_page_whose_candidates_stay_held(desk):
    desk.get_by_role("link", name="Newest").click()
    desk.wait_for_url("**order=newest**")
    expect(candidate(desk)).to_have_text("Article 30")
    desk.wait_for_load_state("networkidle")

    held = Article.objects.filter(held_by__username="alice").values_list("title", flat=True)
    assert set(desk.locator(".waiting .title").all_inner_texts()) <= set(held)


def test_no_other_key_decides(desk):
    desk.evaluate("window.print = () => {}")
    for key in ("Control+p", "Alt+p", "Meta+p", "P", "Control+c", "Control+d", "x", "Delete", "Enter"):
        desk.keyboard.press(key)
    press(desk, "j", "Article 2")

    assert set(states().values()) == {Status.AWAITING}


def test_no_key_acts_while_one_types_or_chooses(desk):
    desk.evaluate("""() => document.querySelector("#review").insertAdjacentHTML("beforebegin",
        '<textarea id=t aria-label=t></textarea><select id=s aria-label=s><option>p</select><div id=c contenteditable>c</div>')""")
    for field in ("#t", "#s", "#c"):
        desk.focus(field)
        for key in "pdluejk?":
            desk.keyboard.press(key)

    expect(candidate(desk)).to_have_text("Article 1")
    assert desk.input_value("#t") == "pdluejk?"
    assert desk.locator("dialog[open]").count() == 0
    assert not AuditEntry.objects.exists()


def test_a_key_pressed_twice_or_held_down_decides_once(desk):
    desk.evaluate("""() => {
        const press = (repeat) => document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "p", bubbles: true, repeat }));
        press(false); press(false); press(true); press(true);
    }""")
    expect(candidate(desk)).to_have_text("Article 2")
    expect(said(desk)).to_contain_text("Published: “Article 1”.")
    press(desk, "j", "Article 3")

    assert AuditEntry.objects.count() == 1


def test_keys_can_be_switched_off(desk):
    desk.keyboard.press("?")
    desk.get_by_label("Single keys act.").uncheck()
    desk.keyboard.press("Escape")
    desk.keyboard.press("p")
    desk.get_by_role("link", name="Next").click()
    expect(candidate(desk)).to_have_text("Article 2")

    assert not AuditEntry.objects.exists()
    desk.reload()
    desk.get_by_role("button", name="Keys").click()
    assert not desk.get_by_label("Single keys act.").is_checked()


def test_every_key_is_a_button_and_focus_stays_where_it_was(desk):
    steps = {"Publish": "Article 2", "Later": "Article 3", "Undo": "Article 2", "Next": "Article 3"}
    for label, then in steps.items():
        control = desk.locator(".keys").get_by_text(label)
        control.focus()
        desk.keyboard.press("Enter")
        expect(candidate(desk)).to_have_text(then)
        expect(desk.locator(".keys").get_by_text(label)).to_be_focused()
        assert desk.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"

    desk.get_by_role("button", name="Decline").click()
    desk.get_by_role("button", name="Too thin").click()
    expect(candidate(desk)).to_have_text("Article 4")
    assert Article.objects.get(title="Article 3").status_reason == "Too thin"


def test_each_decision_is_announced_with_what_comes_next(desk):
    press(desk, "p", "Article 2")

    expect(said(desk)).to_have_text("Published: “Article 1”. Now: Article 2")
    assert said(desk).get_attribute("role") == "status"
    expect(desk.locator("#here")).to_have_attribute("aria-current", "true")


def test_at_the_end_of_the_list_it_says_so(desk):
    desk.keyboard.press("k")

    expect(said(desk)).to_have_text("There is none before this one in the list.")


def test_undoing_leads_to_where_the_candidate_is(desk, live_server):
    press(desk, "l", "Article 2")
    desk.get_by_role("link", name="Later", exact=True).click()
    expect(candidate(desk)).to_have_text("Article 1")
    desk.keyboard.press("u")
    expect(said(desk)).to_have_text("Undone: put off “Article 1”. Now: Article 1")

    expect(desk.get_by_role("link", name="Queue", exact=True).nth(1)).to_have_attribute("aria-current", "page")
    expect(desk.locator(".waiting li")).to_have_count(10)


def test_the_next_candidate_appears_in_the_same_place(desk):
    before = candidate(desk).bounding_box(), desk.locator("#act-publish").bounding_box()
    press(desk, "p", "Article 2")
    after = candidate(desk).bounding_box(), desk.locator("#act-publish").bounding_box()

    assert [(box["x"], box["y"]) for box in before] == [(box["x"], box["y"]) for box in after]


def test_the_original_opens_in_a_page_of_its_own_that_knows_nothing_of_ours(desk):
    desk.context.route("https://paper.example/**", lambda route: route.fulfill(body="original", content_type="text/html"))
    with desk.context.expect_page() as opened:
        desk.keyboard.press("o")

    assert opened.value.url.startswith("https://paper.example/")
    assert opened.value.evaluate("window.opener") is None
    expect(candidate(desk)).to_have_text("Article 1")


class TestFaults:
    def test_what_somebody_else_decided_is_said_and_shown(self, desk):
        desk.expected = ("409",)
        Article.objects.get(title="Article 1").decline(by=factories.chief())
        desk.keyboard.press("p")

        expect(said(desk)).to_contain_text("“Article 1” is declined already (decline by carol")
        expect(candidate(desk)).to_have_text("Article 2")
        assert states()["Article 1"] == Status.DECLINED

    def test_a_lost_connection_is_said_and_the_candidate_stays(self, desk):
        desk.expected = ("ERR_FAILED",)
        desk.context.route("**/queue/publish/", lambda route: route.abort())
        desk.keyboard.press("p")
        expect(said(desk)).to_contain_text("cannot be reached")
        expect(candidate(desk)).to_have_text("Article 1")

        desk.context.unroute("**/queue/publish/")
        press(desk, "p", "Article 2")

    @pytest.mark.parametrize("status, words", [(403, "Not allowed"), (500, "answered 500"), (200, "logged out")])
    def test_an_answer_that_is_none_is_said_and_what_was_typed_stays(self, desk, status, words):
        desk.expected = (str(status),)
        desk.context.route("**/queue/edit/", lambda route: route.fulfill(status=status, body="<html>", content_type="text/html"))
        desk.keyboard.press("e")
        desk.locator("#id_title").fill("Typed")
        desk.keyboard.press("Control+Enter")

        expect(said(desk)).to_contain_text(words)
        expect(desk.locator("#id_title")).to_have_value("Typed")
        assert not AuditEntry.objects.exists()
        desk.locator("#cancel").click()
        expect(candidate(desk)).to_have_text("Article 1")

    def test_an_unknown_topic_is_said_beside_its_field_with_the_text_kept(self, desk):
        desk.expected = ("422",)
        desk.keyboard.press("e")
        desk.locator("#id_topic_names").fill("Map")
        desk.keyboard.press("Control+Enter")

        expect(desk.locator(".edit .errorlist")).to_have_text("There is no topic “Map”. Did you mean “Maps”?")
        expect(desk.locator("#id_topic_names")).to_have_value("Map")
        expect(desk.locator("#id_topic_names")).to_be_focused()

    def test_what_is_typed_and_not_saved_is_not_thrown_away_by_a_key(self, desk):
        desk.keyboard.press("e")
        desk.locator("#id_title").fill("Typed")
        desk.keyboard.press("Escape")
        expect(said(desk)).to_contain_text("not saved")
        desk.locator("h1").click()
        for key in "pj":
            desk.keyboard.press(key)
        expect(said(desk)).to_contain_text("not saved")

        expect(desk.locator("#id_title")).to_have_value("Typed")
        assert not AuditEntry.objects.exists()
        desk.locator("#cancel").click()
        expect(candidate(desk)).to_have_text("Article 1")


def test_without_scripts_everything_works_by_forms(thirty, browser, live_server):
    page = browser.new_context(java_script_enabled=False).new_page()
    log_in(page, live_server)
    page.goto(live_server.url + QUEUE)
    page.get_by_role("button", name="Publish").click()
    expect(page.locator(".messagelist")).to_contain_text("Published: “Article 1”.")
    expect(candidate(page)).to_have_text("Article 2")
    page.get_by_role("button", name="Decline").click()
    page.get_by_role("button", name="Advertising").click()
    expect(candidate(page)).to_have_text("Article 3")
    page.get_by_role("button", name="Later").click()
    expect(candidate(page)).to_have_text("Article 4")
    page.get_by_role("button", name="Undo").click()
    expect(candidate(page)).to_have_text("Article 3")
    page.get_by_role("link", name="Next").click()
    expect(candidate(page)).to_have_text("Article 4")
    page.get_by_role("button", name="Edit").click()
    page.get_by_label("Title").fill("Edited")
    page.get_by_role("button", name="Save").click()
    expect(candidate(page)).to_have_text("Edited")
    page.get_by_role("button", name="Keys").click()
    expect(page.get_by_role("heading", name="Keys")).to_be_visible()
    page.context.close()

    found = states()
    assert (found["Article 1"], found["Article 2"], found["Article 3"]) == (Status.PUBLISHED, Status.DECLINED, Status.AWAITING)


def violations(page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{rule['id']}: {node['html'][:200]}" for rule in found for node in rule["nodes"]]


@pytest.mark.parametrize("scheme, width", [("light", 1440), ("dark", 390)])
def test_it_is_accessible_and_no_wider_than_the_screen(desk, live_server, thirty, scheme, width):
    article = factories.superseded("Donaudampfschifffahrtsgesellschaftskapitän" * 3, quality=69, has_conflict=True)
    ArticleImage.objects.create(article=article, url="https://pictures.example/a.jpg")
    RelatedLink.objects.create(article=article, title="Better", quality=88, target=thirty[0], web_url="https://else.example/")
    thirty[3].decline(by=factories.User.objects.get())
    desk.emulate_media(color_scheme=scheme)
    desk.set_viewport_size({"width": width, "height": 900})
    found = {}
    for query in ("", f"item={article.pk}", f"item={article.pk}&ask=edit", "ask=decline", "ask=keys", "view=later"):
        desk.goto(f"{live_server.url}{QUEUE}?{query}")
        expect(candidate(desk)).to_have_count(1)
        found[query] = violations(desk)
        assert desk.evaluate("document.documentElement.scrollWidth") <= width, query

    assert {query: problems for query, problems in found.items() if problems} == {}


def test_no_width_needs_sideways_scrolling(desk):
    for width in (320, 768, 1024, 1280):
        desk.set_viewport_size({"width": width, "height": 900})

        assert desk.evaluate("document.documentElement.scrollWidth") <= width


def test_on_a_phone_the_candidate_comes_first_and_the_buttons_stay_in_reach(desk):
    desk.set_viewport_size({"width": 390, "height": 844})
    box = desk.locator("#act-publish").bounding_box()

    assert box["y"] + box["height"] <= 844
    assert candidate(desk).bounding_box()["y"] < desk.locator(".waiting").bounding_box()["y"]
    assert re.match("Article 1", candidate(desk).inner_text())


def test_an_edit_that_was_typed_through_a_new_login_is_saved(desk, live_server):
    desk.expected = ("403", "401", "302")
    desk.keyboard.press("e")
    desk.locator("#id_title").fill("Typed before the session ended")
    title = candidate_key(desk)
    other = desk.context.new_page()
    other.goto(f"{live_server.url}/admin/articles/article/")
    other.click("#logout-form button")
    other.wait_for_url("**/logout/")
    log_in_by_form(other, live_server)
    other.close()

    desk.locator("#save").click()

    expect(said(desk)).to_contain_text("Edited")
    assert Article.objects.get(pk=title).title == "Typed before the session ended"


def candidate_key(page) -> int:
    return int(page.locator(".sheet").get_attribute("data-item"))
