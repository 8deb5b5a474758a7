"""A `Dossier` → bytes, a module a format."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from gersapp.exchange.dossier import Dossier


@dataclass(frozen=True, slots=True)
class Format:
    """`slug` ends the name of its files; `label` is for people; `write` gives the bytes in pieces."""

    slug: str
    label: str
    media_type: str
    write: Callable[[Dossier], Iterator[bytes]]


FORMATS: Mapping[str, Format] = MappingProxyType({})
