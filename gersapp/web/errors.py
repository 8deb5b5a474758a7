"""Every refusal as a response in French."""

import logging
import secrets

from flask import Flask, Response, make_response, request
from werkzeug.exceptions import ClientDisconnected, HTTPException

from gersapp.errors import NotFound, StoreFull, StoreUnavailable
from gersapp.web import htmx
from gersapp.web.downloads.opening import gives_data, respond_problem
from gersapp.web.rendering.pages import respond_refusal
from gersapp.web.security.access import EditorUnknown, SignInRequired, log_refusal
from gersapp.web.sign_in.views import keep_form, require_sign_in

# The refusals that the security log records.
_LOGGED = {400, 403, 411, 413, 415}

_log = logging.getLogger(__name__)

_NOT_FOUND = (
    "Opération introuvable",
    "Cette opération n’est pas, ou n’est plus, dans le catalogue.",
)
_UNKNOWN = (
    "La base de données ne répond pas : vos droits ne peuvent pas être vérifiés. Réessayez dans un instant."
)
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
    408: (
        "Envoi interrompu",
        "Votre envoi n’est pas arrivé en entier : rien n’est enregistré. Revenez en arrière et recommencez.",
    ),
    409: (
        "Modifiée entre-temps",
        "Cette opération a été modifiée pendant que vous la regardiez. Rechargez la page pour voir sa "
        "version actuelle, puis recommencez.",
    ),
    413: (
        "Saisie trop longue",
        "Ce qui a été envoyé dépasse 64\u00a0ko, ou a trop de champs. Raccourcissez la description, retirez "
        "des liens ou cochez moins d’opérations.",
    ),
    415: ("Format inattendu", "Un formulaire est attendu."),
}


def init_app(app: Flask) -> None:
    """Respond to errors. Only this module maps those of the store and of the domain to HTTP."""
    app.register_error_handler(SignInRequired, lambda error: require_sign_in())
    app.register_error_handler(HTTPException, _respond_http)
    app.register_error_handler(NotFound, lambda error: _refuse(404, *_NOT_FOUND))
    app.register_error_handler(StoreFull, lambda error: _refuse(507, "Disque plein", str(error)))
    app.register_error_handler(StoreUnavailable, _respond_unavailable)
    app.register_error_handler(EditorUnknown, _respond_unknown)
    app.register_error_handler(Exception, _respond_unexpected)


def _refuse(status: int, title: str, message: str) -> Response:
    """Respond with a page, or to a program that reads data with what it can read."""
    respond = respond_problem if gives_data() else respond_refusal
    return respond(status, title, message)


def _respond_unavailable(error: StoreUnavailable) -> Response:
    title = "Modifications suspendues" if request.method == "GET" else "Enregistrement impossible"
    return _refuse(503, title, str(error))


def _respond_unknown(error: EditorUnknown) -> Response:
    if request.method == "GET":
        return _refuse(503, "Page indisponible", _UNKNOWN)
    # The page of the form still has what was typed when a script has sent it.
    return _respond_unavailable(error) if htmx.is_fragment() else keep_form(503, str(error))


def _respond_http(error: HTTPException) -> Response:
    if error.response is not None:
        return make_response(error.response)
    # By its deadline, or by a broken connection: `gersapp/worker.py` reads no body that is not whole.
    status = 408 if isinstance(error, ClientDisconnected) else error.code or 500
    title, message = _MESSAGES.get(status, ("Demande refusée", "Cette demande ne peut pas être traitée."))
    if status in _LOGGED:
        log_refusal(status)
    # Our own descriptions are in French; those of werkzeug are not.
    is_ours = status in (400, 403) and error.description != type(error).description
    response = _refuse(status, title, error.description if is_ours and error.description else message)
    for name, value in error.get_headers():
        if name in ("Allow", "Retry-After"):
            response.headers[name] = value
    return response


def _respond_unexpected(error: Exception) -> Response:
    reference = secrets.token_hex(4)
    _log.exception("Erreur inattendue, référence %s", reference, exc_info=error)
    return _refuse(
        500,
        "Erreur inattendue",
        "L’application a rencontré une erreur. Rien de ce qui était enregistré n’est perdu. Référence à "
        f"donner au support : {reference}.",
    )
