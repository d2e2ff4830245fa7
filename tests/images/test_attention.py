"""Which pictures need a person."""

import pytest
from django.db import connection

from articles.images import attention
from articles.models import Picture, PictureCopy
from tests import factories

pytestmark = pytest.mark.django_db


def sized(width, height, **copy) -> Picture:
    return factories.pictured(factories.article(), factories.stored(copy=factories.copy(**copy)), width=width, height=height).picture


def test_what_an_embargo_hides_is_missed_by_nobody():
    for make in (factories.published, factories.embargoed, factories.withdrawn):
        factories.pictured(make(), factories.stored(copy=None, error="status-404"))

    assert attention.of_published(attention.broken(Picture.objects.all())).count() == 1


def test_a_picture_that_waits_for_its_first_copy_is_not_broken():
    factories.stored(copy=None)

    assert not attention.broken(Picture.objects.all()).exists()


def test_one_place_without_a_title_is_enough_to_need_a_text():
    picture = factories.pictured(factories.article(), title="A harbour").picture
    factories.pictured(factories.article(), picture, title="")

    assert attention.without_text(Picture.objects.all()).get() == picture


@pytest.mark.parametrize("width, height", [(1281, 961), (319, 239), (640, 640), (1280, 400)])
def test_a_size_or_shape_far_from_what_is_declared_is_odd(width, height):
    assert attention.odd_size(Picture.objects.all()).filter(pk=sized(width, height).pk).exists()


@pytest.mark.parametrize("width, height", [(640, 480), (1280, 960), (320, 240), (600, 500), (None, None), (0, 0)])
def test_about_what_is_declared_is_fine(width, height):
    sized(width, height)

    assert not attention.odd_size(Picture.objects.all()).exists()


def test_declared_sizes_beyond_all_measure_are_odd_and_no_error():
    picture = sized(2_000_000_000, 2_000_000_000)

    assert attention.odd_size(Picture.objects.all()).get() == picture


def test_a_placeholder_that_was_replaced_is_none():
    for replacement in (None, factories.copy()):
        picture = factories.stored(replacement=replacement)
        PictureCopy.objects.filter(pk=picture.copy_id).update(placeholder="tiny")

    assert attention.placeholders(Picture.objects.all()).get().replacement is None


@pytest.mark.skipif(connection.vendor != "sqlite", reason="its planner decides by other things than the tables' size")
@pytest.mark.parametrize("rows", ["changed", "gone"])
def test_a_flag_is_found_by_its_index(rows):
    plan = getattr(attention, rows)(Picture.objects.all()).order_by("-pk")[:50].explain()

    assert f"picture_{rows}" in plan


def test_it_is_counted_only_so_far(monkeypatch):
    monkeypatch.setattr(attention, "MOST_COUNTED", 2)
    for _ in range(4):
        factories.pictured(factories.published(), factories.stored(copy=None, error="status-404"))

    found = attention.needs()

    assert (found.missed, found.untold, found.is_more) == (2, 0, {"missed"})
