"""What the card of a proposed operation shows, and what the catalogue has of it."""

from collections.abc import Iterable
from typing import Any

from flask import url_for
from markupsafe import escape

from gersapp.catalogue.announced import read_announced
from gersapp.catalogue.history.fields import Value
from gersapp.catalogue.links import fault
from gersapp.catalogue.model import Link, Operation
from gersapp.catalogue.text import french_spacing
from gersapp.exchange.proposal import ProposedOperation
from gersapp.reviews.comparison import Match
from gersapp.reviews.items import Item, ReviewView
from gersapp.web.french import FIELDS, listed
from gersapp.web.imports.french import STATES, list_reasons, say_match
from gersapp.web.rendering.cards import render_body
from gersapp.web.rendering.html import Html


def describe_item(view: ReviewView, item: Item) -> dict[str, Any]:
    """Return what `imports/_proposed.html` shows of an operation, but for its pair."""
    new = {line.into for line in view.audiences if line.into and not line.slug}
    operation = item.operation
    return {
        "item": item,
        "edit": url_for("proposed.edit", id=view.review.id, key=item.key),
        "body": _render_proposed(operation, url_for("proposed.operation", id=view.review.id, key=item.key)),
        "audiences": [(label, label in new) for label in operation.audiences],
        "faulty": [url for url in operation.links if fault(url)],
        "state": STATES[item.state],
        "reasons": list_reasons(item) if item.is_to_check else [],
        "problems": [text for messages in item.problems.values() for text in _flat(messages)],
        "matches": [_describe_match(match) for match in item.matches],
    }


def _describe_match(match: Match) -> dict[str, Any]:
    return {
        "id": match.operation.id,
        "title": match.operation.title,
        "why": say_match(match),
        "body": render_body(match.operation, _show),
        "missing": [(name, FIELDS[name], _say_value(value)) for name, value in match.missing.items()],
    }


def _render_proposed(operation: ProposedOperation, address: str) -> Html:
    """Return the body of a card for a proposed operation, without the addresses that no form accepts.

    `address` is that of the operation on the page of its review.
    """
    links = tuple([Link(url) for url in operation.links if not fault(url)])
    card = Operation(
        id="",
        title=operation.title or "(sans titre)",
        description=operation.description,
        platforms=read_announced(operation.platforms),
        links=links,
    )
    return render_body(card, _show, address=address)


def _show(text: str) -> Html:
    return Html(escape(french_spacing(text)))


def _say_value(value: Value) -> str:
    return value if isinstance(value, str) else listed(value)


def _flat(messages: object) -> Iterable[str]:
    """Return the messages of a field; those of the links stand by number."""
    if isinstance(messages, dict):
        return [text for texts in messages.values() for text in texts]
    return messages if isinstance(messages, list) else [str(messages)]
