"""`gersapp.cache`: what is kept is what was made, in so many bytes, whatever visitors ask for."""

import ast
import gc
import threading
import tracemalloc
import urllib.parse
from collections.abc import Callable
from sys import getsizeof
from types import ModuleType

import pytest
from flask import Flask

from gersapp.cache import _ENTRY_BYTES, Cache, Last
from gersapp.catalogue import text
from gersapp.catalogue.history import word_difference
from gersapp.catalogue.links import recognition
from gersapp.catalogue.search.selection import Selection
from proof.tools.server import ROOT
from tests.support.visitor import catalogue_of

# What functools keeps, in which file, and why its keys are few and short: no visitor chooses them.
KEPT_BY_COUNT = {
    "catalogue/announced.py": ["1 000 names of networks, by editors"],
    "catalogue/catalogue.py": ["1 000 labels of 80 characters, by editors"],
    "catalogue/links/address.py": ["8 addresses", "names of parameters in our tables"],
    "catalogue/links/recognition.py": ["forms of addresses in our tables"],
    "exchange/codec.py": ["our classes"],
    "exchange/structure/roles/states.py": ["a weight of our tables"],
    "schemas.py": ["our schemas"],
    "site/pages.py": ["the two depths of pages"],
    "web/navigation.py": ["the prefix of the site, its bodies, and addresses that we choose"],
    "web/rendering/cards.py": ["audiences and our controls, for editors", "the one frame of visitors"],
    "web/rendering/pages.py": ["the prefix of the site, and its bodies"],
    "web/security/proxies.py": ["a setting", "1 000 addresses, as the system writes them"],
}
MEGABYTE = 1024 * 1024


def make_cache(max_bytes: int = 1_000_000) -> Cache[object, bytes]:
    return Cache(max_bytes, lambda key, value: len(value))


def test_a_body_is_made_once() -> None:
    cache = make_cache()
    made: list[int] = []

    def make() -> bytes:
        made.append(1)
        return b"page"

    assert {cache.get(("1", "/"), make) for _ in range(5)} == {b"page"}
    assert made == [1]


def test_another_key_has_another_body() -> None:
    cache = make_cache()
    assert cache.get(("1", "/"), lambda: b"before") == b"before"
    assert cache.get(("2", "/"), lambda: b"after") == b"after"


def test_the_least_recently_used_body_goes_first() -> None:
    cache = make_cache(max_bytes=3 * _ENTRY_BYTES)
    cache.get("a", lambda: b"aaaa")
    cache.get("b", lambda: b"bbbb")
    cache.get("a", lambda: b"not made again")
    cache.get("c", lambda: b"cccc")
    assert cache.get("a", lambda: b"made again") == b"aaaa"
    assert cache.get("b", lambda: b"B") == b"B"


def test_a_body_too_large_to_be_kept_is_given_all_the_same() -> None:
    cache = make_cache(max_bytes=2)
    assert cache.get("a", lambda: b"large") == b"large"
    assert cache.get("a", lambda: b"again") == b"again"


def test_the_cache_is_bounded_in_bytes_whatever_is_asked_for() -> None:
    cache = make_cache(max_bytes=100_000)
    for number in range(2_000):
        cache.get("x" * 200 + str(number), lambda number=number: b"b" * (number * 7 % 5_000))  # type: ignore[misc]
        assert sum(map(len, cache._values.values())) <= 100_000
    assert cache._bytes == sum(len(body) + _ENTRY_BYTES for body in cache._values.values())


def test_threads_that_ask_at_once_get_the_same_body() -> None:
    cache = make_cache()
    bodies: list[bytes] = []
    ready = threading.Barrier(8)

    def ask() -> None:
        ready.wait()
        bodies.append(cache.get("a", lambda: b"page"))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert bodies == [b"page"] * 8
    assert cache._bytes == 4 + _ENTRY_BYTES


# -- what visitors and editors put in caches


def uses_of_functools(source: str) -> int:
    """How many values a source has functools keep."""
    names = [node.id for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Name)]
    return sum(names.count(name) for name in ("cache", "lru_cache", "cached_property"))


def test_what_is_kept_by_count_has_keys_that_nobody_chooses() -> None:
    code = ROOT / "gersapp"
    uses = {
        path.relative_to(code).as_posix(): uses_of_functools(path.read_text("utf-8"))
        for path in code.rglob("*.py")
    }
    assert {name: n for name, n in uses.items() if n} == {name: len(of) for name, of in KEPT_BY_COUNT.items()}


def test_a_use_of_functools_is_found() -> None:
    source = "from functools import cache, lru_cache\n@cache\ndef f(): ...\ng = lru_cache(maxsize=9)(f)"
    assert uses_of_functools(source) == 2


def megabytes_kept(act: Callable[[], object]) -> float:
    """How much more memory Python uses after `act`, in megabytes."""
    gc.collect()
    tracemalloc.start()
    try:
        act()
        gc.collect()
        return tracemalloc.get_traced_memory()[0] / MEGABYTE
    finally:
        tracemalloc.stop()


def shrink(monkeypatch: pytest.MonkeyPatch, module: ModuleType, name: str) -> None:
    """Give a cache a twentieth of its bytes, so that little fills it."""
    cache = getattr(module, name)
    assert cache._max_bytes <= 4 * MEGABYTE
    monkeypatch.setattr(module, name, Cache(cache._max_bytes // 20, cache._weigh))


def test_no_search_makes_folded_letters_outgrow_their_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    assert text._MAX_LETTERS <= 4_000
    monkeypatch.setattr(text, "_MAX_LETTERS", 200)
    monkeypatch.setattr(text, "_folded", text._Folded())
    words = ["\ufdfa" * 9 + chr(code) for code in range(0x4E00, 0x4E00 + 2_000)]
    assert megabytes_kept(lambda: [text.fold(word) for word in words].clear()) < 1.5 / 20
    assert text.fold("É" + words[-1]) == "e" + text.fold(words[-1])


def test_no_address_makes_recognised_ones_outgrow_their_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    recognition.recognise("https://exemple.fr/")  # makes the patterns of our tables
    shrink(monkeypatch, recognition, "_recognised")

    def recognise() -> None:
        for number in range(90):
            recognition.recognise(f"https://exemple.fr/{number}/" + "\u20ac" * 1_000)
        urllib.parse.clear_cache()  # type: ignore[attr-defined]  # the last 128, kept by Python itself

    assert megabytes_kept(recognise) < 4.5 / 20


def test_no_text_makes_compared_ones_outgrow_their_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    shrink(monkeypatch, word_difference, "_compared")

    def compare() -> None:
        for number in range(8):
            before = f"{number} \U0001f389 " * 800
            word_difference.compare_texts(before, before.replace("\U0001f389", "\U0001f3a8"))

    # Threads of other tests add some kB; all eight comparisons take 8 / 20.
    assert megabytes_kept(compare) < 5 / 20


def test_the_words_that_a_catalogue_remembers_are_bounded(shared: Flask) -> None:
    catalogue = catalogue_of(shared)
    bound = catalogue._memo._max_bytes
    for number in range(60):
        catalogue.find(Selection(q=" ".join("\ufdfa" * 9 + chr(0x4E00 + 20 * number + k) for k in range(20))))
        assert catalogue._memo._bytes <= bound
    assert sum(map(getsizeof, catalogue._memo._values)) <= bound
    assert bound < MEGABYTE


def test_the_last_value_is_made_once_until_another_is_asked_for() -> None:
    last, made = Last[str](), list[str]()

    def make(name: str) -> str:
        made.append(name)
        return name.upper()

    def get(name: str) -> str:
        return last.get((name,), lambda: make(name))

    assert [get(name) for name in ("a", "a", "b", "b", "a")] == ["A", "A", "B", "B", "A"]
    assert made == ["a", "b", "a"]
