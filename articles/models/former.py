"""Where pages stood before: what is renamed is still found under its old name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import unquote

from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone

if TYPE_CHECKING:
    from articles.models.article import Article

KINDS = ("article", "topic", "provider")


class FormerAddresses(models.Manager["FormerAddress"]):
    def leave(self, left: Mapping[str, Article | Addressed]) -> None:
        """Note that these paths now lead to where these rows stand, in the transaction that moves them. Three queries at most.

        A path that two have left leads to the one that left it last. Where they stand now is nobody's former address.
        """
        moved = {path: row for path, row in left.items() if path != path_of(row)}
        if not moved:
            return
        self.filter(path__in=[path_of(row) for row in moved.values()]).delete()
        now = timezone.now()
        rows = [FormerAddress(path=path, left_at=now, **{str(row._meta.model_name): row}) for path, row in moved.items()]
        self.bulk_create(rows, update_conflicts=True, unique_fields=["path"], update_fields=[*KINDS, "left_at"])


class FormerAddress(models.Model):
    """A path at which one of ours stood once. Whether a reader is sent on is decided when he asks: only to what is public then."""

    path = models.CharField(max_length=400, unique=True, help_text="In lower case, from the first slash to the last.")
    article = models.ForeignKey("Article", models.CASCADE, null=True, related_name="former_addresses")
    topic = models.ForeignKey("Topic", models.CASCADE, null=True, related_name="former_addresses")
    provider = models.ForeignKey("Provider", models.CASCADE, null=True, related_name="former_addresses")
    left_at = models.DateTimeField(default=timezone.now)

    objects = FormerAddresses()

    class Meta:
        verbose_name_plural = "former addresses"
        constraints = [
            models.CheckConstraint(
                condition=Q(article__isnull=False, topic=None, provider=None)
                | Q(article=None, topic__isnull=False, provider=None)
                | Q(article=None, topic=None, provider__isnull=False),
                name="former_address_of_one",
            )
        ]

    def __str__(self) -> str:
        return self.path


class Addressed(models.Model):
    """What stands at an address that a form or a file may change."""

    # The column that its address is made of.
    ADDRESSED_BY: ClassVar[str]

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        before = self._stored() if kwargs.get("update_fields") is None or self.ADDRESSED_BY in kwargs["update_fields"] else None
        with transaction.atomic():
            super().save(*args, **kwargs)
            if before is not None:
                FormerAddress.objects.leave({path_of(before): self})

    def get_absolute_url(self) -> str:
        raise NotImplementedError

    def _stored(self) -> Addressed | None:
        return type(self)._base_manager.only(self.ADDRESSED_BY).filter(pk=self.pk).first() if self.pk else None


def path_of(row: Article | Addressed) -> str:
    """As it is looked up: in lower case, in plain characters."""
    return unquote(row.get_absolute_url()).lower()
