"""The picture of the layers, as checks."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# Who imports whom inside gersapp. A part always imports itself; "" is gersapp/__init__.py.
ARROWS = {
    "": {"commands", "errors", "exchange", "schemas", "settings", "store", "web"},
    "cache": set[str](),
    "catalogue": {"cache", "errors"},
    "commands": {
        "catalogue",
        "editors",
        "errors",
        "exchange",
        "files",
        "french",
        "observatory",
        "reviews",
        "schemas",
        "settings",
        "site",
        "store",
    },
    "editors": {"errors", "files"},
    "errors": set[str](),
    "files": {"errors", "rights"},
    "exchange": {"cache", "catalogue", "errors", "french"},
    "french": {"catalogue"},
    "memory": set[str](),
    "observatory": {"cache", "catalogue"},
    "schemas": {"catalogue", "errors", "french"},
    "reviews": {"cache", "catalogue", "errors", "exchange", "files", "schemas"},
    "rights": set[str](),
    "settings": {"errors"},
    "site": {"catalogue", "exchange", "french", "settings", "web"},
    "store": {"catalogue", "editors", "errors", "files", "french", "observatory", "reviews"},
    "worker": {"memory"},
    "web": {
        "cache",
        "catalogue",
        "editors",
        "errors",
        "exchange",
        "french",
        "observatory",
        "reviews",
        "schemas",
        "settings",
        "store",
    },
}
# Who imports each package that is not Python's own. One that is not here is refused everywhere.
OWNERS = {
    "argon2": {"editors"},
    "PIL": {"web"},
    "click": {"", "commands"},
    "flask": {"", "commands", "web"},
    "font_source_serif_pro": {"web"},
    "gunicorn": {"worker"},
    "htmx_flask": {"", "web"},
    "jinja2": {"", "site", "web"},
    "js_lib_htmx": {"", "web"},
    "markupsafe": {"site", "web"},
    "marshmallow": {"schemas"},
    "psycopg": {"store"},
    "psycopg_pool": {"store"},
    "orjson": {"exchange", "reviews", "store", "web"},
    "pypdf": {"exchange"},
    "tinydb": {"store"},
    "typst": {"exchange"},
    "werkzeug": {"", "web"},
    "zxcvbn": {"editors"},
}
# Inside the catalogue, each line imports those after it only.
CATALOGUE_LAYERS = (
    {"editing"},
    {"history"},
    {"proposals"},
    {"catalogue"},
    {"search"},
    {"model"},
    {"announced", "links"},
    {"platforms", "text"},
)
# Inside web too: no feature imports another.
WEB_LAYERS = (
    {"factory"},
    {"body_addresses", "errors"},
    {
        "accounts",
        "audiences",
        "browse",
        "bulk",
        "downloads",
        "heading",
        "history",
        "imports",
        "observatory",
        "operations",
        "placing",
        "previews",
        "robots",
        "sign_in",
    },
    {"operation_form"},
    {"changes", "conflicts"},
    {"results"},
    {"rendering"},
    {"security"},
    {"national"},
    {"fragments", "french_audiences", "french_history", "french_places", "navigation"},
    {"current", "form_data", "french", "htmx"},
    {"french_times"},
)
LAYERS = {"catalogue": CATALOGUE_LAYERS, "web": WEB_LAYERS}


def part_of(module: str) -> str:
    """`gersapp.store.tinydb.lock` → `store`; `gersapp` → ``."""
    return [*module.split("."), ""][1]


def imported_modules(source: str, package: str) -> Iterator[tuple[int, str]]:
    """(line, absolute name) of everything imported, inside functions and `if` blocks too.

    `package` is the dotted package of the source, against which relative imports are read.
    """
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: 1 - node.level or None] if node.level else []
            base = ".".join([*above, *filter(None, [node.module])])
            if base in ("gersapp", "gersapp.web"):  # what is named may be a module, or a value of __init__
                yield from ((node.lineno, f"{base}.{alias.name}") for alias in node.names)
            else:
                yield node.lineno, base


def wrong_arrows(source: str, module: str, *, is_package: bool = False) -> list[str]:
    """What `module` (dotted, in gersapp) imports and may not."""
    part = part_of(module)
    if part not in ARROWS:
        return [f"{module}: a part that the picture does not have"]
    package = module if is_package else module.rpartition(".")[0]
    wrong = []
    for line, name in imported_modules(source, package):
        top = name.partition(".")[0]
        if top == "gersapp":
            fine = part_of(name) in ARROWS[part] | {part}
        else:
            fine = top in sys.stdlib_module_names or part in OWNERS.get(top, ())
        if not fine:
            wrong.append(f"{module}:{line} imports {name}")
    return wrong


def layer_of(module: str) -> int | None:
    """The place of a module in the layers of its part."""
    name = [*module.split("."), "", ""][2]
    layers = LAYERS[part_of(module)]
    return next((place for place, layer in enumerate(layers) if name in layer), None)


def wrong_layers(source: str, module: str) -> list[str]:
    """What `module` (dotted, in a part that has layers) imports of its part and may not."""
    own, part = layer_of(module), part_of(module)
    if own is None:
        return [f"{module}: in no layer of {part}"]
    wrong = []
    for line, name in imported_modules(source, module.rpartition(".")[0]):
        if part_of(name) == part:
            layer = layer_of(name)
            if layer is None or layer < own or (layer == own and name.split(".")[2] != module.split(".")[2]):
                wrong.append(f"{module}:{line} imports {name}")
    return wrong


def _files(folder: Path, *suffixes: str) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.suffix in suffixes)


def test_imports_follow_the_picture() -> None:
    wrong = []
    for path in _files(ROOT / "gersapp", ".py"):
        names = path.relative_to(ROOT).with_suffix("").parts
        is_package = names[-1] == "__init__"
        module = ".".join(names[:-1] if is_package else names)
        wrong += wrong_arrows(path.read_text("utf-8"), module, is_package=is_package)
    assert wrong == []


@pytest.mark.parametrize("part", LAYERS)
def test_the_layers_of_a_part_import_those_below(part: str) -> None:
    wrong = []
    for path in _files(ROOT / "gersapp" / part, ".py"):
        names = path.relative_to(ROOT).with_suffix("").parts
        if names[-1] == "__init__":
            names = names[:-1]
        if len(names) > 2:
            wrong += wrong_layers(path.read_text("utf-8"), ".".join(names))
    assert wrong == []


def test_wsgi_only_knows_the_factory() -> None:
    path = ROOT / "wsgi.py"
    imported = imported_modules(path.read_text("utf-8") if path.exists() else "", "")
    assert {part_of(name) for _, name in imported if name.startswith("gersapp")} <= {"create_app"}


# The checks bite.


@pytest.mark.parametrize(
    ("module", "line"),
    [
        ("gersapp.catalogue.model", "import flask"),
        ("gersapp.catalogue.model", "from tinydb import TinyDB"),
        ("gersapp.catalogue.model", "from gersapp import settings"),
        ("gersapp.catalogue.model", "from ..store import lock"),
        ("gersapp.catalogue.model", "def late():\n    import marshmallow"),
        ("gersapp.catalogue.links.faults", "from gersapp.french import ADDRESS_FAULTS"),
        ("gersapp.commands", "from gersapp.web import guard"),
        ("gersapp.errors", "import gersapp"),
        ("gersapp.errors", "from gersapp.catalogue import model"),
        ("gersapp.exchange.csv", "from gersapp.store import Store"),
        ("gersapp.french", "from gersapp import schemas"),
        ("gersapp.schemas", "from gersapp.store import Store"),
        ("gersapp.schemas", "from . import web"),
        ("gersapp.settings", "from .files import read_whole"),
        ("gersapp.store.tinydb.lock", "from gersapp.schemas import Form"),
        ("gersapp.store.tinydb.lock", "from gersapp import exchange"),
        ("gersapp.store.tinydb.lock", "from ...web.htmx import trigger"),
        ("gersapp.web.operations.views", "from tinydb import where"),
        ("gersapp.web.operations.views", "import marshmallow.fields"),
        ("gersapp.web.operations.views", "import requests"),
        ("gersapp.helpers", ""),
    ],
)
def test_a_wrong_arrow_is_found(module: str, line: str) -> None:
    assert len(wrong_arrows(line, module)) == 1


@pytest.mark.parametrize(
    ("module", "line"),
    [
        ("gersapp", "from .web import register\nimport flask"),
        ("gersapp.catalogue", "from .model import Operation\nimport re"),
        ("gersapp.commands", "import click, flask\nfrom gersapp.store import Store"),
        ("gersapp.schemas", "from marshmallow import Schema\nfrom gersapp.catalogue import slug"),
        ("gersapp.store", "import tinydb, fcntl\nfrom .lock import Lock"),
        ("gersapp.web", "from gersapp import schemas\nfrom . import guard"),
    ],
)
def test_an_arrow_of_the_picture_is_not(module: str, line: str) -> None:
    assert wrong_arrows(line, module, is_package=True) == []


@pytest.mark.parametrize(
    ("module", "line"),
    [
        ("gersapp.catalogue.model", "from gersapp.catalogue.search.index import Index"),
        ("gersapp.catalogue.text", "from gersapp.catalogue.platforms import PLATFORMS"),
        ("gersapp.catalogue.history.merge", "from ..editing.draft import Draft"),
        ("gersapp.catalogue.history.merge", "def late():\n    from gersapp.catalogue.editing import draft"),
        ("gersapp.catalogue.catalogue", "from gersapp.catalogue import model"),
        ("gersapp.catalogue.helpers", ""),
        ("gersapp.web.results", "from gersapp.web import changes"),
        ("gersapp.web.bulk.views", "from gersapp.web.browse import views"),
        ("gersapp.web.rendering.pages", "from ..results import find_results"),
        ("gersapp.web.french", "from . import htmx"),
        ("gersapp.web.helpers", ""),
    ],
)
def test_a_wrong_layer_is_found(module: str, line: str) -> None:
    assert len(wrong_layers(line, module)) == 1


@pytest.mark.parametrize(
    ("module", "line"),
    [
        (
            "gersapp.catalogue.editing.save",
            "from .draft import Draft\nfrom gersapp.catalogue.text import slug",
        ),
        ("gersapp.catalogue.history.merge", "from gersapp.catalogue.links import recognise"),
        ("gersapp.catalogue.catalogue", "import re\nfrom gersapp.errors import NotFound"),
        (
            "gersapp.web.bulk.views",
            "from gersapp.web import french\nfrom gersapp.web.changes import submit_form",
        ),
        ("gersapp.web.errors", "from gersapp.web.sign_in.views import require_sign_in"),
    ],
)
def test_a_layer_below_is_not(module: str, line: str) -> None:
    assert wrong_layers(line, module) == []
