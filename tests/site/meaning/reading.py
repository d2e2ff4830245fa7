"""What an independent library reads in a page."""

import extruct


def nodes(page: str) -> dict[str, dict]:
    """The JSON-LD of a page by type. A page has one block, with one graph."""
    [block] = extruct.extract(page, syntaxes=["json-ld"])["json-ld"]
    assert block["@context"] == "https://schema.org"
    return {node["@type"]: node for node in block["@graph"]}


def open_graph(page: str) -> list[tuple[str, str]]:
    """(property, content), in the page's order."""
    [found] = extruct.extract(page, syntaxes=["opengraph"])["opengraph"]
    return found["properties"]
