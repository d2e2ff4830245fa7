"""YouTube in markup or an address that we do not trust: a video's id, and whose address it is. Pure."""

import re
from urllib.parse import urlsplit

# Both ends are checked: an id inside a longer run of letters is not an id.
_ADDRESS = re.compile(
    r"https?://(?:www\.|m\.)?(?:"
    r"youtube(?:-nocookie)?\.com/(?:embed/|shorts/|live/|v/|watch\?(?:[^\s\"'<>#]{0,200}&(?:amp;)?)?v=)"
    r"|youtu\.be/)"
    r"(?P<id>[A-Za-z0-9_-]{11})(?![A-Za-z0-9_-])"
)


_HOSTS = ("youtube.com", "youtu.be", "youtube-nocookie.com")


def leads_to_youtube(address: str) -> bool:
    """Whether this web address is one of YouTube's, whatever is there."""
    try:
        host = urlsplit(address).hostname or ""
    except ValueError:
        return False
    return host.removeprefix("www.").removeprefix("m.") in _HOSTS


def youtube_id(*texts: str) -> str:
    """The eleven characters of the first video address found in these texts; "" where there is none."""
    for text in texts:
        found = _ADDRESS.search(text[:5000])
        if found:
            return found["id"]
    return ""
