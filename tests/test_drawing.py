"""Drawings: the same words give the same picture."""

import re

from articles.drawing import drawn_picture, drawn_thumbnail, monogram


def colours(svg: str) -> set[str]:
    return set(re.findall(r'fill="(#\w{6})"', svg))


def test_the_same_words_give_the_same_picture():
    drawn_picture.cache_clear()
    before = drawn_picture("vision", "Tide", "birds")
    drawn_picture.cache_clear()

    assert drawn_picture("vision", "Tide", "birds") == before


def test_a_topic_keeps_its_colours_and_articles_differ_in_shape():
    birds, maps = (drawn_picture("vision", "Tide", slug) for slug in ("birds", "maps"))

    assert birds != maps
    assert colours(birds) & colours(maps)


def test_a_picture_fills_what_it_is_put_into_or_has_a_shape_of_its_own():
    drawing = drawn_picture("vision", "Tide", "birds")

    assert 'preserveAspectRatio="xMidYMid slice"' in drawing.partition(">")[0]
    assert drawn_picture("vision", "Tide", "birds", (16, 10)) == f'<svg class="box" viewBox="0 0 16 10" aria-hidden="true">{drawing}</svg>'


def test_everything_of_a_colour_is_one_path():
    paths = re.findall(r'<path fill="(#\w{6})" d="([^"]+)"/>', drawn_picture("vision", "Tide", "birds"))
    grounds = [colour for colour, path in paths if "h6v6h-6z" in path or path.startswith("M0 0h18")]
    figures = [colour for colour, _ in paths[len(grounds) :]]

    assert len(set(grounds)) == len(grounds) and len(set(figures)) == len(figures)
    assert sum(path.count("M") for _, path in paths[len(grounds) :]) == 6


def test_a_thumbnail_shows_the_first_tiles_of_the_same_picture():
    def figures(svg: str) -> set[tuple[str, str]]:
        paths = re.findall(r'fill="(#\w{6})" d="M([^"]+)"', svg)
        return {(colour, figure) for colour, path in paths for figure in path.split("M") if not re.match(r"\d+ 0h\d+v6", figure)}

    for slug in ("birds", "maps", "law", "ships"):
        small, whole = (drawing("vision", "Tide", slug) for drawing in (drawn_thumbnail, drawn_picture))

        assert figures(small) <= figures(whole) and len(figures(small)) == 2
        assert len(small) < 0.6 * len(whole)


def test_a_hostile_name_is_text():
    assert "<script" not in drawn_picture("<script>", '"><script>', "\ud800") + monogram("<script>")
    assert ">•<" in monogram("") and ">•<" in monogram("<>&")


def test_a_mark_is_the_first_letter_in_any_script():
    assert ">Ö<" in monogram("ödland") and ">写<" in monogram("写真") and ">S<" in monogram("ßtraße")
