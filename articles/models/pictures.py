"""Pictures that stand elsewhere, and what we keep of them.

ArticleImage ─┐
Provider.logo ┴─► Picture (an address, and how it fares) ─► PictureCopy (what we keep, stored once) ─► files in media
                     └─ PictureEdit (who changed what of it)            Article ─► SocialCard
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import models
from django.db.models import Q
from django.utils import timezone

from articles.images.addresses import key_of, shown

if TYPE_CHECKING:
    from django.contrib.auth.models import User

# Before all that is due already.
FIRST = datetime(2000, 1, 1, tzinfo=UTC)


class Use(models.TextChoices):
    """What a picture is shown as; its shapes follow from that."""

    STORY = "story", "picture of an article"
    LOGO = "logo", "logo of a provider"


class Placeholder(models.TextChoices):
    """Why a copy is probably no picture of anything, but what a server sends where it has none."""

    FLAT = "flat", "of one colour"
    TINY = "tiny", "very small"
    SHARED = "shared", "the same for many articles"


# What stands in for a role whose files are all too wide.
SMALLER = ("card", "thumbnail")


class File(NamedTuple):
    """One file of ours that browsers load: its size in pixels, and its name in media."""

    width: int
    height: int
    name: str

    @property
    def url(self) -> str:
        return default_storage.url(self.name)


class Shapes:
    """The files of a copy: {role: {format: [[width, height, name], …]}}, the narrowest first."""

    __slots__ = ()
    files: Any

    def of(self, role: str, format: str, widest: int | None = None) -> list[File]:
        """Its files in this role, the narrowest first; with `widest` none that is wider."""
        found = [File(*entry) for entry in self.files.get(role, {}).get(format, ())]
        return [file for file in found if widest is None or file.width <= widest]

    def fitting(self, role: str, format: str, widest: int | None = None) -> list[File]:
        """The same; those of a smaller role where all of this one are too wide."""
        return next((files for name in (role, *SMALLER) if (files := self.of(name, format, widest))), [])


class PictureCopy(Shapes, models.Model):
    """Our copy of a picture, found by the bytes it was made from: the same picture is kept once, whatever its addresses."""

    digest = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the bytes as they came, in hexadecimal.")
    format = models.CharField(max_length=10, help_text="What they were: jpeg, png, webp, gif or avif.")
    size = models.PositiveIntegerField(help_text="How many bytes they were.")
    width = models.PositiveIntegerField(help_text="In pixels, as it is shown.")
    height = models.PositiveIntegerField()
    colour = models.CharField(max_length=7, help_text="Its dominant colour, as #rrggbb: what is shown until it has loaded.")
    focus_x = models.FloatField(help_text="What crops keep, from 0 (left) to 1.")
    focus_y = models.FloatField(help_text="From 0 (top) to 1.")
    focus_by_hand = models.BooleanField(default=False)
    fingerprint = models.CharField(max_length=16, help_text="64 bits in hexadecimal that differ little for pictures that look alike.")
    is_flat = models.BooleanField(default=False, help_text="Of one colour, or next to nothing: a placeholder.")
    placeholder = models.CharField(
        max_length=6, choices=Placeholder.choices, blank=True, help_text="Why it is probably no picture; found by articles/images/health."
    )
    master = models.CharField(max_length=100, blank=True, help_text="The whole picture in media, from which crops are made.")
    files = models.JSONField(default=dict, help_text="{role: {format: [[width, height, name], …]}}, the narrowest first.")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name_plural = "picture copies"
        indexes = [models.Index(fields=["-id"], condition=~Q(placeholder=""), name="copy_placeholder")]

    def __str__(self) -> str:
        return f"{self.digest[:12]} {self.width}×{self.height}"

    def names(self) -> set[str]:
        """All its files in media."""
        shown = {name for formats in self.files.values() for entries in formats.values() for _, _, name in entries}
        return shown | ({self.master} if self.master else set())


class PictureHost(models.Model):
    """A server that pictures come from: asked by few at a time, and left alone when it says so or fails."""

    name = models.CharField(max_length=253, unique=True)
    quiet_until = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveSmallIntegerField(default=0, help_text="In a row; each doubles the pause.")

    def __str__(self) -> str:
        return self.name


class Picture(models.Model):
    """A picture by its address: what we know of it, what we keep of it, and when it is to be asked for (again).

    The row says what is due, so no task can be lost: a worker that died leaves a claim that ends by itself.
    """

    key = models.CharField(max_length=64, unique=True, editable=False, help_text="Of its use and address.")
    use = models.CharField(max_length=5, choices=Use.choices, default=Use.STORY)
    address = models.CharField(max_length=3000, help_text="On the web, in an imported folder (file:) or uploaded (upload:).")
    host = models.CharField(max_length=253, blank=True)
    copy = models.ForeignKey(PictureCopy, models.PROTECT, null=True, blank=True, related_name="pictures")
    replacement = models.ForeignKey(
        PictureCopy, models.PROTECT, null=True, blank=True, related_name="replaces", help_text="What an editor uploaded in its place."
    )
    alt = models.CharField("alternative text", max_length=500, blank=True, help_text="What it shows, for those who do not see it.")
    is_decoration = models.BooleanField("needs no text", default=False, help_text="It says nothing that the title does not say.")

    due_at = models.DateTimeField(null=True, blank=True, help_text="When to ask for it; never where empty.")
    is_check = models.BooleanField(default=False, help_text="What is due is a look whether it is still there; our copy stays.")
    claimed_until = models.DateTimeField(null=True, blank=True, help_text="A worker is at it until then.")
    asking_until = models.DateTimeField(null=True, blank=True, help_text="And asks its server, until then at the latest.")
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=30, blank=True, help_text="Why its address gives us nothing, in a word; we may have a copy.")
    error_text = models.CharField(max_length=300, blank=True, help_text="The same in a sentence.")
    seen_at = models.DateTimeField("last seen alive", null=True, blank=True)
    checked_at = models.DateTimeField("last asked for", null=True, blank=True)
    is_gone = models.BooleanField(default=False, help_text="Its address has it no more; our copy may be all there is.")
    has_changed = models.BooleanField(default=False, help_text="Its address shows another picture than our copy.")
    other_digest = models.CharField(
        max_length=64, blank=True, help_text="Of the other picture that was seen last: an editor is asked once about each."
    )
    etag = models.CharField(max_length=300, blank=True)
    last_modified = models.CharField(max_length=100, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(use__in=Use.values), name="picture_use_known"),
            models.CheckConstraint(condition=~Q(address=""), name="picture_has_address"),
            models.CheckConstraint(condition=Q(claimed_until__isnull=True) | Q(due_at__isnull=False), name="picture_claimed_is_due"),
        ]
        # SQLite ignores an index that begins with a flag column; a partial index it uses.
        indexes = [
            models.Index(fields=["due_at", "id"], condition=Q(due_at__isnull=False), name="picture_due"),
            models.Index(fields=["id"], condition=Q(copy=None, replacement=None, due_at=None, error=""), name="picture_left_alone"),
            models.Index(fields=["host"], condition=Q(asking_until__isnull=False), name="picture_asking"),
            models.Index(fields=["-id"], condition=~Q(error=""), name="picture_failed"),
            models.Index(fields=["-id"], condition=Q(alt="", is_decoration=False), name="picture_without_alt"),
            models.Index(fields=["checked_at", "id"], condition=Q(copy__isnull=False), name="picture_checked"),
            models.Index(fields=["-id"], condition=Q(is_gone=True), name="picture_gone"),
            models.Index(fields=["-id"], condition=Q(has_changed=True), name="picture_changed"),
        ]

    def __str__(self) -> str:
        return self.shown_address

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.key = key_of(self.address, self.use)
        super().save(*args, **kwargs)

    @property
    def shown(self) -> PictureCopy | None:
        """What readers see of it: what an editor put in its place, else our copy."""
        return self.replacement or self.copy

    @property
    def shown_address(self) -> str:
        """Without the folder of this machine that an imported picture lay in."""
        return shown(self.address)

    def edited(self, verb: str, changes: dict[str, list[Any]], *, by: User | None, undoes: PictureEdit | None = None) -> PictureEdit:
        """Store these columns, {name: [before, after]} in terms of JSON, with a line that says who. What is none of its columns,
        as the focal point of its copy, stands in the line alone."""
        known = {field.attname: field for field in self._meta.concrete_fields}
        columns = {name: known[name].to_python(after) for name, (_, after) in changes.items() if name in known}
        if columns:
            Picture.objects.filter(pk=self.pk).update(**columns)
        for name, value in columns.items():
            setattr(self, name, value)
        return PictureEdit.objects.create(picture=self, verb=verb, changes=changes, by=by, undoes=undoes)


class PictureEdit(models.Model):
    """What somebody changed of a picture. Never changed; an undo is a new line."""

    picture = models.ForeignKey(Picture, models.CASCADE, related_name="edits")
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    verb = models.CharField(max_length=20)
    changes = models.JSONField(default=dict, help_text="{column: [before, after]}")
    undoes = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="undone_by")

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.verb} {self.picture_id}"


class SocialCard(models.Model):
    """The picture that other sites show of an article: drawn from this version of it, with this copy of its picture."""

    WIDTH, HEIGHT = 1200, 630

    article = models.OneToOneField("Article", models.CASCADE, primary_key=True, related_name="card")
    version = models.PositiveIntegerField()
    picture = models.ForeignKey(PictureCopy, models.SET_NULL, null=True, blank=True, related_name="+")
    name = models.CharField(max_length=100, help_text="In media.")

    def __str__(self) -> str:
        return self.name

    @property
    def url(self) -> str:
        return default_storage.url(self.name)


def pause(failures: int, *, first: timedelta, most: timedelta) -> timedelta:
    """How long to wait after so many failures in a row: twice as long after each."""
    return min(first * 2 ** min(max(failures - 1, 0), 16), most)
