"""Reading and splicing front matter: nothing is guessed, nothing but the changed lines moves."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles import frontmatter
from articles.frontmatter import FrontMatterError, parse, splice, yamltext

ORDER = ["category", "title", "excerpt", "type", "quality", "published", "topics", "images"]
EXAMPLE = """---
category: news
title: "A quoted: title"   # with a comment
type: article
quality: 69
published: false

provider:
  name: Reuters
  images:
    - url: "https://a.example/x.png"
      width: 50

# about topics
topics:
  - Computer Vision
  - AI
folded: >
  one
  two

---
Body --- with
---
a fence inside.
"""


def test_scalars_stay_the_text_that_stands_there():
    document = parse("---\na: no\nb: 12:30:45\nc: 017\nd: 1_000\ne: 2021-01-07\n---\n")

    assert document.data == {"a": "no", "b": "12:30:45", "c": "017", "d": "1_000", "e": "2021-01-07"}


def test_null_is_what_stands_without_quotes():
    assert parse('---\na: ~\nb: null\nc:\nd: "null"\ne: ""\n---\n').data == {"a": None, "b": None, "c": None, "d": "null", "e": ""}


def test_a_fence_in_the_body_belongs_to_the_body():
    assert parse(EXAMPLE).body == "Body --- with\n---\na fence inside.\n"


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("bom", ["", "\ufeff"])
def test_bom_and_line_ends_are_read_and_come_back(bom, newline):
    text = bom + EXAMPLE.replace("\n", newline)

    changed = splice(text, {"quality": 70})

    assert changed == text.replace("quality: 69", "quality: 70")
    assert parse(text).data["provider"]["images"] == [{"url": "https://a.example/x.png", "width": "50"}]


@pytest.mark.parametrize(
    "text, line, words",
    [
        ("no front matter\n", 1, "first line must be ---"),
        ("---\ntitle: x\n", 1, "not closed"),
        ("---\n---\n", 2, "empty"),
        ("---\n- a\n- b\n---\n", 2, "a list"),
        ("---\njust words\n---\n", 2, "keys with values"),
        ("---\na: 1\nb: 2\na: 3\n---\n", 4, "“a” stands here twice"),
        ("---\nx:\n  a: 1\n  a: 2\n---\n", 4, "twice"),
        ("---\na: &anchor 1\n---\n", 2, "anchors"),
        ("---\na: *alias\n---\n", 2, "aliases"),
        ("---\na:\n  <<: {b: 1}\n---\n", 3, "merge keys"),
        ("---\na: !!python/object:os.system x\n---\n", 2, "tags"),
        ("---\na: !!str x\n---\n", 2, "tags"),
        ("---\ntitle: one: two\n---\n", 2, "colon"),
        ('---\na: 1\ntitle: "open\n---\n', 4, "not closed"),
        ("---\n? [a, b]\n: c\n---\n", 2, "key must be a word"),
        ("---\na: b\x00c\n---\n", 2, "U+0000"),
        ("---\na: b\n---\nbody\x1b[31m\n", 4, "U+001B"),
        ("---\na: b\x7f\n---\n", 2, "not allowed"),
        ("---\na: " + "[" * 40_000 + "\n---\n", 2, "levels deep"),
        ("---\na: " + "{x: " * 40_000 + "\n---\n", 2, "levels deep"),
        ("---\n" + "- " * 40_000 + "\n---\n", 2, "a list"),
        ("---\na: " + "x" * 300_000 + "\n---\n", 1, "more than"),
        ('---\na: "\\ud800"\n---\n', 2, "escape sequence"),
    ],
)
def test_what_cannot_be_read_is_named_with_its_line(text, line, words):
    with pytest.raises(FrontMatterError) as caught:
        parse(text)

    assert words in caught.value.message
    assert caught.value.line == line


def test_a_bomb_of_aliases_is_refused_before_it_is_built():
    bomb = "---\na: &a [x, x]\n" + "".join(f"b{n}: &b{n} [*a, *a]\n" for n in range(30)) + "---\n"

    with pytest.raises(FrontMatterError, match="anchors"):
        parse(bomb)


def test_the_line_of_a_nested_value_is_found():
    assert frontmatter.line_of(EXAMPLE, ("provider", "images", 0, "width")) == 12
    assert frontmatter.line_of(EXAMPLE, ("topics", 1)) == 17
    assert frontmatter.line_of(EXAMPLE, ("provider", "missing")) == 8


def test_whole_files_of_yaml_need_no_fences():
    assert parse("taxonomy: topic\nname: AI\n---", fenced=False).data == {"taxonomy": "topic", "name": "AI"}


def test_a_comment_behind_a_changed_value_stays():
    assert '\ntitle: "B"   # with a comment\n' in splice(EXAMPLE, {"title": "B"})


def test_a_missing_key_comes_behind_its_predecessor():
    changed = splice(EXAMPLE, {"excerpt": "Words."}, ORDER)

    assert changed == EXAMPLE.replace("comment\n", 'comment\nexcerpt: "Words."\n', 1)


def test_removing_a_list_leaves_what_stands_around_it():
    assert splice(EXAMPLE, {"topics": None}) == EXAMPLE.replace("topics:\n  - Computer Vision\n  - AI\n", "")


def test_a_list_is_replaced_item_by_item_line():
    assert splice(EXAMPLE, {"topics": ["AI", "no", "C++: why"]}) == EXAMPLE.replace(
        "  - Computer Vision\n  - AI\n", '  - AI\n  - "no"\n  - "C++: why"\n'
    )


def test_a_value_where_nothing_stood_is_put_behind_the_colon():
    assert splice("---\na:\nb: 1\n---\n", {"a": "word"}) == "---\na: word\nb: 1\n---\n"


def test_front_matter_in_braces_is_refused_when_edited():
    with pytest.raises(FrontMatterError, match="line by line"):
        splice("---\n{title: x}\n---\n", {"title": "y"})


KEYS = st.sampled_from(["title", "excerpt", "type", "webUrl", "other", "Ünï"])
TEXTS = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="".join(map(chr, [*range(9), 11, 12, *range(14, 32)]))), max_size=60
)
VALUES = st.one_of(TEXTS, st.lists(TEXTS.filter(bool), min_size=1, max_size=3), st.integers(0, 999), st.booleans())


def as_read(value):
    """A written value as it reads: scalars are text."""
    if isinstance(value, list):
        return [as_read(item) for item in value]
    return {True: "true", False: "false"}[value] if isinstance(value, bool) else str(value)


@given(values=st.dictionaries(KEYS, VALUES, min_size=1), body=TEXTS)
def test_whatever_is_composed_is_read_back(values, body):
    document = parse(frontmatter.compose([values], "\n" + body))

    assert document.data == as_read_map(values)
    assert document.body == "\n" + body


@given(values=st.dictionaries(KEYS, VALUES, min_size=2), data=st.data(), newline=st.sampled_from(["\n", "\r\n"]))
def test_splicing_changes_the_named_key_and_nothing_else(values, data, newline):
    text = frontmatter.compose([values]).replace("\n", newline)
    key = data.draw(st.sampled_from(sorted(values)))
    value = data.draw(VALUES)

    changed = splice(text, {key: value})

    assert parse(changed).data == {**as_read_map(values), key: as_read(value)}
    others = [
        line for name, other in values.items() if name != key for line in yamltext.entry(name, other, newline=newline).splitlines(True)
    ]
    assert all(line in changed.splitlines(True) for line in others if line.isprintable())


@given(values=st.dictionaries(KEYS, VALUES, min_size=2), data=st.data())
def test_a_key_taken_out_and_put_back_leaves_the_same_values(values, data):
    text = frontmatter.compose([values])
    key = data.draw(st.sampled_from(sorted(values)))

    without = splice(text, {key: None})
    again = splice(without, {key: values[key]}, sorted(values))

    assert key not in parse(without).data
    assert parse(again).data == as_read_map(values)


@given(st.text(st.characters(codec="utf-8"), max_size=200))
def test_no_text_does_worse_than_a_named_error(text):
    for candidate in (text, f"---\n{text}\n---\n", f"---\ntitle: {text}\n---\n"):
        try:
            assert isinstance(parse(candidate).data, dict)
        except FrontMatterError as error:
            assert 1 <= error.line <= candidate.count("\n") + 1


def as_read_map(values):
    return {key: as_read(value) for key, value in values.items()}
