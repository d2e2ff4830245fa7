"""Working together on an article: who has it, what is said of it inside, and who is told.

assign() ─┐                        ┌─ nobody else's business
add_note()┴─► whom it concerns ────┴─► mail.py, after the commit
"""

from articles.teamwork.assignment import assign, tell_of_batch
from articles.teamwork.mail import Mailing, is_on
from articles.teamwork.notes import MOST, NoteRefused, add_note
from articles.teamwork.people import Mentions, assignable, may_name, mentions, readers

__all__ = [
    "MOST",
    "Mailing",
    "Mentions",
    "NoteRefused",
    "add_note",
    "assign",
    "assignable",
    "is_on",
    "may_name",
    "mentions",
    "readers",
    "tell_of_batch",
]
