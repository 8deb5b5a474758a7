"""The sites that addresses lead to. These tables grow; the code that reads them does not."""

from dataclasses import dataclass

OTHER_SITE = "site-web"  # the platform of every host that no platform owns

# host → its platform, and the domain that the addresses below are written with: a row of this table has the
# platform, that domain, and every host that serves the same pages
SITES = {
    host: (platform, domain)
    for platform, domain, hosts in (
        (
            "facebook",
            "facebook.com",
            "facebook.com www.facebook.com m.facebook.com web.facebook.com mobile.facebook.com"
            " touch.facebook.com mbasic.facebook.com fr-fr.facebook.com l.facebook.com"
            " lm.facebook.com fb.com www.fb.com m.fb.com",
        ),
        ("facebook", "fb.watch", "fb.watch www.fb.watch"),
        ("instagram", "instagram.com", "instagram.com www.instagram.com m.instagram.com"),
        (
            "x",
            "x.com",
            "x.com www.x.com m.x.com mobile.x.com"
            " twitter.com www.twitter.com m.twitter.com mobile.twitter.com",
        ),
        ("linkedin", "linkedin.com", "linkedin.com www.linkedin.com m.linkedin.com fr.linkedin.com"),
        ("tiktok", "tiktok.com", "tiktok.com www.tiktok.com m.tiktok.com"),
        ("tiktok", "vm.tiktok.com", "vm.tiktok.com"),
        (
            "youtube",
            "youtube.com",
            "youtube.com www.youtube.com m.youtube.com music.youtube.com"
            " youtube-nocookie.com www.youtube-nocookie.com",
        ),
        ("youtube", "youtu.be", "youtu.be www.youtu.be"),
        ("bluesky", "bsky.app", "bsky.app www.bsky.app"),
        ("threads", "threads.com", "threads.com www.threads.com threads.net www.threads.net"),
        ("whatsapp", "whatsapp.com", "whatsapp.com www.whatsapp.com web.whatsapp.com"),
    )
    for host in hosts.split()
}

# domain and path of a redirection → the parameter that holds the real address
WRAPPERS = {"facebook.com/l.php": "u", "youtube.com/redirect": "q"}
WRAPPING_DOMAINS = {place.partition("/")[0] for place in WRAPPERS}

# Parameters that do not matter: on any site, and on one platform where an address has no known form.
TRACKING = "utm_* mtm_* fbclid gclid msclkid mc_cid mc_eid _ga _gl"
PLATFORM_TRACKING = {
    "facebook": "__tn__ __cft__* ref* mibextid sfnsn _rdr",
    "instagram": "hl igsh igshid",
    "x": "s t ref_src ref_url twclid",
    "linkedin": "trk refId trackingId li*",
    "tiktok": "_t _r is_from_webapp sender_device",
    "youtube": "si feature pp",
}

# The patterns of {site}, {user}… in the addresses of a form.
FIELDS = {
    "site": r"(?P<site>[^/]+)",
    "user": r"(?P<user>[^/?&]+)",  # capitals are ignored
    "id": r"(?P<id>[^/?&]+)",
    "n": r"(?P<id>[0-9]+)",
    "urn": r"(?P<urn>activity|share|ugcPost)",
    "_": r"[^/?&]+",  # not part of the identity
}


@dataclass(frozen=True, slots=True)
class Form:
    """The addresses of one kind of post, and the French words for it.

    Parameters that neither the address nor `keep` names do not matter.
    """

    kind: str
    words: str
    addresses: tuple[str, ...]
    keep: str = ""


# platform → its forms, in the order in which they are tried
FORMS = {
    "facebook": (
        Form(
            "post",
            "Publication Facebook",
            (
                "facebook.com/{user}/posts/{id}",
                "facebook.com/{user}/posts/{_}/{id}",
                "facebook.com/permalink.php?id={user}&story_fbid={id}",
                "facebook.com/story.php?id={user}&story_fbid={id}",
            ),
        ),
        Form(
            "video",
            "Vidéo Facebook",
            (
                "facebook.com/watch?v={id}",
                "facebook.com/watch/live?v={id}",
                "facebook.com/{_}/videos/{n}",
                "facebook.com/{_}/videos/{_}/{n}",
                "facebook.com/reel/{n}",
            ),
        ),
        Form("short", "Vidéo Facebook", ("fb.watch/{id}",)),
        Form(
            "album",
            "Album Facebook",
            (
                "facebook.com/pg/{user}/photos?tab=album&album_id={id}",
                "facebook.com/{user}/photos?tab=album&album_id={id}",
                "facebook.com/media/set?set={id}",
            ),
        ),
        Form(
            "photo",
            "Photo Facebook",
            ("facebook.com/photo.php?fbid={id}", "facebook.com/photo?fbid={id}"),
            keep="set",
        ),
    ),
    "instagram": (
        Form(
            "post",
            "Publication Instagram",
            ("instagram.com/p/{id}", "instagram.com/tv/{id}", "instagram.com/{_}/p/{id}"),
            keep="img_index",
        ),
        Form(
            "post",
            "Reel Instagram",
            ("instagram.com/reel/{id}", "instagram.com/reels/{id}", "instagram.com/{_}/reel/{id}"),
            keep="img_index",
        ),
        Form("highlight", "Story à la une Instagram", ("instagram.com/stories/highlights/{id}",)),
    ),
    "x": (
        Form(
            "post",
            "Post X (ex-Twitter)",
            (
                "x.com/{_}/status/{n}",
                "x.com/i/web/status/{n}",
                "x.com/{_}/status/{n}/photo/{_}",
                "x.com/{_}/status/{n}/video/{_}",
            ),
        ),
    ),
    "linkedin": (
        Form(
            "post",
            "Publication LinkedIn",
            (
                "linkedin.com/feed/update/urn:li:{urn}:{n}",
                "linkedin.com/posts/{_}-{urn}-{n}-{_}",
                "linkedin.com/posts/{_}_{urn}-{n}-{_}",
            ),
        ),
    ),
    "tiktok": (
        Form("profile", "Profil TikTok", ("tiktok.com/@{user}",)),
        Form("video", "Vidéo TikTok", ("tiktok.com/@{_}/video/{n}",)),
    ),
    "youtube": (
        Form(
            "video",
            "Vidéo YouTube",
            (
                "youtube.com/watch?v={id}",
                "youtube.com/shorts/{id}",
                "youtube.com/live/{id}",
                "youtube.com/embed/{id}",
                "youtu.be/{id}",
            ),
            keep="list t",
        ),
    ),
    "bluesky": (Form("post", "Post Bluesky", ("bsky.app/profile/{user}/post/{id}",)),),
    "threads": (Form("post", "Post Threads", ("threads.com/@{user}/post/{id}",)),),
    "whatsapp": (Form("channel", "Chaîne WhatsApp", ("whatsapp.com/channel/{id}",)),),
    # Any host that no platform owns may be a Mastodon instance.
    "mastodon": (Form("post", "Post Mastodon", ("{site}/@{user}/{n}",)),),
}
