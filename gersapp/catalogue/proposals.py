"""The searches that are proposed in the place of one that finds nothing."""

from dataclasses import replace
from urllib.parse import unquote

from gersapp.catalogue.catalogue import Catalogue
from gersapp.catalogue.platforms import PLATFORMS
from gersapp.catalogue.search.nearest import nearest_to, spelling_in
from gersapp.catalogue.search.selection import Selection
from gersapp.catalogue.search.words import searched_words, units_of
from gersapp.catalogue.text import folded_words

# Words of a search that may be mistyped, searches that are proposed instead, and near words whose spelling is
# looked up.
_MAX_UNKNOWN, _MAX_PROPOSED, _MAX_SPELT = 3, 3, 6
_MAX_JOINED = 4  # words of a search of which two may be one


def propose(catalogue: Catalogue, selection: Selection) -> tuple[Selection, ...]:
    """Return the selections that find something with the nearest words, for those that find nothing.

    The first one has the words that most operations have. There are none for a sentence.
    """
    units = units_of(unquote(selection.q))
    unknown = [unit for unit in dict.fromkeys(units) if not catalogue.find(Selection(q=unit)).operations]
    nearest = {unit: _nearest(catalogue, unit) for unit in unknown[: _MAX_UNKNOWN + 1]}
    searches = []
    if nearest and len(nearest) <= _MAX_UNKNOWN and all(nearest.values()):
        searches = [
            " ".join(
                nearest[unit][min(k, len(nearest[unit]) - 1)] if unit in nearest else unit for unit in units
            )
            for k in range(_MAX_PROPOSED)
        ]
    searches += _joined(units)
    proposed = [replace(selection, q=search, page=1) for search in dict.fromkeys(searches)]
    return tuple([one for one in proposed if catalogue.find(one).operations][:_MAX_PROPOSED])


def _joined(units: list[str]) -> list[str]:
    """Return the searches that have two words as one: « you tube » is YouTube. None for a sentence."""
    pairs = range(len(units) - 1 if len(units) <= _MAX_JOINED else 0)
    return [" ".join([*units[:k], units[k] + units[k + 1], *units[k + 2 :]]) for k in pairs]


def _nearest(catalogue: Catalogue, unit: str) -> list[str]:
    """Return the words nearest to `unit` as texts spell them: not those that addresses alone have."""
    labels = [catalogue.heading.hashtag, *[audience.label for audience in catalogue.heading.audiences]]
    labels += [platform.label for platform in PLATFORMS]
    in_labels = {word for label in labels for word in searched_words(label)}
    near = nearest_to("".join(folded_words(unit)))
    found = {
        word: catalogue.find(Selection(q=word))
        for word in near
        if word in in_labels or catalogue.has_word(word)
    }
    most_found = sorted(found, key=lambda word: (-found[word].operations, word))
    spelt: list[str] = []
    for word in most_found[:_MAX_SPELT]:
        operations = [
            operation for section in found[word].sections[:1] for operation in section.operations[:1]
        ]
        texts = [text for operation in operations for text in (operation.title, operation.description)]
        spelt.append(spelling_in([*labels, *texts], word))
    return list(dict.fromkeys(filter(None, spelt)))
