"""Our own .docx and .odt, written, read, and opened as what they are."""

import io
import zipfile

from gersapp.exchange.blocks import Document
from gersapp.exchange.dossier import Dossier
from gersapp.exchange.proposal import Proposal
from gersapp.exchange.reading import read
from gersapp.exchange.structure import propose
from gersapp.exchange.writing import write

FORMS = ("docx", "odt")
BODY = {"docx": "word/document.xml", "odt": "content.xml"}


def written(dossier: Dossier, form: str) -> bytes:
    return b"".join(write(form, dossier))


def read_back(content: bytes) -> Proposal:
    document = read(content)
    assert isinstance(document, Document)
    assert document.is_written
    return propose(document)


def archive_text(content: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read(name).decode()
