"""What addresses lead to, found by words of the index: no second index, and none to build at the start.

Every spelling of an address has the words of its key, or is indexed with them (`words_of`): these words find
the few operations whose links are then compared by their keys.
"""

from collections.abc import Callable

from gersapp.catalogue.links import fault, recognise, suggestion
from gersapp.catalogue.model import Operation
from gersapp.catalogue.search.index import Index, slots_in, words_of_key

# Operations whose links are compared with an address, 0.1 ms each.
MAX_COMPARED = 50


def with_target(index: Index, at: Callable[[int], Operation | None], url: str) -> int:
    """Return the operations, of those `at` their slots, with a link that leads where `url` does."""
    key, found = recognise(url).key, 0
    words = words_of_key(key)
    candidates = slots_in(index.with_words(words), 0, MAX_COMPARED) if words else []
    for slot in candidates:
        operation = at(slot)
        if operation and any(link.recognised.key == key for link in operation.links):
            found |= 1 << slot
    return found


def split_search(search: str) -> tuple[list[str], str]:
    """Return the addresses of a search, with their scheme, and the rest of it."""
    read = [(word, read_as_address(word)) for word in search.split()]
    addresses = [address for _, address in read if address]
    return addresses, " ".join([word for word, address in read if not address])


def read_as_address(word: str) -> str:
    """Return the address that `word` is, with its scheme; "" for a word, as the name of a site alone is."""
    address = word if "://" in word else suggestion(word) if "/" in word else None
    return address if address and not fault(address) else ""
