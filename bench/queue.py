"""From the press of a key to the next candidate on the screen: a real browser at a real server, over a database of full size.

`python -m bench.queue [ARTICLES]` measures this alone, 100,000 articles unless told otherwise.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from bench.generate import write_files
from bench.newsroom import Newsroom

if TYPE_CHECKING:
    from playwright.sync_api import Page

PORT = 8763
AWAITING = 5_000
PRESSES, ROUNDS = 60, 3
WARM_UP = 10  # of them: the first ones meet a server that has just started
TARGET = 150  # milliseconds, for 95 of 100
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), "")
PASSWORD = "of-a-benchmark-too"
# The newest wait, each third of them superseded, among them every quality; one editor.
PREPARE = f"""
from django.contrib.auth.models import Group, User
from django.utils import timezone
from articles.importer.bulk import refresh_statistics
from articles.models import Article, ArticleTopic
editor = User.objects.create_user("editor", password="{PASSWORD}", is_staff=True)
editor.groups.add(Group.objects.get(name="Editors"))
newest = list(Article.objects.newest_first()[:{AWAITING}])
for number, article in enumerate(newest):
    article.status, article.heat, article.quality = "awaiting", -1 if number % 3 == 0 else number % 90, number % 100
Article.objects.bulk_update(newest, ["status", "heat", "quality"], batch_size=100)
ArticleTopic.objects.filter(article__status="awaiting").update(status="awaiting")
refresh_statistics()
"""
# Counts from the key until the frame after the one in which the next candidate was drawn.
STOPWATCH = """() => {
    window.times = [];
    let pressed = 0;
    addEventListener("keydown", () => { pressed = performance.now(); }, true);
    const drawn = () => requestAnimationFrame(() => setTimeout(() => window.times.push(performance.now() - pressed)));
    document.addEventListener("review:shown", drawn);
}"""


def prepare(newsroom: Newsroom) -> None:
    """Let the newest articles of a filled newsroom wait for an editor."""
    newsroom.wait("manage.py", "shell", "--command", PREPARE)


def presses(newsroom: Newsroom) -> list[float]:
    """Milliseconds of each press of `p`, sorted."""
    from playwright.sync_api import sync_playwright

    with newsroom.serving("newsroom.wsgi", PORT, "newsroom.settings") as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        _log_in(page, address)
        page.evaluate(STOPWATCH)
        for number in range(PRESSES):
            page.keyboard.press("p")
            page.wait_for_function("seen => window.times.length > seen", arg=number)
        times: list[float] = page.evaluate("window.times")
        browser.close()
    return sorted(times[WARM_UP:])


def p95(times: list[float]) -> float:
    return times[round(0.95 * (len(times) - 1))]


def _log_in(page: Page, address: str) -> None:
    page.goto(f"{address}/admin/login/?next=/admin/queue/")
    page.fill("#id_username", "editor")
    page.fill("#id_password", PASSWORD)
    page.click("[type=submit]")
    page.wait_for_url("**/admin/queue/")
    page.wait_for_load_state("networkidle")


def main(count: int) -> None:
    with tempfile.TemporaryDirectory(prefix="newsroom-queue-") as folder:
        newsroom = Newsroom(Path(folder))
        newsroom.start_over()
        write_files(Path(folder) / "files", count)
        newsroom.wait("manage.py", "import_articles", str(Path(folder) / "files"), "--json")
        prepare(newsroom)
        times = min((presses(newsroom) for _ in range(ROUNDS)), key=p95)
    median = times[len(times) // 2]
    print(f"key press to next candidate at {count:,} articles, {AWAITING:,} waiting: p95 {p95(times):.0f} ms, median {median:.0f} ms")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
