"""What an editor brings: a pasted text or a file, within the limits."""

from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath

from flask import Request

from gersapp.catalogue.text import printable
from gersapp.exchange.layout import is_marked
from gersapp.exchange.limits import MAX_PASTED_BYTES, MAX_UPLOADED_BYTES
from gersapp.french import say_size

_NOTHING = "Collez un texte, ou choisissez un fichier."
_BOTH = "Gardez le texte collé ou le fichier, pas les deux : lequel faut-il lire ?"
_LONG_TEXT = (
    f"Ce texte dépasse {say_size(MAX_PASTED_BYTES)} : collez-le en plusieurs fois, ou donnez le fichier. "
    "Il est toujours là, ci-dessous."
)
_LONG_FILE = (
    f"Ce fichier dépasse {say_size(MAX_UPLOADED_BYTES)} : ce sont souvent ses images. "
    "Enregistrez-le sans elles, ou collez son texte."
)
LONG_BODY = (
    f"Ce que vous avez apporté dépasse {say_size(MAX_UPLOADED_BYTES)}. "
    "Un fichier est souvent lourd de ses images : enregistrez-le sans "
    "elles, ou collez son texte. Un texte collé est toujours là, une page en arrière."
)
_MAX_NAME = 120  # characters


@dataclass(frozen=True, slots=True)
class Brought:
    """`content` is what is to be read, with the `name` of its file, "" for a pasted text.

    `text` is what was pasted, for the page to show it again. `errors` has French messages by field of the
    form; with any, there is nothing to read.
    """

    content: bytes = b""
    name: str = ""
    text: str = ""
    errors: dict[str, list[str]] = field(default_factory=dict)

    def refused(self, message: str) -> "Brought":
        """Return it with the reason why it is not read, beside the field that it came by."""
        return replace(self, errors={"file" if self.name else "text": [message]})


def read_brought(request: Request) -> Brought:
    """Read the form of « Importer ». Of a rich paste, the HTML is what is to be read."""
    text = request.form.get("text", "")
    upload = request.files.get("file")
    content = upload.read(MAX_UPLOADED_BYTES + 1) if upload and upload.filename else b""
    if not text.strip() and not (upload and upload.filename):
        return Brought(text=text, errors={"text": [_NOTHING]})
    if text.strip() and upload and upload.filename:
        return Brought(text=text, errors={"file": [_BOTH]})
    if upload and upload.filename:
        errors = {"file": [_LONG_FILE]} if len(content) > MAX_UPLOADED_BYTES else {}
        return Brought(content, _name_of(upload.filename), errors=errors)
    written = text.encode("utf-8", "replace")
    if len(written) > MAX_PASTED_BYTES:
        return Brought(text=text, errors={"text": [_LONG_TEXT]})
    # Some editors of plain text copy their colours too.
    rich = "" if is_marked(written) else request.form.get("html", "")
    return Brought(rich.encode("utf-8", "replace") or written, text=text)


def _name_of(filename: str) -> str:
    """Return the name of a file without the folder that a browser may add; the end of a long one, which has
    the suffix."""
    return printable(PurePosixPath(filename.replace("\\", "/")).name)[-_MAX_NAME:]
