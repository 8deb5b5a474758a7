"""The sites that addresses lead to: hosts, redirections, and parameters that do not matter."""

import re

OTHER_SITE = "site-web"  # the platform of every host that no platform owns

# The platforms that are a kind of site: the words for one of its addresses name the host.
KINDS_OF_SITE = frozenset({OTHER_SITE, "podcast", "lettre-information", "page-de-liens"})

# host → its platform, and the domain that the addresses below are written with, or "" for the host itself.
# A row of this table has the platform, that domain, and every host that serves the same pages. `*.` is any
# labels before it. The hosts for a device, a language or a country (`m.`, `fr-fr.`, `be.`) need no mention.
SITES = {
    host: (platform, domain)
    for platform, domain, hosts in (
        (
            "facebook",
            "facebook.com",
            "facebook.com touch.facebook.com mbasic.facebook.com l.facebook.com lm.facebook.com fb.com",
        ),
        ("facebook", "fb.watch", "fb.watch"),
        ("facebook", "fb.me", "fb.me"),
        ("instagram", "instagram.com", "instagram.com instagr.am ig.me"),
        ("instagram", "l.instagram.com", "l.instagram.com lm.instagram.com"),
        ("x", "x.com", "x.com twitter.com"),
        ("x", "pic.x.com", "pic.x.com pic.twitter.com"),
        ("linkedin", "linkedin.com", "linkedin.com"),
        ("linkedin", "lnkd.in", "lnkd.in"),
        ("tiktok", "tiktok.com", "tiktok.com"),
        ("tiktok", "vm.tiktok.com", "vm.tiktok.com vt.tiktok.com"),
        ("youtube", "youtube.com", "youtube.com music.youtube.com youtube-nocookie.com"),
        ("youtube", "youtu.be", "youtu.be"),
        ("bluesky", "bsky.app", "bsky.app"),
        ("bluesky", "embed.bsky.app", "embed.bsky.app"),
        ("bluesky", "go.bsky.app", "go.bsky.app"),
        ("threads", "threads.com", "threads.com threads.net"),
        ("threads", "l.threads.com", "l.threads.com l.threads.net"),
        (
            "mastodon",
            "",
            "mastodon.social mastodon.online mastodon.zaclys.com mastodon.top mastodon.world mstdn.fr"
            " piaille.fr mamot.fr framapiaf.org toot.aquilenet.fr pouet.chapril.org social.numerique.gouv.fr",
        ),
        ("whatsapp", "whatsapp.com", "whatsapp.com"),
        ("whatsapp", "wa.me", "wa.me"),
        ("whatsapp", "chat.whatsapp.com", "chat.whatsapp.com"),
        ("whatsapp", "api.whatsapp.com", "api.whatsapp.com"),
        ("messenger", "messenger.com", "messenger.com"),
        ("messenger", "l.messenger.com", "l.messenger.com"),
        ("messenger", "m.me", "m.me"),
        ("telegram", "t.me", "t.me telegram.me telegram.dog"),
        ("telegram", "", "*.t.me"),
        ("telegram", "telegram.org", "telegram.org"),
        ("snapchat", "snapchat.com", "snapchat.com story.snapchat.com"),
        ("snapchat", "t.snapchat.com", "t.snapchat.com"),
        ("twitch", "twitch.tv", "twitch.tv"),
        ("twitch", "clips.twitch.tv", "clips.twitch.tv"),
        ("twitch", "player.twitch.tv", "player.twitch.tv"),
        (
            "pinterest",
            "pinterest.com",
            "pinterest.com pinterest.fr pinterest.ca pinterest.ch pinterest.de pinterest.es pinterest.it"
            " pinterest.pt pinterest.at pinterest.ie pinterest.se pinterest.dk pinterest.nz"
            " pinterest.jp pinterest.cl pinterest.co.uk pinterest.com.au pinterest.com.mx",
        ),
        ("pinterest", "pin.it", "pin.it"),
        ("dailymotion", "dailymotion.com", "dailymotion.com geo.dailymotion.com"),
        ("dailymotion", "dai.ly", "dai.ly"),
        ("vimeo", "vimeo.com", "vimeo.com"),
        ("vimeo", "player.vimeo.com", "player.vimeo.com"),
        (
            "peertube",
            "",
            "framatube.org peertube.fr tilvids.com tube.numerique.gouv.fr podeduc.apps.education.fr"
            " video.ploud.fr peertube.tv video.blender.org",
        ),
        ("flickr", "flickr.com", "flickr.com"),
        ("flickr", "flic.kr", "flic.kr"),
        (
            "podcast",
            "",
            "podcasts.apple.com ausha.co *.ausha.co acast.com *.acast.com anchor.fm creators.spotify.com"
            " podcasters.spotify.com spreaker.com *.spreaker.com audioblog.arteradio.com podcloud.fr"
            " *.podcloud.fr *.podbean.com *.buzzsprout.com *.libsyn.com *.simplecast.com *.transistor.fm"
            " audiomeans.fr *.audiomeans.fr podcastics.com vodio.fr *.vodio.fr podcasts.google.com castbox.fm"
            " overcast.fm pca.st pocketcasts.com podcastaddict.com podtail.com",
        ),
        (
            "lettre-information",
            "",
            "mailchi.mp *.campaign-archive.com *.list-manage.com substack.com *.substack.com *.sibforms.com"
            " *.sendinblue.com *.brevo.com *.beehiiv.com buttondown.com buttondown.email kessel.media"
            " *.kessel.media *.sarbacane.com *.mailerlite.com",
        ),
        (
            "page-de-liens",
            "",
            "linktr.ee bento.me beacons.ai campsite.bio lnk.bio linkin.bio bio.link bio.site linkbio.co"
            " taplink.cc taplink.at solo.to msha.ke allmylinks.com hoo.be liinks.co shorby.com about.me",
        ),
        # Sites of redirections, each of which has its place in the table below.
        (OTHER_SITE, "safelinks.protection.outlook.com", "*.safelinks.protection.outlook.com"),
        (OTHER_SITE, "urldefense.com", "urldefense.com urldefense.us urldefense.proofpoint.com"),
    )
    for host in hosts.split()
}

# domain and path of a redirection → the parameters that may hold the real address
WRAPPERS = {
    "facebook.com/l.php": "u",
    "facebook.com/flx/warn": "u",
    "facebook.com/dialog/share": "href",
    "facebook.com/login": "next",
    "facebook.com/login.php": "next",
    "facebook.com/plugins/post.php": "href",
    "facebook.com/plugins/video.php": "href",
    "facebook.com/sharer.php": "u",
    "facebook.com/sharer/sharer.php": "u",
    "instagram.com/accounts/login": "next",
    "instagram.com/linkshim": "u",
    "l.instagram.com": "u",
    "l.messenger.com/l.php": "u",
    "l.threads.com": "u",
    "linkedin.com/safety/go": "url",
    "linkedin.com/redir/redirect": "url",
    "linkedin.com/redir/general-malware-page": "url",
    "linkedin.com/authwall": "sessionRedirect",
    "linkedin.com/login": "session_redirect",
    "linkedin.com/uas/login": "session_redirect",
    "t.me/iv": "url",
    "t.me/share/url": "url",
    "tiktok.com/link/v2": "target",
    "tiktok.com/login": "redirect_url",
    "x.com/i/flow/login": "redirect_after_login",
    "x.com/login": "redirect_after_login",
    "l.wl.co/l": "u",
    "vk.com/away.php": "to",
    "duckduckgo.com/l": "uddg",
    "slack-redir.net/link": "url",
    "consent.google.com/ml": "continue",
    "consent.youtube.com/m": "continue",
    "youtube.com/attribution_link": "u",
    "youtube.com/redirect": "q",
    "safelinks.protection.outlook.com": "url",
    "statics.teams.cdn.office.net/evergreen-assets/safelinks/1/atp-safelinks.html": "url",
    "linkprotect.cudasvc.com/url": "a",
    "urldefense.com/v1/url": "u",
    "urldefense.com/v2/url": "u",
    **{
        f"google.{country}/url": "q url"
        for country in (
            "com",
            "fr",
            "be",
            "ch",
            "ca",
            "lu",
            "es",
            "it",
            "de",
            "nl",
            "pt",
            "at",
            "co.uk",
            "co.jp",
        )
    },
}
WRAPPING_DOMAINS = {place.partition("/")[0] for place in WRAPPERS}

# Parameters that do not matter: on any site, on one platform, or on one domain.
TRACKING = (
    "utm_* mtm_* pk_* at_medium at_campaign at_custom* xtor fbclid igsh igshid gclid gbraid wbraid dclid"
    " msclkid twclid ttclid yclid mc_cid mc_eid mkt_tok _ga _gl _hsenc _hsmi"
)
PLATFORM_TRACKING = {
    "facebook": "__tn__ __cft__* __xts__* __eep__ ref* mibextid sfnsn _rdr _rdc rdid share_url paipv eav"
    " notif_id notif_t fref hc_ref acontext extid locale",
    "instagram": "hl ig_*",
    "threads": "hl xmt slof",
    "x": "s t ref_src ref_url",
    "linkedin": "trk trackingId refId rcm originalSubdomain li[!ns]*",  # but no `link`, no `list`
    "tiktok": "_t _r _d is_from_webapp is_copy_url sender_* web_id share_* tt_from u_code checksum",
    "youtube": "si feature pp ab_channel",
    "pinterest": "invite_code sender sfo",
    "snapchat": "share_id sid locale",
    "podcast": "si nd",
    # The recipient of the message, among others.
    "safelinks.protection.outlook.com": "data sdata reserved",
}

# Where no platform owns the host: the platforms whose forms an address may have, and what it then contains.
ANY_SITE = ("mastodon", "peertube", "podcast")
IN_ANY_SITE = re.compile(r"@|/(?:users|statuses|w|videos|podcasts?|episode|show)/")
