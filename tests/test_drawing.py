"""Drawings: the same words give the same picture."""

import re

from articles.drawing import drawn_picture, monogram


def colours(svg: str) -> set[str]:
    return set(re.findall(r'fill="hsl\((\d+)', svg))


def test_the_same_words_give_the_same_picture():
    drawn_picture.cache_clear()
    before = drawn_picture("vision", "Tide", "birds", 480, 320)
    drawn_picture.cache_clear()

    assert drawn_picture("vision", "Tide", "birds", 480, 320) == before


def test_a_topic_keeps_its_colours_and_articles_differ_in_shape():
    birds, maps = (drawn_picture("vision", "Tide", slug, 480, 320) for slug in ("birds", "maps"))

    assert birds != maps
    assert colours(birds) & colours(maps)


def test_a_picture_fills_a_box_of_any_other_shape():
    outer = drawn_picture("vision", "Tide", "birds", 480, 320).partition(">")[0]

    assert 'preserveAspectRatio="xMidYMid slice"' in outer


def test_a_hostile_name_is_text():
    assert "<script" not in drawn_picture("<script>", '"><script>', "\ud800", 480, 320) + monogram("<script>")
    assert ">•<" in monogram("") and ">•<" in monogram("<>&")


def test_a_mark_is_the_first_letter_in_any_script():
    assert ">Ö<" in monogram("ödland") and ">写<" in monogram("写真") and ">S<" in monogram("ßtraße")
