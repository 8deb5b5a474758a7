"""Office documents made by hand for tests: zips of the XML that is given."""

import io
import zipfile
from collections.abc import Mapping

OFFICE = "http://schemas.openxmlformats.org"
STRICT = "http://purl.oclc.org/ooxml"
_RELATIONSHIPS = f"{OFFICE}/officeDocument/2006/relationships"
_W = (
    f'xmlns:w="{OFFICE}/wordprocessingml/2006/main" xmlns:r="{_RELATIONSHIPS}" '
    f'xmlns:mc="{OFFICE}/markup-compatibility/2006" xmlns:a="{OFFICE}/drawingml/2006/main" '
    f'xmlns:wp="{OFFICE}/drawingml/2006/wordprocessingDrawing" xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
)
_OASIS = "urn:oasis:names:tc:opendocument:xmlns"
_ODF = " ".join(
    f'xmlns:{name}="{_OASIS}:{full}:1.0"'
    for name, full in {
        **{name: name for name in ("office", "text", "table", "style")},
        "fo": "xsl-fo-compatible",
        "draw": "drawing",
        "svg": "svg-compatible",
    }.items()
)
ODT_KIND = "application/vnd.oasis.opendocument.text"


def pack(parts: Mapping[str, str | bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return a zip of `parts`."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", compression) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def docx_parts(
    body: str,
    *,
    links: Mapping[str, str] | None = None,
    parts: Mapping[str, str] | None = None,
    folder: str = "word",
) -> dict[str, str]:
    """Return the parts of a .docx: `body` is in `w:body`; `links` are addresses by the ids that it uses.

    `parts` are more ones by the kind that refers to them: {"styles": "<w:style …>…"}.
    """
    given = parts or {}
    external = "".join(
        f'<Relationship Id="{id}" Type="{_RELATIONSHIPS}/hyperlink" Target="{url}" TargetMode="External"/>'
        for id, url in (links or {}).items()
    )
    internal = "".join(
        f'<Relationship Id="part{n}" Type="{_RELATIONSHIPS}/{kind}" Target="{kind}.xml"/>'
        for n, kind in enumerate(given)
    )
    rels = f'xmlns="{OFFICE}/package/2006/relationships"'
    return {
        "[Content_Types].xml": f'<Types xmlns="{OFFICE}/package/2006/content-types"><Override '
        f'PartName="/{folder}/document.xml" ContentType="application/vnd.openxmlformats-officedocument.'
        'wordprocessingml.document.main+xml"/></Types>',
        "_rels/.rels": f'<Relationships {rels}><Relationship Id="r1" Type="{_RELATIONSHIPS}/officeDocument" '
        f'Target="{folder}/document.xml"/></Relationships>',
        f"{folder}/document.xml": f"<w:document {_W}><w:body>{body}</w:body></w:document>",
        f"{folder}/_rels/document.xml.rels": f"<Relationships {rels}>{external}{internal}</Relationships>",
        **{f"{folder}/{kind}.xml": f"<w:{kind} {_W}>{content}</w:{kind}>" for kind, content in given.items()},
    }


def make_docx(body: str, **more: Mapping[str, str]) -> bytes:
    """Return a .docx of the content of `w:body`; more as in `docx_parts`."""
    return pack(docx_parts(body, **more))  # type: ignore[arg-type]  # folder is no mapping


def odt_parts(body: str, styles: str = "") -> dict[str, str]:
    """Return the parts of an .odt: `body` is in `office:text`, `styles` in `office:automatic-styles`."""
    names = f'{_ODF} xmlns:xlink="http://www.w3.org/1999/xlink"'
    return {
        "mimetype": ODT_KIND,
        "content.xml": f"<office:document-content {names}><office:automatic-styles>{styles}"
        f"</office:automatic-styles><office:body><office:text>{body}</office:text></office:body>"
        "</office:document-content>",
        "META-INF/manifest.xml": f'<manifest:manifest xmlns:manifest="{_OASIS}:manifest:1.0"/>',
    }


def make_odt(body: str, styles: str = "") -> bytes:
    """Return an .odt, as `odt_parts` says."""
    return pack(odt_parts(body, styles))


def paragraph(*runs: str, properties: str = "") -> str:
    """Return a `w:p` of runs, made of texts."""
    inside = "".join(run if run.startswith("<") else text_run(run) for run in runs)
    return f"<w:p>{f'<w:pPr>{properties}</w:pPr>' if properties else ''}{inside}</w:p>"


def text_run(text: str, properties: str = "") -> str:
    """Return a `w:r`."""
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def mark(kind: str) -> str:
    """Return the run that begins, separates or ends a field."""
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


def instruction(text: str) -> str:
    """Return the run of a field's instruction."""
    return f'<w:r><w:instrText xml:space="preserve">{text}</w:instrText></w:r>'
