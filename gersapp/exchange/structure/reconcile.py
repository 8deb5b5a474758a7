"""Every address of the source is in an operation or in a leftover."""

from collections.abc import Iterable, Sequence

from gersapp.catalogue.links import split_addresses
from gersapp.exchange.blocks import Block, Document
from gersapp.exchange.proposal import ProposedOperation


def lost_addresses(
    document: Document, operations: Sequence[ProposedOperation], leftovers: Iterable[str]
) -> list[str]:
    """Return the addresses of the source that no operation and no leftover has, in order.

    A part of an address that was joined is not lost when the joined one, of the same line, is kept.
    """
    kept = {url for operation in operations for url in operation.links}
    kept.update(url for text in leftovers for url in _addresses_of(text))
    of_line: dict[int, list[str]] = {}
    for operation in operations:
        for number in operation.lines:
            of_line.setdefault(number, []).extend(operation.links if len(operation.links) < 200 else ())
    lost: dict[str, None] = {}
    for block in document.blocks:
        for url in source_addresses(block):
            if url not in kept and not any(url in joined for joined in of_line.get(block.line, ())):
                lost[url] = None
    return list(lost)


def source_addresses(block: Block) -> list[str]:
    """Return the addresses that a block has, written or behind words."""
    return [*_addresses_of(block.text), *(anchor.url for anchor in block.anchors if "://" in anchor.url)]


def _addresses_of(text: str) -> tuple[str, ...]:
    if "://" not in text and "www." not in text.lower():
        return ()
    return tuple(url for url in split_addresses(text) if "://" in url)
