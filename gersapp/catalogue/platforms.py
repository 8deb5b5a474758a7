"""The platforms that an operation can be announced on: their slugs, labels and order.

The file and the addresses have slugs; people read labels.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Platform:
    """A place where a public body publishes; `site-web` is any site that is no platform."""

    slug: str
    label: str


PLATFORMS: tuple[Platform, ...] = (
    Platform("facebook", "Facebook"),
    Platform("instagram", "Instagram"),
    Platform("x", "X (ex-Twitter)"),
    Platform("linkedin", "LinkedIn"),
    Platform("tiktok", "TikTok"),
    Platform("youtube", "YouTube"),
    Platform("bluesky", "Bluesky"),
    Platform("threads", "Threads"),
    Platform("mastodon", "Mastodon"),
    Platform("whatsapp", "WhatsApp"),
    Platform("messenger", "Messenger"),
    Platform("telegram", "Telegram"),
    Platform("snapchat", "Snapchat"),
    Platform("twitch", "Twitch"),
    Platform("dailymotion", "Dailymotion"),
    Platform("vimeo", "Vimeo"),
    Platform("peertube", "PeerTube"),
    Platform("pinterest", "Pinterest"),
    Platform("flickr", "Flickr"),
    Platform("podcast", "Podcast"),
    Platform("lettre-information", "Lettre d’information"),
    Platform("page-de-liens", "Page de liens"),
    Platform("site-web", "Site web"),
)

BY_SLUG: Mapping[str, Platform] = MappingProxyType({platform.slug: platform for platform in PLATFORMS})
