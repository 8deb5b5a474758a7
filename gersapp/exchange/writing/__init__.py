"""A `Dossier` → bytes, a module a format."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from gersapp.exchange.dossier import Dossier
from gersapp.exchange.writing.markdown import write_markdown
from gersapp.exchange.writing.text import write_text


@dataclass(frozen=True, slots=True)
class Format:
    """`slug` ends the name of its files; `label` is for people; `write` gives the bytes in pieces."""

    slug: str
    label: str
    media_type: str
    write: Callable[[Dossier], Iterator[bytes]]


_ALL = (
    Format("md", "Markdown", "text/markdown; charset=utf-8", write_markdown),
    Format("txt", "Texte", "text/plain; charset=utf-8", write_text),
)
FORMATS: Mapping[str, Format] = MappingProxyType({format.slug: format for format in _ALL})
