"""Many articles at once in a real browser: chosen, confirmed, watched, stopped, gone on with, undone; also without a script."""

import threading

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.models import User
from django.db import connections
from django.test import Client

from articles.batches import begin, work
from articles.models import Article, Batch, ImportRun
from tests import factories
from tests.desk.pages import LIST, form_fields
from tests.logins import log_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
BATCHES = "/admin/batches/"


@pytest.fixture
def desk(page, live_server):
    """A page logged in at the desk that fails the test on any error in its console, such as a refused script or style."""
    problems = []
    page.on("console", lambda message: problems.append(message.text) if message.type == "error" and message.location["url"] else None)
    page.on("pageerror", lambda error: problems.append(str(error)))
    factories.chief()
    log_in(page, live_server, "carol")
    yield page
    assert problems == []


def fill(count) -> None:
    for _ in range(count):
        factories.article()


def small_portions(monkeypatch, size=20) -> None:
    monkeypatch.setattr("articles.desk.batches.views.AT_ONCE", size)


def choose_all(page, verb) -> None:
    page.check("input[name=select_across]")
    page.select_option("select[name=action]", verb)
    page.click("button[name=index]")
    page.locator("#confirm").wait_for()


def test_all_that_match_are_published_watched_to_the_end_and_undone_as_one(desk, live_server, monkeypatch):
    fill(120)
    small_portions(monkeypatch)
    desk.goto(live_server.url + LIST)
    choose_all(desk, "publish")
    desk.get_by_role("heading", name="Publish 120 articles?").wait_for()
    assert Article.objects.published().count() == 0

    desk.get_by_role("button", name="Publish 120 articles").click()
    desk.get_by_text("120 published, 0 skipped, 0 failed.").wait_for()
    desk.get_by_role("button", name="Undo all of this").wait_for()
    desk.wait_for_function("!document.getElementById('go-on')")
    assert Article.objects.published().count() == 120

    desk.get_by_role("button", name="Undo all of this").click()
    desk.get_by_role("heading", name="Undo batch").wait_for()
    desk.get_by_text("120 undone, 0 skipped, 0 failed.").wait_for()
    desk.wait_for_function("!document.getElementById('go-on')")
    assert Article.objects.awaiting_review().count() == 120
    assert Batch.objects.filter(finished_at=None).count() == 0


def test_it_can_be_stopped_and_a_closed_page_is_gone_on_with_later(desk, live_server, monkeypatch):
    fill(120)
    small_portions(monkeypatch)
    held = []
    desk.route("**/work/", lambda route: held.append(route))
    desk.goto(live_server.url + LIST)
    choose_all(desk, "publish")
    with desk.expect_request("**/work/"):
        desk.get_by_role("button", name="Publish 120 articles").click()

    desk.get_by_role("button", name="Stop").click()
    held[0].continue_()
    desk.get_by_text("Stopped.").wait_for()
    desk.unroute("**/work/")
    assert Article.objects.published().count() == 40

    desk.goto(f"{live_server.url}{BATCHES}")
    desk.get_by_role("link", name="Publish 120 articles").click()
    desk.get_by_role("button", name="Continue").wait_for()
    assert Article.objects.published().count() == 40
    desk.get_by_role("button", name="Continue").click()
    desk.get_by_text("120 published, 0 skipped, 0 failed.").wait_for()
    desk.wait_for_function("!document.getElementById('go-on')")
    assert Article.objects.published().count() == 120


def test_a_busy_server_is_asked_again(page, live_server, monkeypatch):
    factories.chief()
    log_in(page, live_server, "carol")
    fill(45)
    small_portions(monkeypatch)
    batch = begin("publish", dict(Article.objects.values_list("pk", "version")), User.objects.get())
    times = []

    def refuse_once(route):
        times.append(1)
        route.fulfill(status=503, body="{}") if len(times) == 1 else route.continue_()

    page.route("**/work/", refuse_once)
    page.goto(f"{live_server.url}{BATCHES}{batch.pk}/")
    page.get_by_role("button", name="Continue").click()
    page.get_by_text("45 published, 0 skipped, 0 failed.").wait_for()
    page.wait_for_function("!document.getElementById('go-on')")
    assert len(times) > 2


def test_without_a_script_continue_does_a_portion_a_click(browser, live_server, monkeypatch):
    factories.chief()
    fill(60)
    small_portions(monkeypatch)
    page = browser.new_context(java_script_enabled=False).new_page()
    log_in(page, live_server, "carol")

    page.goto(live_server.url + LIST)
    choose_all(page, "decline")
    page.fill("#reason", "Off topic")
    page.get_by_role("button", name="Decline 60 articles").click()
    page.get_by_text("20 declined, 0 skipped, 0 failed, 40 to do.").wait_for()
    page.get_by_role("button", name="Continue").click()
    page.get_by_text("40 declined, 0 skipped, 0 failed, 20 to do.").wait_for()
    page.get_by_role("button", name="Continue").click()
    page.get_by_text("60 declined, 0 skipped, 0 failed.").wait_for()

    assert page.get_by_role("button", name="Continue").count() == 0
    assert Article.objects.filter(status="declined", status_reason="Off topic").count() == 60


def test_a_double_click_at_the_same_moment_makes_one_batch():
    carol = factories.chief()
    article = factories.article()
    client = Client()
    client.force_login(carol)
    data = {"action": "publish", "_selected_action": [article.pk], "index": 0}
    fields = form_fields(client.post(LIST, data).content.decode(), "confirm")
    answers = []

    def click():
        try:
            second = Client()
            second.cookies = client.cookies
            answers.append(second.post(f"{BATCHES}begin/", fields)["Location"])
        finally:
            connections.close_all()

    threads = [threading.Thread(target=click) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert Batch.objects.count() == 1
    assert {answer.removesuffix("#go") for answer in answers} == {f"{BATCHES}{Batch.objects.get().pk}/"}
    assert article.audit.count() == 1


@pytest.mark.parametrize("scheme, width", [("light", 1440), ("dark", 390)])
def test_every_page_is_accessible_and_no_wider_than_the_screen(desk, live_server, scheme, width):
    carol = User.objects.get()
    run = ImportRun.objects.create(source="default", root="/srv", finished_at=factories.NEW_YEAR)
    long = factories.article("Unbreakable" * 30, created_run=run, provider=factories.provider("Northern Standard"))
    fill(60)
    versions = dict(Article.objects.values_list("pk", "version"))
    batch = begin("publish", {**versions, factories.published().pk: 1}, carol, about="x" * 300)
    work(batch, carol, count=20)
    Article.objects.get(pk=long.pk).unpublish()
    desk.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    desk.set_viewport_size({"width": width, "height": 900})
    found = {}

    def look(name):
        found[name] = [f"{rule['id']}: {node['html'][:200]}" for rule in Axe().run(desk).response["violations"] for node in rule["nodes"]]
        assert desk.evaluate("document.documentElement.scrollWidth") <= width, name

    for path in (BATCHES, f"{BATCHES}{batch.pk}/", f"/admin/runs/{run.pk}/revert/", f"/admin/articles/importrun/{run.pk}/change/"):
        desk.goto(live_server.url + path)
        look(path)
    for verb in ("withdraw", "decline", "assign"):
        desk.goto(f"{live_server.url}{LIST}?status=all")
        choose_all(desk, verb)
        look(verb)

    assert {name: problems for name, problems in found.items() if problems} == {}
