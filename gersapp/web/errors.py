"""Every refusal as an answer, once: a page in French, or to htmx a fragment that leaves the page as it is."""

import logging
import secrets

from flask import Flask, Response, make_response
from werkzeug.exceptions import HTTPException

from gersapp.catalogue.history.fields import HEADING
from gersapp.errors import CannotUndo, Conflict, NotFound, StoreFull, StoreUnavailable
from gersapp.web import htmx
from gersapp.web.changes import title_of
from gersapp.web.current import current_snapshot
from gersapp.web.french import counted, fields, listed, quoted
from gersapp.web.rendering.pages import render
from gersapp.web.security import guard
from gersapp.web.sign_in import views as signin

# Refusals that the log for security has.
_NOTED = {400, 403, 411, 413, 415}

_MOST_NAMED = 5

_log = logging.getLogger(__name__)

_MESSAGES = {
    400: (
        "Demande incorrecte",
        "Cette demande n’est pas lisible. Revenez en arrière et recommencez.",
    ),
    403: ("Accès refusé", "Vous ne pouvez pas faire cela d’ici."),
    404: (
        "Page introuvable",
        "Il n’y a rien à cette adresse : elle a peut-être été mal recopiée, ou supprimée.",
    ),
    405: (
        "Demande impossible",
        "Cette adresse ne se demande pas ainsi. Revenez au catalogue et recommencez.",
    ),
    409: (
        "Modifiée entre-temps",
        "Cette opération a été modifiée pendant que vous la regardiez. Rechargez la page pour voir sa "
        "version actuelle, puis recommencez.",
    ),
    413: (
        "Saisie trop longue",
        "Ce qui a été envoyé dépasse 64 ko. Raccourcissez la description, retirez des liens "
        "ou cochez moins d’opérations.",
    ),
    415: ("Format inattendu", "Un formulaire est attendu."),
}


def init_app(app: Flask) -> None:
    """Answer errors; the store's and the domain's become HTTP here and nowhere else."""

    @app.errorhandler(guard.SignInNeeded)
    def sign_in(error: guard.SignInNeeded) -> Response:
        return signin.asked_to_sign_in()

    @app.errorhandler(HTTPException)
    def refuse(error: HTTPException) -> Response:
        if error.response is not None:
            return make_response(error.response)
        status = error.code or 500
        title, message = _MESSAGES.get(status, ("Demande refusée", "Cette demande ne peut pas être traitée."))
        if status in _NOTED:
            guard.note_refusal(status)
        ours = status in (400, 403) and error.description != type(error).description
        response = _answer(status, title, error.description if ours and error.description else message)
        for name, value in error.get_headers():
            if name in ("Allow", "Retry-After"):
                response.headers[name] = value
        return response

    @app.errorhandler(NotFound)
    def not_found(error: NotFound) -> Response:
        return _answer(
            404,
            "Opération introuvable",
            "Cette opération n’est pas, ou n’est plus, dans le catalogue.",
        )

    @app.errorhandler(Conflict)
    def conflict(error: Conflict) -> Response:
        return _answer(409, *_MESSAGES[409])

    @app.errorhandler(CannotUndo)
    def cannot_undo(error: CannotUndo) -> Response:
        here = current_snapshot()
        what: list[str] = []
        for id, names in error.stuck[:_MOST_NAMED]:
            title = "les textes du catalogue" if id == HEADING else quoted(title_of(here, id))
            what.append(f"{title} ({fields(id, names)})")
        if len(error.stuck) > _MOST_NAMED:
            what.append(counted(len(error.stuck) - _MOST_NAMED, "autre"))
        return _answer(
            409,
            "Annulation impossible",
            f"Ce qu’il faudrait annuler a été modifié de nouveau depuis : {listed(what)}. Rien n’est changé. "
            "Dans « Modifications récentes », vous pouvez rétablir une version entière.",
        )

    @app.errorhandler(StoreFull)
    def full(error: StoreFull) -> Response:
        return _answer(507, "Disque plein", str(error))

    @app.errorhandler(StoreUnavailable)
    def unavailable(error: StoreUnavailable) -> Response:
        return _answer(503, "Enregistrement impossible", str(error))

    @app.errorhandler(Exception)
    def unexpected(error: Exception) -> Response:
        reference = secrets.token_hex(4)
        _log.exception("Erreur inattendue, référence %s", reference, exc_info=error)
        return _answer(
            500,
            "Erreur inattendue",
            f"L’application a rencontré une erreur. Rien de ce qui était enregistré n’est perdu. Référence à "
            f"donner au support : {reference}.",
        )


def _answer(status: int, title: str, message: str) -> Response:
    if htmx.is_fragment():
        response = make_response(render("_alert.html", title=title, message=message), status)
        htmx.retarget(response, "#alerte")
    else:
        response = make_response(render("error.html", title=title, message=message, status=status), status)
    response.headers["Cache-Control"] = "no-store"
    response.headers["Vary"] = guard.FACES
    return response
