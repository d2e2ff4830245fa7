"""Edits of pictures taken back: what they changed, where it still stands."""

import pytest
from django.utils import timezone

from articles.images.editing import CannotEdit, accept_change, ask_again, describe, keep_ours, refocus, replace, take_back_replacement
from articles.images.undoing import undo
from articles.models import Picture, PictureCopy
from tests import factories
from tests.images import pictures

pytestmark = pytest.mark.django_db


@pytest.fixture
def bob():
    return factories.contributor()


def stored(picture) -> Picture:
    return Picture.objects.get(pk=picture.pk)


def test_a_text_is_put_back_by_a_line_that_names_the_one_it_undoes(alice, bob, shape):
    picture = factories.stored(alt="Before")
    line = describe(picture, "After", False, alice)

    undone = undo(line, shape, bob)

    assert stored(picture).alt == "Before"
    assert (undone.undoes, undone.by, undone.changes) == (line, bob, {"alt": ["After", "Before"]})


def test_an_undo_can_itself_be_undone(alice, shape):
    picture = factories.stored()
    line = describe(picture, "After", False, alice)

    undo(undo(line, shape, alice), shape, alice)

    assert stored(picture).alt == "After"


def test_what_somebody_changed_again_is_left_alone(alice, bob, shape):
    picture = factories.stored()
    line = describe(picture, "First", False, alice)
    describe(picture, "Second", False, bob)

    with pytest.raises(CannotEdit, match="text was changed again"):
        undo(line, shape, alice)

    assert stored(picture).alt == "Second"


def test_a_focal_point_goes_back_and_the_shapes_with_it(alice, shape):
    picture = factories.stored()
    refocus(picture, 0.1, 0.1, shape, alice)
    files = PictureCopy.objects.get().files
    line = refocus(picture, 0.9, 0.9, shape, alice)

    undo(line, shape, alice)

    copy = PictureCopy.objects.get()
    assert (copy.focus_x, copy.focus_y, copy.files) == (0.1, 0.1, files)


def test_a_point_found_by_machine_is_one_again(alice, shape):
    picture = factories.stored()

    undo(refocus(picture, 0.9, 0.9, shape, alice), shape, alice)

    assert not PictureCopy.objects.get().focus_by_hand


def test_a_point_of_a_picture_that_is_shown_no_more_stays(alice, shape):
    picture = factories.stored()
    line = refocus(picture, 0.9, 0.9, shape, alice)
    replace(picture, pictures.photo(), shape, alice)

    with pytest.raises(CannotEdit, match="moved again"):
        undo(line, shape, alice)


def test_a_replacement_undone_is_broken_again_and_due_as_it_was(alice, shape):
    due = timezone.now()
    picture = factories.stored(copy=None, error="not-found", error_text="The server has it no more.", due_at=due)
    line = replace(picture, pictures.photo(), shape, alice)

    undo(line, shape, alice)

    now = stored(picture)
    assert (now.replacement, now.error, now.error_text, now.due_at) == (None, "not-found", "The server has it no more.", due)


def test_a_replacement_taken_back_by_mistake_is_shown_again(alice, shape):
    picture = factories.stored(copy=None, replacement=factories.copy())
    line = take_back_replacement(picture, alice)

    undo(line, shape, alice)

    assert stored(picture).shown is not None
    assert stored(picture).due_at is None


def test_a_former_picture_that_is_not_kept_cannot_come_back(alice, shape):
    picture = factories.stored(replacement=factories.copy())
    line = take_back_replacement(picture, alice)
    PictureCopy.objects.exclude(pk=picture.copy_id).delete()

    with pytest.raises(CannotEdit, match="not kept any more"):
        undo(line, shape, alice)


def test_a_change_taken_is_undone_before_the_new_picture_has_come(alice, shape):
    picture = factories.stored(has_changed=True)

    undo(accept_change(picture, alice), shape, alice)

    assert stored(picture).has_changed
    assert stored(picture).due_at is None


def test_a_change_taken_is_undone_after_the_new_picture_has_come(alice, shape):
    picture = factories.stored(has_changed=True)
    former = picture.copy
    line = accept_change(picture, alice)
    Picture.objects.update(copy=factories.copy(), due_at=None)

    again = undo(line, shape, alice)

    assert stored(picture).copy == former
    assert stored(picture).has_changed
    undo(again, shape, alice)
    assert stored(picture).copy != former


def test_a_change_that_was_turned_down_is_a_question_again(alice, shape):
    picture = factories.stored(has_changed=True)

    undo(keep_ours(picture, alice), shape, alice)

    assert stored(picture).has_changed


def test_the_same_is_not_undone_twice(alice, shape):
    line = keep_ours(factories.stored(has_changed=True), alice)
    undo(line, shape, alice)

    with pytest.raises(CannotEdit, match="as it was before"):
        undo(line, shape, alice)


def test_asking_leaves_nothing_to_undo(alice, shape):
    picture = factories.stored()
    ask_again(picture, alice)

    with pytest.raises(CannotEdit, match="changed nothing"):
        undo(picture.edits.get(), shape, alice)
