"""--prune withdraws what lost its file, never deletes, and stops at a suspicious number."""

import pytest

from articles.models import Article
from tests import files

pytestmark = pytest.mark.django_db


@pytest.fixture
def ten(tmp_path):
    for number in range(10):
        files.news(tmp_path, f"n{number}", published="true")
    files.run_import(tmp_path)
    return tmp_path


def remove(root, *numbers):
    for number in numbers:
        (root / f"_news/n{number}.md").unlink()


def test_an_article_whose_file_is_gone_is_withdrawn_with_a_reason(ten):
    remove(ten, 3)

    report = files.run_import(ten, prune=True)

    gone = Article.objects.filter(status="withdrawn").get()
    assert (report.pruned, gone.slug, gone.status_reason, Article.objects.count()) == (1, "n3", "its file is gone", 10)
    assert gone.audit.get().run is not None


def test_more_than_a_fifth_is_refused_before_anything_is_done(ten):
    remove(ten, 1, 2, 3)
    files.news(ten, "new")

    report = files.run_import(ten, prune=True, code=2)

    assert "3 of 10" in report.said
    assert not Article.objects.filter(status="withdrawn").exists()
    assert not Article.objects.filter(slug="new").exists()


def test_exactly_a_fifth_is_done(ten):
    remove(ten, 1, 2)

    assert files.run_import(ten, prune=True).pruned == 2


def test_force_prunes_all_the_same(ten):
    remove(ten, *range(1, 10))

    assert files.run_import(ten, prune=True, force=True).pruned == 9


def test_a_dry_run_counts_and_withdraws_nothing(ten):
    remove(ten, 3)

    assert files.run_import(ten, prune=True, dry_run=True).pruned == 1
    assert not Article.objects.filter(status="withdrawn").exists()


def test_without_prune_nothing_is_withdrawn(ten):
    remove(ten, 3)

    assert files.run_import(ten).pruned == 0
    assert not Article.objects.filter(status="withdrawn").exists()


def test_a_file_that_returns_brings_its_article_back(ten):
    content = (ten / "_news/n3.md").read_bytes()
    remove(ten, 3)
    files.run_import(ten, prune=True)
    files.write(ten, "_news/n3.md", content)

    files.run_import(ten, prune=True)

    assert Article.objects.published().count() == 10


def test_an_article_that_an_editor_withdrew_does_not_come_back(ten):
    Article.objects.get(slug="n3").withdraw(reason="wrong")
    files.news(ten, "n3", published="true", heat=3)

    files.run_import(ten, prune=True)

    assert Article.objects.filter(status="withdrawn").get().slug == "n3"


@pytest.mark.parametrize("verb, status", [("decline", "declined"), ("unpublish", "awaiting")])
def test_a_file_that_returns_does_not_publish_what_an_editor_took_down(ten, verb, status):
    content = (ten / "_news/n3.md").read_bytes()
    getattr(Article.objects.get(slug="n3"), verb)()
    remove(ten, 3)
    files.run_import(ten, prune=True)
    files.write(ten, "_news/n3.md", content)

    files.run_import(ten, prune=True)

    assert Article.objects.get(slug="n3").status == status


def test_what_an_editor_publishes_again_without_its_file_stays_and_is_exported(ten):
    remove(ten, 3)
    files.run_import(ten, prune=True)
    Article.objects.get(slug="n3").publish()

    assert files.run_import(ten, prune=True).pruned == 0
    assert files.run_export(ten).written == 1
    assert Article.objects.published().count() == 10


def test_pruning_an_emptied_folder_by_force_is_something_done(ten):
    remove(ten, *range(10))

    assert files.run_import(ten, prune=True, force=True, code=0).pruned == 10


def test_an_editor_who_saves_while_articles_are_withdrawn_does_not_stop_the_run(ten, monkeypatch):
    remove(ten, 3, 4)
    withdraw = Article.withdraw

    def saved_meanwhile(self, **how):
        if self.slug == "n3" and self.version == 1:
            editors = Article.objects.get(pk=self.pk)
            editors.title = "Edited"
            editors.save_edit(["title"])
        return withdraw(self, **how)

    monkeypatch.setattr(Article, "withdraw", saved_meanwhile)

    assert files.run_import(ten, prune=True).pruned == 2
