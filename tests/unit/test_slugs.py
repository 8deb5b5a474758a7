"""`gersapp.observatory.slugs`: what a body may be called in addresses."""

import pytest

from gersapp.observatory.slugs import MAX_SLUG, RESERVED, is_slug, may_begin_addresses


@pytest.mark.parametrize("slug", ["gers", "ville-d-auch", "32", "a" * MAX_SLUG, "connexions"])
def test_a_body_may_have_the_slug(slug: str) -> None:
    assert is_slug(slug)
    assert not may_begin_addresses(slug)


@pytest.mark.parametrize(
    "slug",
    ["", "Gers", "gérs", "le gers", "gers/x", "-gers", "gers-", "le--gers", "gers.json", "_gers", "a" * 61,
     "gers\n", "connexion", "static", "observatoire"],
)  # fmt: skip
def test_a_body_may_not_have_the_slug(slug: str) -> None:
    assert not is_slug(slug)


@pytest.mark.parametrize("segment", [*sorted(RESERVED), "robots.txt", "favicon.ico", ""])
def test_a_page_of_the_site_may_begin_so(segment: str) -> None:
    assert may_begin_addresses(segment)
