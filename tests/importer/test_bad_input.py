"""Bad input is an answer: path, line and what is wrong; the rest is imported; nothing unclear is published."""

import os

import pytest

from articles.models import Article, ImportRun
from tests import factories, files

pytestmark = pytest.mark.django_db

GOOD = files.text(published="true")


def changed(old: str, new: str) -> str:
    assert old in GOOD
    return GOOD.replace(old, new)


BAD = {
    "not utf-8": (b"---\ntitle: caf\xe9\n---\n", 2, "not UTF-8"),
    "lone surrogate": (b"---\ntitle: \xed\xa0\x80\n---\n", 2, "not UTF-8"),
    "NUL": (changed("An excerpt", "An\0excerpt"), 4, "U+0000"),
    "control character": (changed("An excerpt", "An\x1b[0mexcerpt"), 4, "U+001B"),
    "escaped NUL": (changed("An excerpt", "An\\0excerpt"), 4, "control character"),
    "no front matter": ("# Title\n\nwords\n", 1, "no front matter"),
    "empty file": ("", 1, "no front matter"),
    "unterminated": ("---\ntitle: x\n", 1, "not closed"),
    "a list": ("---\n- title\n---\n", 2, "a list"),
    "title missing": (changed('title: "A title"\n', ""), 2, "title is missing"),
    "title empty": (changed('"A title"', '"  "'), 3, "title is missing"),
    "title a list": (changed('"A title"', "[a, b]"), 3, "title must be text"),
    "title too long": (changed("A title", "x" * 501), 3, "501 characters"),
    "excerpt too long": (changed("An excerpt.", "x" * 5001), 4, "5,001 characters"),
    "bad date": (changed("2026-01-02T03:04:05Z", "2026-02-30T03:04:05Z"), 5, "no date in the calendar"),
    "date in words": (changed("2026-01-02T03:04:05Z", "yesterday"), 5, "must be a time"),
    "naive date": (changed("05Z", "05"), 5, "no time zone"),
    "day only": (changed("2026-01-02T03:04:05Z", "2026-01-02"), 5, "no time zone"),
    "year 0": (changed("2026-01-02", "0000-01-02"), 5, "no date in the calendar"),
    "before time": (changed("2026-01-02T03:04:05Z", "0001-01-01T00:00:00+09:00"), 5, "no date in the calendar"),
    "offset of 99 hours": (changed("05Z", "05+99:00"), 5, "no date in the calendar"),
    "quality in words": (changed("quality: 69", "quality: high"), 9, "whole number"),
    "quality below zero": (changed("quality: 69", "quality: -5"), 9, "below 0"),
    "heat below -1": (changed("heat: 69", "heat: -2"), 10, "below -1"),
    "5,000 digits": (changed("quality: 69", "quality: " + "9" * 5000), 9, "whole number"),
    "a float": (changed("quality: 69", "quality: 6.9"), 9, "whole number"),
    "published yes": (changed("published: true", "published: yes"), 11, "published must be true or false"),
    "published quoted": (changed("published: true", 'published: "true"'), 11, "published must be true or false"),
    "published one": (changed("published: true", "published: 1"), 11, "published must be true or false"),
    "published a list": (changed("published: true", "published: [true]"), 11, "published must be true or false"),
    "duplicate key": (changed("type: article", "type: article\ntitle: Again"), 9, "twice"),
    "anchor": (changed("type: article", "type: &a article"), 8, "anchors"),
    "alias": (changed("type: article", "type: *a"), 8, "aliases"),
    "merge key": (changed("  name: The Paper", "  <<: {name: x}"), 14, "merge keys"),
    "tag": (changed("type: article", "type: !!python/name:os.system x"), 8, "tags"),
    "40,000 brackets": (changed("type: article", "type: " + "[" * 40_000), 8, "levels deep"),
    "javascript url": (changed('webUrl: "https://paper.example/a-title"', 'webUrl: "javascript:alert(1)"'), 7, "not a web address"),
    "url without scheme": (changed('webUrl: "https://paper.example/a-title"', "webUrl: www.paper.example/x"), 7, "not a web address"),
    "url with blank": (changed('webUrl: "https://paper.example/a-title"', 'webUrl: "https://a.example/x y"'), 7, "not a web address"),
    "url without host": (changed('webUrl: "https://paper.example/a-title"', 'webUrl: "https:///x"'), 7, "not a web address"),
    "url too long": (changed('webUrl: "https://paper.example/a-title', 'webUrl: "https://a.example/' + "x" * 2000), 7, "characters"),
    "image of data": (changed("secured", "images:\n  - url: data:image/png;base64,AAAA\nsecured"), 22, "not a web address"),
    "images no list": (changed("secured", "images: one.png\nsecured"), 21, "list of maps"),
    "related without title": (changed("secured", "related:\n  - quality: 5\nsecured"), 22, "no title"),
    "related bad date": (changed("secured", "related:\n  - title: x\n    publishedDateTime: soon\nsecured"), 23, "must be a time"),
    "provider a text": (changed("provider:\n  name: The Paper\n  domain: paper.example", "provider: The Paper"), 13, "map of keys"),
    "domain an address": (changed("domain: paper.example", "domain: https://paper.example/"), 15, "not a domain"),
    "topics a map": (changed("topics:\n  - Robots\n  - AI", "topics: {a: b}"), 17, "must be a list"),
    "topic empty": (changed("  - AI", "  - "), 19, "missing or empty"),
    "reserved category": (changed("category: news", "category: admin"), 2, "address of the site itself"),
    "category with slash": (changed("category: news", "category: a/b"), 2, "one word"),
    "unknown taxonomy": ("---\ntaxonomy: person\nname: x\n---\n", 2, "neither topic nor organization"),
    "topic id with slash": ("---\ntaxonomy: topic\n_id: a/b\nname: x\n---\n", 3, "becomes an address"),
    "NUL in a key": (changed("secured", '"a\\0b": x\nsecured'), 2, "control character"),
    "NUL in a nested key": (changed("  domain: paper", '  "a\\0b": x\n  domain: paper'), 13, "control character"),
    "26,000 topics": (changed("  - Robots", "".join(f"  - {number}\n" for number in range(26_000)) + "  - Robots"), 17, "items"),
    "year 9999": (changed("2026-01-02", "9999-12-31"), 5, "no date of news"),
    "10 MB": (b"---\ntitle: x\n---\n" + b"x" * 10_000_000, 1, "MB"),
}


@pytest.mark.parametrize("content, line, words", BAD.values(), ids=BAD)
def test_a_bad_file_is_named_with_its_line_and_the_others_are_imported(tmp_path, content, line, words):
    files.news(tmp_path, "good")
    files.write(tmp_path, "_news/bad.md", content)

    report = files.run_import(tmp_path, code=1)

    assert (report.created, report.failed) == (1, 1)
    assert any(error["path"] == "_news/bad.md" and error["line"] == line and words in error["message"] for error in report.errors), (
        report.errors
    )
    assert list(Article.objects.values_list("slug", flat=True)) == ["good"]


def test_a_link_that_leaves_the_folder_is_refused(tmp_path):
    secret = files.write(tmp_path, "elsewhere/secret.md", files.text(published="true"))
    files.news(tmp_path / "site", "good")
    (tmp_path / "site/_news/link.md").symlink_to(secret)
    (tmp_path / "site/_news/folder").symlink_to(secret.parent)

    report = files.run_import(tmp_path / "site", code=1)

    assert [(error["path"], "leads out" in error["message"]) for error in report.errors] == [
        ("_news/folder", True),
        ("_news/link.md", True),
    ]
    assert Article.objects.count() == 1


def test_a_link_within_the_folder_is_followed_and_a_circle_ends(tmp_path):
    files.news(tmp_path, "good")
    (tmp_path / "_news/again").symlink_to(tmp_path / "_news")

    assert files.run_import(tmp_path).created == 1


def test_a_file_that_cannot_be_read_is_reported(tmp_path):
    files.news(tmp_path, "good")
    (tmp_path / "_news/gone.md").symlink_to(tmp_path / "_news/never.md")

    report = files.run_import(tmp_path, code=1)

    assert "cannot be read: No such file" in report.errors[0]["message"]


def test_a_pipe_is_not_waited_for(tmp_path):
    files.news(tmp_path, "good")
    os.mkfifo(tmp_path / "_news/pipe.md")

    assert "not a file" in files.run_import(tmp_path, code=1).errors[0]["message"]


def test_a_file_name_that_is_not_utf8_is_reported(tmp_path):
    files.news(tmp_path, "good")
    with open(os.fsencode(tmp_path) + b"/_news/caf\xe9.md", "wb") as file:
        file.write(files.text().encode())

    report = files.run_import(tmp_path, code=1)

    assert (report.errors[0]["path"], report.created) == ("_news/caf?.md", 1)


def test_what_is_no_article_in_a_site_is_passed_over(tmp_path):
    files.news(tmp_path, "good")
    for name in ("README.md", "_config.yml", "robots.txt", "_data/menu.yaml", "index.html", "_layouts/x.md", ".git/x.md"):
        files.write(tmp_path, name, "nothing: here\n")

    report = files.run_import(tmp_path)

    assert (report.created, report.unchanged, report.failed) == (1, 0, 0)


def test_a_file_that_is_named_itself_must_be_an_article(tmp_path):
    file = files.write(tmp_path, "notes.txt", "nothing here")

    assert files.run_import(file, code=1).errors[0]["message"].startswith("there is no front matter")


def test_an_empty_folder_leaves_nothing_to_do(tmp_path):
    assert "no article" in files.run_import(tmp_path, code=2).said


def test_a_missing_path_is_said_and_nothing_is_done(tmp_path):
    files.news(tmp_path)

    report = files.run_import(tmp_path, tmp_path / "missing", code=2)

    assert "missing does not exist" in report.errors[0]["message"]
    assert not Article.objects.exists()


@pytest.mark.parametrize(
    "path, words",
    [("", "PATH is empty"), ("x" * 300, "cannot be read"), ("a\0b", "cannot be read"), ("caf\udce9", "does not exist")],
    ids=["empty", "too long", "NUL", "not utf-8"],
)
def test_a_path_that_can_be_none_is_said(path, words):
    assert words in files.run_import(path, code=2).errors[0]["message"]


def test_folders_deeper_than_calls_may_nest_are_walked(tmp_path):
    deep = tmp_path.joinpath(*["d"] * 400)
    deep.mkdir(parents=True)
    files.write(deep, "x.md", files.text())

    assert "characters" in files.run_import(tmp_path, code=1).errors[0]["message"]


def test_a_source_must_have_a_name(tmp_path):
    files.news(tmp_path)

    assert "--source needs a name" in files.run_import(tmp_path, source=" ", code=2).said


def test_a_run_is_nobodys_or_an_accounts(tmp_path):
    files.news(tmp_path)
    alice = factories.editor()

    assert "no account" in files.run_import(tmp_path, by="nobody", code=2).said
    files.run_import(tmp_path, by="alice")

    assert ImportRun.objects.get().by == alice
