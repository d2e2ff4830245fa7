"""What the dashboard and a provider's report card draw: plain numbers over bounded windows. Nothing here counts all articles.

A decision is somebody's publish or decline that stands: what was undone since does not count, nor what a robot published.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import BooleanField, Count, Exists, F, Func, Max, Min, OuterRef, Q, QuerySet
from django.db.models.functions import TruncDate
from django.utils import timezone

from articles.models import Article, AuditEntry, Correction, ImportRun, Provider

DAYS, RATE_DAYS, WEEKS = 30, 90, 26
FARTHEST = 10_000  # candidates, articles, runs that are looked at, the newest first
MOST_DECISIONS = 20_000  # for a rate
OF_A_PROVIDER = 1_000  # of its articles
TOP = 12
QUIET = timedelta(days=7)
ENOUGH = 4  # from how many on there is a usual gap
UNDOS = 3  # an undo of an undo of an undo: farther nobody goes

# Up to which age, and how one says it.
AGES = (
    *((timedelta(hours=6), "under 6 h"), (timedelta(days=1), "6–24 h"), (timedelta(days=2), "1–2 days"), (timedelta(days=4), "2–4 days")),
    *((timedelta(days=7), "4–7 days"), (timedelta(days=14), "1–2 weeks"), (timedelta(days=30), "2–4 weeks"), (timedelta.max, "older")),
)


@dataclass(frozen=True)
class Share:
    """Of one editor, provider, topic, day or week: how much was decided, and how much of it for publication."""

    name: str
    accepted: int = 0
    declined: int = 0
    pk: int | None = None
    day: date | None = None

    @property
    def decided(self) -> int:
        return self.accepted + self.declined

    @property
    def rate(self) -> int | None:
        """Percent; None where nothing was decided."""
        return round(100 * self.accepted / self.decided) if self.decided else None


@dataclass(frozen=True)
class Waiting:
    """The queue: how much, since when, from whom. Of more than FARTHEST candidates, the newest news."""

    size: int = 0
    is_more: bool = False
    put_off: int = 0
    ages: list[tuple[str, int]] = field(default_factory=list)
    longest: Article | None = None
    providers: list[tuple[int, str, int]] = field(default_factory=list)


@dataclass(frozen=True)
class Decisions:
    """Day by day and by whom, over the last DAYS."""

    days: list[Share]
    editors: list[Share]


@dataclass(frozen=True)
class Rhythm:
    """How often something comes, and whether it has stopped: more than three times its usual gap, and at least a week."""

    last: datetime | None
    usual: timedelta | None
    is_quiet: bool
    name: str = ""
    pk: int | None = None


@dataclass(frozen=True)
class Source:
    """Where files come from: when it last finished an import, and whether it has stopped."""

    name: str
    rhythm: Rhythm
    last_success: datetime | None
    unfinished: int


@dataclass(frozen=True)
class Imports:
    """The last runs, the newest first; every source among them; the newest run with bad files, and what was wrong."""

    runs: list[ImportRun]
    sources: list[Source]
    failed: ImportRun | None
    errors: list[str]


@dataclass(frozen=True)
class Card:
    """What a provider has been worth to us, over its newest articles."""

    articles: int
    is_more: bool
    superseded: int
    corrections: int
    rhythm: Rhythm
    decided: Share
    weeks: list[Share]
    volumes: list[tuple[date, int]]


def waiting() -> Waiting:
    newest = Article.objects.awaiting_review().newest_first()[: FARTHEST + 1]
    rows = list(newest.values_list("created_at", "pk", "provider", "later_until"))
    looked_at, now = rows[:FARTHEST], timezone.now()
    ages = Counter(_age(now - arrived) for arrived, *_ in looked_at)
    providers = Counter(provider for _, _, provider, _ in looked_at if provider).most_common(8)
    names = Provider.objects.in_bulk([pk for pk, _ in providers])
    return Waiting(
        size=len(looked_at),
        is_more=len(rows) > FARTHEST,
        put_off=sum(later is not None and later > now for *_, later in looked_at),
        ages=[(word, ages[word]) for _, word in AGES],
        longest=Article.objects.only("title", "created_at").filter(pk=min(looked_at)[1]).first() if looked_at else None,
        providers=[(pk, names[pk].name, count) for pk, count in providers if pk in names],
    )


def decisions() -> Decisions:
    first = timezone.localdate() - timedelta(days=DAYS - 1)
    day = TruncDate("at", tzinfo=timezone.get_current_timezone())
    found = _decided_since(first).annotate(day=day).values_list("day", "by__username", "verb").annotate(count=Count("pk")).order_by()
    days, editors = Tally(), Tally()
    for at, who, verb, count in found:
        days.add(at, verb, count)
        editors.add(who, verb, count)
    return Decisions(
        [days.share(first + timedelta(days=number)) for number in range(DAYS)],
        sorted((editors.share(who, name=who) for who in editors.keys), key=lambda share: (-share.decided, share.name)),
    )


def rates_by_provider() -> list[Share]:
    return _rates("article__provider")


def rates_by_topic() -> list[Share]:
    return _rates("article__topic_links__topic")


def quiet_providers() -> list[Rhythm]:
    """Those that came regularly among the newest articles and have stopped, the latest silence first."""
    newest = Article.objects.newest_first().filter(listed_at__gte=_weeks_ago()).values("pk")[:FARTHEST]
    found = (
        Article.objects.filter(pk__in=newest, provider__isnull=False)
        .values_list("provider", "provider__name")
        .annotate(first=Min("listed_at"), last=Max("listed_at"), count=Count("pk"))
        .order_by("-last", "provider")
    )
    rhythms = (rhythm(first, last, count, name=name, pk=pk) for pk, name, first, last, count in found)
    return [one for one in rhythms if one.is_quiet][:TOP]


def imports() -> Imports:
    recent = list(ImportRun.objects.defer("errors")[:DAYS])
    latest = ImportRun.objects.order_by("-pk").values("pk")[:FARTHEST]
    found = (
        ImportRun.objects.filter(pk__in=latest)
        .values_list("source")
        .annotate(first=Min("started_at"), last=Max("started_at"), count=Count("pk"))
        .annotate(done=Max("finished_at"), finished=Count("finished_at"))
        .order_by("source")
    )
    sources = [Source(name, rhythm(first, last, count), done, count - finished) for name, first, last, count, done, finished in found[:TOP]]
    failed = next((run for run in recent if run.failed), None)
    return Imports(recent, sources, failed, _problems(failed) if failed else [])


def card(provider: Provider) -> Card:
    """Of its newest articles: how often it comes, what became of it and what had to be put right."""
    newest = Article.objects.filter(provider=provider).newest_first().values_list("pk", "listed_at", "heat")
    rows = list(newest[: OF_A_PROVIDER + 1])
    more, rows = len(rows) > OF_A_PROVIDER, rows[:OF_A_PROVIDER]
    among = [pk for pk, _, _ in rows]
    first = monday(_weeks_ago())
    weeks, volumes = Tally(), Counter(monday(at) for _, at, _ in rows)
    for at, verb in _decided_since(first).filter(article__in=among).values_list("at", "verb"):
        weeks.add(monday(at), verb)
    mondays = [first + timedelta(weeks=number) for number in range(WEEKS + 1)]
    shares = [weeks.share(day) for day in mondays]
    return Card(
        articles=len(rows),
        is_more=more,
        superseded=sum(heat == -1 for *_, heat in rows),
        corrections=Correction.objects.filter(article__in=among).count(),
        rhythm=_rhythm_of([at for _, at, _ in rows]),
        decided=total(shares),
        weeks=shares,
        volumes=[(day, volumes[day]) for day in mondays],
    )


def rhythm(first: datetime, last: datetime, count: int, *, name: str = "", pk: int | None = None) -> Rhythm:
    usual = (last - first) / (count - 1) if count >= ENOUGH else None
    is_quiet = usual is not None and timezone.now() - last > max(3 * usual, QUIET)
    return Rhythm(last, usual, is_quiet, name, pk)


def total(shares: list[Share]) -> Share:
    return Share("", sum(share.accepted for share in shares), sum(share.declined for share in shares))


def monday(at: datetime) -> date:
    """The first day of its week, where the newsroom is."""
    day = timezone.localtime(at).date()
    return day - timedelta(days=day.weekday())


class Tally:
    """Decisions by whatever they are grouped by."""

    def __init__(self) -> None:
        self.counts: Counter[tuple[Any, bool]] = Counter()

    def add(self, key: Any, verb: str, count: int = 1) -> None:
        self.counts[key, verb == "publish"] += count

    @property
    def keys(self) -> set[Any]:
        return {key for key, _ in self.counts}

    def share(self, key: Any, name: str = "") -> Share:
        return Share(name, self.counts[key, True], self.counts[key, False], day=key if isinstance(key, date) else None)


def _decided_since(day: date) -> QuerySet[AuditEntry]:
    """What persons decided from that day on, and still holds."""
    # Written out, for SQLite does not find the index of these verbs by parameters.
    a_decision = Func(F("verb"), template="%(expressions)s IN ('publish', 'decline')", output_field=BooleanField())
    midnight = timezone.make_aware(datetime.combine(day, time.min))
    return AuditEntry.objects.filter(a_decision, ~Exists(_undoing(UNDOS)), by__isnull=False, at__gte=midnight).order_by()


def _undoing(depth: int) -> QuerySet[AuditEntry]:
    """The entries that undo one and were not undone themselves."""
    # That it undoes anything follows; PostgreSQL, told so, reads the undos alone and not the whole trail.
    entries = AuditEntry.objects.filter(undoes=OuterRef("pk"), undoes__isnull=False)
    return entries.filter(~Exists(_undoing(depth - 1))) if depth > 1 else entries


def _rates(by: str) -> list[Share]:
    """Whose candidates were decided most, and how."""
    since = timezone.localdate() - timedelta(days=RATE_DAYS - 1)
    newest = _decided_since(since).order_by("-at").values("pk")[:MOST_DECISIONS]
    found = (
        AuditEntry.objects.filter(pk__in=newest, **{f"{by}__isnull": False})
        .values_list(by, f"{by}__name")
        .annotate(decided=Count("pk"), accepted=Count("pk", filter=Q(verb="publish")))
        .order_by("-decided", by)[:TOP]
    )
    return [Share(name, accepted, decided - accepted, pk=pk) for pk, name, decided, accepted in found]


def _rhythm_of(dates: list[datetime]) -> Rhythm:
    recent = [at for at in dates if at >= _weeks_ago()]
    if recent or not dates:
        return rhythm(min(recent), max(recent), len(recent)) if recent else Rhythm(None, None, False)
    return Rhythm(max(dates), None, is_quiet=True)


def _weeks_ago() -> datetime:
    return timezone.now() - timedelta(weeks=WEEKS)


def _age(waited: timedelta) -> str:
    return next(word for limit, word in AGES if waited < limit)


def _problems(run: ImportRun) -> list[str]:
    """The first of what was wrong in the files of a run, as its report says it."""
    errors = [error for error in run.errors if isinstance(error, dict)] if isinstance(run.errors, list) else []
    return [f"{error.get('path', '')}:{error.get('line', '')}: {error.get('message', '')}"[:300] for error in errors[:5]]
