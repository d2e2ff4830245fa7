"""What an import makes of files, and what its report says."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.images import linking
from articles.models import Article, ArticleSource, AuditEntry, ImportRun, Picture, Provider, Topic
from tests import factories, files

pytestmark = pytest.mark.django_db


def test_a_published_file_is_public_and_an_unpublished_one_awaits_review(tmp_path):
    files.news(tmp_path, "yes", published="true")
    files.news(tmp_path, "no", published="false")

    report = files.run_import(tmp_path)

    assert (report.created, report.failed) == (2, 0)
    assert Article.objects.published().get().slug == "yes"
    assert Article.objects.awaiting_review().get().slug == "no"


def test_topics_keep_the_order_of_the_file(tmp_path):
    files.news(tmp_path)

    files.run_import(tmp_path)

    assert [link.topic.name for link in Article.objects.get().topic_links.all()] == ["Robots", "AI"]


@pytest.mark.parametrize("given", ["", "_news", "_news/2026-01-02-a-title.md"])
def test_an_article_is_named_alike_whatever_was_given(tmp_path, given):
    files.news(tmp_path)

    files.run_import(tmp_path / given)

    assert Article.objects.get().path == "_news/2026-01-02-a-title.md"


def test_a_plain_folder_is_its_own_root(tmp_path):
    files.write(tmp_path, "sub/x.md", files.text())

    files.run_import(tmp_path)

    assert Article.objects.get().path == "sub/x.md"


def test_unchanged_files_write_nothing_and_log_nothing(tmp_path):
    for number in range(5):
        files.news(tmp_path, f"n{number}")
    files.run_import(tmp_path)

    with CaptureQueriesContext(
        connection,
    ) as queries:
        report = files.run_import(tmp_path)

    assert (report.unchanged, report.updated, report.created) == (5, 0, 0)
    written = [query["sql"] for query in queries if query["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
    assert all("importrun" in sql for sql in written), written
    assert not AuditEntry.objects.exists()


def test_the_bytes_are_kept_and_the_sealed_payload_is_nowhere_else(tmp_path):
    content = files.news(tmp_path).read_bytes()

    files.run_import(tmp_path)

    article = Article.objects.get()
    assert bytes(article.source_file.content) == content
    columns = {field.name: str(getattr(article, field.attname)) for field in Article._meta.concrete_fields}
    assert "c2VhbGVk" not in str(columns)


def test_unknown_keys_survive_in_extra(tmp_path):
    files.news(tmp_path, rest="levels:\n  - Beginner\nprice: Free\n")

    files.run_import(tmp_path)

    assert Article.objects.get().extra == {"levels": ["Beginner"], "price": "Free"}


def test_a_file_of_another_collection_takes_its_folders_name_and_is_not_published(tmp_path):
    files.write(tmp_path, "_learning/videos/how-to.md", '---\ntitle: "How to"\ntype: video\nheat: 50\n---\n')

    files.run_import(tmp_path)

    article = Article.objects.get()
    assert (article.category, article.slug, article.status) == ("learning", "how-to", "awaiting")
    assert article.path == "_learning/videos/how-to.md"


def test_a_name_stands_for_a_missing_title(tmp_path):
    files.write(tmp_path, "_communities/group.md", '---\nname: "A group"\n---\n')

    files.run_import(tmp_path)

    assert Article.objects.get().title == "A group"


def test_the_same_slug_twice_in_a_category_gets_a_number(tmp_path):
    for folder in "abc":
        files.write(tmp_path, f"_news/{folder}/same.md", files.text())

    files.run_import(tmp_path)

    assert list(Article.objects.order_by("path").values_list("slug", flat=True)) == ["same", "same-2", "same-3"]


def test_topic_and_organization_files_are_told_by_what_they_contain(tmp_path):
    files.news(tmp_path)
    files.write(
        tmp_path, "_data/topics/robots.yaml", "taxonomy: topic\n_id: robotics\nname: Robots\nparent: Technology\nkeywords:\n  - arm\n"
    )
    files.write(
        tmp_path,
        "_data/organizations/paper.example",
        "---\ntaxonomy: organization\n_id: paper.example\nname: The Daily Paper\ndomain: paper.example\n---",
    )

    report = files.run_import(tmp_path)

    assert report.created == 3
    topic = Topic.objects.get(name="Robots")
    assert (topic.slug, topic.parent.name, topic.keywords) == ("robotics", "Technology", ["arm"])
    assert Provider.objects.get().name == "The Daily Paper"


def test_a_topic_file_after_its_articles_takes_over_the_topic_that_they_made(tmp_path):
    files.news(tmp_path)
    files.run_import(tmp_path)
    files.write(tmp_path, "_data/topics/ai.yaml", "taxonomy: topic\n_id: artificial-intelligence\nname: AI\n")

    files.run_import(tmp_path)

    assert Topic.objects.get(name="AI").slug == "artificial-intelligence"
    assert Topic.objects.count() == 2


def test_topics_that_name_each_other_as_parents_make_no_circle(tmp_path):
    files.write(tmp_path, "_data/topics/a.yaml", "taxonomy: topic\n_id: a\nname: A\nparent: B\n")
    files.write(tmp_path, "_data/topics/b.yaml", "taxonomy: topic\n_id: b\nname: B\nparent: A\n")

    files.run_import(tmp_path)

    assert [topic.name for topic in Topic.objects.filter(parent=None)] == ["B"]


def test_related_links_find_our_own_article_whichever_comes_first(tmp_path):
    rest = 'related:\n  - title: "Other"\n    webUrl: "https://www.paper.example/z-other/?utm_source=x"\n    quality: 50\n'
    files.news(tmp_path, "a-lead", rest=rest)
    files.news(tmp_path, "m-lead", rest=rest)
    files.run_import(tmp_path)
    files.news(tmp_path, "z-other")

    files.run_import(tmp_path)

    other = Article.objects.get(slug="z-other")
    assert [link.target for article in Article.objects.exclude(pk=other.pk) for link in article.related.all()] == [other, other]


def test_a_dry_run_says_what_the_run_then_does_and_writes_nothing(tmp_path):
    files.news(tmp_path, "old")
    files.run_import(tmp_path)
    files.news(tmp_path, "old", heat=70)
    files.news(tmp_path, "new")
    files.write(tmp_path, "_news/bad.md", "---\ntitle:\n---\n")

    dry = files.run_import(tmp_path, dry_run=True, code=1)
    runs, articles = ImportRun.objects.count(), Article.objects.count()
    real = files.run_import(tmp_path, code=1)

    assert (runs, articles) == (1, 1)
    assert {**vars(dry), "dry_run": False} == vars(real)
    assert (real.created, real.updated, real.failed) == (1, 1, 1)


def test_the_run_is_remembered_with_its_counts_and_errors(tmp_path):
    files.news(tmp_path)
    files.write(tmp_path, "_news/bad.md", "---\ntitle:\n---\n")

    files.run_import(tmp_path, code=1)

    run = ImportRun.objects.get()
    assert (run.created, run.failed, run.root) == (1, 1, str(tmp_path))
    assert run.errors == [{"path": "_news/bad.md", "line": 2, "message": "title is missing or empty"}]
    assert run.finished_at is not None


def test_one_document_comes_by_standard_input(tmp_path, monkeypatch):
    with open(files.news(tmp_path, title="Über: all"), "rb") as stream:
        monkeypatch.setattr("sys.stdin", type("Stdin", (), {"buffer": stream}))
        files.run_import("-")

    assert Article.objects.get().path == "_news/2026-01-02-über-all.md"


def test_sources_do_not_meet(tmp_path):
    files.news(tmp_path / "a", title="From a")
    files.news(tmp_path / "b", title="From b")

    files.run_import(tmp_path / "a", source="a")
    files.run_import(tmp_path / "b", source="b")

    assert list(Article.objects.order_by("source").values_list("title", "slug")) == [
        ("From a", "2026-01-02-a-title"),
        ("From b", "2026-01-02-a-title-2"),
    ]


def test_two_folders_in_one_run_must_not_hold_one_path(tmp_path):
    files.news(tmp_path / "a", title="From a")
    files.news(tmp_path / "b", title="From b")

    report = files.run_import(tmp_path / "a", tmp_path / "b", code=1)

    assert report.errors[0]["path"] == "_news/2026-01-02-a-title.md"
    assert Article.objects.get().title == "From a"


def test_site_relative_pictures_are_found_in_the_imported_folder(tmp_path, fixtures):
    files.write(tmp_path, "assets/x.png", next((fixtures / "assets" / "images" / "organizations").glob("*-50x50.png")).read_bytes())
    files.news(tmp_path, rest="images:\n  - url: /assets/x.png\n    width: 50\n    height: 50\n  - url: /assets/missing.png\n")

    files.run_import(tmp_path / "_news")

    addresses = [image.picture.address for image in Article.objects.get().images.all()]
    assert addresses == [f"file:{tmp_path.resolve()}/./assets/x.png", f"file:{tmp_path.resolve()}/./assets/missing.png"]
    assert Picture.objects.filter(due_at__lte=timezone.now()).count() == 2


def test_what_the_folder_lacks_is_asked_for_at_the_sites_address_now_and_at_the_next_run(tmp_path):
    files.write(tmp_path, "assets/here.png", b"...")
    files.news(tmp_path, rest="images:\n  - url: /assets/here.png\n  - url: /assets/images/a%20b.png\n")
    files.run_import(tmp_path, "--base-url", "https://example.org/site")
    files.news(tmp_path, "later", rest="images:\n  - url: /assets/c.png\n")
    files.run_import(tmp_path)

    linking.link_new()

    assert set(Picture.objects.values_list("address", "host")) == {
        (f"file:{tmp_path.resolve()}/./assets/here.png", ""),
        ("https://example.org/site/assets/images/a%20b.png", "example.org"),
        ("https://example.org/site/assets/c.png", "example.org"),
    }


@pytest.mark.parametrize("address", ["ftp://example.org/", "example.org", "https://example.org/\n", "https://" + "x" * 500])
def test_a_base_address_that_is_none_is_named_and_nothing_is_imported(tmp_path, address):
    files.news(tmp_path)

    files.run_import(tmp_path, "--base-url", address, code=2)

    assert not Article.objects.exists()


def test_a_provider_has_the_logo_that_its_articles_file_gives_it_until_its_own_file_comes(tmp_path):
    site = tmp_path.resolve()
    domain = "  domain: paper.example\n"
    logo = "  images:\n    - url: https://paper.example/l.png\n      width: 50\n"
    files.write(tmp_path, "_news/a.md", files.text().replace(domain, domain + logo))
    files.run_import(tmp_path)
    assert Provider.objects.get().logo.address == "https://paper.example/l.png"

    organization = "taxonomy: organization\n_id: paper.example\nname: Paper\ndomain: paper.example\nimages:\n"
    organization += "  - url: /a-50x50.jpg\n    width: 50\n  - url: /a-400x400.jpg\n    width: 400\n"
    files.write(tmp_path, "_data/organizations/paper.md", f"---\n{organization}---\n")
    files.write(tmp_path, "a-50x50.jpg", b"...")
    files.run_import(tmp_path)
    assert Provider.objects.get().logo.address == f"file:{site}/./a-50x50.jpg"  # the larger one is named, and is not there

    files.write(tmp_path, "a-400x400.jpg", b"...")
    files.write(tmp_path, "_data/organizations/paper.md", f"---\n{organization}---\n\n")
    Provider.objects.update(logo=None)
    files.run_import(tmp_path)

    assert Provider.objects.get().logo.address == f"file:{site}/./a-400x400.jpg"


@pytest.mark.parametrize("chosen", [True, False])
def test_the_logo_that_an_editor_chose_or_took_off_stays(tmp_path, chosen):
    head = "taxonomy: organization\n_id: paper.example\nname: Paper\ndomain: paper.example\n"
    images = "images:\n  - url: /a.jpg\n    width: 400\n"
    for name in ("a.jpg", "b.jpg"):
        files.write(tmp_path, name, b"...")
    files.write(tmp_path, "_data/organizations/paper.md", f"---\n{head}{images}---\n")
    files.run_import(tmp_path)
    logo = factories.stored(use="logo") if chosen else None
    Provider.objects.update(logo=logo, logo_by_hand=True)

    files.write(tmp_path, "_data/organizations/paper.md", f"---\n{head}{images.replace('a.jpg', 'b.jpg')}---\n")
    files.run_import(tmp_path)

    assert Provider.objects.get().logo == logo


def test_the_seed_and_every_corpus_file_but_the_corrupt_one_import(corpus):
    report = files.run_import(corpus, code=1)

    assert [error["path"].split("/")[-1][:30] for error in report.errors] == ["2020-12-01-project-innereye-ev"]
    assert report.created == 906
    assert ArticleSource.objects.count() == Article.objects.count() == 820 - 1
