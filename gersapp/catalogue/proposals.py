"""The searches that are proposed in the place of one that finds nothing."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from urllib.parse import unquote

from gersapp.catalogue.catalogue import Catalogue
from gersapp.catalogue.model import Operation
from gersapp.catalogue.platforms import PLATFORMS
from gersapp.catalogue.search.nearest import nearest_to, spelling_in
from gersapp.catalogue.search.selection import Selection
from gersapp.catalogue.search.words import searched_words, units_of
from gersapp.catalogue.text import folded_words

# Words of a search that may be mistyped, searches that are proposed instead, and near words whose spelling is
# looked up.
_MAX_UNKNOWN, MAX_PROPOSED, _MAX_SPELT = 3, 3, 6
_MAX_JOINED = 4  # words of a search of which two may be one


# How many operations a search finds, and the first of them.
Look = Callable[[str], tuple[int, Operation | None]]


def propose(catalogue: Catalogue, selection: Selection) -> tuple[Selection, ...]:
    """Return the selections that find something with the nearest words, for those that find nothing."""

    def look(q: str) -> tuple[int, Operation | None]:
        found = catalogue.find(Selection(q=q))
        return found.operations, next((one for part in found.sections for one in part.operations), None)

    labels = [catalogue.heading.hashtag, *[audience.label for audience in catalogue.heading.audiences]]
    searches = propose_searches(selection.q, look=look, has_word=catalogue.has_word, labels=labels)
    proposed = [replace(selection, q=search, page=1) for search in searches]
    return tuple([one for one in proposed if catalogue.find(one).operations][:MAX_PROPOSED])


def propose_searches(
    q: str, *, look: Look, has_word: Callable[[str], bool], labels: Iterable[str]
) -> list[str]:
    """Return what may have been meant by the search `q`, which finds nothing: the nearest words.

    The first one has the words that most operations have. There are none for a sentence. `has_word` says
    whether an operation has a word, folded, in its texts or links; `labels` find operations too.
    """
    units = units_of(unquote(q))
    unknown = [unit for unit in dict.fromkeys(units) if not look(unit)[0]]
    texts = [*labels, *[platform.label for platform in PLATFORMS]]
    in_labels = {word for label in texts for word in searched_words(label)}
    nearest = {
        unit: _nearest(unit, look, lambda word: word in in_labels or has_word(word), texts)
        for unit in unknown[: _MAX_UNKNOWN + 1]
    }
    searches = []
    if nearest and len(nearest) <= _MAX_UNKNOWN and all(nearest.values()):
        searches = [
            " ".join(
                nearest[unit][min(k, len(nearest[unit]) - 1)] if unit in nearest else unit for unit in units
            )
            for k in range(MAX_PROPOSED)
        ]
    return list(dict.fromkeys([*searches, *_joined(units)]))


def _joined(units: list[str]) -> list[str]:
    """Return the searches that have two words as one: « you tube » is YouTube. None for a sentence."""
    pairs = range(len(units) - 1 if len(units) <= _MAX_JOINED else 0)
    return [" ".join([*units[:k], units[k] + units[k + 1], *units[k + 2 :]]) for k in pairs]


def _nearest(unit: str, look: Look, is_known: Callable[[str], bool], labels: Sequence[str]) -> list[str]:
    """Return the words nearest to `unit` as texts spell them: not those that addresses alone have."""
    near = nearest_to("".join(folded_words(unit)))
    found = {word: look(word) for word in near if is_known(word)}
    most_found = sorted(found, key=lambda word: (-found[word][0], word))
    spelt: list[str] = []
    for word in most_found[:_MAX_SPELT]:
        first = found[word][1]
        texts = (first.title, first.description) if first else ()
        spelt.append(spelling_in([*labels, *texts], word))
    return list(dict.fromkeys(filter(None, spelt)))
