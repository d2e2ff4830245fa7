"""The history in a real browser: accessible in light and dark, no wider than the screen, usable without a script."""

import re
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone

from articles.edits import edit
from articles.models import Article, AuditEntry, ImportRun
from articles.undo import undo
from tests import factories
from tests.logins import log_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

HISTORY = "/admin/history/"


@pytest.fixture
def history():
    """A little of everything that a line can show."""
    alice, topic = factories.editor(), factories.topic("Harbours")
    run = ImportRun.objects.create(source="default", root="/srv/files")
    article = factories.article("Old maps " + "Donaudampfschifffahrtsgesellschaft" * 3, topics=[topic], created_run=run)
    edit(article, {"title": "New maps", "excerpt": "A long story. " * 60, "topics": []}, version=1, by=alice, reason="W" * 300)
    article.publish(by=alice)
    undo(article.audit.first(), by=alice)
    article.refresh_from_db()
    text = "y" * 600
    article.record("import", {"quality": [69, 2], "body": ["", text]}, {"quality": 2, "body": text}, run=run)
    other = factories.published("Gone", created_at=timezone.now() - timedelta(days=9), publish_at=timezone.now() - timedelta(days=1))
    other.withdraw(by=alice, reason="It was about another mayor.")
    return article


def violations(page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{rule['id']}: {node['html'][:200]}" for rule in found for node in rule["nodes"]]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_of_it_is_accessible_and_no_wider_than_the_screen(history, page, live_server, scheme):
    problems = []
    page.on("console", lambda message: problems.append(message.text) if "Content Security Policy" in message.text else None)
    log_in(page, live_server)
    page.emulate_media(color_scheme=scheme)
    entries = AuditEntry.objects.order_by("pk")
    ticks = "&".join(f"entry={entry.pk}" for entry in entries)
    addresses = [HISTORY, f"{HISTORY}?since=x&run=0", f"{HISTORY}?article={history.pk}", f"{HISTORY}undo/?{ticks}"]
    addresses += [f"{HISTORY}{entry.pk}/" for entry in (entries.get(verb="import"), entries.get(verb="withdraw"))]
    found = {}
    for width in (1440, 768, 390):
        page.set_viewport_size({"width": width, "height": 900})
        for address in addresses:
            page.goto(live_server.url + address)
            page.evaluate("document.querySelectorAll('details').forEach((folded) => { folded.open = true })")
            found[address, width] = [] if width == 768 else violations(page)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, address

    assert {place: wrong for place, wrong in found.items() if wrong} == {}
    # The policy also refuses the styles that axe itself tries to inject.
    assert [text for text in problems if "axe" not in text and "inline style" not in text] == []


def test_it_is_narrowed_ticked_and_undone_without_a_script(history, browser, live_server):
    page = browser.new_context(java_script_enabled=False).new_page()
    log_in(page, live_server)
    page.goto(live_server.url + HISTORY)
    page.select_option("#f-verb", "import")
    page.click("form.narrow >> text=Show")
    page.wait_for_url("**verb=import*")
    assert page.locator(".day li").count() == 1

    page.goto(f"{live_server.url}{HISTORY}?article={history.pk}")
    page.locator(".day li", has_text="changed by its file").locator("[name=entry]").check()
    page.locator(".day li", has_text="edited").locator("[name=entry]").check()
    page.click("text=Undo the ticked…")
    page.wait_for_url("**/history/undo/**")
    assert page.locator("h1").inner_text() == "Undo 2 entries"
    page.click("text=Undo 2 >> visible=true >> nth=-1")
    page.wait_for_url("**/batches/*/")

    history.refresh_from_db()
    assert (history.title[:8], history.quality) == ("Old maps", 69)
    page.context.close()


def test_the_bar_comes_with_the_first_tick(history, page, live_server):
    log_in(page, live_server)
    page.goto(live_server.url + HISTORY)
    bar = page.get_by_role("button", name="Undo the ticked…")
    assert bar.is_hidden()

    page.locator("[name=entry]").first.check()
    bar.wait_for(state="visible")


def test_one_is_undone_by_keyboard(history, page, live_server):
    log_in(page, live_server)
    page.goto(live_server.url + HISTORY)
    page.get_by_role("link", name=re.compile("Undo.*changed by its file")).focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/history/*/?back=*")
    page.get_by_label("Reason").fill("a wrong file")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{HISTORY}")

    assert Article.objects.get(pk=history.pk).quality == 69
    assert "Undone: “changed by its file”" in page.locator(".messagelist").inner_text()
