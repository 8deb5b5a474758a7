"""The table of platforms."""

import pytest

from gersapp.catalogue.platforms import BY_SLUG, PLATFORMS


def test_platforms_come_in_the_order_that_filters_show() -> None:
    assert [(platform.slug, platform.label) for platform in PLATFORMS] == [
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
        ("messenger", "Messenger"),
        ("telegram", "Telegram"),
        ("snapchat", "Snapchat"),
        ("twitch", "Twitch"),
        ("dailymotion", "Dailymotion"),
        ("vimeo", "Vimeo"),
        ("peertube", "PeerTube"),
        ("pinterest", "Pinterest"),
        ("flickr", "Flickr"),
        ("podcast", "Podcast"),
        ("lettre-information", "Lettre d’information"),
        ("page-de-liens", "Page de liens"),
        ("site-web", "Site web"),
    ]


def test_each_platform_is_found_by_its_slug() -> None:
    assert list(BY_SLUG) == [platform.slug for platform in PLATFORMS]
    assert all(BY_SLUG[platform.slug] is platform for platform in PLATFORMS)


def test_the_table_cannot_be_changed_at_run_time() -> None:
    with pytest.raises(TypeError):
        BY_SLUG["x"] = PLATFORMS[0]  # type: ignore[index]
