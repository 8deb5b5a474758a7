"""The other pages of data that is read page by page: their addresses in the file, and in the header Link."""

from collections.abc import Mapping

from gersapp.catalogue.search.selection import Selection
from gersapp.observatory.selection import NationalSelection
from gersapp.web.navigation import add_query, current_origin

# What the header Link calls an address of ours.
_RELATIONS = {"previous": "prev"}


def address_other_pages(
    path: str, selection: Selection | NationalSelection, pages: int
) -> dict[str, str | None]:
    """Return the address of each other page at `path` by its name in the file, None when there is none."""
    numbers = {
        "first": 1,
        "previous": selection.page - 1 or None,
        "next": selection.page + 1 if selection.page < pages else None,
        "last": pages,
    }
    start = current_origin() + path
    return {
        name: add_query(start, selection.on_page(number).query) if number else None
        for name, number in numbers.items()
    }


def name_relations(others: Mapping[str, str | None]) -> dict[str, str]:
    """Return the addresses of the pages that exist by their relation, for the header Link."""
    return {_RELATIONS.get(name, name): address for name, address in others.items() if address}
