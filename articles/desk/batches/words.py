"""How the desk names what is done to many articles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from articles.models import Batch

if TYPE_CHECKING:
    from articles.batches import Progress

DONE = {
    "publish": "published",
    "unpublish": "taken back to review",
    "decline": "declined",
    "withdraw": "withdrawn",
    "assign": "assigned",
    "undo": "undone",
    "revert": "reverted",
}
# What an article is already, where the verb would change nothing.
ALREADY = {"publish": "published", "unpublish": "awaiting", "decline": "declined", "withdraw": "withdrawn"}


def heading(batch: Batch, count: int) -> str:
    """“Publish 120 articles”, “Undo batch 7”, “Revert import run 3”."""
    if batch.verb == "undo":
        return f"Undo batch {batch.undoes_id}" if batch.undoes_id else f"Undo {batch.about or 'a batch'}"
    if batch.verb == "revert":
        return f"Revert import run {batch.run_id}" if batch.run_id else "Revert an import run"
    return asked(batch.verb, count) + (f" to {batch.assignee.get_username()}" if batch.assignee else "")


def asked(verb: str, count: int) -> str:
    return f"{verb.capitalize()} {count:,} article{'' if count == 1 else 's'}"


def said(batch: Batch, now: Progress) -> str:
    """“118 published, 2 skipped, 0 failed.”"""
    parts = [f"{now.done:,} {DONE.get(batch.verb, 'done')}", f"{now.skipped:,} skipped", f"{now.failed:,} failed"]
    return ", ".join(parts) + (f", {now.todo:,} to do." if now.todo else ".")
