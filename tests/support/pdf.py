"""PDF files made by hand for tests: texts at places of pages, and rectangles that lead to addresses."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Text:
    """A text whose beginning stands at `x` and `y`, in points from the left and the bottom."""

    text: str
    x: float
    y: float
    size: float = 12
    is_bold: bool = False


@dataclass(frozen=True)
class Area:
    """A rectangle (left, bottom, right, top) that leads to an address."""

    url: str
    rect: tuple[float, float, float, float]


@dataclass(frozen=True)
class Page:
    texts: Sequence[Text] = ()
    areas: Sequence[Area] = ()
    has_picture: bool = False


def make_pdf(*pages: Page, title: str = "") -> bytes:
    """Return a PDF of these pages, each of 600 by 800 points."""
    objects = ["<</Type/Catalog/Pages 2 0 R>>", ""]
    fonts = list[str]()
    for name in ("Helvetica", "Helvetica-Bold"):
        objects.append(f"<</Type/Font/Subtype/Type1/BaseFont/{name}/Encoding/WinAnsiEncoding>>")
        fonts.append(f"/F{len(fonts)} {len(objects)} 0 R")
    picture = "<</Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8/Length 1>>stream\nx\nendstream"
    objects.append(picture)
    pictures = f"/XObject<</I {len(objects)} 0 R>>"
    kids = []
    for page in pages:
        drawn = "\n".join(map(_draw, page.texts))
        objects.append(f"<</Length {len(drawn.encode('cp1252'))}>>stream\n{drawn}\nendstream")
        contents = len(objects)
        annotations = "".join(map(_annotate, page.areas))
        resources = f"<</Font<<{' '.join(fonts)}>>{pictures if page.has_picture else ''}>>"
        objects.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Resources{resources}/Contents {contents} 0 R/Annots[{annotations}]>>"
        )
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<</Type/Pages/Kids[{' '.join(kids)}]/Count {len(kids)}>>"
    objects.append(f"<</Title({title})>>")
    return _write(objects)


def pdf_of(packed: bytes, count: int, last: bytes = b"") -> bytes:
    """Return a PDF of so many pages with the same drawing, which zlib has packed, and a `last` one."""
    font = "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
    page = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Resources<</Font<</F0 3 0 R>>>>/Contents {} 0 R>>"
    pages = [page.format(4)] * count + [page.format(5)] * bool(last)
    kids = " ".join(f"{number} 0 R" for number in range(6, 6 + len(pages)))
    drawing = f"<</Filter/FlateDecode/Length {len(packed)}>>stream\n".encode() + packed + b"\nendstream"
    plain = f"<</Length {len(last)}>>stream\n".encode() + last + b"\nendstream"
    tree = f"<</Type/Pages/Kids[{kids}]/Count {len(pages)}>>"
    return _write(["<</Type/Catalog/Pages 2 0 R>>", tree, font, drawing, plain, *pages])


def _draw(text: Text) -> str:
    escaped = text.text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
    return f"BT /F{int(text.is_bold)} {text.size} Tf 1 0 0 1 {text.x} {text.y} Tm ({escaped}) Tj ET"


def _annotate(area: Area) -> str:
    rect = " ".join(map(str, area.rect))
    return f"<</Type/Annot/Subtype/Link/Rect[{rect}]/A<</S/URI/URI({area.url})>>>>"


def _write(objects: Sequence[str | bytes]) -> bytes:
    content = b"%PDF-1.4\n"
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(content))
        written = body if isinstance(body, bytes) else body.encode("cp1252")
        content += f"{number} 0 obj\n".encode() + written + b"\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    size = len(objects) + 1
    trailer = (
        f"trailer<</Size {size}/Root 1 0 R/Info {len(objects)} 0 R>>\nstartxref\n{len(content)}\n%%EOF\n"
    )
    return content + f"xref\n0 {size}\n0000000000 65535 f \n{table}{trailer}".encode()
