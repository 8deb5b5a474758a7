"""The table of platforms."""

import pytest

from gersapp.catalogue.platforms import BY_SLUG, PLATFORMS


def test_platforms_come_in_the_order_that_filters_show() -> None:
    assert [(each.slug, each.label) for each in PLATFORMS] == [
        ("facebook", "Facebook"),
        ("instagram", "Instagram"),
        ("x", "X (ex-Twitter)"),
        ("linkedin", "LinkedIn"),
        ("tiktok", "TikTok"),
        ("youtube", "YouTube"),
        ("bluesky", "Bluesky"),
        ("threads", "Threads"),
        ("mastodon", "Mastodon"),
        ("whatsapp", "WhatsApp"),
        ("site-web", "Site web"),
    ]


def test_each_platform_is_found_by_its_slug() -> None:
    assert list(BY_SLUG) == [each.slug for each in PLATFORMS]
    assert all(BY_SLUG[each.slug] is each for each in PLATFORMS)


def test_the_table_cannot_be_changed_at_run_time() -> None:
    with pytest.raises(TypeError):
        BY_SLUG["x"] = PLATFORMS[0]  # type: ignore[index]
