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
from gersapp.catalogue.search.selection import Selection
from gersapp.errors import StoreFull
from gersapp.store.tinydb import Change, Published
from gersapp.web import htmx
from gersapp.web.french import described, when
from gersapp.web.rendering.html import Html
from gersapp.web.rendering.pages import answer, poured, render, site
from gersapp.web.results import (
    Focus,
    choices,
    filter_fields,
    find,
    results_context,
    standing_selection,
)
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

    after = site().store.change(watched, Act(guard.editor(), cause, of, _about()))
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
    focus: str = "edit",
    added: bool = False,
    again: bool = False,
) -> Response:
    """All the results that the person looks at, with the focus on what was changed, or else on the way back.

    `again` when what was done is an undoing, whose undoing is said otherwise.
    """
    after = done.catalogue
    there = standing_selection(after.heading)
    focused = None
    if operation:
        if section not in operation.audiences:
            visible = set(there.audiences or operation.audiences) & set(operation.audiences)
            section = next((slug for slug in operation.audiences if slug in visible), "")
        focused = Focus(operation.id, section, focus)
    shown = find(after, there, pages_on_page(request.form))
    is_shown = focused and any(focused.is_in(section) for each in shown for section in each.sections)
    context = results_context(done.here, there, shown, focused)
    context["fields"] = filter_fields(after.heading, there, shown[0])
    context["choices"] = choices(after.heading, request.form.get("value", ""))
    context["bar"] = bar(
        message, done.action, again=again, hidden=None if is_shown else operation, focus=not focused
    )
    context["added"] = added
    context["keeps_bar"] = False
    response = answer(poured("results/_answer.html", context))
    htmx.retarget(response, "#resultats")
    return response


def bar(
    message: str, action: int, *, again: bool = False, hidden: Operation | None = None, focus: bool = False
) -> Html:
    """The quiet bar: what was done, and the button that undoes it, if something was."""
    return Html(
        render(
            "shared/_bar_answer.html", message=message, action=action, again=again, hidden=hidden, focus=focus
        )
    )


def bar_of_page() -> Html:
    """The quiet bar of a page that is loaded: what its reader changed last, and the way back; nothing for
    visitors, nor when that is long ago."""
    here = site().store.published
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
            return Html(
                render(
                    "shared/_bar.html",
                    message=said,
                    action=0 if undone else each.action,
                    again=undoing,
                    hidden=None,
                    focus=False,
                )
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


def standing(here: Catalogue) -> Selection:
    """The selection of the page that the person looks at."""
    return standing_selection(here.heading)


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


def pages_on_page(values: Mapping[str, str]) -> int:
    """How many pages of results the person has on the page, by its own account."""
    digits = values.get("pages", "")
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 4 else 1
