"""Imports point down only: the table of docs/design.md, held against every module. A new module must be given its place here."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
# From the top down. A module's place is that of the longest name here that begins its own.
LAYERS = {
    "wiring": ["newsroom", "articles.admin", "articles.apps", "articles.migrations"],
    "delivery": [
        *("articles.site", "articles.api", "articles.dates", "articles.desk", "articles.drawing", "articles.filters"),
        *("articles.management", "articles.tasks", "articles.templatetags"),
    ],
    "operations": [
        *("articles.importer", "articles.exporter", "articles.conflicts", "articles.stories", "articles.images", "articles.undo"),
        *("articles.rights", "articles.decisions", "articles.edits", "articles.leases", "articles.batches", "articles.teamwork"),
        *("articles.rules", "articles.backtest", "articles.roles", "articles.schedule", "articles.search", "articles.statistics"),
        *("articles.tokens", "articles.history", "articles.changes", "articles.corrections", "articles.websub"),
    ],
    "data": ["articles.models", "articles.querysets", "articles.taxonomy", "articles.teasers"],
    "pure": [
        *("articles", "articles.canonical", "articles.frontmatter", "articles.plain", "articles.score", "articles.words"),
        *("articles.images.addresses", "articles.images.download", "articles.images.guard", "articles.images.refusals"),
        *("articles.images.shaping", "articles.images.targets", "articles.images.wire"),
        *("articles.search.distance", "articles.search.marking", "articles.search.query", "articles.search.ranking"),
        *("articles.importer.decide", "articles.importer.files", "articles.importer.records", "articles.importer.values"),
    ],
}
ORDER = list(LAYERS)
PLACES = {name: layer for layer, names in LAYERS.items() for name in names}
# What any part of the delivery may use.
SHARED = {"articles.dates", "articles.drawing", "articles.filters"}
MODULES = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
    for package in ("newsroom", "articles")
    for path in (ROOT / package).rglob("*.py")
}


def place(module: str) -> str:
    """The name in the table that stands for this module; "" for none. `articles` stands for itself alone."""
    name = module
    while name and name not in PLACES:
        name = name.rpartition(".")[0]
    return "" if name == "articles" != module else name


def imports(module: str) -> set[str]:
    """Everything that a module imports, also inside functions."""
    found = set()
    for node in ast.walk(ast.parse(MODULES[module].read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= {name if name in MODULES else str(node.module) for name in names}
    return found


@pytest.mark.parametrize("module", MODULES)
def test_imports_point_down(module):
    assert place(module), f"{module} has no place in LAYERS; docs/design.md says what belongs where"
    layer = PLACES[place(module)]
    for imported in filter(place, imports(module) & set(MODULES)):
        below = PLACES[place(imported)]
        assert ORDER.index(below) >= ORDER.index(layer), f"{module} ({layer}) imports {imported} ({below})"
        if layer == below == "delivery":
            assert place(imported) in {place(module), *SHARED}, f"{module} and {imported} are two parts of the delivery"


@pytest.mark.parametrize("module", [name for name in MODULES if PLACES.get(place(name)) == "pure"])
def test_what_is_pure_knows_no_django(module):
    assert not {name for name in imports(module) if name.split(".")[0] in ("django", "rest_framework")}
