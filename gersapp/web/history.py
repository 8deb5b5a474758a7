"""Going back: what was changed, by whom and when, undoing it, older versions, the trash."""

from flask import Blueprint, Response, url_for

from gersapp.catalogue.undo import undone
from gersapp.web import htmx
from gersapp.web.changing import changed, results, see

past = Blueprint("history", __name__)


@past.post("/actions/<int:action>/undo")
def undo(action: int) -> Response:
    """Undo what was done at once, as one change more."""
    done = changed(
        "undone",
        lambda here, history: undone(here, history, action),
        lambda: f"action {action}",
        "undo",
        action,
    )
    if not htmx.is_fragment():
        return see(url_for("browse.catalogue", saved=done.action))
    return results(done, "Modification annulée." if done.action else "C’est déjà annulé.", again=True)
