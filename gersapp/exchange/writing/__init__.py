"""A `Dossier` → bytes, a module a format."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from types import MappingProxyType

from gersapp.exchange.dossier import Dossier


@dataclass(frozen=True, slots=True)
class Format:
    """A way to write a dossier: its module has a function `write(dossier)`, which yields pieces of bytes.

    `slug` names the module, and ends the names of files, unless it is the format `variant_of`, written with
    `options`. `needs` is a package that not everybody has. `is_heavy`: even a few operations take seconds or
    many megabytes. `most` is the number of operations beyond which it takes too many; 0: any number.
    """

    slug: str
    label: str
    media_type: str
    needs: str = ""
    is_heavy: bool = False
    most: int = 0
    variant_of: str = ""
    options: tuple[str, ...] = ()

    @property
    def suffix(self) -> str:
        """The end of the names of files."""
        return self.variant_of or self.slug

    @property
    def is_installed(self) -> bool:
        return not self.needs or find_spec(self.needs) is not None

    def holds(self, operations: int) -> bool:
        """Whether so many operations can be written."""
        return not self.most or operations <= self.most


_CSV = "text/csv; charset=utf-8"
_ALL: tuple[Format, ...] = (
    Format("docx", "Word", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    Format("odt", "LibreOffice", "application/vnd.oasis.opendocument.text"),
    Format("pdf", "PDF", "application/pdf", needs="typst", is_heavy=True, most=3_000),
    Format("md", "Markdown", "text/markdown"),
    Format("txt", "Texte", "text/plain"),
    Format("csv", "CSV", _CSV),
    *[
        Format(f"csv-{name}", "CSV", _CSV, variant_of="csv", options=options)
        for name, options in {
            "links": ("by_link",),
            "excel": ("for_excel",),
            "links-excel": ("by_link", "for_excel"),
        }.items()
    ],
    Format("xlsx", "Excel", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    Format("ods", "LibreOffice Calc", "application/vnd.oasis.opendocument.spreadsheet"),
    Format("json", "JSON", "application/json"),
    Format("atom", "Atom", "application/atom+xml"),
)
FORMATS: Mapping[str, Format] = MappingProxyType({format.slug: format for format in _ALL})


def write(slug: str, dossier: Dossier) -> Iterator[bytes]:
    """Yield the bytes of `dossier` in the format `slug`, whose module is imported when it is needed."""
    format = FORMATS[slug]
    module = import_module(f"{__name__}.{format.suffix}")
    pieces: Iterator[bytes] = module.write(dossier, **dict.fromkeys(format.options, True))
    return pieces
