"""A visitor who fills in forms as a browser without script does."""

import contextlib
import html
import http.client
import re
from collections.abc import Iterator
from urllib.parse import urlencode

from proof.tools.editor import COOKIE
from proof.tools.server import Server
from proof.torture.losses import SECONDS, Lost

# The codes of an answer to an edit that is saved.
SAVED = (200, 303)

# The name and the value of each control of a form.
Fields = list[tuple[str, str]]

# An input, or a textarea and its text. The templates write `>` in a value as `&gt;`.
_CONTROL = re.compile(r'<input\s([^>]*)>|<textarea\s[^>]*?name="([^"]*)"[^>]*>\n?(.*?)</textarea>', re.DOTALL)
_ATTRIBUTE = re.compile(r'([\w-]+)(?:="([^"]*)")?')


def form_in(page: str, action: str) -> Fields:
    """Return what « Enregistrer » would send of the form of this action; raise Lost when there is none."""
    found = re.search(rf'<form\s+class="entry"\s+method="post"\s+action="{re.escape(action)}"', page)
    if not found:
        raise Lost(f"la réponse n’a pas le formulaire de {action} : {page[:200]}")
    fields: Fields = []
    for control in _CONTROL.finditer(page[found.end() :].partition("</form>")[0]):
        attributes, name, text = control.groups()
        if name:
            fields.append((name, html.unescape(text)))
            continue
        given = dict(_ATTRIBUTE.findall(attributes))
        if given.get("type", "text") in ("text", "hidden") or "checked" in given:
            fields.append((given["name"], html.unescape(given.get("value", ""))))
    return fields


def replace_field(fields: Fields, name: str, value: str) -> Fields:
    return [(other, value if other == name else old) for other, old in fields]


def description_in(fields: Fields) -> str:
    return next(value for name, value in fields if name == "description")


def plain_spaces(text: str) -> str:
    """Return a text without the no-break spaces that pages show it with."""
    return text.replace("\u202f", " ").replace("\u00a0", " ")


def beginning_of(answer: str) -> str:
    """Return the first words of a page, without its tags."""
    text = re.sub(r"<[^>]+>", " ", answer.partition("<main")[2]).partition(">")[2]
    return " ".join(text.split())[:200]


class Visitor:
    """An editor on a connection that is kept alive."""

    def __init__(self, port: int, seconds: float = SECONDS) -> None:
        self.port = port
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=seconds)

    def ask(self, method: str, path: str, fields: Fields | None = None) -> tuple[int, str]:
        """Return the status and the text of the answer; an error of the connection passes through."""
        headers = {**COOKIE, "Origin": f"http://127.0.0.1:{self.port}"}
        body = None
        if fields is not None:
            body = urlencode(fields)
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            self.connection.request(method, path, body, headers)
            response = self.connection.getresponse()
            return response.status, response.read().decode()
        except BaseException:
            self.connection.close()
            raise

    def page(self, path: str = "/") -> str:
        """Return a page; raise Lost when it is not there."""
        status, text = self.ask("GET", path)
        if status != 200:
            raise Lost(f"{path} répond {status}")
        return text

    def description(self, id: str) -> str:
        """Return the description that the page of an operation shows, suspended or not, as `plain_spaces`."""
        found = re.search(r'<p class="description"[^>]*>(.*?)</p>', self.page(f"/operations/{id}"), re.DOTALL)
        text = html.unescape(re.sub(r"<[^>]+>", "", found[1])) if found else ""
        return plain_spaces(text)

    def form(self, id: str) -> Fields:
        """Return the form of an operation as it is now."""
        return form_in(self.page(f"/operations/{id}/edit"), f"/operations/{id}")

    def save(self, id: str, fields: Fields, description: str) -> tuple[int, str]:
        """Post the form with another description; return the status and the text of the answer."""
        return self.ask("POST", f"/operations/{id}", replace_field(fields, "description", description))

    def edit(self, id: str, description: str) -> tuple[int, str]:
        """Take the form of an operation and save it with another description; return the answer of either."""
        status, page = self.ask("GET", f"/operations/{id}/edit")
        if status != 200:  # changes are suspended: no form is given
            return status, page
        return self.save(id, form_in(page, f"/operations/{id}"), description)


@contextlib.contextmanager
def visiting(server: Server) -> Iterator[Visitor]:
    """Yield a visitor, whose connection is closed afterwards."""
    visitor = Visitor(server.port)
    try:
        yield visitor
    finally:
        visitor.connection.close()
