"""The article, and the verbs that change its state."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, Unpack

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone

from articles.canonical import NEWS, url_key
from articles.models.audit import AuditEntry, Trail, as_json
from articles.models.imports import ImportRun
from articles.models.search import SEARCHED, SearchDocument
from articles.models.states import StaleArticle, Standing, Status
from articles.models.taxonomy import Provider, Topic
from articles.querysets import ArticleQuerySet

if TYPE_CHECKING:
    from django.contrib.auth.models import User

    from articles.models.parts import ArticleImage, ArticleTopic

DEFAULT_SOURCE = "default"


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
    embargo_until = models.DateTimeField(
        null=True, blank=True, help_text="Sealed outside until then, whatever is decided before; visible at the desk."
    )
    later_until = models.DateTimeField(null=True, blank=True, editable=False, help_text="Kept out of the queue until then.")

    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="assigned_articles", editable=False, db_index=False
    )
    # Whose turn it is to decide: a lease, taken by a conditional UPDATE (articles/leases.py). No change of the article.
    held_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="held_articles", editable=False, db_index=False
    )
    held_until = models.DateTimeField(null=True, blank=True, editable=False)

    provider = models.ForeignKey(Provider, models.PROTECT, null=True, blank=True, related_name="articles")
    provider_details = models.JSONField(
        default=dict, blank=True, editable=False, help_text="As this article's file gives it: name, domain, images, authors, publishers."
    )
    topics = models.ManyToManyField(Topic, through="ArticleTopic", related_name="articles")
    extra = models.JSONField(default=dict, blank=True, editable=False, help_text="Keys of the file that we do not model.")

    created_run = models.ForeignKey(ImportRun, models.SET_NULL, null=True, blank=True, related_name="created_articles", editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    has_conflict = models.BooleanField(default=False, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = ArticleQuerySet.as_manager()

    # Filled by for_cards() and for_detail().
    ordered_topics: list[ArticleTopic]
    pictures: list[ArticleImage]

    class Meta:
        permissions = [
            ("publish_article", "Can publish, unpublish and decline articles"),
            ("withdraw_article", "Can withdraw articles"),
            ("assign_article", "Can assign articles to editors"),
        ]
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
                fields=["category", "-listed_at", "path", "id", "publish_at", "expires_at", "embargo_until", "status"],
                condition=Q(status="published"),
                name="article_public_newest",
            ),
            models.Index(fields=["provider", "-listed_at", "path"], condition=Q(status="published"), name="article_public_provider"),
            models.Index(fields=["-listed_at", "path"], condition=Q(status="awaiting"), name="article_awaiting"),
            # With all that the gate asks, so that SQLite walks it for a topic's newest instead of sorting everything public.
            models.Index(fields=["-listed_at", "path", "id", "publish_at", "expires_at", "embargo_until", "status"], name="article_newest"),
            models.Index(fields=["url_key"], condition=~Q(url_key=""), name="article_url_key"),
            models.Index(fields=["-listed_at", "path"], condition=Q(has_conflict=True), name="article_conflicted"),
            models.Index(fields=["updated_at", "id"], condition=Q(status="published"), name="article_public_updated"),
            # Nearly always empty: an index of those that are not costs an import nothing.
            models.Index(fields=["assigned_to"], condition=Q(assigned_to__isnull=False), name="article_assigned"),
            models.Index(fields=["held_by"], condition=Q(held_by__isnull=False), name="article_held"),
            models.Index(fields=["publish_at"], condition=Q(publish_at__isnull=False), name="article_publish_at"),
            # Who asks for an address in lower case finds the few that have capitals (articles/site/addresses/moved.py).
            models.Index(Lower("slug"), condition=~Q(slug=Lower("slug")), name="article_slug_with_capitals"),
            models.Index(fields=["expires_at"], condition=Q(expires_at__isnull=False), name="article_expires_at"),
            models.Index(fields=["embargo_until"], condition=Q(embargo_until__isnull=False), name="article_embargo_until"),
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.derive()
        with transaction.atomic():
            super().save(*args, **kwargs)
            if kwargs.get("update_fields") is None or SEARCHED & set(kwargs["update_fields"]):
                SearchDocument.objects.put([self.pk])

    def derive(self) -> None:
        """Fill the columns that follow from others. The importer's bulk writes call it themselves."""
        self.listed_at = self.published_at or self.created_at
        self.url_key = url_key(self.web_url or self.original_url)

    def get_absolute_url(self) -> str:
        return reverse("article", args=[self.category, self.slug])

    @property
    def is_public(self) -> bool:
        """The rule of `published()` for one row; a truth-table test holds the two together."""
        return self.standing == Standing.PUBLISHED

    @property
    def standing(self) -> Standing:
        now = timezone.now()
        if self.status != Status.PUBLISHED:
            return Standing(self.status)
        if self.expires_at is not None and self.expires_at <= now:
            return Standing.EXPIRED
        if self.embargo_until is not None and self.embargo_until > now:
            return Standing.EMBARGOED
        return Standing.SCHEDULED if self.publish_at is not None and self.publish_at > now else Standing.PUBLISHED

    @property
    def is_superseded(self) -> bool:
        return self.heat == -1

    @property
    def topics_in_order(self) -> list[Topic]:
        """Of an article of for_cards(): the main one first."""
        return [link.topic for link in self.ordered_topics]

    @property
    def provider_name(self) -> str:
        """As its file names it: one domain can carry several names, such as the channels of a video site."""
        return self.provider_details.get("name") or (self.provider.name if self.provider else "")

    # Verbs. Each is idempotent, acts on the version it was decided on, and leaves one line in the audit trail.

    def publish(self, *, reason: str = "", **trail: Unpack[Trail]) -> bool:
        """Make it public (from `publish_at` on and after its embargo, where they are set). True if this changed anything."""
        return self._become(Status.PUBLISHED, "publish", reason, trail)

    def unpublish(self, *, reason: str = "", **trail: Unpack[Trail]) -> bool:
        """Back to awaiting review."""
        return self._become(Status.AWAITING, "unpublish", reason, trail)

    def decline(self, *, reason: str = "", **trail: Unpack[Trail]) -> bool:
        """Not for us; an import will not bring it back."""
        return self._become(Status.DECLINED, "decline", reason, trail)

    def withdraw(self, *, reason: str = "", **trail: Unpack[Trail]) -> bool:
        """Taken back after it was (or may have been) public: its address answers 410 with the reason."""
        return self._become(Status.WITHDRAWN, "withdraw", reason, trail)

    def undo(
        self, entry: AuditEntry, changes: dict[str, Any], columns: dict[str, object], *, reason: str = "", **trail: Unpack[Trail]
    ) -> AuditEntry:
        """Note that what this entry did is undone, and store what these columns held before it (articles/undo)."""
        trail["undoes"] = entry
        return self.record("undo", changes, columns, reason=reason, **trail)

    def put_off(self, until: datetime | None, **trail: Unpack[Trail]) -> bool:
        """Keep it out of the queue until then, and let go of it; None brings it back."""
        if self.later_until == until:
            return False
        changes = {"later_until": [as_json(self.later_until), as_json(until)]}
        self.record("later", changes, {"later_until": until, "held_by": None, "held_until": None}, **trail)
        self.later_until = until
        return True

    def assign(self, to: User | None, **trail: Unpack[Trail]) -> bool:
        """Make it this editor's to decide; None makes it anybody's."""
        if self.assigned_to_id == (to.pk if to else None):
            return False
        before = self.assigned_to.get_username() if self.assigned_to else None
        self.record("assign", {"assigned_to": [before, to.get_username() if to else None]}, {"assigned_to": to}, **trail)
        self.assigned_to = to
        return True

    def correct(self, text: str, **trail: Unpack[Trail]) -> None:
        """Tell readers, dated, what was wrong and was put right."""
        with transaction.atomic():
            self.record("correct", {"correction": [None, text]}, **trail)
            self.corrections.create(text=text, by=trail.get("by"))

    def save_edit(self, fields: list[str], *, also: dict[str, Any] | None = None, reason: str = "", **trail: Unpack[Trail]) -> bool:
        """Store these columns of an edited article, with what stood there before in the audit trail. `also` is what was
        changed with them and is stored already, {field: [before, after]}: topics, pictures, coverage.

        Raises StaleArticle where `version` is no longer the row's. True if there was anything to note.
        """
        before = Article.objects.get(pk=self.pk)
        changed = [name for name in fields if getattr(before, name) != getattr(self, name)]
        changes = {_AUDITED_AS.get(name, name): [as_json(getattr(before, name)), as_json(getattr(self, name))] for name in changed}
        changes = {**changes, **(also or {})}
        changes.pop("", None)
        if not changes:
            return False
        self.derive()
        columns = {name: getattr(self, name) for name in [*changed, "listed_at", "url_key"]}
        self.record("edit", changes, columns, reason=reason, **trail)
        return True

    def record(
        self, verb: str, changes: dict[str, Any], columns: dict[str, object] | None = None, *, reason: str = "", **trail: Unpack[Trail]
    ) -> AuditEntry:
        """Note what was done to it or to what hangs on it (topics, pictures, coverage, conflicts), and store these columns.

        Raises StaleArticle where `version` is no longer the row's.
        """
        with transaction.atomic():
            self._claim_version(columns or {})
            about = {"facts": self._facts(), "took_back": _takes_back(changes)}
            # One time for both: who asks whether readers saw it before that moment must find one answer.
            return AuditEntry.objects.create(article=self, at=self.updated_at, verb=verb, reason=reason, changes=changes, **about, **trail)

    def credit(self, provider: Provider | None) -> None:
        """Set another provider, and forget what the file said of the former one. Not stored yet."""
        self.provider = provider
        self.provider_details = {"name": provider.name, "domain": provider.domain} if provider else {}

    def _become(self, status: Status, verb: str, reason: str, trail: Trail) -> bool:
        if self.status == status:
            return False
        columns: dict[str, object] = {"status": status, "status_reason": reason, "held_by": None, "held_until": None}
        self.record(verb, {"status": [self.status, status.value]}, columns, reason=reason, **trail)
        self.status, self.status_reason = status.value, reason
        return True

    def _facts(self) -> dict[str, int | None]:
        return {"quality": self.quality, "heat": self.heat}

    def _claim_version(self, columns: dict[str, object]) -> None:
        """Write only if nobody has changed the row since it was loaded."""
        now = timezone.now()
        rows = Article.objects.filter(pk=self.pk, version=self.version)
        if not rows.update(version=F("version") + 1, updated_at=now, **columns):
            raise StaleArticle(f"“{self.title}” was changed by someone else meanwhile; look at it again.")
        if "status" in columns:
            self.topic_links.update(status=columns["status"])
        if SEARCHED & columns.keys():
            SearchDocument.objects.put([self.pk])
        self.version += 1
        self.updated_at = now


# What the audit trail calls a column; "" for one that follows from another.
_AUDITED_AS = {"provider_details": "provider", "provider": ""}


def _takes_back(changes: dict[str, Any]) -> bool:
    before, after = changes.get("status", (None, None))
    return bool(before == Status.PUBLISHED != after)
