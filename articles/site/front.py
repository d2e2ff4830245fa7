"""The front page: what leads, what is hot, what is new, and three by topic."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from articles.canonical import NEWS
from articles.models import Article
from articles.teasers import Label, Source, Teaser, teasers

# All but the hottest is chosen from one window of the newest, so the page costs the same at any size.
WINDOW = 60
HOTTEST, LATEST, VIDEOS, TRIOS = 6, 8, 2, 3
# Before the newest story: a paper that tells little, or that stood still, leads with what is hot among its last ones.
LATELY = timedelta(days=14)


@dataclass
class Front:
    """`hottest`: in their order behind the lead, which is the first of them."""

    lead: Article | None
    hottest: list[Article]
    latest: list[Teaser]
    videos: list[Teaser]
    trios: list[tuple[Label, list[Teaser]]]
    providers: list[tuple[Source, int]]

    @property
    def also_hot(self) -> list[Article]:
        """What the page tells as hot beside its lead; nothing where there are so few stories that the latest tell some of it again."""
        return self.hottest if {each.pk for each in self.hottest}.isdisjoint(each.pk for each in self.latest) else []

    @property
    def told(self) -> list[Article | Teaser]:
        """What leads the page, each once: the hottest, then the latest."""
        stories: list[Article | Teaser] = [*([self.lead] if self.lead else []), *self.also_hot, *self.latest]
        return list({each.pk: each for each in stories}.values())


def compose() -> Front:
    """Everything on the front page. `lead` is None where nothing is public yet."""
    public = Article.objects.published().in_category(NEWS)
    window = teasers(public.newest_first()[:WINDOW])
    # A provider's date can lie in the future.
    newest = min([timezone.now(), *(teaser.listed_at for teaser in window[:1])])
    lately = public.filter(listed_at__gt=newest - LATELY)
    hottest = list(lately.hottest(1 + HOTTEST).for_cards().with_coverage())
    lead = hottest[0] if hottest else None
    fresh = _without(hottest, window)
    if len(fresh) < LATEST:  # where there is little else, what is hot is the latest, too
        fresh = _without(hottest[:1], window)
    latest, rest = fresh[:LATEST], fresh[LATEST:]
    videos = [teaser for teaser in rest if teaser.type == "video"][:VIDEOS]
    trios = _trios([teaser for teaser in rest if teaser not in videos])
    return Front(lead, hottest[1:], latest, videos, trios, busiest_providers(window, limit=8))


def _without(articles: list[Article], told: list[Teaser]) -> list[Teaser]:
    keys = {article.pk for article in articles}
    return [teaser for teaser in told if teaser.pk not in keys]


def _trios(told: list[Teaser]) -> list[tuple[Label, list[Teaser]]]:
    """Up to three topics with three articles each, no article twice; the busiest topic first."""
    trios: list[tuple[Label, list[Teaser]]] = []
    free = told
    for topic, _ in busiest_topics(told, limit=len(told)):
        about = [teaser for teaser in free if topic in teaser.topics_in_order][:3]
        if len(about) == 3 and len(trios) < TRIOS:
            trios.append((topic, about))
            free = [teaser for teaser in free if teaser not in about]
    return trios


def busiest_providers(told: list[Teaser], limit: int = 5) -> list[tuple[Source, int]]:
    """Who told most of these stories, and how many."""
    return Counter(teaser.provider for teaser in told if teaser.provider).most_common(limit)


def busiest_topics(told: list[Teaser], limit: int = 5) -> list[tuple[Label, int]]:
    """What most of these stories are about, and how many."""
    return Counter(topic for teaser in told for topic in teaser.topics_in_order).most_common(limit)
