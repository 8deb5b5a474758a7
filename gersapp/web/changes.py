"""Committing a change in the editor's name, logging it, and responding with the way to undo it."""

import time
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, TypeVar

from flask import Response, request, url_for

from gersapp.catalogue.catalogue import Catalogue
from gersapp.catalogue.editing.outcomes import Rejected
from gersapp.catalogue.history.audiences import find_bearer, find_renamed, follow_audience
from gersapp.catalogue.history.fields import HEADING, state_now
from gersapp.catalogue.history.revisions import Act, Action, Cause
from gersapp.catalogue.model import Operation
from gersapp.catalogue.search.selection import Notice, NoticeKind, Selection
from gersapp.errors import StoreFull, StoreUnavailable
from gersapp.french import describe_notice
from gersapp.schemas import Refused
from gersapp.store.repository import Committed, Edit, OutcomeT, Snapshot, new_action_name
from gersapp.web import french, french_history, french_times, htmx
from gersapp.web.current import current_history, current_repository, current_snapshot
from gersapp.web.form_data import pages_on_page
from gersapp.web.french_audiences import say_gone
from gersapp.web.navigation import catalogue_address, path_of, see_other, selection_of_page
from gersapp.web.rendering.cards import Control, Focus
from gersapp.web.rendering.html import Html
from gersapp.web.rendering.pages import respond
from gersapp.web.rendering.templates import render_html
from gersapp.web.results import find_results, render_results
from gersapp.web.security.access import current_editor, log_event, may_change

T = TypeVar("T")

# The age up to which a page shows the last change of its reader, in seconds.
_RECENT_S = 30 * 60


@dataclass(frozen=True, slots=True)
class RefusedForm:
    """A refused form: its messages by field, and the status of the response."""

    errors: Mapping[str, Any]
    status: int


def submit_form(
    event: str,
    load: Callable[[], T],
    edit: Callable[[T], Edit[OutcomeT]],
    *,
    subject: Callable[[T], str] | None = None,
    submission: str = "",
) -> Committed[OutcomeT] | RefusedForm:
    """Commit the edit made of the values of `load`, which raises Refused; see `commit_change`.

    With the `submission` of an addition's form, the same form sent twice adds once.
    """
    try:
        typed = load()
        named = subject(typed) if subject else ""
        name = _name_submission(submission, typed) if submission else ""
        committed = commit_change(event, edit(typed), subject=named, name=name)
    except Refused as refused:
        return RefusedForm(refused.errors, 422)
    except StoreFull as error:
        return RefusedForm({"store": [str(error)]}, 507)
    except StoreUnavailable as error:
        return RefusedForm({"store": [str(error)]}, 503)
    if isinstance(committed.outcome, Rejected):
        gone = describe_audiences(committed.snapshot, committed.outcome.values)
        return RefusedForm(french.explain_rejection(committed.outcome, gone), 422)
    return committed


def commit_change(
    event: str,
    edit: Edit[OutcomeT],
    *,
    subject: str = "",
    cause: Cause = Cause.EDIT,
    of: str = "",
    source: str = "",
    name: str = "",
) -> Committed[OutcomeT]:
    """Commit `edit` in the editor's name, and log `event` when something changed.

    The log names `subject`, or else the operation. What is committed twice under one `name` is done once.
    Raises StoreFull and StoreUnavailable.
    """
    repository, act = current_repository(), Act(current_editor(), cause, of, source)
    name = name or new_action_name()
    committed = repository.commit(edit, act, name)
    while committed.outcome is None and not _has_operation(committed):
        # After the addition was undone, or its operation deleted, the same form adds again, once.
        name = sha256(name.encode()).hexdigest()[:32]
        committed = repository.commit(edit, act, name)
    action = committed.action
    if action and committed.outcome:
        subject = subject or next(iter(action.operations), "catalogue")
        log_event(event, what=subject, revision=action.revisions[0].number)
    return committed


def _has_operation(committed: Committed[Any]) -> bool:
    """Whether an operation that the action changed is in the catalogue."""
    ids = committed.action.operations if committed.action else []
    return any(id in committed.snapshot.catalogue.operations for id in ids)


def _name_submission(submission: str, typed: object) -> str:
    """Return the name of the action that a form asks for: the same name for the same values sent twice."""
    sent = repr((submission, current_editor(), typed))
    return sha256(sent.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def respond_results(
    committed: Committed[Any],
    message: str,
    operation: Operation | None = None,
    *,
    section: str = "",
    control: Control = Control.EDIT,
    add_form: Html | None = None,
    is_undoing: bool = False,
    touched: Collection[str] = (),
) -> Response:
    """Respond with all the results that are on the page, and with the quiet bar that says `message`.

    The focus goes to the `control` of the card of `operation`, in `section` or in the first section that
    shows it; without an operation, to the button that undoes; with an `add_form`, into this form. The cards
    of the operations `touched` (ids) are marked for a moment.
    """
    selection = selection_of_page(committed.snapshot).on_page(1)
    results = find_results(committed.snapshot, selection, pages_on_page(request.form))
    focus = _focus_on(operation, section, control, selection) if operation and not add_form else None
    if len(touched) == 1:
        operation = committed.snapshot.catalogue.get(*touched)
    is_shown = operation is not None and results.has_card(operation.id, focus.section if focus else "")
    bar = render_bar(
        message,
        committed,
        is_undoing=is_undoing,
        hidden=None if is_shown else operation,
        takes_focus=not focus and not add_form,
    )
    value = request.form.get("value", "")
    body = render_results(results, focus=focus, touched=touched, bulk_value=value, bar=bar, add_form=add_form)
    response = respond(body)
    htmx.retarget(response, "#resultats")
    _correct_address(response, selection)
    return response


def _correct_address(response: Response, selection: Selection) -> None:
    """Have the browser show the address of `selection`, if that of the page names an audience that is gone,
    or a further page of results."""
    address = catalogue_address(selection.query)
    if path_of(htmx.current_url()) != address:
        htmx.replace(response, address)


def _focus_on(operation: Operation, section: str, control: Control, selection: Selection) -> Focus:
    """Return the focus on a card of `operation`: in `section`, or in the first section that shows it."""
    if section not in operation.audiences:
        visible = set(selection.audiences or operation.audiences)
        section = next((slug for slug in operation.audiences if slug in visible), "")
    return Focus(operation.id, section, control)


def announce_saved(response: Response, address: str, revision: str) -> None:
    """Tell the form that was sent that it is saved: what was typed in it meanwhile is to be saved next.

    `address` takes further changes; `revision` is the one that has the sent fields, or "".
    """
    htmx.trigger_event(response, "saved", address=address, revision=revision)


def render_bar(
    message: str,
    committed: Committed[Any],
    *,
    is_undoing: bool = False,
    hidden: Operation | None = None,
    takes_focus: bool = False,
) -> Html:
    """Return the quiet bar: `message`, and the button that undoes what was committed, if anything was.

    `hidden` is an operation that the results do not show.
    """
    action, undo = committed.action, ""
    if action:
        undo = _name_undo(committed.snapshot, action, again=is_undoing)
    return render_html(
        "shared/_bar_answer.html",
        message=message,
        action=action.name if action else "",
        undo=undo,
        seen=action.name if action else "",
        hidden=hidden,
        focus=takes_focus,
    )


def render_recent_bar(*, with_shared: bool = False) -> Html:
    """Return the quiet bar of a whole page: the last change of its reader, unless it is older than 30 min.

    With `with_shared`, it also says what `describe_shared` does.
    """
    editor = current_editor()
    if not editor:
        return Html()
    snapshot = current_snapshot()
    history = current_history(snapshot)
    action = history.last_action_of(editor, int(time.time()) - _RECENT_S)
    if not action:
        return Html()
    name = action.name
    is_undone, is_undoing = bool(history.undone({name})), bool(history.undoings({name}))
    done = "Annulé" if is_undone != is_undoing else "Enregistré"
    description = describe_actions(snapshot, [name])[name]
    shared = describe_shared(snapshot.catalogue, action) if with_shared and not is_undone else ""
    return render_html(
        "shared/_bar.html",
        message=f"{done} {french_times.when(action.time)} — {description}. {shared}".rstrip(),
        action="" if is_undone or not may_change() else name,
        undo=_name_undo(snapshot, action, again=is_undoing),
        seen=history.last,
        hidden=None,
        focus=False,
    )


def describe_actions(snapshot: Snapshot, names: Collection[str]) -> dict[str, str]:
    """Describe each of the actions in a few words; for an undoing, what was undone or done again."""
    origins = current_history(snapshot).origins(names)
    alone = [ids[0] for ids in (action.operations for action in origins.values()) if len(ids) == 1]
    titles = titles_of(snapshot, alone)
    revisions = [revision for action in origins.values() for revision in action.revisions]
    is_of_audiences = any(one.operation == HEADING and "audiences" in one.changes for one in revisions)
    # To find their labels reads the whole history.
    audiences = labels_of_audiences(snapshot) if is_of_audiences else {}
    return {
        name: french_history.describe_revisions(action.revisions, titles, audiences)
        for name, action in origins.items()
    }


def others_with(catalogue: Catalogue, url: str, id: str | None) -> list[Operation]:
    """Return the operations but that one that have the post of `url`."""
    return [operation for operation in catalogue.with_post(url) if operation.id != id]


def describe_shared(catalogue: Catalogue, action: Action) -> str:
    """Say which other operations have a post that `action` has added; "" for none."""
    others = [
        other.title
        for revision in action.revisions
        if "links" in revision.changes
        for url in revision.changes["links"].added
        if url not in revision.changes["links"].removed
        for other in others_with(catalogue, url, revision.operation)
    ]
    return french.say_shared(list(dict.fromkeys(others))) if others else ""


def _name_undo(snapshot: Snapshot, action: Action, *, again: bool) -> str:
    """Name the undoing of `action`; `again` when that does again what `action` has undone."""
    first = current_history(snapshot).origins([action.name])[action.name]
    ids = first.operations
    titles = titles_of(snapshot, ids if len(ids) == 1 else [])
    # An undoing of what is not in the history any more is named by its own changes.
    return french_history.name_undo(first.revisions, titles, again=again and first.cause is not Cause.UNDO)


def titles_of(snapshot: Snapshot, ids: Iterable[str]) -> dict[str, str]:
    """Return the title that each operation has, or had last; its id when no title is known."""
    states = {id: state_now(snapshot.catalogue, id) for id in ids}
    former = current_history(snapshot).titles([id for id, state in states.items() if state is None])
    return {id: str(state["title"]) if state else former.get(id, id) for id, state in states.items()}


def labels_of_audiences(snapshot: Snapshot) -> dict[str, str]:
    """Return the label that each audience has, or had last, by slug."""
    labels = {slug: past.label for slug, past in current_history(snapshot).past_audiences().items()}
    return labels | {audience.slug: audience.label for audience in snapshot.catalogue.heading.audiences}


def describe_audiences(snapshot: Snapshot, slugs: Sequence[str], since: str | None = None) -> dict[str, str]:
    """Say what became of those of the audiences `slugs` that are gone, and whose names no others bear.

    With `since`, the name of an action, it also says which of them were renamed after it.
    """
    heading, history = snapshot.catalogue.heading, current_history(snapshot)
    labels = {audience.slug: audience.label for audience in heading.audiences}
    fates: dict[str, str] = {}
    for slug in slugs:
        if not find_bearer(slug, heading, history) and slug in history.past_audiences():
            heir = labels.get(follow_audience(slug, heading, history), "")
            fates[slug] = say_gone(history.past_audiences()[slug], heir, reader=current_editor())
    renamed = {} if since is None else find_renamed(slugs, since, heading, history)
    for slug, label in renamed.items():
        fates[slug] = describe_notice(Notice(NoticeKind.AUDIENCE_RENAMED, label, labels[slug]))
    return fates


def has_seen_all(committed: Committed[Any]) -> bool:
    """Whether the page that sends the change shows all changes before it; else it still needs the news."""
    return bool(committed.action) and request.form.get("seen") == committed.previous


def redirect_to_operation(
    committed: Committed[Any], id: str, ticked: Sequence[str] = (), since: str | None = None
) -> Response:
    """Send a plain browser to the operation's page, with the button that undoes what was committed.

    The page also says what `describe_audiences` does of the `ticked` ones.
    """
    name = committed.action.name if committed.action else None
    changed = list(describe_audiences(committed.snapshot, ticked, since))
    since = since if changed else None
    return see_other(url_for("browse.operation", id=id, saved=name, changed=changed, since=since))
