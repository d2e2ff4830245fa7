"""What to do with a record: a three-way merge per field. Pure: compares values, touches nothing.

base    what the file said at the last import       theirs changed, ours not   take theirs
theirs  what the file says now                      ours changed, theirs not   keep ours
ours    what the row says now                       both, to one value         nothing to do
                                                    both, differently          keep ours, show the editor both
"""

from __future__ import annotations

from dataclasses import dataclass, field

from articles.importer.records import Fields

# Robots move heat by a point all day long, and nobody's decision hangs on it; the others no editor can change.
NEVER_A_CONFLICT = frozenset(("heat", "body", "category", "extra", "featured_content"))


@dataclass(slots=True)
class Decision:
    """Fields to write, fields in dispute as (ours, theirs), and fields whose earlier dispute has ended."""

    changes: Fields = field(default_factory=dict)
    conflicts: dict[str, tuple[object, object]] = field(default_factory=dict)
    settled: set[str] = field(default_factory=set)

    @property
    def counts_as_new_version(self) -> bool:
        return bool(self.changes.keys() - {"heat"})


def decide(base: Fields | None, theirs: Fields, ours: Fields, *, ours_stands: frozenset[str] = frozenset()) -> Decision:
    """Merge `theirs` into `ours`. Without a base (never imported) every difference is a dispute.

    `ours_stands` names fields that an editor has decided on although their values look like the base.
    """
    decision = Decision()
    for name, value in theirs.items():
        mine = ours.get(name)
        if value == mine:
            decision.settled.add(name)
            continue
        was = base.get(name) if base is not None else None
        if base is not None and value == was:
            continue
        if name in NEVER_A_CONFLICT or (base is not None and mine == was and name not in ours_stands):
            decision.changes[name] = value
        else:
            decision.conflicts[name] = (mine, value)
    return decision
