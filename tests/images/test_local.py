"""Pictures that come with the files: copied if they are pictures and lie inside the imported folder, and not otherwise."""

from io import BytesIO

import pytest
from PIL import Image

from articles.images import local
from tests import files


def picture(kind: str = "PNG", size=(3, 2)) -> bytes:
    made = BytesIO()
    Image.new("RGB", size).save(made, kind)
    return made.getvalue()


@pytest.mark.parametrize("kind, ending", [("PNG", "png"), ("JPEG", "jpg"), ("WEBP", "webp"), ("GIF", "gif")])
def test_a_picture_is_named_by_what_it_is_and_not_by_what_it_is_called(tmp_path, media, kind, ending):
    files.write(tmp_path, "assets/x.html", picture(kind))

    name = local.copy_in(str(tmp_path), "/assets/x.html", "images")

    assert name.endswith(f".{ending}")
    assert (media / name).read_bytes() == picture(kind)


def test_the_same_picture_is_stored_once(tmp_path, media):
    for name in ("a.png", "b.png"):
        files.write(tmp_path, name, picture())

    assert local.copy_in(str(tmp_path), "/a.png", "images") == local.copy_in(str(tmp_path), "/b.png", "images")
    assert len(list((media / "images").iterdir())) == 1


@pytest.mark.parametrize(
    "content",
    [b"", b"<svg onload='alert(1)'/>", b"<html>", picture()[:40], b"GIF89a", b"%PDF-1.4"],
    ids=["empty", "svg", "html", "cut", "gif header alone", "pdf"],
)
def test_what_is_no_picture_is_not_copied(tmp_path, content):
    files.write(tmp_path, "x.png", content)

    assert local.copy_in(str(tmp_path), "/x.png", "images") == ""


@pytest.mark.parametrize("url", ["/../secret.png", "/%2e%2e/secret.png", "/link.png", "/missing.png", "/", "/a\0b.png", "/folder"])
def test_nothing_outside_the_folder_is_copied(tmp_path, url):
    files.write(tmp_path, "secret.png", picture())
    (tmp_path / "site/folder").mkdir(parents=True)
    (tmp_path / "site/link.png").symlink_to(tmp_path / "secret.png")

    assert local.copy_in(str(tmp_path / "site"), url, "images") == ""


def test_a_picture_that_would_fill_the_memory_is_not_decoded(tmp_path):
    files.write(tmp_path, "bomb.png", picture(size=(20_000, 20_000)))

    assert local.copy_in(str(tmp_path), "/bomb.png", "images") == ""
