"""What a selection finds, by reading each operation: the oracle of the indexes."""

from collections.abc import Sequence
from functools import lru_cache

from gersapp.catalogue.model import Heading, Operation
from gersapp.catalogue.platforms import BY_SLUG
from gersapp.catalogue.text import folded_words


@lru_cache(maxsize=5_000)
def words_read(operation: Operation, heading: Heading, more: str = "") -> tuple[str, ...]:
    """All the words that may find an operation, by reading it all, and `more`."""
    labels = [audience.label for audience in heading.audiences if audience.slug in operation.audiences]
    labels += [BY_SLUG[slug].label for slug in operation.all_platforms]
    urls = [link.url.partition("://")[2] for link in operation.links]
    texts = [operation.title, operation.description, heading.hashtag, more, *labels, *urls]
    return tuple(word for text in texts for word in folded_words(text))


def matches(operation: Operation, asked: Sequence[str], heading: Heading, more: str = "") -> bool:
    """Whether each of the words `asked` begins a word of the operation, or of `more`."""
    words = words_read(operation, heading, more)
    return all(any(word.startswith(prefix) for word in words) for prefix in asked)


def shared(some: Sequence[str], others: Sequence[str]) -> bool:
    """Whether they have one in common, or nothing is asked."""
    return not some or not set(some).isdisjoint(others)
