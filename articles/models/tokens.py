"""Access tokens: what an editor's program says instead of a password."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone


class ApiToken(models.Model):
    """A program's way in, with the rights of the account that made it. The token itself is nowhere: only its hash is stored."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="api_tokens")
    name = models.CharField(max_length=60, help_text="What it is for; the audit trail says it.")
    prefix = models.CharField(max_length=12, editable=False, help_text="The beginning of the token, to know it by.")
    digest = models.CharField(max_length=64, unique=True, editable=False)
    created_at: models.DateTimeField[datetime, datetime] = models.DateTimeField(default=timezone.now, editable=False)
    last_used_at = models.DateTimeField(null=True, blank=True, editable=False)
    expires_at: models.DateTimeField[datetime, datetime] = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["user", "name"], condition=Q(revoked_at=None), name="token_name_once_per_account"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_open(self) -> bool:
        """Whether it lets anybody in; its account must be active besides."""
        return self.revoked_at is None and self.expires_at > timezone.now()
