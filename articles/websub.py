"""WebSub: a hub is told which of our feeds have changed, and tells their subscribers.

Each minute the queue looks what has changed for readers since it last looked. So it does not matter what changed it: a person, an import,
a batch, or a time that has come.
"""

from __future__ import annotations

import logging
from datetime import timedelta

from django.conf import settings
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone
from huey import crontab
from huey.contrib.djhuey import db_periodic_task

from articles.changes import Place, changes_since
from articles.images.download import Guard, Refusal, post_form
from articles.images.guard import PUBLIC
from articles.models import ArticleTopic, Provider
from articles.taxonomy import TopicTree

FORMATS = ("rss", "atom", "json")
PLACE = "websub.place"  # in the cache: how far the hub was told. Where it is lost, the last minutes are told again.
AGAIN = timedelta(minutes=5)
PORTIONS = 20  # of a hundred changes each, at the most at one look
AT_ONCE = 100  # addresses in one request
log = logging.getLogger(__name__)


@db_periodic_task(crontab(minute="*"), expires=50)  # type: ignore[untyped-decorator]
def every_minute() -> None:
    tell_hub()


def tell_hub(guard: Guard = PUBLIC) -> int:
    """Tell the hub of the feeds that have changed since it was last told: how many. A hub that refuses is told again a minute later."""
    if not settings.WEBSUB_HUB:
        return 0
    now = timezone.now()
    place: Place = cache.get(PLACE) or Place(now - AGAIN)
    changed: set[int] = set()
    for _ in range(PORTIONS):
        portion = changes_since(place, now, lambda articles: articles.only("pk"))
        changed |= {change.article.pk for change in portion.changes}
        place = portion.next
        if not portion.more:
            break
    addresses = _feeds_of(changed) if changed else []
    try:
        for start in range(0, len(addresses), AT_ONCE):
            _publish(addresses[start : start + AT_ONCE], guard)
    except Refusal as why:
        log.warning("the WebSub hub was not told of %d feeds: %s", len(addresses), why.code)
        return 0
    cache.set(PLACE, place, timeout=None)
    return len(addresses)


def _publish(addresses: list[str], guard: Guard) -> None:
    post_form(settings.WEBSUB_HUB, [("hub.mode", "publish"), *(("hub.url", address) for address in addresses)], guard=guard)


def _feeds_of(articles: set[int]) -> list[str]:
    """The addresses of all feeds that one of these articles is or was in. A search can be anything: it is not told."""
    about = set(ArticleTopic.objects.filter(article__in=articles).values_list("topic", flat=True))
    # What went may have been all there was about its own topic, and be told by the feeds of those above.
    tree = TopicTree.public()
    about = about.union(*map(tree.whole.ids_above, about))
    slugs = {topic.slug for key, topic in tree.topics.items() if key in about}
    domains = set(Provider.objects.filter(articles__in=articles).values_list("domain", flat=True))
    paths = []
    for form in FORMATS:
        paths.append(reverse("feed", args=[form]))
        paths += [reverse("topic-feed", args=[slug, form]) for slug in sorted(slugs)]
        paths += [reverse("provider-feed", args=[domain, form]) for domain in sorted(domains)]
    return [f"{settings.SITE_URL}{path}" for path in paths]
