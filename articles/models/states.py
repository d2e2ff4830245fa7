"""What an article can be: to us, and to readers."""

from django.db import models


class Status(models.TextChoices):
    AWAITING = "awaiting", "awaiting review"
    PUBLISHED = "published", "published"
    DECLINED = "declined", "declined"
    WITHDRAWN = "withdrawn", "withdrawn"


class Standing(models.TextChoices):
    """What an article is to readers at this moment: its status, and for a published one whether its time has come."""

    AWAITING = "awaiting", "awaiting review"
    PUBLISHED = "published", "published"
    SCHEDULED = "scheduled", "scheduled"
    EMBARGOED = "embargoed", "embargoed"
    EXPIRED = "expired", "expired"
    DECLINED = "declined", "declined"
    WITHDRAWN = "withdrawn", "withdrawn"


class StaleArticle(Exception):
    """The article was changed since the version that this decision was made on."""
