"""What robots read: which addresses are for them, the list of these, and the icons that are asked for by heart."""

import re

import pytest

from tests.support.robots import is_closed
from tests.support.visitor import Visitor, catalogue_of


def addresses_in(sitemap: str) -> list[str]:
    return re.findall("<url><loc>(.*?)</loc></url>", sitemap)


@pytest.mark.usefixtures("one_catalogue")
def test_the_rules_name_the_list_and_close_what_is_for_editors(visitor: Visitor) -> None:
    answer = visitor.reader.get("/robots.txt")
    assert answer.content_type == "text/plain; charset=utf-8"
    lines = answer.text.splitlines()
    assert lines[0] == "User-agent: *"
    assert lines[-1] == "Sitemap: http://127.0.0.1/sitemap.xml"
    for path in (
        "/historique",
        "/corbeille?page=2",
        "/operations/new",
        "/operations/a/edit",
        "/imprimer?q=a",
    ):
        assert is_closed(answer.text, path), path
    for path in ("/compte", "/comptes", "/connexion/invitation/jeton"):
        assert is_closed(answer.text, path), path
    for path in ("/", "/?q=historique", "/operations/historique-de-la-ville", "/operations/new-york"):
        assert not is_closed(answer.text, path), path


def test_the_list_has_the_catalogue_and_each_operation(visitor: Visitor) -> None:
    answer = visitor.reader.get("/sitemap.xml")
    assert answer.content_type == "application/xml"
    addresses = addresses_in(answer.text)
    ids = catalogue_of(visitor.app).operations
    assert addresses == ["http://127.0.0.1/", *[f"http://127.0.0.1/operations/{id}" for id in ids]]
    for address in addresses:
        assert visitor.reader.get(address.removeprefix("http://127.0.0.1")).status_code == 200


@pytest.mark.parametrize(
    ("path", "content_type", "magic"),
    [("/favicon.ico", "image/x-icon", b"\0\0\1\0"), ("/apple-touch-icon.png", "image/png", b"\x89PNG")],
)
def test_icons_are_where_browsers_look(visitor: Visitor, path: str, content_type: str, magic: bytes) -> None:
    answer = visitor.reader.get(path)
    assert (answer.status_code, answer.content_type) == (200, content_type)
    assert answer.data.startswith(magic)
    assert re.fullmatch(r"public, max-age=\d+", answer.headers["Cache-Control"])
