"""One value of a file, checked and made canonical. Each converter takes (value, where) and raises Invalid. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from urllib.parse import urlsplit

Where = tuple[str | int, ...]

BOOLEANS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
CATEGORY = re.compile(r"[a-z0-9][a-z0-9_-]{0,99}\Z")
SPACES = re.compile(r"\s+")

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_NOT_IN_URLS = re.compile('[\x00-\x20\x7f"<>\\\\^`{|}]')
# Nearly every real address; what is unusual about the others is looked at closely.
_PLAIN_URL = re.compile(r"https?://[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+(?:[/?#][\w./?#=&%+:,;@~!$'()*\[\]-]*)?\Z")
_CANONICAL = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\Z", re.ASCII)
_INTEGER = re.compile(r"-?[0-9]{1,9}\Z")
_SLUG = re.compile(r"[-\w]{1,200}\Z")
_DOMAIN = re.compile(r"[^\s/\\:@?#]+\Z")
_TIMESTAMP = re.compile(
    r"(\d{4})-(\d\d?)-(\d\d?)(?:(?:[Tt]|[ \t]+)(\d\d?):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?)?[ \t]*(Z|z|UTC|[+-]\d\d(?::?\d\d)?)?\Z", re.ASCII
)
_URL_LIMIT = 2000
YEARS = range(1800, 2201)  # the ends of the calendar cannot be shown in every time zone
MOST = 200  # items of a list; real articles have 4 topics and 8 related ones


class Invalid(ValueError):
    """A value that cannot be taken; `where` is its place in the file, such as ("related", 2, "webUrl")."""

    def __init__(self, where: Where, message: str) -> None:
        super().__init__(message)
        self.where = where


def shown(value: Any) -> str:
    """A value in a message: short, on one line."""
    text = value if isinstance(value, str) else "a list" if isinstance(value, list) else "a map" if isinstance(value, dict) else "nothing"
    short = text if len(text) <= 60 else text[:57] + "…"
    return f"“{_CONTROL.sub('?', short)}”" if isinstance(value, str) else short


def text(limit: int, *, required: bool = False) -> Callable[[Any, Where], str]:
    def convert(value: Any, where: Where) -> str:
        if value.__class__ is not str:
            if value is not None:
                raise Invalid(where, f"{_name(where)} must be text, not {shown(value)}")
            value = ""
        if len(value) > limit:
            raise Invalid(where, f"{_name(where)} has {len(value):,} characters; at most {limit:,} are possible")
        if not value.isprintable() and _CONTROL.search(value):  # most texts are printable, and that is quickly seen
            raise Invalid(where, f"{_name(where)} holds a control character; delete it")
        if required and not value.strip():
            raise Invalid(where, f"{_name(where)} is missing or empty")
        return value

    return convert


def integer(minimum: int) -> Callable[[Any, Where], int | None]:
    def convert(value: Any, where: Where) -> int | None:
        if value is None:
            return None
        if value.__class__ is not str or not _INTEGER.match(value):
            raise Invalid(where, f"{_name(where)} must be a whole number of at most 9 digits, not {shown(value)}")
        if int(value) < minimum:
            raise Invalid(where, f"{_name(where)} cannot be below {minimum}")
        return int(value)

    return convert


def boolean(value: Any, where: Where) -> bool | None:
    if value is None:
        return None
    if value.__class__ is not str or value not in BOOLEANS:
        raise Invalid(where, f"{_name(where)} must be true or false, not {shown(value)}")
    return BOOLEANS[value]


def timestamp(value: Any, where: Where) -> str | None:
    """ISO 8601 with an offset → the same instant in UTC, as in 2021-01-07T22:33:00Z."""
    if value is None:
        return None
    if value.__class__ is str and _CANONICAL.match(value):
        with suppress(ValueError):  # what it cannot read gets its message below
            if datetime.fromisoformat(value).year in YEARS:
                return str(value)
    match = _TIMESTAMP.match(value) if value.__class__ is str else None
    if match is None:
        raise Invalid(where, f"{_name(where)} must be a time such as 2021-01-07T22:33:00Z, not {shown(value)}")
    year, month, day, hour, minute, second, fraction, offset = match.groups()
    if hour is None or offset is None:
        raise Invalid(where, f"{_name(where)} {shown(value)} has no time zone; write it as in 2021-01-07T22:33:00Z")
    try:
        zone = UTC if offset in ("Z", "z", "UTC") else timezone(_offset(offset))
        moment = datetime(
            int(year), int(month), int(day), int(hour), int(minute), int(second or 0), int((fraction or "0").ljust(6, "0")[:6]), zone
        ).astimezone(UTC)
    except (ValueError, OverflowError):
        raise Invalid(where, f"{_name(where)} {shown(value)} is no date in the calendar") from None
    if moment.year not in YEARS:
        raise Invalid(where, f"{_name(where)} {shown(value)} is no date of news; the year must be from {YEARS[0]} to {YEARS[-1]}")
    return moment.isoformat().replace("+00:00", "Z")


def url(value: Any, where: Where) -> str:
    """An http or https address, or ""."""
    if value is None or value == "":
        return ""
    if value.__class__ is not str:
        raise Invalid(where, f"{_name(where)} must be an address, not {shown(value)}")
    if len(value) <= _URL_LIMIT and _PLAIN_URL.match(value):
        return str(value)
    try:
        parts = urlsplit(value)
        usable = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        usable = False
    if not usable or _NOT_IN_URLS.search(value) or _CONTROL.search(value):
        raise Invalid(where, f"{_name(where)} {shown(value)} is not a web address that begins with http:// or https://")
    if len(value) > _URL_LIMIT:
        raise Invalid(where, f"{_name(where)} has {len(value):,} characters; at most {_URL_LIMIT:,} are possible")
    return str(value)


def image_url(value: Any, where: Where) -> str:
    """A web address, or a path on the imported site such as /assets/images/x.png."""
    if value.__class__ is str and value.startswith("/") and not value.startswith("//"):
        if _CONTROL.search(value) or "\\" in value or len(value) > _URL_LIMIT:
            raise Invalid(where, f"{_name(where)} {shown(value)} is not a path on the site")
        return str(value)
    if not value:
        raise Invalid(where, "a picture without its url")
    return url(value, where)


def slug(value: Any, where: Where) -> str:
    if value.__class__ is not str or not _SLUG.match(value):
        raise Invalid(where, f"{_name(where)} must be letters, digits, - and _ only, not {shown(value)}: it becomes an address")
    return str(value)


def domain(*, required: bool = False) -> Callable[[Any, Where], str]:
    def convert(value: Any, where: Where) -> str:
        name = text(253, required=required)(value, where)
        if name and (not _DOMAIN.match(name) or _NOT_IN_URLS.search(name)):
            raise Invalid(where, f"{_name(where)} {shown(name)} is not a domain such as example.org")
        return name

    return convert


def names(limit: int) -> Callable[[Any, Where], list[str]]:
    """A list of texts in its order, each once; a single text is a list of one."""
    convert_one = text(limit, required=True)

    def convert(value: Any, where: Where) -> list[str]:
        if value is None:
            return []
        if value.__class__ is str:
            return [convert_one(value, where)]
        if value.__class__ is not list:
            raise Invalid(where, f"{_name(where)} must be a list")
        _refuse_many(value, where)
        return list(dict.fromkeys([convert_one(item, (*where, number)) for number, item in enumerate(value)]))

    return convert


def images(value: Any, where: Where) -> list[dict[str, Any]]:
    return [_image(item, (*where, number)) for number, item in enumerate(_list_of_maps(value, where))]


def provider(value: Any, where: Where) -> dict[str, Any]:
    return _mapped(value, where, _PROVIDER) if value is not None else {}


def related(value: Any, where: Where) -> list[dict[str, Any]]:
    return [_mapped(item, (*where, number), _RELATED) for number, item in enumerate(_list_of_maps(value, where))]


def anything(value: Any, where: Where) -> Any:
    """A value that we do not model: kept as it is, unless the database could not store it."""
    if isinstance(value, str):
        if _CONTROL.search(value):
            raise Invalid(where, f"{_name(where)} holds a control character; delete it")
    elif isinstance(value, list):
        for number, item in enumerate(value):
            anything(item, (*where, number))
    elif isinstance(value, dict):
        for key, item in value.items():
            anything(key, where)
            anything(item, (*where, key))
    return value


def _refuse_many(value: list[Any], where: Where) -> None:
    if len(value) > MOST:
        raise Invalid(where, f"{_name(where)} has {len(value):,} items; at most {MOST} are possible")


def _image(value: dict[str, Any], where: Where) -> dict[str, Any]:
    return _mapped({"url": None, **value}, where, _IMAGE)


def _mapped(value: Any, where: Where, converters: dict[str, Callable[[Any, Where], Any]]) -> dict[str, Any]:
    """A map with its known keys converted, unknown ones kept, empty ones left out."""
    if value.__class__ is not dict:
        raise Invalid(where, f"{_name(where)} must be a map of keys and values, not {shown(value)}")
    result = {}
    for key, item in value.items():
        convert = converters.get(key)
        if convert is None:
            anything(key, where)
            convert = anything
        converted = convert(item, (*where, key))
        if converted is not None and converted != "" and converted != [] and converted != {}:
            result[key] = converted
    if "title" in converters and converters is _RELATED and "title" not in result:
        raise Invalid(where, f"{_name(where)} has no title")
    return result


def _list_of_maps(value: Any, where: Where) -> list[dict[str, Any]]:
    if value is None:
        return []
    if value.__class__ is not list or any(item.__class__ is not dict for item in value):
        raise Invalid(where, f"{_name(where)} must be a list of maps, each beginning with a dash")
    _refuse_many(value, where)
    return list(value)


def _offset(text: str) -> timedelta:
    hours, minutes = int(text[1:3]), int(text[-2:]) if len(text) > 3 else 0
    if minutes > 59:
        raise ValueError
    return timedelta(hours=hours, minutes=minutes) * (-1 if text[0] == "-" else 1)


def _name(where: Where) -> str:
    """The place in words: related[3].webUrl, counted from 1 as people do."""
    parts = [f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in where]
    return "".join(parts).lstrip(".") or "a key"


_IMAGE: dict[str, Callable[[Any, Where], Any]] = {
    "url": image_url,
    "width": integer(0),
    "height": integer(0),
    "title": text(500),
    "attribution": text(500),
    "isCached": boolean,
}
_PROVIDER: dict[str, Callable[[Any, Where], Any]] = {"name": text(200), "domain": domain(), "images": images}
_RELATED: dict[str, Callable[[Any, Where], Any]] = {
    "title": text(500),
    "excerpt": text(5000),
    "publishedDateTime": timestamp,
    "webUrl": url,
    "ampWebUrl": url,
    "cdnAmpWebUrl": url,
    "type": text(50),
    "provider": provider,
    "quality": integer(0),
    "images": images,
}
