"""The life of a file: steps by pages, by hand and by other programs, each drawn by chance."""

import contextlib
import json
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from pathlib import Path
from random import Random
from typing import Any, TypeVar

import orjson
from tinydb import TinyDB

from gersapp.catalogue.editing import audiences
from gersapp.catalogue.editing.add import add_operation
from gersapp.catalogue.editing.bulk import change_many
from gersapp.catalogue.editing.delete import delete_operation, restore_operation
from gersapp.catalogue.editing.draft import Draft
from gersapp.catalogue.editing.typed import BulkAction, TypedBulk, TypedOperation
from gersapp.catalogue.editing.undo import undo_action
from gersapp.catalogue.editing.versions import bring_back
from gersapp.catalogue.history.revisions import Act, Cause, Revision
from gersapp.catalogue.model import Link
from gersapp.errors import ErasureRefused, StoreUnavailable
from gersapp.files import Unreadable
from gersapp.store.documents.blocks import unpack
from gersapp.store.documents.documents import Documents
from gersapp.store.documents.reader import Invalid
from gersapp.store.documents.tables import parse
from gersapp.store.repository import Edit
from gersapp.store.tinydb import TinyDBRepository
from tests.support.edits import change_nothing, commit, content_of, draft_edit, set_heading

T = TypeVar("T")
# Content of the catalogue, and all revisions.
Shown = tuple[tuple[Any, ...], list[Revision]]


class FileLife:
    """A file, the repository that serves it, and chance. `buffer` is what an editor of text has open."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.rng = Random(0)  # noqa: S311  (nothing is secret)
        self.seconds = 1_600_000_000
        self.buffer = path.read_bytes()
        self.repository = TinyDBRepository(path, self.clock)

    def clock(self) -> float:
        self.seconds += self.rng.choice((0, 1, 60, 4_000))
        return self.seconds

    def shown(self) -> Shown:
        """What pages show."""
        snapshot = self.repository.snapshot()
        return content_of(snapshot.catalogue), list(self.repository.history(snapshot))

    def stored(self) -> Shown:
        """What a start reads; raises Unreadable and Invalid."""
        documents = Documents.of(parse(self.path.read_bytes()))
        return content_of(documents.catalogue), list(documents.history)

    def restart(self) -> None:
        self.repository.close()
        self.repository = TinyDBRepository(self.path, self.clock)

    def load(self) -> None:
        """Have an edit by hand noticed."""
        commit(self.repository, change_nothing)

    def choose(self, among: Iterable[T]) -> T | None:
        among = list(among)
        return self.rng.choice(among) if among else None

    def commit(self, edit: Edit[Any], act: Act = Act("jeanne")) -> None:  # noqa: B008
        """Commit; an edit that would not be readable is refused, and nothing else is."""
        try:
            commit(self.repository, edit, act)
        except StoreUnavailable as refusal:
            if "Le résultat ne pourrait pas être relu" not in str(refusal):
                raise

    def write(self, content: bytes) -> None:
        """Write the file by hand, unless a start would refuse it."""
        with contextlib.suppress(Unreadable, Invalid):
            Documents.of(parse(content))
            self.path.write_bytes(content)
            self.buffer = content


# -- by pages


def edit(life: FileLife) -> None:
    def change(draft: Draft) -> None:
        operation = life.choose(draft.everything())
        if operation:
            links = [*operation.links, Link(f"https://www.gers.fr/{life.rng.random()}")][-3:]
            life.rng.shuffle(links)
            text = life.rng.choice(("", "Deux\nlignes", "é" * 200))
            title = f"Titre {life.rng.random()}"
            draft.put(replace(operation, title=title, description=text, links=tuple(links)))

    life.commit(draft_edit(change))


def add(life: FileLife) -> None:
    slugs = tuple(audience.slug for audience in life.repository.snapshot().catalogue.heading.audiences)
    new = life.rng.choice(("", "", "Neuve"))
    title = life.rng.choice(("Une", "Neuve"))
    if slugs or new:
        typed = TypedOperation(title=title, audiences=slugs[:2], new_audience=new)
        life.commit(partial(add_operation, typed=typed))


def delete(life: FileLife) -> None:
    id = life.choose(life.repository.snapshot().catalogue.operations)
    life.commit(partial(delete_operation, id=id or ""))


def restore(life: FileLife) -> None:
    id = life.choose(life.repository.snapshot().catalogue.trash)
    life.commit(partial(restore_operation, id=id or ""))


def move_one(life: FileLife) -> None:
    def change(draft: Draft) -> None:
        id = life.choose(sorted(draft.operations))
        if id:
            draft.move(id, life.rng.randrange(len(draft.operations)))

    life.commit(draft_edit(change))


def change_heading(life: FileLife) -> None:
    life.commit(set_heading(title=f"Titre {life.rng.random()}"))


def change_bulk(life: FileLife) -> None:
    catalogue = life.repository.snapshot().catalogue
    ids = tuple(id for id in catalogue.operations if life.rng.random() < 0.8)
    slug = life.choose(audience.slug for audience in catalogue.heading.audiences) or ""
    typed = TypedBulk(ids=ids, action=life.rng.choice(list(BulkAction)), slug=slug)
    if ids:
        life.commit(partial(change_many, typed=typed))


def change_audiences(life: FileLife) -> None:
    slugs = [audience.slug for audience in life.repository.snapshot().catalogue.heading.audiences]
    slug, into = life.choose(slugs) or "", life.choose(slugs) or ""
    edits: tuple[Edit[Any], ...] = (
        partial(audiences.rename_audience, slug=slug, label=f"Cible {life.rng.randint(1, 9)}"),
        partial(audiences.merge_audiences, slug=slug, into=into),
        partial(audiences.remove_audience, slug=slug),
    )
    life.commit(life.rng.choice(edits))


def undo(life: FileLife) -> None:
    history = life.repository.history(life.repository.snapshot())
    action = life.choose(history.actions(first=0, count=20))
    if action:
        life.commit(partial(undo_action, name=action.name), Act("jean", Cause.UNDO, action.name))


def bring_version_back(life: FileLife) -> None:
    revision = life.choose(life.repository.history(life.repository.snapshot()))
    if revision:
        edit = partial(bring_back, id=revision.operation, name=revision.name)
        life.commit(edit, Act("jean", Cause.VERSION, revision.name))


def erase(life: FileLife) -> None:
    catalogue = life.repository.snapshot().catalogue
    id = life.choose([*catalogue.operations, *catalogue.trash])
    with contextlib.suppress(ErasureRefused):
        life.repository.erase(id or "")


# -- by hand: each changes the tables


def sort_keys(tables: Any, rng: Random) -> Any:
    return json.loads(json.dumps(tables, sort_keys=True))


def shuffle_rows(tables: Any, rng: Random) -> Any:
    name = rng.choice(list(tables))
    rows = list(tables[name].items())
    rng.shuffle(rows)
    return {**tables, name: dict(rows)}


def give_another_number(tables: Any, rng: Random) -> Any:
    name = rng.choice(list(tables))
    number = rng.choice(("0", "1", "9" * 18, str(10**17), str(10**15 - 1), str(rng.randint(1, 40))))
    chosen = rng.choice(list(tables[name]) or [""])
    return {**tables, name: {number if key == chosen else key: row for key, row in tables[name].items()}}


def change_titles(tables: Any, rng: Random) -> Any:
    for row in tables["operations"].values():
        if rng.random() < 0.4:
            row["title"] = f"À la main {rng.random()}"
    return tables


def nest(tables: Any, rng: Random) -> Any:
    """Put a value of great depth somewhere: the deepest that is read has 254 levels."""
    rows = list(tables[rng.choice(list(tables))].values())
    row = rng.choice(rows or [{}])
    places = [row, row["operation"] if "position" in row else row, *row.get("links", ())[:1]]
    deep: Any = []
    for _ in range(rng.choice((3, 245, 249, 250))):
        deep = rng.choice(([deep], {"a": deep}))
    rng.choice(places)["deep"] = deep
    return tables


def set_odd_numbers(tables: Any, rng: Random) -> Any:
    for row in tables.get("trash", {}).values():
        row["position"] = rng.choice((0, 3, 10**15, 2**63, 2**64 - 1))
    for row in tables["operations"].values():
        row["odd"] = rng.choice((2**64 - 1, -(2**63), 1e308, -0.0, 5e-324, [{}]))
    return tables


def remove_row(tables: Any, rng: Random) -> Any:
    name = rng.choice([name for name in tables if name != "catalogue"] or ["catalogue"])
    keys = list(tables[name])
    if keys:
        del tables[name][rng.choice((rng.choice(keys), keys[-1]))]
    return tables


def remove_table(tables: Any, rng: Random) -> Any:
    tables.pop(rng.choice(("history", "trash", "avant")), None)
    return tables


def throw_away(tables: Any, rng: Random) -> Any:
    """Move operations to the trash with their numbers."""
    for key, row in list(tables["operations"].items())[:2]:
        tables.setdefault("trash", {})[key] = {"operation": row, "position": 7}
        del tables["operations"][key]
    return tables


def unpack_history(tables: Any, rng: Random) -> Any:
    """Put the revisions of a block in rows of their own."""
    rows = tables.get("history", {})
    blocks = [key for key, row in rows.items() if "packed" in row]
    single = {str(row.pop("number")): row for row in unpack(rows[blocks[0]])} if blocks else {}
    return {
        **tables,
        "history": {**single, **{key: row for key, row in rows.items() if key not in blocks[:1]}},
    }


def set_odd_history(tables: Any, rng: Random) -> Any:
    odd: tuple[dict[str, Any], ...] = (
        {"time": "9999-12-30T00:00:00Z"}, {"time": "1970-01-01T00:00:00+00:00"}, {"name": "0" * 32}, {"name": 3},
        {"cause": "autre"}, {"action": 1}, {"note": [1.5]}, {"place": [None, 10**14]}, {"place": None},
        {"changes": {}}, {"editor": "É" * 300},
    )  # fmt: skip
    for row in tables.get("history", {}).values():
        if rng.random() < 0.5:
            row |= {"of": row.get("action", 0), **rng.choice(odd)}
    return tables


def edit_by_hand(change: Callable[[Any, Random], Any], life: FileLife) -> None:
    life.write(json.dumps(change(orjson.loads(life.path.read_bytes()), life.rng)).encode())


# -- by other programs


def insert_with_tinydb(life: FileLife) -> None:
    """TinyDB gives the number after the greatest of the table: the one of an operation in the trash."""
    (heading,) = orjson.loads(life.path.read_bytes())["catalogue"].values()
    slugs = [audience["slug"] for audience in heading["audiences"][:1]]
    row = {"id": f"inseree-{life.rng.randint(1, 999)}", "title": "Insérée", "audiences": slugs}
    before = life.path.read_bytes()
    with contextlib.suppress(ValueError), TinyDB(life.path, encoding="utf-8") as database:
        database.table("operations").insert(row)
    content = life.path.read_bytes()
    life.path.write_bytes(before)
    life.write(content)


def save_older_buffer(life: FileLife) -> None:
    """An editor of text saves again what it has open, without what was recorded of its last save."""
    life.write(orjson.dumps(change_titles(orjson.loads(life.buffer), life.rng)))


def look(life: FileLife) -> None:
    life.repository.snapshot()


_HANDS = (sort_keys, shuffle_rows, give_another_number, change_titles, nest, set_odd_numbers, remove_row,
          remove_table, throw_away, unpack_history, set_odd_history)  # fmt: skip
_PAGES = (edit, add, delete, restore, move_one, change_heading, change_bulk, change_audiences, undo,
          bring_version_back, erase)  # fmt: skip

STEPS: dict[str, Callable[[FileLife], None]] = {
    **{step.__name__: step for step in _PAGES},
    **{change.__name__: partial(edit_by_hand, change) for change in _HANDS},
    **{step.__name__: step for step in (insert_with_tinydb, save_older_buffer, look, FileLife.restart)},
}
