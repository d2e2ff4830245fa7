"""The main job in a real browser: real files in, reviewed at the desk, public on site and API, back out to the same files."""

import json

import pytest
from django.core.management import call_command

from articles.models import Article
from tests import factories, files
from tests.logins import log_in_by_form

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_candidate_goes_public_comes_back_and_leaves_one_changed_line(corpus, tmp_path, page, live_server):
    call_command("import_articles", corpus / "microsoft-power-apps" / "_news", verbosity=0)
    factories.editor()
    candidate = Article.objects.awaiting_review().newest_first()[3]
    address = live_server.url + candidate.get_absolute_url()
    original = (corpus / "microsoft-power-apps" / candidate.path).read_bytes()

    log_in_by_form(page, live_server)
    assert "/admin/articles/article/" in page.url
    row = page.locator("#result_list tr", has=page.get_by_role("link", name=candidate.title, exact=True))
    assert page.goto(address).status == 200  # the preview, for those who work on it
    assert page.get_by_text("awaiting review").first.is_visible()
    assert paths_in_the_api(page, live_server).count(candidate.path) == 0

    page.go_back()
    row.get_by_role("button", name="Publish").click()
    assert candidate.title in page.locator(".messagelist").inner_text()
    reader = page.context.browser.new_page()
    assert reader.goto(address).status == 200
    assert reader.locator("h1").inner_text() == candidate.title
    assert paths_in_the_api(reader, live_server).count(candidate.path) == 1
    files.run_export(tmp_path / "published")

    page.goto(f"{live_server.url}/admin/articles/article/?status=published&q={candidate.title[:30]}")
    row.get_by_role("button", name="Unpublish").click()
    page.locator(".messagelist").wait_for()
    assert reader.goto(address).status == 404
    assert paths_in_the_api(reader, live_server).count(candidate.path) == 0
    files.run_export(tmp_path / "unpublished")

    published = (tmp_path / "published" / candidate.path).read_bytes()
    lines = [pair for pair in zip(original.splitlines(), published.splitlines(), strict=True) if pair[0] != pair[1]]
    assert lines == [(b"published: false", b"published: true")]
    assert (tmp_path / "unpublished" / candidate.path).read_bytes() == original


def paths_in_the_api(page, live_server) -> list[str]:
    """Every path that the API lists, page after page."""
    paths, number = [], 1
    while number:
        answer = json.loads(page.request.get(f"{live_server.url}/api/news/page/{number}/").text())
        paths += [item["path"] for item in answer["value"]]
        number = answer["nextPage"]
    return paths
