"""The article, and the verbs that change its state."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from articles.canonical import NEWS, url_key
from articles.models.audit import AuditEntry, as_json
from articles.models.taxonomy import Provider, Topic
from articles.querysets import ArticleQuerySet

if TYPE_CHECKING:
    from django.contrib.auth.models import User

    from articles.models.imports import ImportRun
    from articles.models.parts import ArticleImage, ArticleTopic

DEFAULT_SOURCE = "default"


class Status(models.TextChoices):
    AWAITING = "awaiting", "awaiting review"
    PUBLISHED = "published", "published"
    DECLINED = "declined", "declined"
    WITHDRAWN = "withdrawn", "withdrawn"


class StaleArticle(Exception):
    """The article was changed since the version that this decision was made on."""


class Article(models.Model):
    """A piece of news that somebody else published, and our decision about it."""

    source = models.CharField(max_length=100, default=DEFAULT_SOURCE, editable=False)
    path = models.CharField(max_length=500, editable=False, help_text="Its file, from the content root: its identity within the source.")
    category = models.CharField(max_length=100, default=NEWS, editable=False)
    slug = models.CharField(max_length=250, editable=False)

    title = models.CharField(max_length=500)
    excerpt = models.TextField(blank=True, max_length=5000)
    body = models.TextField(blank=True, editable=False)
    type = models.CharField(max_length=50, default="article", help_text="article, video, …")
    published_at = models.DateTimeField("provider's date", null=True, blank=True, help_text="When the provider published it (UTC).")
    listed_at = models.DateTimeField(editable=False, help_text="What lists sort by: the provider's date, or when it came in.")
    original_url = models.URLField("original address", max_length=2000, blank=True)
    web_url = models.URLField("web address", max_length=2000, blank=True)
    amp_url = models.URLField("AMP address", max_length=2000, blank=True)
    cdn_amp_url = models.URLField("AMP cache address", max_length=2000, blank=True)
    url_key = models.CharField(max_length=64, blank=True, editable=False)
    featured_content = models.TextField(blank=True, editable=False, help_text="Untrusted HTML, kept for export; never shown.")
    quality = models.IntegerField(null=True, blank=True)
    heat = models.IntegerField(null=True, blank=True, help_text="-1: superseded by better coverage of the same story.")

    status = models.CharField(max_length=10, choices=Status.choices, default=Status.AWAITING, editable=False)
    status_reason = models.CharField(max_length=300, blank=True, editable=False)
    publish_at = models.DateTimeField(null=True, blank=True, help_text="Not public before this time.")
    expires_at = models.DateTimeField(null=True, blank=True, help_text="Not public from this time on.")

    provider = models.ForeignKey(Provider, models.PROTECT, null=True, blank=True, related_name="articles")
    provider_details = models.JSONField(
        default=dict, blank=True, editable=False, help_text="As this article's file gives it: name, domain, images, authors, publishers."
    )
    topics = models.ManyToManyField(Topic, through="ArticleTopic", related_name="articles")
    extra = models.JSONField(default=dict, blank=True, editable=False, help_text="Keys of the file that we do not model.")

    version = models.PositiveIntegerField(default=1, editable=False)
    has_conflict = models.BooleanField(default=False, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = ArticleQuerySet.as_manager()

    # Filled by for_cards() and for_detail().
    ordered_topics: list[ArticleTopic]
    pictures: list[ArticleImage]

    class Meta:
        permissions = [("publish_article", "Can publish, unpublish and decline articles")]
        constraints = [
            models.UniqueConstraint(fields=["source", "path"], name="article_path_unique_in_source"),
            models.UniqueConstraint(fields=["category", "slug"], name="article_address_unique"),
            models.CheckConstraint(condition=Q(status__in=Status.values), name="article_status_known"),
            models.CheckConstraint(condition=~Q(title=""), name="article_has_title"),
            models.CheckConstraint(condition=~Q(path="") & ~Q(slug="") & ~Q(category=""), name="article_has_address"),
            models.CheckConstraint(condition=Q(heat__isnull=True) | Q(heat__gte=-1), name="article_heat_from_minus_one"),
            models.CheckConstraint(condition=Q(quality__isnull=True) | Q(quality__gte=0), name="article_quality_from_zero"),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True) | Q(listed_at=F("published_at")), name="article_listed_by_its_date"
            ),
            models.CheckConstraint(
                condition=Q(publish_at__isnull=True) | Q(expires_at__isnull=True) | Q(expires_at__gt=F("publish_at")),
                name="article_expires_after_it_is_published",
            ),
        ]
        # SQLite ignores an index that begins with a flag column; a partial index it uses.
        indexes = [
            models.Index(
                # The last three let a deep page of keys come from the index alone.
                fields=["category", "-listed_at", "path", "id", "publish_at", "expires_at", "status"],
                condition=Q(status="published"),
                name="article_public_newest",
            ),
            models.Index(fields=["provider", "-listed_at", "path"], condition=Q(status="published"), name="article_public_provider"),
            models.Index(fields=["-listed_at", "path"], condition=Q(status="awaiting"), name="article_awaiting"),
            models.Index(fields=["-listed_at", "path"], name="article_newest"),
            models.Index(fields=["url_key"], condition=~Q(url_key=""), name="article_url_key"),
            models.Index(fields=["-listed_at", "path"], condition=Q(has_conflict=True), name="article_conflicted"),
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.derive()
        super().save(*args, **kwargs)

    def derive(self) -> None:
        """Fill the columns that follow from others. The importer's bulk writes call it themselves."""
        self.listed_at = self.published_at or self.created_at
        self.url_key = url_key(self.web_url or self.original_url)

    def get_absolute_url(self) -> str:
        return reverse("article", args=[self.category, self.slug])

    @property
    def is_public(self) -> bool:
        """The rule of `published()` for one row; a truth-table test holds the two together."""
        now = timezone.now()
        return (
            self.status == Status.PUBLISHED
            and (self.publish_at is None or self.publish_at <= now)
            and (self.expires_at is None or self.expires_at > now)
        )

    @property
    def is_superseded(self) -> bool:
        return self.heat == -1

    @property
    def provider_name(self) -> str:
        """As its file names it: one domain can carry several names, such as the channels of a video site."""
        return self.provider_details.get("name") or (self.provider.name if self.provider else "")

    # Verbs. Each is idempotent, acts on the version it was decided on, and leaves one line in the audit trail.

    def publish(self, *, by: User | None = None, reason: str = "") -> bool:
        """Make it public (from `publish_at` on, where that is set). True if this changed anything."""
        return self._become(Status.PUBLISHED, "publish", by, reason)

    def unpublish(self, *, by: User | None = None, reason: str = "") -> bool:
        """Back to awaiting review."""
        return self._become(Status.AWAITING, "unpublish", by, reason)

    def decline(self, *, by: User | None = None, reason: str = "") -> bool:
        """Not for us; an import will not bring it back."""
        return self._become(Status.DECLINED, "decline", by, reason)

    def withdraw(self, *, by: User | None = None, reason: str = "", run: ImportRun | None = None) -> bool:
        """Taken back after it was (or may have been) public: its address answers 410."""
        return self._become(Status.WITHDRAWN, "withdraw", by, reason, run)

    def save_edit(self, fields: list[str], *, by: User | None = None) -> bool:
        """Store these columns of an edited article, with what stood there before in the audit trail.

        Raises StaleArticle where `version` is no longer the row's. True if this changed anything.
        """
        before = Article.objects.get(pk=self.pk)
        changes = {
            name: [as_json(getattr(before, name)), as_json(getattr(self, name))]
            for name in fields
            if getattr(before, name) != getattr(self, name)
        }
        if not changes:
            return False
        self.derive()
        columns = {name: getattr(self, name) for name in [*changes, "listed_at", "url_key"]}
        with transaction.atomic():
            self._claim_version(**columns)
            AuditEntry.objects.create(article=self, verb="edit", by=by, changes=changes)
        return True

    def record(self, verb: str, changes: dict[str, Any], *, by: User | None = None, reason: str = "", **columns: object) -> None:
        """Note what was done to it or to what hangs on it (topics, pictures, coverage, conflicts), and store these columns.

        Raises StaleArticle where `version` is no longer the row's.
        """
        with transaction.atomic():
            self._claim_version(**columns)
            AuditEntry.objects.create(article=self, verb=verb, by=by, reason=reason, changes=changes)

    def credit(self, provider: Provider | None) -> None:
        """Set another provider, and forget what the file said of the former one. Not stored yet."""
        self.provider = provider
        self.provider_details = {"name": provider.name, "domain": provider.domain} if provider else {}

    def _become(self, status: Status, verb: str, by: User | None, reason: str, run: ImportRun | None = None) -> bool:
        if self.status == status:
            return False
        with transaction.atomic():
            self._claim_version(status=status, status_reason=reason)
            AuditEntry.objects.create(
                article=self, verb=verb, by=by, run=run, reason=reason, changes={"status": [self.status, status.value]}
            )
        self.status, self.status_reason = status.value, reason
        return True

    def _claim_version(self, **columns: object) -> None:
        """Write only if nobody has changed the row since it was loaded."""
        now = timezone.now()
        rows = Article.objects.filter(pk=self.pk, version=self.version)
        if not rows.update(version=F("version") + 1, updated_at=now, **columns):
            raise StaleArticle(f"“{self.title}” was changed by someone else meanwhile; look at it again.")
        if "status" in columns:
            self.topic_links.update(status=columns["status"])
        self.version += 1
        self.updated_at = now
