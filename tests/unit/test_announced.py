"""`gersapp.catalogue.announced`: slugs and names of what an operation announces."""

import pytest

from gersapp.catalogue.announced import networks_in, read_announced
from gersapp.catalogue.catalogue import Catalogue
from gersapp.catalogue.editing.bulk import change_many
from gersapp.catalogue.editing.typed import BulkAction, Facet, TypedBulk
from gersapp.catalogue.history.fields import operation_of, state_of
from gersapp.catalogue.history.recorded import RecordedHistory
from gersapp.catalogue.model import Audience, Heading, Operation
from gersapp.catalogue.search.selection import Selection

RADIO = Operation("radio", "Titre", "", ("tous",), ("Radio locale", "x", "Panneau lumineux"))


@pytest.mark.parametrize(
    ("values", "announced"),
    [
        ([], ()),
        (["facebook", "Viva Engage"], ("facebook", "Viva Engage")),
        (["Radio locale, Panneau lumineux ;\n Affiche"], ("Radio locale", "Panneau lumineux", "Affiche")),
        (["face book", "Twitter", "X", "LinkedIn"], ("facebook", "x", "linkedin")),
        (["Radio  locale", "radio locale", " , "], ("Radio locale",)),
        (["radio-locale"], ("radio-locale",)),
    ],
)
def test_names_of_platforms_become_slugs(values: list[str], announced: tuple[str, ...]) -> None:
    assert read_announced(values) == announced
    assert read_announced(announced) == announced


def test_networks_are_what_is_no_platform() -> None:
    assert networks_in(RADIO.platforms) == RADIO.networks == ("Radio locale", "Panneau lumineux")
    assert RADIO.all_platforms == ("x",)
    assert RADIO.without_link == RADIO.platforms


def test_a_network_is_searched_and_kept_by_a_bulk_change() -> None:
    catalogue = Catalogue.of(Heading(audiences=(Audience("tous", "Tous"),)), [RADIO])
    assert catalogue.ids(Selection(q="lumineux"), "tous") == ["radio"]
    typed = TypedBulk(ids=("radio",), action=BulkAction.REMOVE, facet=Facet.PLATFORMS, slug="x")
    change = change_many(catalogue, RecordedHistory(), typed=typed).change
    assert change
    assert catalogue.apply(change).get("radio").platforms == ("Radio locale", "Panneau lumineux")


def test_a_version_from_before_a_platform_was_known_has_it() -> None:
    state = {**state_of(RADIO), "platforms": ("Radio locale", "Face book")}
    assert operation_of("radio", state).platforms == ("Radio locale", "facebook")
