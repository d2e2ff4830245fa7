"""Taking entries of the audit trail back, as new entries: history is never rewritten.

An entry can be undone where what it changed still stands as it left it. Its values are a record's (importer/rows.py), and so the
merge knows how to write them; an import that comes later meets them as an editor's decision.

ground ──► whether it can be, and what it comes to   rights ──► who may
one    ──► it is done                                many   ──► several at once, undone as one
"""

from articles.undo.ground import Step, obstacle, prospects, rehearse, snapshot
from articles.undo.many import MOST, undo_many
from articles.undo.one import CannotUndo, undo
from articles.undo.rights import may_undo, rights

__all__ = [
    "MOST",
    "CannotUndo",
    "Step",
    "may_undo",
    "obstacle",
    "prospects",
    "rehearse",
    "rights",
    "snapshot",
    "undo",
    "undo_many",
]
