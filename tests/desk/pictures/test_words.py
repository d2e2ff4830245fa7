"""How a picture fares, and what an edit did, in words."""

from datetime import UTC, datetime

import pytest

from articles.desk.pictures.words import broken, done, state
from articles.images import editing
from articles.images.shaping.pool import decoders
from articles.images.undoing import undo
from articles.models import PictureCopy
from tests import factories

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    "fields, kind, said",
    [
        ({"copy": None, "error": "x", "error_text": "Gone."}, "broken", "Gone. It is not asked for again by itself."),
        (
            {"copy": None, "error": "x", "error_text": "Slow.", "due_at": NOON},
            "broken",
            "Slow. It is asked for again from 25 Nov, 12:00 on.",
        ),
        ({"copy": None, "due_at": NOON}, "due", "It is fetched as soon as its server’s turn comes."),
        ({"copy": None}, "off", "Nobody asks for it: its provider’s pictures are not copied."),
        ({}, "kept", ""),
        ({"error": "x", "error_text": "Slow."}, "kept", "When it was last asked for: Slow."),
        ({"is_gone": True, "error": "x", "error_text": "404"}, "gone", "Its address has it no more; we keep what we have."),
        ({"has_changed": True}, "changed", "Its address shows another picture than our copy."),
    ],
)
def test_each_state_is_a_word_and_a_sentence(fields, kind, said):
    found = state(factories.stored(**fields))

    assert (found.kind, found.said) == (kind, said)


def test_a_replacement_says_so_and_what_is_shown_is_not_broken():
    picture = factories.stored(copy=None, error="x", error_text="Gone.", replacement=factories.copy())

    assert state(picture).kind == "replaced"
    assert broken(picture) == ""


def test_a_placeholder_says_why_it_is_taken_for_one():
    picture = factories.stored()
    PictureCopy.objects.update(placeholder="shared")
    picture.refresh_from_db()

    assert state(picture).said == "Probably no picture of anything: the same for many articles."


def test_every_edit_can_be_said():
    alice, picture = factories.editor(), factories.stored()
    with decoders() as shape:
        editing.describe(picture, "A quay", False, alice)
        editing.describe(picture, "", True, alice)
        line = editing.refocus(picture, 0.5, 0.75, shape, alice)
        undo(line, shape, alice)
        editing.ask_again(picture, alice)

    said = [done(edit) for edit in picture.edits.order_by("pk")]

    assert said[0] == "described it as “A quay”"
    assert said[1] == "said that it needs no text, instead of “A quay”"
    assert said[2] == "moved the focal point from 25 % across, 25 % down to 50 % across, 75 % down"
    assert said[3].startswith("undid what alice did on ")
    assert said[4] == "asked for it again"
