"""The figures of each body beside those of the others; each figure leads to what it counts."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, request, url_for

from gersapp.catalogue.text import folded_words, french_spacing
from gersapp.french import count_found, say_number
from gersapp.observatory.body import KIND_LABELS
from gersapp.observatory.found import Figures
from gersapp.observatory.national import National
from gersapp.observatory.selection import NationalSelection
from gersapp.observatory.territories import name_territory
from gersapp.web.current import in_body
from gersapp.web.national.current import current_national
from gersapp.web.national.french import GROUP_LABELS, PLATFORM_LABELS
from gersapp.web.navigation import add_query, home, site_home
from gersapp.web.rendering.pages import render, respond_cached
from gersapp.web.security.access import public, reader_key

bp = Blueprint("figures", __name__)

_ROWS_PER_PAGE = 100


@dataclass(frozen=True, slots=True)
class Order:
    """An order of the rows: `name` is in the address, `label` heads its column.

    The greatest number comes first. `is_number`: the cells of the column are numbers.
    """

    name: str
    label: str
    key: Callable[[Figures], Any]
    is_descending: bool = False
    is_number: bool = False


ORDERS = (
    Order("name", "Organisme", lambda row: ()),
    Order("kind", "Type", lambda row: KIND_LABELS[row.body.kind]),
    Order("territory", "Territoire", lambda row: _last_if_empty(name_territory(row.body.territory))),
    Order("operations", "Opérations", lambda row: -row.operations, is_descending=True, is_number=True),
    Order("links", "Liens", lambda row: -row.links, is_descending=True, is_number=True),
    Order("platforms", "Plateformes", lambda row: -len(row.platforms), is_descending=True),
    Order("audiences", "Cibles", lambda row: -len(row.groups), is_descending=True),
)
_BY_NAME = {order.name: order for order in ORDERS}


@bp.get("/organismes")
@public
def bodies() -> Response:
    """Show the bodies in the order of the address, a page of them at a time."""
    national = current_national()
    order = _BY_NAME.get(request.args.get("sort", ""), ORDERS[0])
    page = request.args.get("page", 1, type=int)
    key = (national.state, "figures", reader_key(), order.name, page)
    return respond_cached(key, lambda: _render(national, order, page))


def _last_if_empty(name: str) -> tuple[bool, list[str]]:
    return not name, folded_words(name)


def _render(national: National, order: Order, page: int) -> bytes:
    # The order of the names stays among those that are equal.
    figures = sorted(national.figures(), key=order.key)
    last = max(1, -(-len(figures) // _ROWS_PER_PAGE))
    page = min(max(1, page), last)
    shown = figures[(page - 1) * _ROWS_PER_PAGE : page * _ROWS_PER_PAGE]

    def address(order: Order, page: int = 1) -> str:
        query = [f"sort={order.name}"] if order is not ORDERS[0] else []
        query += [f"page={page}"] if page > 1 else []
        return add_query(url_for("figures.bodies"), "&".join(query))

    return render(
        "observatory/bodies.html",
        count=say_number(len(figures)),
        total=count_found(sum(row.operations for row in figures), sum(row.links for row in figures)),
        columns=[(other, address(other), other is order) for other in ORDERS],
        rows=[_row(row) for row in shown],
        before=address(order, page - 1) if page > 1 else "",
        next=address(order, page + 1) if page < last else "",
        home=site_home(),
    )


def _row(row: Figures) -> dict[str, Any]:
    """Return a body as the table shows it; each figure is (label, number, address)."""
    slug = row.body.slug
    with in_body(slug):
        catalogue = home()
    selection = NationalSelection(bodies=(slug,))
    return {
        "name": french_spacing(row.name),
        "catalogue": catalogue,
        "kind": KIND_LABELS[row.body.kind],
        "territory": name_territory(row.body.territory),
        "operations": row.operations,
        "address": add_query(site_home(), selection.query),
        "links": row.links,
        "platforms": _figures("platform", slug, row.platforms, PLATFORM_LABELS),
        "audiences": _figures("audience", slug, row.groups, GROUP_LABELS),
    }


def _figures(
    name: str, body: str, counts: Mapping[str, int], labels: Mapping[str, str]
) -> list[tuple[str, int, str]]:
    """Return the `counts` of the filter of this `name`, in the order of the `labels` of its values."""
    return [
        (label, counts[slug], f"{site_home()}?body={body}&{name}={slug}")
        for slug, label in labels.items()
        if slug in counts
    ]
