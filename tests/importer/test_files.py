"""Which files there are, and what they are called."""

import pytest

from articles.importer.files import content_root, find_files
from articles.importer.records import suggested_path
from tests import files


def paths(given) -> list[str]:
    return [found.path for found in find_files(given, content_root(given))]


def test_files_come_in_the_order_of_names_folder_by_folder(tmp_path):
    for name in ("_news/b.md", "_news/a/z.md", "_news/c.md", "_data/topics/t.yaml"):
        files.write(tmp_path, name, "---\n")

    assert paths(tmp_path) == ["_data/topics/t.yaml", "_news/a/z.md", "_news/b.md", "_news/c.md"]


@pytest.mark.parametrize("name", ["_learning/contributing-to-django.md", "_news/license-wars.md", "_news/vendor/x.md", "_news/readme.md"])
def test_an_article_may_be_called_what_it_likes(tmp_path, name):
    files.write(tmp_path, name, "---\n")

    assert paths(tmp_path) == [name]


@pytest.mark.parametrize("name", ["README.md", "LICENSE.txt", "CONTRIBUTING.md", "_site/x.md", ".git/x.md", "x.html"])
def test_what_is_about_the_folder_is_passed_over(tmp_path, name):
    files.write(tmp_path, name, "---\n")

    assert paths(tmp_path) == []


@pytest.mark.parametrize(
    "made, given, root",
    [
        ("site/_news/x.md", "site/_news/x.md", "site"),
        ("site/_learning/videos/x.md", "site/_learning/videos", "site"),
        ("site/_odd/x.md", "site/_odd", "site"),
        ("site/_news/_drafts/x.md", "site/_news/_drafts", "site"),
        ("site/plain/x.md", "site/plain", "site/plain"),
        ("_work/site/plain/x.md", "_work/site/plain", "_work/site/plain"),
        ("_work/site/_news/x.md", "_work/site", "_work/site"),
        ("_work/site/_news/x.md", "_work/site/_news", "_work/site"),
    ],
)
def test_the_content_root_is_the_folder_that_holds_the_collections(tmp_path, made, given, root):
    files.write(tmp_path, made, "---\n")

    assert content_root(tmp_path / given) == tmp_path / root


@pytest.mark.parametrize(
    "content, path",
    [
        (b"taxonomy: topic\n_id: ai\nname: AI\n", "_data/topics/ai.yaml"),
        (b"---\ntaxonomy: organization\ndomain: a.example\nname: A\n---\n", "_data/organizations/a.example.md"),
        (files.text(title="One: two").encode(), "_news/2026-01-02-one-two.md"),
        (b"---\ntitle: x\ncategory: blog\n---\n", "_blog/x.md"),
        (b"nothing", "_news/untitled.md"),
    ],
)
def test_a_document_without_a_file_is_called_as_such_files_are(content, path):
    assert suggested_path(content) == path
