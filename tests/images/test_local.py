"""Bytes of pictures that came with files: of those inside the imported folder, and of nothing beside it."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from articles.images import local
from articles.images.addresses import Site
from articles.images.local import NoPicture
from tests import files


def read(root, url: str) -> bytes:
    return local.read(Site(str(root)).address(url))


def test_a_file_of_the_folder_is_read_whatever_it_is_called(tmp_path):
    files.write(tmp_path, "assets/x.html", b"bytes")

    assert read(tmp_path, "/assets/x.html") == b"bytes"


@pytest.mark.parametrize(
    "url", ["/../secret.png", "/%2e%2e/secret.png", "/link.png", "/missing.png", "/", "/a\0b.png", "/folder", "/" + "x" * 300]
)
def test_nothing_outside_the_folder_is_read(tmp_path, url):
    files.write(tmp_path, "secret.png", b"secret")
    (tmp_path / "site/folder").mkdir(parents=True)
    (tmp_path / "site/link.png").symlink_to(tmp_path / "secret.png")

    with pytest.raises(NoPicture):
        read(tmp_path / "site", url)


def test_a_link_within_the_folder_is_followed(tmp_path):
    files.write(tmp_path, "a.png", b"bytes")
    (tmp_path / "b.png").symlink_to(tmp_path / "a.png")

    assert read(tmp_path, "/b.png") == b"bytes"


def test_a_file_that_is_too_large_is_not_read(tmp_path):
    files.write(tmp_path, "big.png", b"")
    with open(tmp_path / "big.png", "wb") as file:
        file.truncate(local.MAX_BYTES + 1)

    with pytest.raises(NoPicture, match="larger than 10 MB"):
        read(tmp_path, "/big.png")


def test_what_lay_in_media_before_is_read_from_there_and_nothing_beside_it():
    default_storage.save("images/a.png", ContentFile(b"bytes"))

    assert local.read("media:images/a.png") == b"bytes"
    for name in ("images/b.png", "../secret", "/etc/hostname"):
        with pytest.raises(NoPicture):
            local.read(f"media:{name}")
