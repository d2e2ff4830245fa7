"""Which articles: every rule about many rows. What a reader may see is said in `published()` and nowhere else."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import BigIntegerField, Case, Count, Exists, F, IntegerField, OuterRef, Prefetch, Q, Subquery, Value, When
from django.db.models.functions import Abs, Coalesce, Least
from django.utils import timezone

from articles import score
from articles.models.parts import ArticleImage, ArticleTopic, RelatedLink

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser, User

# Articles of a topic, or another, up to which SQLite does better to fetch and sort them all than to look through a list for them.
FEW = 1000
# An article's provider with its logo, and what is needed of that; the same of a provider's own row without the prefix.
LOGOS = ("provider__logo__copy", "provider__logo__replacement")
OF_LOGOS = tuple(f"{path}__files" for path in LOGOS)
OWN_LOGO = ("logo__copy", "logo__replacement")
# What an article's pictures are shown from, and what is needed of that.
COPIES = ("picture__copy", "picture__replacement")
OF_COPY = ("files", "width", "height", "colour", "focus_x", "focus_y")
OF_PICTURES = (
    *("article", "position", "url", "width", "height", "title", "attribution", "picture__alt", "picture__is_decoration"),
    *(f"{path}__{column}" for path in COPIES for column in OF_COPY),
)
# What is said of an article where it stands among others.
ON_CARDS = (
    *("category", "slug", "path", "title", "excerpt", "type", "published_at", "listed_at", "heat", "provider_details"),
    *("provider__name", "provider__domain", "provider__pictures", "provider__widest", *OF_LOGOS),
)


class ArticleQuerySet(models.QuerySet["Any"]):
    """Composable: `Article.objects.published().about(topic_ids).newest_first().for_cards()`."""

    def published(self) -> Self:
        """The one gate to the public: published, due, out of its embargo, not expired. Visibility needs no worker."""
        now = timezone.now()
        return self.filter(
            Q(publish_at__isnull=True) | Q(publish_at__lte=now),
            Q(expires_at__isnull=True) | Q(expires_at__gt=now),
            Q(embargo_until__isnull=True) | Q(embargo_until__lte=now),
            status="published",
        )

    def awaiting_review(self) -> Self:
        return self.filter(status="awaiting")

    def waiting_for(self, user: User, now: datetime) -> Self:
        """What this editor may be given to decide: what awaits review, but for what is somebody else's turn or work."""
        # Coalesced, for a plain OR sends SQLite through the indexes of these columns: to all articles that are nobody's.
        own = {name: Coalesce(name, user.pk, output_field=BigIntegerField()) for name in ("held_by", "assigned_to")}
        free = Q(turn_of=user.pk) | Q(held_until=None) | Q(held_until__lte=now)
        return self.awaiting_review().alias(turn_of=own["held_by"], work_of=own["assigned_to"]).filter(free, work_of=user.pk)

    def not_put_off(self, now: datetime) -> Self:
        return self.filter(Q(later_until=None) | Q(later_until__lte=now))

    def put_off(self, now: datetime) -> Self:
        return self.filter(later_until__gt=now)

    def scored(self, now: datetime) -> Self:
        """With `score`: the sum of the terms of articles/score.py, which a test holds together with this."""
        links = RelatedLink.objects.filter(article=OuterRef("pk")).order_by().values("article").annotate(count=Count("pk"))
        story = Coalesce(Subquery(links.values("count")), 0) * score.POINTS_PER_LINK
        fresh = [When(listed_at__gt=now - timedelta(hours=hours), then=Value(points)) for hours, points in score.FRESHNESS]
        quality = Least(Coalesce("quality", 0), score.HIGHEST) / score.QUALITY_PER_POINT
        heat = Least(Coalesce("heat", 0), score.HIGHEST) / score.HEAT_PER_POINT
        return self.annotate(
            score=quality
            + Case(When(heat=-1, then=Value(score.SUPERSEDED)), default=heat, output_field=IntegerField())
            + Case(*fresh, default=Value(0), output_field=IntegerField())
            + Least(story, score.MOST_FOR_STORY)
        )

    def ranked(self, order: str, threshold: int) -> Self:
        """Of scored ones: by `score`, by `newest`, or by how `near` their quality is to the publishing rule's threshold."""
        first = {"score": [F("score").desc()], "near": [Abs(F("quality") - threshold).asc(nulls_last=True)]}
        return self.order_by(*first.get(order, []), "-listed_at", "path", "pk")

    def with_total(self, of: Self) -> Self:
        """With `total`: how many those are. In the same query; a window function would carry every column through its buffer."""
        counted = of.order_by().annotate(all=Value(1)).values("all").annotate(count=Count("pk"))
        return self.annotate(total=Subquery(counted.values("count")))

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Published ones; everything for those who may work on articles (preview)."""
        may_work = user.has_perm("articles.view_article") or user.has_perm("articles.change_article")
        return self.all() if user.is_active and user.is_staff and may_work else self.published()

    def in_category(self, category: str) -> Self:
        return self.filter(category=category)

    def passing(self, column: str, value: str | int) -> Self:
        """Those with this value, said so that a database goes along the index of an order and not along the column's own. For what
        most of them have."""
        nothing = Value(type(value)())
        return self.alias(**{f"passed_{column}": Coalesce(column, nothing)}).filter(**{f"passed_{column}": value})

    def about(self, topic_ids: list[int], *, many: bool | None = None) -> Self:
        """Articles with at least one of these topics, each once. Asks first whether these are `many`, if that is not said."""
        links = ArticleTopic.objects.filter(topic__in=topic_ids)
        if links[FEW : FEW + 1].exists() if many is None else many:
            return self.filter(Exists(links.filter(article=OuterRef("pk"))))
        return self.filter(pk__in=links.values("article"))

    def newest_first(self) -> Self:
        """By the provider's date, newest first; ties by path, as the JSON API promises. Two sources can share a path."""
        return self.order_by("-listed_at", "path", "pk")

    def hottest(self, limit: int, among: int = 200) -> Self:
        """The hottest of the newest: what was hot last year is not hot today."""
        newest = self.newest_first().values("pk")[:among]
        # The gate is in `newest` alone: said again outside, it makes SQLite walk all that was ever published.
        return self.model.objects.filter(pk__in=newest).order_by(Coalesce("heat", -1).desc(), "-listed_at", "path", "pk")[:limit]

    def with_coverage(self) -> Self:
        """The story's other coverage; `target` is filled only where our own article is public."""
        public = self.model.objects.published().only("category", "slug")
        links = RelatedLink.objects.defer("extra", "images").order_by("position", "pk")
        return self.prefetch_related(Prefetch("related", links), Prefetch("related__target", public))

    def leading(self, article: Any) -> Self:
        """Articles that name this one as other coverage of their story. One query, for their keys."""
        # In one question, SQLite walks the whole category and asks of each whether it is one of these.
        return self.filter(pk__in=list(article.linked_from.values_list("article", flat=True)[:FEW]))

    def for_cards(self) -> Self:
        """As models, what stands of them among others, in three queries: topics as `ordered_topics`, images as `pictures`. For lists, which
        ask no more of an article, articles/teasers.py reads the same as values.

        Plain lists, for a manager per article and a queryset per look at it cost more than the rows do.
        """
        links = ArticleTopic.objects.select_related("topic").only("article", "position", "topic__name", "topic__slug")
        images = ArticleImage.objects.only(*OF_PICTURES).select_related(*COPIES)
        return (
            self.select_related(*LOGOS)
            .only(*ON_CARDS)
            .prefetch_related(
                Prefetch("topic_links", links.order_by("position"), to_attr="ordered_topics"),
                Prefetch("images", images.order_by("position", "pk"), to_attr="pictures"),
            )
        )

    def for_detail(self) -> Self:
        """What an article's own page shows: the same and the rest, with the story's other coverage."""
        return self.for_cards().select_related("card").defer(None).defer("body", "extra").with_coverage()
