"""Made-up news files in the real format: `python -m bench.generate DIR N`. The same N gives the same bytes.

2 to 6 KB each, 0 to 4 related, all published; titles with quotes, colons and other scripts, as real ones have.
"""

import sys
from base64 import b64encode
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

TEXT = (
    "model robot harbour patient language camera letter weather survey bridge market office reader archive garden signal engine "
    "library museum student factory river record number morning winter answer question method result sample border council picture "
    "counts learns reads finds shows maps tests keeps moves writes saves asks opens joins draws measures compares translates explains "
    "small new old shared open quiet careful early public local common hidden second third after before without against between every "
    "the a of in for with and from to at by on its their our that this when how why"
)
WORDS = TEXT.split()
SPICE = ["“a quiet year”", "don’t", "Ørsted & co.", "københavn", "東京", "Ελλάδα", "C++", "100%", "q: and a", "naïve", "👩‍🔬"]
TOPICS = [
    *("Applied AI", "Computer Vision", "Language", "Robotics", "Medical imaging", "Climate", "Chips", "Law and policy"),
    *("Open source", "Education", "Farming", "Astronomy", "Security", "Transport", "Energy", "Archives"),
]
PROVIDERS = [
    (f"{first} {second}", f"{first}-{second}.example".lower())
    for first in ("Norland", "Harbour", "Morning", "Plain", "Western", "Inland")
    for second in ("Courier", "Review", "Post", "Ledger", "Weekly", "Standard", "Notes", "Chronicle", "Observer", "Gazette")
]
FIRST = datetime(2018, 1, 1, 6, tzinfo=UTC)


def write_files(folder: Path, count: int) -> None:
    """`count` files in folder/_news."""
    news = folder / "_news"
    news.mkdir(parents=True, exist_ok=True)
    for name, text in files(count):
        (news / name).write_text(text, encoding="utf-8", newline="\n")


def files(count: int) -> Iterator[tuple[str, str]]:
    """Pairs of a file's name and its text."""
    for number in range(count):
        yield article(number)


def article(number: int) -> tuple[str, str]:
    random = Random(number)
    at = FIRST + timedelta(minutes=31 * number)
    title = sentence(random, 5, 13)
    slug = f"{at:%Y-%m-%d}-{'-'.join(random.choices(WORDS, k=6))}-{number}"
    provider, domain = random.choice(PROVIDERS)
    url = f"https://{domain}/{at:%Y/%m}/{slug}"
    quality = random.randint(70, 130)
    related = [_related(random, at, quality) for _ in range(random.choice((0, 0, 1, 2, 3, 4)))]
    lines = [
        "---",
        "category: news",
        f"title: {quoted(title)}",
        f"excerpt: {quoted(paragraph(random, 300))}",
        f"publishedDateTime: {at:%Y-%m-%dT%H:%M:%SZ}",
        *(f"{key}: {quoted(url)}" for key in ("originalUrl", "webUrl")),
        *_amp(random, url),
        "type: article",
        f"quality: {quality}",
        f"heat: {quality + 10 * len(related)}",
        "published: true",
        "",
        *_provider(provider, domain),
        "",
        "topics:",
        *(f"  - {topic}" for topic in random.sample(TOPICS, random.randint(1, 4))),
        "",
        *_images(random, domain, number),
        *(["related:", *(line for one in related for line in one), ""] if related else []),
        f"secured: {quoted(_sealed(random))}",
        "---",
        "",
    ]
    return f"{slug}.md", "\n".join(lines)


def quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def sentence(random: Random, least: int, most: int) -> str:
    words = random.choices(WORDS, k=random.randint(least, most))
    if random.random() < 0.2:
        words[random.randrange(len(words))] = random.choice(SPICE)
    if random.random() < 0.1:
        words.insert(2, '"so to speak":')
    return " ".join(words).capitalize()


def paragraph(random: Random, length: int) -> str:
    text = ""
    while len(text) < length:
        text += sentence(random, 6, 16) + ". "
    return text[:length].rstrip() + random.choice(("", " […]"))


def _amp(random: Random, url: str) -> list[str]:
    if random.random() < 0.5:
        return []
    copy = url.replace("https://", "https://copies.example/c/s/")
    return [f"ampWebUrl: {quoted(url + '/amp')}", f"cdnAmpWebUrl: {quoted(copy + '/amp')}"]


def _provider(name: str, domain: str) -> list[str]:
    logo = quoted(f"https://site.example/assets/images/organizations/{domain}-50x50.jpg")
    return ["provider:", f"  name: {name}", f"  domain: {domain}", "  images:", f"    - url: {logo}", "      width: 50", "      height: 50"]


def _images(random: Random, domain: str, number: int) -> list[str]:
    if random.random() < 0.1:
        return []
    url = quoted(f"https://cdn.{domain}/pictures/{number}/{random.getrandbits(64):016x}-1200x675.jpg")
    return ["images:", f"  - url: {url}", "    width: 1200", "    height: 675", "    isCached: true", ""]


def _related(random: Random, at: datetime, below: int) -> list[str]:
    provider, domain = random.choice(PROVIDERS)
    when = at - timedelta(minutes=random.randint(1, 4000))
    return [
        f"  - title: {quoted(sentence(random, 5, 13))}",
        f"    excerpt: {quoted(paragraph(random, 280))}",
        f"    publishedDateTime: {when:%Y-%m-%dT%H:%M:%SZ}",
        f"    webUrl: {quoted(f'https://{domain}/{when:%Y/%m/%d}/' + '-'.join(random.choices(WORDS, k=8)))}",
        "    type: article",
        "    provider:",
        f"      name: {provider}",
        f"      domain: {domain}",
        f"    quality: {random.randint(30, below)}",
        "    images:",
        f"      - url: {quoted(f'https://cdn.{domain}/{random.getrandbits(64):016x}.jpg')}",
        "        width: 1024",
        "        height: 576",
        "        isCached: true",
    ]


def _sealed(random: Random) -> str:
    return f"{b64encode(random.randbytes(random.randint(640, 840))).decode()};{b64encode(random.randbytes(16)).decode()}"


if __name__ == "__main__":
    write_files(Path(sys.argv[1]), int(sys.argv[2]))
