"""Asking for a batch: what it is to do, and to which versions of which articles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from articles.batches import reverts
from articles.batches.rights import VERBS, Refused, lacks, may_go_on, may_withdraw, verb_of
from articles.decisions import wrong_reason
from articles.importer.lock import AlreadyRunning, CannotLock, import_lock
from articles.models import Article, Batch, BatchItem, ImportRun
from articles.teamwork.people import assignable

if TYPE_CHECKING:
    from django.contrib.auth.models import User

MOST = 10_000  # articles that one person confirms at once
_AT_ONCE = 1_000


def begin(verb: str, versions: Mapping[int, int], by: User, *, reason: str = "", about: str = "", assignee: User | None = None) -> Batch:
    """A batch of this verb on these articles, {key: version that was confirmed}; keys that no article has are left out.

    Raises Refused. Nothing is done to any article yet.
    """
    if verb not in VERBS:
        raise Refused(f"“{verb[:30]}” cannot be done to many articles")
    reason = " ".join(reason.replace("\0", "").split())
    why = (
        lacks(by, verb)
        or (f"more than {MOST:,} articles; narrow the list" if len(versions) > MOST else "")
        or wrong_reason(verb, reason)
        or (_unfit(assignee) if verb == "assign" else "")
    )
    if why:
        raise Refused(why)
    known = list(_known(versions))
    if not known:
        raise Refused("none of these articles exists")
    batch = Batch(verb=verb, by=by, reason=reason, about=about[:300], assignee=assignee if verb == "assign" else None)
    return _store(batch, known)


@transaction.atomic
def undo_batch(batch: Batch, by: User) -> Batch:
    """A batch that undoes what this one did; what was not yet done of it never will be. Raises Refused."""
    if why := lacks(by, verb_of(batch)):
        raise Refused(why)
    if not may_go_on(by, batch):
        raise Refused("only who began it, or a Chief, can undo it")
    Batch.objects.select_for_update(no_key=True).get(pk=batch.pk)  # a second click waits here, and then finds the first one's
    if other := undone_by(batch):
        raise Refused(f"batch {other.pk} undid it already")
    done = list(batch.items.filter(outcome="done").order_by("pk").values_list("article", "article__version"))
    if not done:
        raise Refused("it changed nothing that could be undone")
    batch.items.filter(outcome="todo").update(outcome="skipped", message="undone before its turn")
    Batch.objects.filter(pk=batch.pk, finished_at=None).update(finished_at=timezone.now())
    undoing = Batch(verb="undo", undoes=batch, run=batch.run, by=by, reason=f"undoes batch {batch.pk}", about=str(batch))
    return _store(undoing, done)


@transaction.atomic
def revert_run(run: ImportRun, by: User) -> Batch:
    """A batch that takes back what this import run did, but for what editors changed since. Raises Refused."""
    if why := lacks(by, "revert"):
        raise Refused(why)
    if not may_withdraw(by) and reverts.published_by(run).exists():
        raise Refused("you have no permission to withdraw articles, and this run published some")
    ImportRun.objects.select_for_update(no_key=True).get(pk=run.pk)
    if other := reverts.reverted_by(run):
        raise Refused(f"batch {other.pk} reverted it already")
    if not run.finished_at:
        _refuse_while_it_runs(run)
    reverted = reverts.touched_by(run)
    if not reverted:
        raise Refused("this run changed no article")
    about = f"import run {run.pk} of {run.source}"
    return _store(Batch(verb="revert", run=run, by=by, reason=f"import run {run.pk} reverted", about=about), reverted)


def undone_by(batch: Batch) -> Batch | None:
    """The batch that undid this one, unless it was undone itself."""
    return batch.undone_by.filter(undone_by=None).first()


@transaction.atomic
def _store(batch: Batch, versions: Iterable[tuple[int, int]]) -> Batch:
    batch.save()
    items = (BatchItem(batch=batch, article_id=key, version=version) for key, version in versions)
    for portion in iter(lambda: list(islice(items, _AT_ONCE)), []):
        BatchItem.objects.bulk_create(portion)
    return batch


def _known(versions: Mapping[int, int]) -> Iterator[tuple[int, int]]:
    """Those that exist, in the order given. A version that a row cannot hold is 0, which no article has."""
    keys = [key for key in versions if 0 < key < 2**63]  # what a row can have
    for start in range(0, len(keys), _AT_ONCE):
        portion = keys[start : start + _AT_ONCE]
        there = set(Article.objects.filter(pk__in=portion).values_list("pk", flat=True))
        yield from ((key, versions[key] if 0 < versions[key] < 2**31 else 0) for key in portion if key in there)


def _unfit(assignee: User | None) -> str:
    if assignee is None:
        return "say to whom they are to be assigned"
    return "" if assignable().filter(pk=assignee.pk).exists() else f"{assignee.get_username()} cannot decide on articles"


def _refuse_while_it_runs(run: ImportRun) -> None:
    try:
        with import_lock(run.source):
            pass
    except (AlreadyRunning, CannotLock):
        raise Refused("an import of this source is running; wait until it has finished") from None
