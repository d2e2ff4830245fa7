"""Values as YAML text, in the style of the real files; and libyaml's complaints in an editor's words. Pure."""

from __future__ import annotations

import re
from typing import Any


class Plain(str):
    """Text that is written as it is, without quotes: a timestamp."""


# Keys whose text always stands in quotes, as the robots write them.
_QUOTED = re.compile(r"(?:title|excerpt|featuredContent|secured|.*[uU]rl)\Z")
_PLAIN = re.compile(r"[A-Za-z][\w/-]*(?:[ .][\w/-]+)*\Z", re.ASCII)
_MEANS_SOMETHING_ELSE = frozenset(("true", "false", "yes", "no", "on", "off", "y", "n", "null"))
_SAFE_KEY = re.compile(r"[A-Za-z_][\w-]*\Z", re.ASCII)


def entry(key: str, value: Any, *, indent: int = 0, newline: str = "\n", quoted: bool = False) -> str:
    """`key: value` with its line end; maps and lists in block style below it."""
    lines = [" " * indent + line for line in _entry_lines(key, value, quoted)]
    return newline.join(lines) + newline


def scalar(value: Any, *, quoted: bool = False, key: str = "") -> str:
    """One value on one line. `quoted` keeps the quotes that stood there before."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    text = str(value)
    if isinstance(value, Plain):
        return text
    if quoted or _QUOTED.match(key) or not _PLAIN.match(text) or text.lower() in _MEANS_SOMETHING_ELSE:
        return '"' + "".join(map(_escaped, text)) + '"'
    return text


def explain(problem: str) -> str:
    """What libyaml says, as something to do."""
    for technical, plain in _EXPLANATIONS:
        if technical in problem:
            return plain
    return f"this is not YAML: {problem}"


_EXPLANATIONS = (
    ("mapping values are not allowed", 'a colon inside an unquoted text: put the text in "quotes"'),
    ("found character that cannot start any token", 'a text cannot begin with this character (or a tab): put it in "quotes"'),
    ("could not find expected ':'", "a key without its colon, or a text whose lines are not indented"),
    ("did not find expected key", "not a key with a value: look for quotes inside a quoted text or wrong indentation"),
    ("found unexpected end of stream", "a quote or bracket is opened and not closed"),
    ("found unexpected document indicator", "a quoted text is not closed before the end of the front matter"),
    ("did not find expected '-' indicator", "a list item must begin with a dash, indented like the others"),
    ("did not find expected ',' or ']'", "a list in [ ] is not closed"),
    ("did not find expected ',' or '}'", "a map in { } is not closed"),
    ("unknown escape character", "a backslash in a quoted text: write it twice"),
    ("found undefined tag handle", 'a text cannot begin with "!": put it in "quotes"'),
    ("while scanning an anchor", 'a text cannot begin with "&" or "*": put it in "quotes"'),
    ("did not find expected alphabetic or numeric character", 'a text cannot begin with "&" or "*": put it in "quotes"'),
    ("block sequence entries are not allowed", "a list must begin on a line of its own"),
    ("invalid Unicode character", "an escape sequence stands for no character: delete it"),
    ("did not find expected hexdecimal number", r"a broken escape sequence such as \u12: write four digits or delete it"),
)


def _entry_lines(key: str, value: Any, quoted: bool = False) -> list[str]:
    name = key if _SAFE_KEY.match(key) else scalar(key, quoted=True)
    if isinstance(value, dict) and value:
        return [f"{name}:", *("  " + line for child, below in value.items() for line in _entry_lines(child, below))]
    if isinstance(value, list) and value:
        return [f"{name}:", *("  " + line for item in value for line in _item_lines(key, item))]
    if isinstance(value, dict | list):
        return [f"{name}: " + ("{}" if isinstance(value, dict) else "[]")]
    return [f"{name}: {scalar(value, quoted=quoted, key=key)}"]


def _item_lines(key: str, item: Any) -> list[str]:
    if isinstance(item, dict) and item:
        lines = [line for child, below in item.items() for line in _entry_lines(child, below)]
        return ["- " + lines[0], *("  " + line for line in lines[1:])]
    if isinstance(item, list):
        return ["- " + ("[" + ", ".join(scalar(part, quoted=True) for part in item) + "]")]
    return ["- " + ("{}" if isinstance(item, dict) else scalar(item))]


def _escaped(character: str) -> str:
    if character in '"\\':
        return "\\" + character
    if character.isprintable():
        return character
    code = ord(character)
    if character in _SHORT:
        return _SHORT[character]
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


_SHORT = {"\n": "\\n", "\t": "\\t", "\r": "\\r"}
