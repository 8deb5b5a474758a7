"""Documents of a small catalogue with a history."""

import orjson

from gersapp.catalogue.catalogue import Catalogue
from gersapp.catalogue.editing.draft import Draft
from gersapp.catalogue.history.fields import operation_of
from gersapp.catalogue.history.history import History
from gersapp.catalogue.history.revisions import Act
from gersapp.catalogue.model import Audience, Operation
from gersapp.store.documents.documents import Documents
from gersapp.store.repository import Edit, new_action_name
from tests.support.edits import BY_NOBODY, Made, add_audiences, draft_edit, set_title

START = 1_600_000_000  # seconds since 1970


def change(
    documents: Documents, edit: Edit[Made], act: Act = BY_NOBODY, *, name: str = "", time: int = 0
) -> Documents:
    """The documents after an edit, under a new name unless one is given."""
    made = edit(documents.catalogue, documents.history).change
    assert made is not None
    return documents.with_change(made, act, name=name or new_action_name(), time=time)


def without_history(documents: Documents) -> Documents:
    """The same, of a file without that table."""
    return Documents.of({name: table for name, table in documents.tables.items() if name != "history"})


def documents_of_two() -> Documents:
    """A catalogue of p and q that has no history."""

    def fill(draft: Draft) -> None:
        add_audiences(draft, Audience("a", "A"))
        for id in "pq":
            draft.add(Operation(id, id.upper(), audiences=("a",)))

    return without_history(change(Documents.empty(), draft_edit(fill)))


def after_edits(number: int) -> Documents:
    """A catalogue of p and q, after so many edits of the title of p, named by their number in 32 digits."""
    documents = documents_of_two()
    for n in range(1, number + 1):
        edit = set_title(f"Titre {n}", "p")
        documents = change(documents, edit, Act("jeanne"), name=f"{n:032x}", time=START + n)
    return documents


def read_again(documents: Documents) -> Documents:
    """The same, written to a file and read from it."""
    return Documents.of(orjson.loads(orjson.dumps(documents.tables)))


def undo_last(catalogue: Catalogue, history: History) -> Made:
    """Put back what the last action changed of the contents of operations."""
    action = history.action(history.last)
    assert action is not None
    draft = Draft(catalogue)
    for id in action.operations:
        before = history.versions(id)[-1].before
        assert before is not None
        draft.put(operation_of(id, before))
    return Made(draft.change())
