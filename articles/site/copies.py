"""The picture that feeds and sitemaps name of an article: our copy, as a JPEG, where its provider lets us show one."""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import urljoin

from django.conf import settings
from django.core.files.storage import FileSystemStorage, default_storage

from articles.models import Article, ArticleImage, File


class Copy(NamedTuple):
    file: File
    image: ArticleImage

    @property
    def url(self) -> str:
        return urljoin(settings.SITE_URL, self.file.url)

    @property
    def alt(self) -> str:
        return self.image.alt

    @property
    def size(self) -> int | None:
        """In bytes. None where nobody knows without asking a bucket, which no reader shall wait for."""
        if not isinstance(default_storage, FileSystemStorage):
            return None
        try:
            return default_storage.size(self.file.name)
        except OSError:
            return None


def copy_of(article: Article) -> Copy | None:
    """Reads `pictures`, the copies of these, and the provider: load them with the article."""
    provider = article.provider
    found = ((image, image.copy_for(provider)) for image in article.pictures)
    image, copy = next(((image, copy) for image, copy in found if copy), (None, None))
    files = copy.fitting("lead", "jpeg", provider.widest if provider else None) if copy else []
    return Copy(files[-1], image) if image and files else None
