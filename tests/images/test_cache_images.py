"""`manage.py cache_images`: what it says, and what it exits with."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from articles.images import linking
from articles.models import ArticleImage, Picture, PictureHost
from tests import factories
from tests.images import hostile, pictures

pytestmark = pytest.mark.django_db(transaction=True)


def run(server, *arguments, code=0) -> str:
    """What it says; `code` is the exit code that must come."""
    said = StringIO()
    try:
        call_command("cache_images", *arguments, guard=server.guard, stdout=said, stderr=said)
        exited = 0
    except SystemExit as ended:
        exited = ended.code
    except CommandError as error:
        exited = error.returncode
        said.write(str(error))
    assert exited == code, said.getvalue()
    return said.getvalue()


def image(server, behaviour, path="/a.png", **fields) -> ArticleImage:
    """Of an article that came in; nobody has looked at its picture yet."""
    return ArticleImage.objects.create(article=factories.published(**fields), url=server.at(path, behaviour))


def test_pictures_of_new_articles_are_found_and_kept(server):
    made = image(server, hostile.answer(pictures.png()))

    assert run(server).startswith("1 kept, 0 not, ")

    made.refresh_from_db()
    assert made.is_cached and made.shown.width == 400


def test_what_could_not_be_had_is_counted_by_its_reason_and_the_exit_code_is_1(server):
    image(server, hostile.missing(), "/1.png")
    image(server, hostile.html_for_a_picture(), "/2.png")
    image(server, hostile.answer(pictures.png()), "/3.png")

    said = run(server, code=1)

    assert said.startswith("1 kept, 2 not (") and "1 status" in said and "1 not-a-picture" in said


def test_as_json_it_is_one_object(server):
    image(server, hostile.missing())

    told = {"kept": 0, "failed": 1, "reasons": {"status": 1}, "checked": {}, "cards": 1, "waiting": 0, "stopped": ""}
    assert json.loads(run(server, "--json", code=1)) == told


def test_a_dry_run_counts_and_asks_nobody(server):
    image(server, hostile.answer(pictures.png()))
    factories.stored(copy=None, due_at=timezone.now())
    factories.stored(copy=None, error="status")

    assert json.loads(run(server, "--dry-run", "--json")) == {"due": 1, "later": 0, "given_up": 1, "new": 1, "dry_run": True}
    assert "1 pictures due" in run(server, "--dry-run")
    assert server.count() == 0 and Picture.objects.count() == 2


def test_what_waits_for_its_server_is_told_and_the_exit_code_is_1(server):
    image(server, hostile.busy(3600))
    run(server, code=1)

    assert "0 kept, 0 not" in (said := run(server, code=1)) and "1 wait" in said


def test_a_limit_is_kept_to(server):
    for number in range(3):
        image(server, hostile.answer(pictures.png()), f"/{number}.png")

    run(server, "--limit", "2", code=1)

    assert server.count() == 2
    run(server, "--limit", "0", code=2)


def test_what_was_given_up_is_asked_for_again_only_when_that_is_said(server):
    image(server, hostile.missing())
    run(server, code=1)
    server.at("/a.png", hostile.answer(pictures.png()))

    assert run(server).startswith("0 kept, 0 not")
    assert run(server, "--retry-failed").startswith("1 kept, 0 not")


def test_retrying_does_not_wait_for_the_end_of_a_servers_pause(server):
    image(server, hostile.busy(3600))
    run(server, code=1)
    server.at("/a.png", hostile.answer(pictures.png()))
    assert PictureHost.objects.get().quiet_until

    assert run(server, "--retry-failed").startswith("1 kept")


@pytest.mark.parametrize("policy", ["hotlink", "none"])
def test_pictures_of_providers_that_are_not_copied_are_not_asked_for(server, policy):
    image(server, hostile.answer(pictures.png()), provider=factories.provider(pictures=policy))

    run(server)

    assert server.count() == 0 and Picture.objects.get().due_at is None


def test_they_are_once_an_article_of_another_provider_shows_them(server):
    made = image(server, hostile.answer(pictures.png()), provider=factories.provider(pictures="none"))
    run(server)
    ArticleImage.objects.create(article=factories.published(), url=made.url)

    linking.link_new()
    linking.wake()

    assert run(server).startswith("1 kept")
