"""Invented addresses of every shape: their platforms and words, and which of them are one post."""

import pytest

from gersapp.catalogue.links import fault, platform_of, recognise
from tests.support.addresses import GERS, POSTS, ROWS, WRAPPED


@pytest.mark.parametrize(("platform", "words", "url"), ROWS)
def test_a_shape_gives_its_platform_and_words(platform: str, words: str, url: str) -> None:
    assert fault(url) is None
    found = recognise(url)
    assert (found.platform, found.words) == (platform, words)
    assert platform_of(url) == platform


def test_there_are_a_hundred_shapes() -> None:
    assert len(ROWS) >= 100


@pytest.mark.parametrize("post", POSTS.strip().splitlines(), ids=lambda post: post[:40])
def test_the_shapes_of_one_post_are_equal(post: str) -> None:
    assert len({recognise(url).key for url in post.split()}) == 1


def test_shapes_of_different_posts_differ() -> None:
    posts = POSTS.strip().splitlines()
    assert len({recognise(post.split()[0]).key for post in posts}) == len(posts)


@pytest.mark.parametrize("url", WRAPPED)
def test_a_redirection_is_its_target(url: str) -> None:
    assert recognise(url) == recognise(GERS)
    assert platform_of(url) == "site-web"


@pytest.mark.parametrize(
    ("url", "is_post"),
    [
        ("https://www.facebook.com/events/41", True),
        ("https://fb.watch/aB/", True),
        ("https://www.tiktok.com/@legers32", False),
        ("https://www.youtube.com/@legers32/live", False),
        ("https://www.facebook.com/LeGers32", False),
        ("https://www.gers.fr/page", False),
    ],
)
def test_a_profile_or_a_site_is_no_post(url: str, is_post: bool) -> None:
    assert recognise(url).is_post is is_post
