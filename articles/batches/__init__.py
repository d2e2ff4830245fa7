"""One verb on many articles: asked for once, worked off in portions, undone as one.

begin, undo_batch, revert_run ──► Batch with a BatchItem per article, each with the version that was confirmed
work                          ──► the next portion of them, a savepoint each; safe twice at once, gone on with after a crash
"""

from articles.batches.asking import MOST, begin, revert_run, undo_batch, undone_by
from articles.batches.reverts import Prospect, prospect, reverted_by
from articles.batches.rights import VERBS, Refused, lacks, may_go_on, verb_of
from articles.batches.working import Progress, progress, work

__all__ = [
    "MOST",
    "VERBS",
    "Progress",
    "Prospect",
    "Refused",
    "begin",
    "lacks",
    "may_go_on",
    "progress",
    "prospect",
    "revert_run",
    "reverted_by",
    "undo_batch",
    "undone_by",
    "verb_of",
    "work",
]
