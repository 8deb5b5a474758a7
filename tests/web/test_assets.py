"""`gersapp.web.rendering.assets`: the static files, each at an address that changes with it."""

import gzip
import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from importlib.resources import files
from pathlib import Path

import pytest
from flask import Flask

from gersapp.web.rendering.assets import EDITORS_PARTS, SCRIPT_PARTS, STYLE_PARTS, Asset, Assets
from proof.tools.editor import COOKIE
from tests.support.visitor import Visitor, opened

ROOT = Path(__file__).resolve().parents[2]
VISITORS_NAMES = ["apple-touch-icon.png", "htmx.min.js", "icon.svg", "page.js", "style.css"]
EDITORS_NAMES = ["apple-touch-icon.png", "editors.css", "editors.js", "htmx.min.js", "icon.svg"]
NAMES = sorted({*VISITORS_NAMES, *EDITORS_NAMES})
TYPES = {
    "js": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml",
    "css": "text/css; charset=utf-8",
    "png": "image/png",
}


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    with opened(tmp_path_factory.mktemp("assets") / "db.json") as app:
        yield app


@pytest.fixture(scope="module")
def addresses(app: Flask) -> dict[str, str]:
    """Name → address, as the pages of a visitor and of an editor give them."""
    return {**files_of(Visitor(app, {}), "/"), **files_of(Visitor(app), "/")}


def files_of(visitor: Visitor, path: str) -> dict[str, str]:
    """Name → address, as the page at `path` gives them."""
    found = re.findall(r'"(/static/[0-9a-f]+/([^"]+))"', visitor.get(path).text)
    return {name: address for address, name in found}


def source(name: str) -> bytes:
    match name:
        case "htmx.min.js":
            return (files("js_lib_htmx") / "static" / "htmx" / name).read_bytes()
        case "style.css":
            return parts(visitors(STYLE_PARTS))
        case "editors.css":
            return parts(STYLE_PARTS)
        case "page.js":
            return b'"use strict";\n(() => {\n' + parts(visitors(SCRIPT_PARTS)) + b"})();\n"
        case "editors.js":
            return b'"use strict";\n(() => {\n' + parts(SCRIPT_PARTS) + b"})();\n"
    return (ROOT / "static" / name).read_bytes()


def visitors(names: Sequence[str]) -> list[str]:
    return [name for name in names if name not in EDITORS_PARTS]


def parts(names: Sequence[str]) -> bytes:
    """These files in their order, without what is there for readers."""
    return b"".join(map(sent_lines, names))


def sent_lines(name: str) -> bytes:
    """The file less its empty lines, its indentation, and its comments, which have lines of their own."""
    kept: list[bytes] = []
    lines = iter((ROOT / "static" / name).read_bytes().splitlines(keepends=True))
    for line in lines:
        if not line.lstrip().startswith(b"/*"):
            kept.append(line.lstrip())
            continue
        while not line.endswith(b"*/\n"):
            line = next(lines)
    return b"".join(kept)


@pytest.mark.parametrize(
    ("headers", "path", "names"),
    [
        ({}, "/", VISITORS_NAMES),
        ({}, "/nulle-part", VISITORS_NAMES),
        ({}, "/connexion", EDITORS_NAMES),
        ({}, "/connexion/premiere/jeton", EDITORS_NAMES),
        (COOKIE, "/", EDITORS_NAMES),
        (COOKIE, "/nulle-part", EDITORS_NAMES),
    ],
)
def test_a_page_asks_for_these_files_and_no_other(
    app: Flask, headers: Mapping[str, str], path: str, names: Sequence[str]
) -> None:
    assert sorted(files_of(Visitor(app, headers), path)) == names


def test_only_known_parts_are_for_editors_alone() -> None:
    assert {*STYLE_PARTS, *SCRIPT_PARTS} > EDITORS_PARTS


def test_a_visitors_part_uses_no_editors_part() -> None:
    heads = {
        name: (ROOT / "static" / name).read_text("utf-8").partition("*/")[0]
        for name in visitors(SCRIPT_PARTS)
    }
    assert {
        name: [part for part in EDITORS_PARTS if f"({part[3:]})" in head] for name, head in heads.items()
    } == {name: [] for name in heads}


@pytest.mark.parametrize("name", NAMES)
def test_a_file_is_served_for_ever_byte_for_byte(app: Flask, addresses: dict[str, str], name: str) -> None:
    response = Visitor(app).get(addresses[name])
    assert response.status_code == 200
    assert response.data == source(name)
    assert response.content_type == TYPES[name.rpartition(".")[2]]
    assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert response.headers["Vary"] == "Accept-Encoding"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "Content-Encoding" not in response.headers
    assert "Set-Cookie" not in response.headers


@pytest.mark.parametrize("name", NAMES)
def test_a_file_is_compressed_on_demand(app: Flask, addresses: dict[str, str], name: str) -> None:
    response = Visitor(app).get(addresses[name], Accept_Encoding="gzip, br")
    assert response.headers["Content-Encoding"] == "gzip"
    assert int(response.headers["Content-Length"]) == len(response.data) < len(source(name))
    assert gzip.decompress(response.data) == source(name)
    refused = Visitor(app).get(addresses[name], Accept_Encoding="br, gzip;q=0")
    assert refused.data == source(name)


@pytest.mark.parametrize("name", NAMES)
def test_a_head_has_the_headers_and_no_body(app: Flask, addresses: dict[str, str], name: str) -> None:
    response = Visitor(app).get(addresses[name], method="HEAD")
    assert (response.status_code, response.data) == (200, b"")
    assert int(response.headers["Content-Length"]) == len(source(name))


def test_readers_elsewhere_get_them_too(app: Flask, addresses: dict[str, str]) -> None:
    reader = Visitor(app, environ={"REMOTE_ADDR": "192.0.2.1"})
    assert {reader.get(address).status_code for address in addresses.values()} == {200}


@pytest.mark.parametrize(
    "path",
    [
        "/static/0000000000000000/style.css",
        "/static/style.css",
        "/static//style.css",
        "/static/{}/STYLE.CSS",
        "/static/{}/page.js",
        "/static/{}/../style.css",
        "/static/{}/..%2f..%2fdb.json",
        "/static/{}/%2e%2e/%2e%2e/db.json",
        "/static/{}/style.css/",
        "/static/{}/style.css%00",
    ],
)
def test_any_other_address_is_a_404(app: Flask, addresses: dict[str, str], path: str) -> None:
    fingerprint = addresses["style.css"].split("/")[2]
    response = Visitor(app).get(path.replace("{}", fingerprint))
    assert response.status_code == 404
    assert "immutable" not in response.headers.get("Cache-Control", "")


@pytest.mark.parametrize(("folder", "names"), [("css", STYLE_PARTS), ("js", SCRIPT_PARTS)])
def test_each_part_is_sent_once(folder: str, names: Sequence[str]) -> None:
    assert sorted(names) == sorted(f"{folder}/{path.name}" for path in (ROOT / "static" / folder).iterdir())


def test_the_address_changes_with_the_content(tmp_path: Path) -> None:
    one, same, other = (Asset.of("a.css", content) for content in (b"p {}", b"p {}", b"q {}"))
    assert one == same
    assert one.fingerprint != other.fingerprint
    assert re.fullmatch("[0-9a-f]{16}", one.fingerprint)


def test_only_kinds_of_files_that_a_page_needs_are_served(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "static", tmp_path, dirs_exist_ok=True)
    for name in ("a.css", "notes.txt", ".env", "b.js.map"):
        (tmp_path / name).write_bytes(b"x")
    app = Flask("assets")
    assets = Assets(tmp_path)
    app.register_blueprint(assets.blueprint())
    with app.test_request_context():
        assert assets.url("a.css").startswith("/static/")
        for name in ("notes.txt", ".env", "b.js.map"):
            with pytest.raises(KeyError):
                assets.url(name)
