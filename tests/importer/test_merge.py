"""Re-import: a machine never overwrites a person, and nobody's change is lost."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.conflicts import resolve
from articles.importer.decide import decide
from articles.models import Article, ArticleTopic, AuditEntry, Conflict, Machine, Topic
from tests import factories, files

pytestmark = pytest.mark.django_db


@pytest.fixture
def imported(tmp_path) -> Article:
    files.news(tmp_path, title="Base")
    files.run_import(tmp_path)
    return Article.objects.get()


def edit(article: Article, **values) -> None:
    for name, value in values.items():
        setattr(article, name, value)
    article.save_edit(list(values))


@pytest.mark.parametrize(
    "base, theirs, ours, becomes, disputed",
    [
        ("a", "a", "a", None, False),
        ("a", "b", "a", "b", False),
        ("a", "a", "b", None, False),
        ("a", "b", "b", None, False),
        ("a", "b", "c", None, True),
        ("a", "", "a", "", False),
    ],
)
def test_the_three_way_merge_as_a_truth_table(base, theirs, ours, becomes, disputed):
    decision = decide({"title": base}, {"title": theirs}, {"title": ours})

    assert decision.changes.get("title") == becomes
    assert ("title" in decision.conflicts) is disputed


def test_heat_is_never_in_dispute():
    assert decide({"heat": 1}, {"heat": 2}, {"heat": 3}).changes == {"heat": 2}


def test_what_only_the_file_changed_is_taken_and_logged(tmp_path, imported):
    files.news(tmp_path, title="Theirs")

    report = files.run_import(tmp_path)

    imported.refresh_from_db()
    assert (report.updated, report.conflicts, imported.title, imported.version) == (1, 0, "Theirs", 2)
    entry = AuditEntry.objects.get()
    assert (entry.verb, entry.changes) == ("import", {"title": ["Base", "Theirs"]})


def test_what_only_the_editor_changed_stays(tmp_path, imported):
    edit(imported, title="Ours")
    files.news(tmp_path, title="Base", quality=71)

    report = files.run_import(tmp_path)

    imported.refresh_from_db()
    assert (imported.title, imported.quality, report.conflicts) == ("Ours", 71, 0)


def test_what_both_changed_keeps_ours_and_shows_both(tmp_path, imported):
    edit(imported, title="Ours")
    files.news(tmp_path, title="Theirs")

    report = files.run_import(tmp_path)

    imported.refresh_from_db()
    conflict = Conflict.objects.get()
    assert (report.conflicts, imported.title, imported.has_conflict) == (1, "Ours", True)
    assert (conflict.field, conflict.ours, conflict.theirs) == ("title", "Ours", "Theirs")
    assert files.run_import(tmp_path).unchanged == 1
    assert Conflict.objects.count() == 1


def test_a_dispute_ends_when_the_file_comes_round(tmp_path, imported):
    edit(imported, title="Ours")
    files.news(tmp_path, title="Theirs")
    files.run_import(tmp_path)
    files.news(tmp_path, title="Ours")

    files.run_import(tmp_path)

    imported.refresh_from_db()
    assert not imported.has_conflict
    assert not Conflict.objects.exists()


@pytest.mark.parametrize("take, title", [("ours", "Ours"), ("theirs", "Theirs")])
def test_an_editor_resolves_a_dispute(tmp_path, imported, take, title):
    edit(imported, title="Ours")
    files.news(tmp_path, title="Theirs")
    files.run_import(tmp_path)

    resolve(Conflict.objects.get(), take, by=factories.editor())

    imported.refresh_from_db()
    assert (imported.title, imported.has_conflict) == (title, False)
    files.news(tmp_path, title="Theirs", heat=12)
    assert files.run_import(tmp_path).conflicts == 0
    imported.refresh_from_db()
    assert imported.title == title


def test_an_article_that_an_editor_published_stays_published(tmp_path, imported):
    imported.publish()
    files.news(tmp_path, title="Base", heat=70)

    files.run_import(tmp_path)

    imported.refresh_from_db()
    assert (imported.status, imported.heat) == ("published", 70)


def test_a_robot_that_unpublishes_takes_back_what_only_robots_published(tmp_path):
    files.news(tmp_path, published="true", quality=80)
    files.run_import(tmp_path)
    files.news(tmp_path, published="false", quality=80, heat=-1)

    files.run_import(tmp_path)

    assert Article.objects.get().status == "awaiting"
    assert AuditEntry.objects.get().changes == {"status": ["published", "awaiting"]}


def test_a_robot_cannot_publish_what_an_editor_declined(tmp_path, imported):
    imported.decline(reason="advertising")
    files.news(tmp_path, title="Base", published="true")

    report = files.run_import(tmp_path)

    imported.refresh_from_db()
    assert (imported.status, report.conflicts) == ("declined", 1)


def test_a_declined_article_is_no_dispute_while_the_file_says_unpublished(tmp_path, imported):
    imported.decline()
    files.news(tmp_path, title="Base", published="false", heat=1)

    assert files.run_import(tmp_path).conflicts == 0


def test_heat_and_seal_alone_leave_no_trace_in_version_and_audit_trail(tmp_path, imported):
    file = files.news(tmp_path, title="Base", heat=70)
    file.write_text(file.read_text().replace("c2VhbGVk", "b3RoZXI="))

    files.run_import(tmp_path)

    imported.refresh_from_db()
    assert (imported.heat, imported.version) == (70, 1)
    assert not AuditEntry.objects.exists()
    assert b"b3RoZXI=" in bytes(imported.source_file.content)


def test_an_editors_topics_stay_when_the_file_changes_other_things(tmp_path, imported):
    imported.topic_links.all().delete()
    ArticleTopic.objects.create(article=imported, topic=Topic.objects.get(name="AI"))
    files.news(tmp_path, title="Base", quality=77)

    files.run_import(tmp_path)

    assert [link.topic.name for link in imported.topic_links.all()] == ["AI"]


def test_children_follow_the_file(tmp_path, imported):
    files.news(tmp_path, title="Base", rest='related:\n  - title: "One"\n  - title: "Two"\nimages:\n  - url: https://a.example/x.png\n')
    files.run_import(tmp_path)
    files.news(tmp_path, title="Base", rest='related:\n  - title: "Two"\n')

    files.run_import(tmp_path)

    assert [link.title for link in imported.related.all()] == ["Two"]
    assert not imported.images.exists()


def test_an_editors_provider_description_is_not_overwritten(tmp_path, client):
    path = "_data/organizations/paper.example.md"
    text = "---\ntaxonomy: organization\n_id: paper.example\nname: {}\ndomain: paper.example\ndescription: {}\n---\n"
    files.write(tmp_path, path, text.format("Paper", "Theirs"))
    files.run_import(tmp_path)
    article = files.run_import(tmp_path)
    assert article.unchanged == 1
    provider = factories.Provider.objects.get()
    provider.description = "Ours"
    provider.save()
    files.write(tmp_path, path, text.format("The Paper", "Newer"))

    files.run_import(tmp_path)

    provider.refresh_from_db()
    assert (provider.name, provider.description) == ("The Paper", "Ours")


def test_a_robot_cannot_publish_what_an_editor_published_and_took_back(tmp_path, imported):
    alice = factories.editor()
    imported.publish(by=alice)
    imported.unpublish(by=alice)
    files.news(tmp_path, title="Base", published="true")

    report = files.run_import(tmp_path)

    imported.refresh_from_db()
    assert (imported.status, report.conflicts) == ("awaiting", 1)


@pytest.mark.parametrize("plan", ["publish_at", "expires_at", "embargo_until"])
def test_a_robot_cannot_publish_what_somebody_has_planned(tmp_path, imported, plan):
    edit(imported, **{plan: timezone.now() + timedelta(days=1)})
    files.news(tmp_path, title="Base", published="true")

    report = files.run_import(tmp_path)

    imported.refresh_from_db()
    assert (imported.status, report.conflicts) == ("awaiting", 1)


def test_what_our_own_rule_published_is_no_persons_decision(tmp_path, imported):
    imported.publish(machine=Machine.RULE)
    files.news(tmp_path, title="Base", published="true")
    files.run_import(tmp_path)
    files.news(tmp_path, title="Base", published="false")

    files.run_import(tmp_path)

    imported.refresh_from_db()
    assert imported.status == "awaiting"


def test_a_dispute_that_an_import_changes_is_a_new_version(tmp_path, imported):
    edit(imported, title="Ours")
    files.news(tmp_path, title="Theirs")
    files.run_import(tmp_path)
    seen = Article.objects.get().version
    files.news(tmp_path, title="Theirs, later")

    files.run_import(tmp_path)

    assert Article.objects.get().version == seen + 1
    assert Conflict.objects.get().theirs == "Theirs, later"


def test_two_files_that_move_to_one_category_get_two_addresses(tmp_path):
    for folder in "ab":
        files.write(tmp_path, f"_news/{folder}/x.md", files.text())
    files.run_import(tmp_path)
    for folder in "ab":
        files.write(tmp_path, f"_news/{folder}/x.md", files.text().replace("category: news", "category: blog"))

    assert files.run_import(tmp_path).updated == 2
    assert set(Article.objects.values_list("category", "slug")) == {("blog", "x"), ("blog", "x-2")}


def test_taking_the_files_pictures_keeps_our_copy(tmp_path):
    files.write(tmp_path, "assets/x.png", b"...")
    files.news(tmp_path, rest="images:\n  - url: /assets/x.png\n")
    files.run_import(tmp_path)
    article = Article.objects.get()
    picture = article.images.get().picture
    article.images.update(title="Ours")
    files.news(tmp_path, rest="images:\n  - url: /assets/x.png\n    title: Theirs\n")
    files.run_import(tmp_path)

    resolve(Conflict.objects.get(), "theirs", by=None)

    image = article.images.get()
    assert (image.title, image.picture) == ("Theirs", picture)


def test_an_update_of_many_articles_takes_no_more_queries_than_of_few(tmp_path):
    counts = []
    for many in (5, 60):
        for number in range(many):
            files.news(tmp_path, f"n{number}", title="Before", published="true")
        files.run_import(tmp_path)
        for number in range(many):
            files.news(tmp_path, f"n{number}", title="After", published="true", quality=70)
        with CaptureQueriesContext(connection) as queries:
            assert files.run_import(tmp_path).updated == many
        counts.append(len(queries))

    assert counts[1] <= counts[0]
