"""`gersapp.web.rendering.response_cache`: what is kept is what was made, in so many bytes."""

import threading

from gersapp.web.rendering.response_cache import ResponseCache


def test_a_body_is_made_once() -> None:
    cache = ResponseCache()
    made: list[int] = []

    def make() -> bytes:
        made.append(1)
        return b"page"

    assert {cache.get(("1", "/"), make) for _ in range(5)} == {b"page"}
    assert made == [1]


def test_another_key_has_another_body() -> None:
    cache = ResponseCache()
    assert cache.get(("1", "/"), lambda: b"before") == b"before"
    assert cache.get(("2", "/"), lambda: b"after") == b"after"


def test_the_least_recently_used_body_goes_first() -> None:
    cache = ResponseCache(max_bytes=3010)
    cache.get("a", lambda: b"aaaa")
    cache.get("b", lambda: b"bbbb")
    cache.get("a", lambda: b"not made again")
    cache.get("c", lambda: b"cccc")
    assert cache.get("a", lambda: b"made again") == b"aaaa"
    assert cache.get("b", lambda: b"B") == b"B"


def test_a_body_too_large_to_be_kept_is_given_all_the_same() -> None:
    cache = ResponseCache(max_bytes=2)
    assert cache.get("a", lambda: b"large") == b"large"
    assert cache.get("a", lambda: b"again") == b"again"


def test_the_cache_is_bounded_in_bytes_whatever_is_asked_for() -> None:
    cache = ResponseCache(max_bytes=100_000)
    for number in range(2_000):
        cache.get("x" * 200 + str(number), lambda number=number: b"b" * (number * 7 % 5_000))  # type: ignore[misc]
        assert sum(map(len, cache._bodies.values())) <= 100_000
    assert cache._bytes == sum(len(body) + 1_500 for body in cache._bodies.values())


def test_threads_that_ask_at_once_get_the_same_body() -> None:
    cache = ResponseCache()
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
    assert cache._bytes == 4 + 1_500
