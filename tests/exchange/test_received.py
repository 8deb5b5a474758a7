"""Dossiers as other people write them: text, Markdown and HTML, each with what a careful reader takes from it."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from gersapp.catalogue.text import fold_name
from gersapp.exchange.blocks import Document
from gersapp.exchange.proposal import Proposal, ProposedOperation
from gersapp.exchange.reading import read
from gersapp.exchange.reading.plain import read_markdown, read_text
from gersapp.exchange.structure import propose

FOLDER = Path(__file__).parent / "received"


def dossiers() -> Iterator[tuple[Path, dict[str, Any]]]:
    for expected in sorted(FOLDER.glob("*.json")):
        (source,) = (path for path in FOLDER.glob(f"{expected.stem}.*") if path != expected)
        yield source, json.loads(expected.read_text("utf-8"))


def proposed(source: Path) -> Proposal:
    content = source.read_bytes()
    if source.suffix == ".html":
        document = read(content)
        assert isinstance(document, Document)
        return propose(document)
    return propose((read_markdown if source.suffix == ".md" else read_text)(content.decode()))


def name_of(title: str) -> str:
    return fold_name(title).strip(' «»"“”.:-')


def is_right(operation: ProposedOperation, expected: dict[str, Any]) -> bool:
    """Whether audiences, platforms and links are right; each may have several forms, between bars.

    A form that two audiences share is both: « Patients et leurs proches ».
    """
    audiences = [{name_of(label) for label in labels.split("|")} for labels in expected["audiences"]]
    found = {name_of(label) for label in operation.audiences}
    links = [urls.split("|") for urls in expected["links"]]
    platforms = {platform.lower() for platform in operation.platforms}
    return (
        len(found) <= len(audiences)
        and found <= {label for labels in audiences for label in labels}
        and all(found & labels for labels in audiences)
        and ("any_platforms" in expected or platforms == {name.lower() for name in expected["platforms"]})
        and len(links) == len(operation.links)
        and all(url in urls for url, urls in zip(operation.links, links, strict=True))
    )


def test_dossiers_of_other_people_are_read_well() -> None:
    right, wrong, spurious = 0, [], []
    for source, expected in dossiers():
        found = {name_of(operation.title): operation for operation in proposed(source).operations}
        for one in expected["operations"]:
            operation = found.pop(name_of(one["title"]), None)
            if operation and is_right(operation, one):
                right += 1
            else:
                wrong.append((source.name, one["title"]))
        spurious += [(source.name, title) for title in found]
    assert right >= 0.95 * (right + len(wrong)), wrong
    assert len(spurious) <= 0.03 * (right + len(wrong)), spurious
