"""Bytes come back; an edit moves one line; a file that someone else changed is not overwritten."""

import os

import pytest
from django.contrib.admin.models import CHANGE, LogEntry

from articles.models import Article, ArticleTopic, Provider, Topic
from tests import factories, files

pytestmark = pytest.mark.django_db


@pytest.fixture
def imported(tmp_path) -> Article:
    files.news(tmp_path, title="Before")
    files.run_import(tmp_path)
    return Article.objects.get()


def changed_lines(before: bytes, after: bytes) -> list[tuple[bytes, bytes]]:
    old, new = before.split(b"\n"), after.split(b"\n")
    assert len(old) == len(new)
    return [pair for pair in zip(old, new, strict=True) if pair[0] != pair[1]]


def exported(tmp_path, article) -> bytes:
    files.run_export(tmp_path / "out")
    return (tmp_path / "out" / article.path).read_bytes()


def original(article) -> bytes:
    return bytes(article.source_file.content)


def test_every_file_of_the_corpus_that_imports_comes_back_byte_for_byte(corpus, tmp_path):
    files.run_import(corpus, code=1)

    report = files.run_export(tmp_path)

    assert (report.written, report.failed) == (906, 0)
    for folder, _, names in os.walk(tmp_path):
        for name in names:
            written = os.path.join(folder, name)
            with open(written, "rb") as ours, open(corpus / os.path.relpath(written, tmp_path), "rb") as theirs:
                assert ours.read() == theirs.read(), name


def test_one_click_of_publish_changes_the_line_published_in_every_real_file(corpus, tmp_path):
    files.run_import(corpus / "microsoft-power-apps" / "_news")
    waiting = list(Article.objects.awaiting_review())
    assert len(waiting) == 60
    for article in waiting:
        article.publish()

    files.run_export(tmp_path)

    for article in waiting:
        lines = changed_lines(original(article), (tmp_path / article.path).read_bytes())
        assert [(old.strip(), new.strip()) for old, new in lines] == [(b"published: false", b"published: true")]


def test_an_edited_title_changes_its_line_alone(tmp_path, imported):
    imported.title = 'After: a "quoted" one'
    imported.save_edit(["title"])

    lines = changed_lines(original(imported), exported(tmp_path, imported))

    assert lines == [(b'title: "Before"', b'title: "After: a \\"quoted\\" one"')]


def test_publishing_an_old_file_without_the_key_adds_the_line(tmp_path):
    text = files.text().replace("published: false\n", "")
    files.write(tmp_path, "_news/old.md", text)
    files.run_import(tmp_path)
    article = Article.objects.get()
    article.publish()

    assert exported(tmp_path, article).decode() == text.replace("heat: 69\n", "heat: 69\npublished: true\n")


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("bom", ["", "\ufeff"])
def test_bom_and_line_ends_and_fences_in_the_body_come_back(tmp_path, bom, newline):
    content = (bom + files.text() + "words\n---\nmore\n").replace("\n", newline).encode()
    files.write(tmp_path, "_news/x.md", content)
    files.run_import(tmp_path)
    article = Article.objects.get()
    assert exported(tmp_path, article) == content
    article.publish()

    assert exported(tmp_path, article) == content.replace(b"published: false", b"published: true")


def test_changed_topics_provider_and_children_are_written_and_read_back_as_they_are(tmp_path, imported):
    imported.topic_links.all().delete()
    ArticleTopic.objects.create(article=imported, topic=Topic.objects.get(name="AI"))
    imported.images.create(url="https://a.example/x.png", width=3, height=2)
    imported.related.create(title="Elsewhere: more", web_url="https://b.example/", quality=5, published_at=factories.NEW_YEAR)
    other = Provider.objects.create(name="Other", domain="other.example")
    imported.provider, imported.provider_details = other, {"name": "Other", "domain": "other.example"}
    imported.save()

    files.run_export(tmp_path / "out")

    dry = files.run_import(tmp_path / "out", source="again")
    assert dry.failed == 0
    again = Article.objects.get(source="again")
    assert [link.topic.name for link in again.topic_links.all()] == ["AI"]
    assert (again.provider, again.images.get().width) == (other, 3)
    assert (again.related.get().title, again.related.get().published_at) == ("Elsewhere: more", factories.NEW_YEAR)


def test_an_article_born_in_the_admin_gets_a_well_formed_file(tmp_path):
    article = factories.article("Born: here", provider=factories.provider("P"), topics=[factories.topic("AI")])
    article.provider_details = {"name": "P", "domain": article.provider.domain}
    article.save()

    content = exported(tmp_path, article).decode()

    assert content.startswith('---\ncategory: news\ntitle: "Born: here"\nexcerpt: ')
    assert content.endswith("---\n\n")
    again = files.run_import(tmp_path / "out")
    assert (again.unchanged, again.conflicts, Article.objects.count()) == (1, 0, 1)


def test_exporting_into_the_folder_that_was_imported_is_not_taken_for_news(tmp_path, imported):
    imported.publish()

    assert files.run_export(tmp_path).written == 1

    assert files.run_import(tmp_path).unchanged == 1
    assert files.run_export(tmp_path).unchanged == 1
    imported.refresh_from_db()
    imported.unpublish()
    assert files.run_export(tmp_path).written == 1


def test_an_edit_survives_a_look_at_an_export_elsewhere(tmp_path, imported):
    imported.title = "Ours"
    imported.save_edit(["title"])
    files.run_export(tmp_path / "elsewhere")

    files.run_import(tmp_path / "_news")

    imported.refresh_from_db()
    assert imported.title == "Ours"


def test_a_file_changed_on_disk_since_its_import_is_reported_and_left(tmp_path, imported):
    imported.publish()
    file = files.news(tmp_path, title="A robot was here")
    before = file.read_bytes()

    report = files.run_export(tmp_path, code=1)

    assert report.failed == 1
    assert "import it first" in report.errors[0]["message"]
    assert file.read_bytes() == before


def test_no_half_written_file_is_left_behind(tmp_path, imported, monkeypatch):
    def full(*args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    report = files.run_export(tmp_path / "out", code=1)

    assert "No space left" in report.errors[0]["message"]
    assert [name for _, _, names in os.walk(tmp_path / "out") for name in names] == []


@pytest.mark.parametrize("path", ["../outside.md", "/tmp/outside.md", "_news/../../outside.md"])
def test_a_path_that_leads_out_of_the_folder_is_refused(tmp_path, imported, path):
    Article.objects.filter(pk=imported.pk).update(path=path)

    report = files.run_export(tmp_path / "out", code=1)

    assert "leads out" in report.errors[0]["message"]
    assert not (tmp_path / "outside.md").exists()


def test_a_link_in_the_folder_is_not_written_through(tmp_path, imported):
    (tmp_path / "out").mkdir()
    (tmp_path / "out/_news").symlink_to(tmp_path / "_news")

    assert "leads out" in files.run_export(tmp_path / "out", code=1).errors[0]["message"]


def test_two_sources_with_one_path_are_exported_one_at_a_time(tmp_path, imported):
    files.run_import(tmp_path, source="other")

    report = files.run_export(tmp_path / "out", code=1)

    assert (report.written, "--source" in report.errors[0]["message"]) == (1, True)
    assert files.run_export(tmp_path / "out2", source="other").written == 1


def test_an_article_withdrawn_for_its_missing_file_is_not_written_again(tmp_path, imported):
    (tmp_path / imported.path).unlink()
    files.run_import(tmp_path, prune=True, force=True)

    assert imported.audit.get().verb == "withdraw"
    assert files.run_export(tmp_path, code=2).written == 0


def test_the_edited_name_of_a_topic_goes_back_to_its_file(tmp_path):
    text = "taxonomy: topic\n_id: ai\nname: AI   # short\ndescription: Old\n"
    files.write(tmp_path, "_data/topics/ai.yaml", text)
    files.run_import(tmp_path)
    edit_topic(description="New: words")

    files.run_export(tmp_path / "out")

    assert (tmp_path / "out/_data/topics/ai.yaml").read_text() == text.replace("Old", '"New: words"')


def test_nothing_to_export_is_said(tmp_path):
    assert "nothing to export" in files.run_export(tmp_path, code=2).said


def edit_topic(**values) -> None:
    """As the admin does it: with a line in its log, which tells a person's change from a machine's."""
    topic = Topic.objects.get()
    Topic.objects.update(**values)
    LogEntry.objects.log_actions(factories.editor().pk, [topic], CHANGE, single_object=True)


def test_an_untouched_topic_file_comes_back_although_another_file_shares_its_topic(tmp_path):
    first = files.write(tmp_path, "_data/topics/a.yaml", "taxonomy: topic\n_id: ai\nname: AI\n")
    second = files.write(tmp_path, "_data/topics/b.yaml", "taxonomy: topic\n_id: ai\nname: AI\ndescription: Other\nparent: AI\n")
    files.run_import(tmp_path)

    files.run_export(tmp_path / "out")

    for file in (first, second):
        assert (tmp_path / "out" / file.relative_to(tmp_path)).read_bytes() == file.read_bytes()


def test_what_a_person_changes_in_an_exported_file_is_taken(tmp_path, imported):
    imported.publish()
    files.run_export(tmp_path)
    files.run_import(tmp_path)
    file = tmp_path / imported.path
    file.write_text(file.read_text().replace("Before", "After"))

    report = files.run_import(tmp_path)

    imported.refresh_from_db()
    assert (report.conflicts, imported.title, imported.status) == (0, "After", "published")


def test_an_article_taken_down_in_its_exported_file_is_a_dispute_and_not_ignored(tmp_path, imported):
    imported.publish()
    files.run_export(tmp_path)
    files.run_import(tmp_path)
    files.news(tmp_path, title="Before", published="false")

    report = files.run_import(tmp_path)

    assert (report.unchanged, report.conflicts) == (0, 1)
    assert imported.conflicts.get().field == "status"


def test_an_article_born_here_is_exported_again_after_an_edit(tmp_path):
    article = factories.article("Born")
    files.run_export(tmp_path)
    article.title = "Edited"
    article.save_edit(["title"])

    assert files.run_export(tmp_path).written == 1

    report = files.run_import(tmp_path)
    assert (report.unchanged, report.conflicts) == (1, 0)
    assert b"Edited" in (tmp_path / article.path).read_bytes()


def test_two_folders_are_exported_to_in_turn(tmp_path, imported):
    for title in ("One", "Two", "Three"):
        imported.title = title
        imported.save_edit(["title"])
        assert files.run_export(tmp_path / "a").failed == files.run_export(tmp_path / "b").failed == 0


def test_nothing_to_export_makes_no_folder(tmp_path):
    files.run_export(tmp_path / "new", source="nobody", code=2)

    assert not (tmp_path / "new").exists()
