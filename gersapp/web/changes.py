"""What every change shares: it is made in an editor's name, told to the log, and answered with a way back."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from flask import Response, request, url_for

from gersapp.catalogue.catalogue import Catalogue
from gersapp.catalogue.editing.undo import is_undoing, is_undone
from gersapp.catalogue.history.fields import current
from gersapp.catalogue.history.history import Act, History, Revision
from gersapp.catalogue.model import Operation
from gersapp.errors import StoreFull
from gersapp.store.tinydb import Change, Published
from gersapp.web import htmx
from gersapp.web.current import current_repository, current_snapshot
from gersapp.web.form_data import read_number
from gersapp.web.french import described, when
from gersapp.web.navigation import standing_selection
from gersapp.web.rendering.cards import Control, Focus
from gersapp.web.rendering.html import Html
from gersapp.web.rendering.pages import respond
from gersapp.web.rendering.templates import render_html
from gersapp.web.results import find_results, render_results
from gersapp.web.security import guard

# After that, what somebody changed last is found in the history only.
_LONG_AGO_S = 30 * 60


@dataclass(frozen=True, slots=True)
class Done:
    """What a change left; `action` is its number in the history, 0 when nothing differed."""

    here: Published
    action: int

    @property
    def catalogue(self) -> Catalogue:
        return self.here.catalogue


def changed(event: str, change: Change, what: Callable[[], str], cause: str = "", of: int = 0) -> Done:
    """Make `change` in the editor's name; the log is told, when something changed.

    `what` says, once it is done, which operation it was, or else what. `cause` and `of` are those of `Act`.
    """
    was: list[History] = []

    def watched(here: Catalogue, history: History) -> Catalogue:
        was.append(history)
        return change(here, history)

    after = current_repository().change(watched, Act(guard.editor(), cause, of, _about()))
    is_other = after.history.last > was[-1].last
    action = was[-1].last + 1 if is_other else 0
    if action:
        guard.note(event, what=what(), revision=action)
    return Done(after, action)


def results(
    done: Done,
    message: str,
    operation: Operation | None = None,
    section: str = "",
    *,
    control: Control = Control.EDIT,
    added: bool = False,
    again: bool = False,
) -> Response:
    """All the results that the person looks at, with the focus on what was changed, or else on the way back.

    `again` when what was done is an undoing, whose undoing is said otherwise.
    """
    selection = standing_selection(done.catalogue.heading).on_page(1)
    shown = find_results(done.here, selection, read_pages_on_page(request.form))
    focused = None
    if operation:
        if section not in operation.audiences:
            visible = set(selection.audiences or operation.audiences)
            section = next((slug for slug in operation.audiences if slug in visible), "")
        focused = Focus(operation.id, section, control)
    is_shown = focused and shown.has_card(focused.id, section)
    body = render_results(
        shown,
        focus=focused,
        chosen=request.form.get("value", ""),
        bar=bar(message, done.action, again=again, hidden=None if is_shown else operation, focus=not focused),
        is_added=added,
    )
    response = respond(body)
    htmx.retarget(response, "#resultats")
    return response


def bar(
    message: str, action: int, *, again: bool = False, hidden: Operation | None = None, focus: bool = False
) -> Html:
    """The quiet bar: what was done, and the button that undoes it, if something was."""
    return render_html("_bar.html", message=message, action=action, again=again, hidden=hidden, focus=focus)


def bar_of_page() -> Html:
    """The quiet bar of a page that is loaded: what its reader changed last, and the way back; nothing for
    visitors, nor when that is long ago."""
    here = current_snapshot()
    mine = guard.editor()
    recent = time.time() - _LONG_AGO_S
    if not mine:
        return Html()
    for each in reversed(here.history):
        if each.time < recent:
            break
        if each.editor == mine:
            revisions = here.history.action(each.action)
            what = told(here, revisions)
            undone = is_undone(here.history, each.action)
            undoing = is_undoing(here.history, each.action)
            done = "Annulé" if undone != undoing else "Enregistré"
            said = f"{done} {when(each.time)} — {what}."
            return render_html(
                "_bar_content.html",
                message=said,
                action=0 if undone else each.action,
                again=undoing,
                hidden=None,
                focus=False,
            )
    return Html()


def told(here: Published, revisions: Sequence[Revision]) -> str:
    """An action in a few words; for an undoing, what was undone, or done again, in the first place."""
    while revisions[0].cause == "undo":
        undone = here.history.action(revisions[0].of)
        if not undone:
            break
        revisions = undone
    return described(revisions, lambda id: title_of(here, id))


def title_of(here: Published, id: str) -> str:
    """The title that an operation has, or had last; what it had is in the history."""
    state = current(here.catalogue, id)
    if state is None:
        known = (each.after or each.before for each in reversed(here.history.versions(id)))
        state = next((each for each in known if each), {"title": id})
    return str(state["title"])


def is_all_seen(done: Done) -> bool:
    """Whether the page that asked has missed nothing before its own change: else it still has to be told."""
    return request.form.get("seen") == str(done.action - 1)


def see(address: str) -> Response:
    """Send a plain browser to `address`, with GET."""
    return Response(status=303, headers={"Location": address})


def see_operation(done: Done, id: str) -> Response:
    """Send a plain browser to the operation, where the way back is."""
    return see(url_for("browse.operation", id=id, saved=done.action))


def status_of(error: Exception) -> int:
    """The status of a refusal by the store."""
    return 507 if isinstance(error, StoreFull) else 503


def _about() -> str:
    return str((request.view_args or {}).get("id", ""))


def read_pages_on_page(values: Mapping[str, str]) -> int:
    """How many pages of results the person has on the page, by its own account."""
    return read_number(values.get("pages", ""), default=1, max_digits=3)
