"""The numbers that the newsroom promises, each beside this machine's own floor, measured in the same run: `make bench`.

Only the ratios mean something on another machine. Every number is the best of three, taken in turns with its floor, for other
work on the machine slows a run down and never speeds it up.
"""

import argparse
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench import api_pages, gallery, pages, queue, search
from bench.generate import write_files
from bench.load import CLIENT, requests_a_second
from bench.newsroom import Newsroom
from bench.pictures import encode_ratio

ROUNDS = 3
SECONDS = 4
SMALL = 10_000
VERDICT = {True: "met", False: "MISSED", None: ""}
console = Console(width=110)


@dataclass
class Line:
    """One row of the table: a value beside what it is held against; `met` is the promise, None where none is given."""

    what: str
    value: str
    against: str
    ratio: float
    target: str
    met: bool | None


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--full", action="store_true", help="compare with 100,000 articles instead of 30,000")
    parser.add_argument("--only", choices=["pictures", "imports", "reading", "searching"], help="a part of it")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="newsroom-bench-") as place:
        folder = Path(place)
        big = 100_000 if options.full else 30_000
        console.print(table(part(options.only, folder, big) if options.only else measure(folder, big)))


def table(lines: list[Line]) -> Table:
    shown = Table(title=f"Newsroom, best of {ROUNDS}; requests by {CLIENT}", title_justify="left")
    for heading in ("what", "here", "held against", "ratio", "target", ""):
        shown.add_column(heading, justify="right" if heading == "ratio" else "left")
    for line in lines:
        shown.add_row(line.what, line.value, line.against, f"{line.ratio:.2f}", line.target, VERDICT[line.met])
    return shown


def measure(folder: Path, big: int) -> list[Line]:
    console.print(f"Generating {SMALL:,} and {big:,} files …")
    newsroom = Newsroom(folder)
    for count in (SMALL, big):
        write_files(folder / str(count), count)
    lines = [*imports(newsroom, folder / str(SMALL), folder / "floor.sqlite3"), memory(newsroom, folder, big)]
    filled = fill(newsroom, folder / str(big))
    lines.insert(2, unchanged(newsroom, folder, big, filled))
    at_big, _ = lists(newsroom)
    lines += [*review(newsroom, big), *api(newsroom)]
    lines += [*pictures(newsroom, folder / "pictures"), *searching(newsroom, big)]  # each in a newsroom that it fills itself
    fill(newsroom, folder / str(SMALL))
    lines += reading(newsroom)
    at_small, _ = lists(newsroom)
    kept = at_big / at_small
    lines.append(Line(f"list of 25 at {big:,}", f"{at_big:.0f}/s", f"{at_small:.0f}/s at {SMALL:,}", kept, "> 0.8", kept > 0.8))
    return lines


def part(name: str, folder: Path, big: int) -> list[Line]:
    """One of the subjects alone, in a newsroom of its own."""
    newsroom, files = Newsroom(folder), folder / str(SMALL)
    if name == "pictures":
        return pictures(newsroom, folder / "pictures")
    if name == "searching":
        return searching(newsroom, big)
    write_files(files, SMALL)
    if name == "imports":
        return imports(newsroom, files, folder / "floor.sqlite3")
    fill(newsroom, files)
    return reading(newsroom)


def imports(newsroom: Newsroom, files: Path, floor_database: Path) -> list[Line]:
    """An import against the floor, and the same again against the import."""

    def floor() -> float:
        floor_database.unlink(missing_ok=True)
        return newsroom.wait("-m", "bench.floor", str(files), str(floor_database))

    console.print("Importing …")
    parsed, imported = in_turns(floor, lambda: fill(newsroom, files))
    rate, floor_rate = (f"{SMALL / seconds:,.0f} files/s" for seconds in (imported, parsed))
    first = Line(f"import of {SMALL:,} files", rate, f"{floor_rate} floor", parsed / imported, ">= 1.0", imported <= parsed)
    return [first, unchanged(newsroom, files.parent, SMALL, imported)]


def unchanged(newsroom: Newsroom, folder: Path, count: int, imported: float) -> Line:
    """The import of what has not changed; the start of the process, half a second, is in both."""
    again = min(import_(newsroom, folder / str(count)) for _ in range(ROUNDS))
    rate, again_rate = (f"{count / seconds:,.0f} files/s" for seconds in (imported, again))
    return Line(f"{count:,} files again, unchanged", again_rate, f"{rate} import", imported / again, ">= 10", again * 10 <= imported)


def memory(newsroom: Newsroom, folder: Path, big: int) -> Line:
    console.print("Importing more, watching memory …")
    peaks = []
    for count in (SMALL, big):
        newsroom.start_over()
        peaks.append(newsroom.peak_memory("manage.py", "import_articles", str(folder / str(count)), "--json"))
    small, most = peaks
    met = most <= 1.5 * small and most < 300
    return Line(f"peak memory at {big:,} files", f"{most:.0f} MB", f"{small:.0f} MB at {SMALL:,}", most / small, "<= 1.5, < 300 MB", met)


def lists(newsroom: Newsroom) -> tuple[float, float]:
    """Requests a second of the newsroom's list and of the plain view, over the database as it stands."""
    console.print("Asking for lists …")
    with (
        newsroom.serving("newsroom.wsgi", 8761, "newsroom.settings") as ours,
        newsroom.serving("newsroom.wsgi", 8762, "bench.plain.settings") as plain,
    ):
        slowest = in_turns(*((lambda url=url: 1 / requests_a_second(f"{url}/news/", SECONDS)) for url in (ours, plain)))
    return 1 / slowest[0], 1 / slowest[1]


def review(newsroom: Newsroom, big: int) -> list[Line]:
    """From a key press to the next candidate on the screen; nothing where there is no browser."""
    if not queue.CHROMIUM:
        return []
    console.print("Deciding by keyboard …")
    queue.prepare(newsroom)
    slow = min(queue.p95(queue.presses(newsroom)) for _ in range(ROUNDS))
    target = f"{queue.TARGET} ms"
    name = f"queue at {big:,}: key to next, p95"
    return [Line(name, f"{slow:.0f} ms", f"{target} promised", slow / queue.TARGET, "<= 1.0", slow <= queue.TARGET)]


def pictures(newsroom: Newsroom, folder: Path) -> list[Line]:
    """One picture shaped, a hundred fetched and kept, and the memory of whoever does it."""
    console.print("Fetching and shaping pictures …")
    ours, pillow = encode_ratio()
    names = gallery.write_pictures(folder)
    fetched, encoded = in_turns(lambda: gallery.seconds_of_fetching(newsroom, folder, names), gallery.seconds_of_encoding)
    most = gallery.peak_memory(newsroom, folder)
    share = encoded / fetched
    rate, floor = (f"{gallery.COUNT / seconds:.1f}/s" for seconds in (fetched, encoded))
    return [
        Line(
            "JPEG of 1600x900, all shapes",
            f"{ours * 1000:.0f} ms",
            f"{pillow * 1000:.0f} ms Pillow",
            ours / pillow,
            "<= 1.5",
            ours <= 1.5 * pillow,
        ),
        Line(f"{gallery.COUNT} pictures {gallery.AWAY} ms away", rate, f"{floor} all cores encode", share, ">= 0.8", share >= 0.8),
        Line("peak memory of a worker", f"{most:.0f} MB", "200 MB promised", most / 200, "< 1.0", most < 200),
    ]


def searching(newsroom: Newsroom, count: int) -> list[Line]:
    """Words from the commonest to the rarest."""
    console.print("Searching …")
    found, _ = search.p95(newsroom, count)
    name = f"search at {count:,}, p95"
    return [Line(name, f"{found:.1f} ms", f"{search.TARGET} ms promised", found / search.TARGET, "<= 1.0", found <= search.TARGET)]


def reading(newsroom: Newsroom) -> list[Line]:
    """Pages that are kept beside a view that says hello, and a list that is rendered beside a plain one."""
    console.print("Reading pages …")
    kept, rendered = pages.kept(newsroom), pages.uncached(newsroom)
    lines = []
    for name in ("front", "detail"):
        ratio = kept[name] / kept["hello"]
        lines.append(Line(f"{name}, kept", f"{kept[name]:.0f}/s", f"{kept['hello']:.0f}/s hello", ratio, ">= 1.5", ratio >= 1.5))
    if "nginx" in kept:
        lines.append(Line("front, kept", f"{kept['front']:.0f}/s", f"{kept['nginx']:.0f}/s nginx", kept["front"] / kept["nginx"], "", None))
    ratio = rendered["list"] / rendered["plain"]
    against = f"{rendered['plain']:.0f}/s plain view"
    return [*lines, Line(f"list of 25 at {SMALL:,}, rendered", f"{rendered['list']:.0f}/s", against, ratio, ">= 2.5", ratio >= 2.5)]


def api(newsroom: Newsroom) -> list[Line]:
    """Numbered pages of the API, which must not cost more the further they are."""
    console.print("Turning pages of the API …")
    first, *far = pages.numbered(newsroom)
    found = []
    for cost in far:
        ratio = cost.milliseconds / first.milliseconds
        value, against, target = f"{cost.milliseconds:.1f} ms", f"{first.milliseconds:.1f} ms page 1", f"<= {api_pages.TARGET:.0f}"
        found.append(Line(f"page {cost.number:,} of the API", value, against, ratio, target, ratio <= api_pages.TARGET))
    value, against = f"{far[0].first:.1f} ms", f"{first.milliseconds:.1f} ms page 1"
    return [*found, Line("the first far page after a change", value, against, far[0].first / first.milliseconds, "", None)]


def fill(newsroom: Newsroom, files: Path) -> float:
    newsroom.start_over()
    return import_(newsroom, files)


def import_(newsroom: Newsroom, files: Path) -> float:
    return newsroom.wait("manage.py", "import_articles", str(files), "--json")


def in_turns(*measures: Callable[[], float]) -> list[float]:
    """The least of each, measured one after the other so that all meet the same machine."""
    rounds = [[measure() for measure in measures] for _ in range(ROUNDS)]
    return [min(values) for values in zip(*rounds, strict=True)]


if __name__ == "__main__":
    main()
