"""Working a batch off: the next portion, a savepoint for each article, an outcome and a reason for each."""

from __future__ import annotations

import logging
import time
from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from django.db import OperationalError, transaction
from django.db.models import Count
from django.utils import timezone

from articles.batches.acts import Verdict, act
from articles.batches.rights import Refused, lacks, may_go_on, verb_of
from articles.decisions import WrongReason
from articles.models import Article, AuditEntry, Batch, BatchItem, StaleArticle
from articles.rights import Forbidden
from articles.teamwork import tell_of_batch
from articles.undo import CannotUndo

if TYPE_CHECKING:
    from django.contrib.auth.models import User

# Articles in one transaction: enough that the disk's flush costs little, few enough that editors hardly wait for it.
CHUNK = 20
_log = logging.getLogger(__name__)


class Progress(NamedTuple):
    """How many articles of a batch have which outcome."""

    todo: int = 0
    done: int = 0
    skipped: int = 0
    failed: int = 0

    @property
    def total(self) -> int:
        return sum(self)

    @property
    def worked(self) -> int:
        return self.total - self.todo


def progress(batch: Batch) -> Progress:
    counts = batch.items.order_by().values_list("outcome").annotate(Count("pk"))
    return Progress(**dict(counts))


def work(batch: Batch, by: User, *, count: int = 500, seconds: float = 1.0) -> Progress:
    """Work off at most `count` more articles, in about so many seconds. Raises Refused for who may not go on with it.

    Two at once share the work: each takes articles that the other has not. Killed half way, a chunk was never begun.
    """
    if not may_go_on(by, batch):
        raise Refused("only who began it, or a Chief, can go on with it")
    if why := lacks(by, verb_of(batch)):
        batch.items.filter(outcome="todo").update(outcome="failed", message=why)
    until = time.monotonic() + seconds
    while count > 0 and (worked := _chunk(batch, by, min(count, CHUNK))):
        count -= worked
        if time.monotonic() >= until:
            break
    now = progress(batch)
    if not now.todo:
        if Batch.objects.filter(pk=batch.pk, finished_at=None).update(finished_at=timezone.now()) and batch.verb == "assign":
            tell_of_batch(batch, now.done)
        batch.refresh_from_db(fields=["finished_at"])
    return now


@transaction.atomic
def _chunk(batch: Batch, by: User, size: int) -> int:
    """The next articles of the batch that nobody else has in hand. How many."""
    todo = batch.items.select_for_update(skip_locked=True).filter(outcome="todo").order_by("pk")[:size]
    # By key, as every chunk takes them: two batches on the same articles wait for one another and do not deadlock.
    items = sorted(todo, key=lambda item: item.article_id)
    keys = [item.article_id for item in items]
    rows = Article.objects.select_for_update(of=("self",)).select_related("assigned_to")
    articles = {article.pk: article for article in rows.filter(pk__in=keys).order_by("pk")}
    trail: defaultdict[int, list[AuditEntry]] = defaultdict(list)
    # Narrowed by the articles alone: an index of a batch's entries would be read as a whole, once a chunk.
    for entry in AuditEntry.objects.filter(article__in=keys).select_related("by", "batch").order_by("-pk"):
        trail[entry.article_id].append(entry)
    verdicts: defaultdict[Verdict, list[int]] = defaultdict(list)
    for item in items:
        verdicts[_decided(batch, item, articles[item.article_id], trail[item.article_id], by)].append(item.pk)
    for verdict, decided in verdicts.items():
        BatchItem.objects.filter(pk__in=decided).update(outcome=verdict.outcome, message=verdict.message)
    return len(items)


def _decided(batch: Batch, item: BatchItem, article: Article, trail: list[AuditEntry], by: User) -> Verdict:
    """One article in a savepoint of its own: whatever goes wrong with it is its own outcome."""
    try:
        with transaction.atomic():
            return act(batch, item, article, trail, by)
    except StaleArticle:
        return Verdict.skipped(_changed(trail))
    except CannotUndo as why:
        return Verdict.skipped(str(why))
    except (Forbidden, WrongReason) as why:
        return Verdict.failed(str(why))
    except OperationalError:
        raise  # the database is busy: nothing of this chunk was done, and all of it can be tried again
    except Exception as error:
        _log.exception("Batch %s failed on article %s", batch.pk, item.article_id)
        return Verdict.failed(f"{type(error).__name__}: {error}")


def _changed(trail: list[AuditEntry]) -> str:
    return f"changed meanwhile by {trail[0].who} ({trail[0].verb})" if trail else "changed meanwhile"
