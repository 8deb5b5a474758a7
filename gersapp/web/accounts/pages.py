"""What the pages of accounts share."""

from typing import Any

from flask import Response, request

from gersapp.editors.passwords import MIN_LENGTH
from gersapp.editors.rights import Rights, Role
from gersapp.errors import EditorsUnavailable, GersError, PasswordRefused
from gersapp.observatory.body import name_body
from gersapp.web.current import current_bodies, current_heading, current_settings
from gersapp.web.french import UNAVAILABLE
from gersapp.web.rendering.pages import render_page, respond_refusal
from gersapp.web.security.access import warn_unavailable

# What was done, by the word in the address that says so.
_DONE = {
    "mot-de-passe": "Votre mot de passe est changé. Vos autres sessions sont terminées.",
    "compte-retire": "Le compte est retiré, et ses sessions sont terminées.",
    "droits-retires": "Cette personne ne modifie plus ce catalogue. Son compte reste.",
    "droits-recus": "L’invitation est acceptée : voici les catalogues que vous modifiez.",
    "role-donne": "C’est fait : ce compte en a le droit dès maintenant.",
    "role-retire": "C’est fait : ce compte n’en a plus le droit.",
    "invitation-retiree": "L’invitation est retirée : son adresse ne sert plus.",
    "invitation-finie": "Cette invitation n’attendait plus : elle a servi, a expiré ou a été retirée.",
}


def render_account_page(template: str, status: int, **context: Any) -> Response:
    """Return a page that nobody stores, and that says what was done before."""
    response = render_page(
        template,
        status,
        heading=current_heading(),
        min_length=MIN_LENGTH,
        names_editors=bool(current_settings().trusted_user_header),
        done=_DONE.get(request.args.get("fait", "")),
        **context,
    )
    response.headers["Cache-Control"] = "no-store"
    return response


def name_slug(slug: str) -> str:
    """Return the name of the body of this slug; the slug when there is none."""
    bodies = current_bodies()
    state = bodies.states().get(slug) if bodies else None
    return name_body(slug, state.snapshot.catalogue.heading) if state else slug


def say_rights(rights: Rights) -> str:
    """Return what rights allow: « modifier le catalogue « Ville d’Auch » et gérer ses comptes »."""
    if rights.curator:
        return "gérer l’Observatoire"
    return ", ".join(
        f"modifier le catalogue « {name_slug(slug)} »"
        f"{' et gérer ses comptes' if role is Role.MANAGER else ''}"
        for slug, role in rights.roles.items()
    )


def refuse_unavailable(error: EditorsUnavailable) -> Response:
    warn_unavailable(error)
    return respond_refusal(503, "Comptes indisponibles", UNAVAILABLE)


def explain(error: GersError) -> tuple[dict[str, str], int]:
    """Return the message by field, "" for none, and the status."""
    if isinstance(error, EditorsUnavailable):
        warn_unavailable(error)
        return {"": UNAVAILABLE}, 503
    return {"password" if isinstance(error, PasswordRefused) else "name": str(error)}, 422


def address_of_client() -> str:
    return request.remote_addr or ""
