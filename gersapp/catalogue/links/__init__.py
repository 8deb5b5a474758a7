"""What the address of a link says by itself, with no network.

Three tables hold the knowledge, and only they grow: `_SITES` (which hosts a platform owns),
`_FORMS` (what a path points to) and `_WRAPPERS` (redirections that hide the real address).
Addresses are kept to the letter everywhere; what is derived from them is never stored.
"""

import fnmatch
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from ipaddress import AddressValueError, IPv4Address
from string import punctuation
from unicodedata import normalize
from urllib.parse import SplitResult, quote, unquote, urlsplit

from gersapp.catalogue.platforms import BY_SLUG

MAX_URL = 2048  # characters
_MAX_WRAPPERS = 3  # redirections inside one another that are followed
_MAX_HOST = 253  # characters, RFC 1035

_OTHER = "site-web"

# platform, the domain that its forms are written with, every host that serves the same pages
_SITES = {
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
        (
            "linkedin",
            "linkedin.com",
            "linkedin.com www.linkedin.com m.linkedin.com fr.linkedin.com",
        ),
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
        (
            "threads",
            "threads.com",
            "threads.com www.threads.com threads.net www.threads.net",
        ),
        ("whatsapp", "whatsapp.com", "whatsapp.com www.whatsapp.com web.whatsapp.com"),
    )
    for host in hosts.split()
}

_TRACKING = "utm_* mtm_* fbclid gclid msclkid mc_cid mc_eid _ga _gl"  # dropped everywhere
_DROPPED = {  # dropped on one platform, where a path has no known form
    "facebook": "__tn__ __cft__* ref* mibextid sfnsn _rdr",
    "instagram": "hl igsh igshid",
    "x": "s t ref_src ref_url twclid",
    "linkedin": "trk refId trackingId li*",
    "tiktok": "_t _r is_from_webapp sender_device",
    "youtube": "si feature pp",
}

_FIELDS = {
    "site": r"(?P<site>[^/]+)",
    "user": r"(?P<user>[^/?&]+)",  # capitals are ignored
    "id": r"(?P<id>[^/?&]+)",
    "n": r"(?P<id>[0-9]+)",
    "urn": r"(?P<urn>activity|share|ugcPost)",
    "_": r"[^/?&]+",  # not part of the identity
}


@dataclass(frozen=True, slots=True)
class _Form:
    """One form of address. Parameters not named in `address` or `keep` do not matter."""

    platform: str
    kind: str
    words: str
    address: str
    keep: str = ""


_FORMS = (
    _Form("facebook", "post", "Publication Facebook", "facebook.com/{user}/posts/{id}"),
    _Form("facebook", "post", "Publication Facebook", "facebook.com/{user}/posts/{_}/{id}"),
    _Form(
        "facebook",
        "post",
        "Publication Facebook",
        "facebook.com/permalink.php?id={user}&story_fbid={id}",
    ),
    _Form(
        "facebook",
        "post",
        "Publication Facebook",
        "facebook.com/story.php?id={user}&story_fbid={id}",
    ),
    _Form("facebook", "video", "Vidéo Facebook", "facebook.com/watch?v={id}"),
    _Form("facebook", "video", "Vidéo Facebook", "facebook.com/watch/live?v={id}"),
    _Form("facebook", "video", "Vidéo Facebook", "facebook.com/{_}/videos/{n}"),
    _Form("facebook", "video", "Vidéo Facebook", "facebook.com/{_}/videos/{_}/{n}"),
    _Form("facebook", "video", "Vidéo Facebook", "facebook.com/reel/{n}"),
    _Form("facebook", "short", "Vidéo Facebook", "fb.watch/{id}"),
    _Form(
        "facebook",
        "album",
        "Album Facebook",
        "facebook.com/pg/{user}/photos?tab=album&album_id={id}",
    ),
    _Form(
        "facebook",
        "album",
        "Album Facebook",
        "facebook.com/{user}/photos?tab=album&album_id={id}",
    ),
    _Form("facebook", "album", "Album Facebook", "facebook.com/media/set?set={id}"),
    _Form("facebook", "photo", "Photo Facebook", "facebook.com/photo.php?fbid={id}", "set"),
    _Form("facebook", "photo", "Photo Facebook", "facebook.com/photo?fbid={id}", "set"),
    _Form("instagram", "post", "Publication Instagram", "instagram.com/p/{id}", "img_index"),
    _Form("instagram", "post", "Publication Instagram", "instagram.com/tv/{id}", "img_index"),
    _Form("instagram", "post", "Publication Instagram", "instagram.com/{_}/p/{id}", "img_index"),
    _Form("instagram", "post", "Reel Instagram", "instagram.com/reel/{id}", "img_index"),
    _Form("instagram", "post", "Reel Instagram", "instagram.com/reels/{id}", "img_index"),
    _Form("instagram", "post", "Reel Instagram", "instagram.com/{_}/reel/{id}", "img_index"),
    _Form(
        "instagram",
        "highlight",
        "Story à la une Instagram",
        "instagram.com/stories/highlights/{id}",
    ),
    _Form("x", "post", "Post X (ex-Twitter)", "x.com/{_}/status/{n}"),
    _Form("x", "post", "Post X (ex-Twitter)", "x.com/i/web/status/{n}"),
    _Form("x", "post", "Post X (ex-Twitter)", "x.com/{_}/status/{n}/photo/{_}"),
    _Form("x", "post", "Post X (ex-Twitter)", "x.com/{_}/status/{n}/video/{_}"),
    _Form(
        "linkedin",
        "post",
        "Publication LinkedIn",
        "linkedin.com/feed/update/urn:li:{urn}:{n}",
    ),
    _Form("linkedin", "post", "Publication LinkedIn", "linkedin.com/posts/{_}-{urn}-{n}-{_}"),
    _Form("linkedin", "post", "Publication LinkedIn", "linkedin.com/posts/{_}_{urn}-{n}-{_}"),
    _Form("tiktok", "profile", "Profil TikTok", "tiktok.com/@{user}"),
    _Form("tiktok", "video", "Vidéo TikTok", "tiktok.com/@{_}/video/{n}"),
    _Form("youtube", "video", "Vidéo YouTube", "youtube.com/watch?v={id}", "list t"),
    _Form("youtube", "video", "Vidéo YouTube", "youtube.com/shorts/{id}", "list t"),
    _Form("youtube", "video", "Vidéo YouTube", "youtube.com/live/{id}", "list t"),
    _Form("youtube", "video", "Vidéo YouTube", "youtube.com/embed/{id}", "list t"),
    _Form("youtube", "video", "Vidéo YouTube", "youtu.be/{id}", "list t"),
    _Form("bluesky", "post", "Post Bluesky", "bsky.app/profile/{user}/post/{id}"),
    _Form("threads", "post", "Post Threads", "threads.com/@{user}/post/{id}"),
    _Form("whatsapp", "channel", "Chaîne WhatsApp", "whatsapp.com/channel/{id}"),
    # Any host that no platform owns may be a Mastodon instance.
    _Form("mastodon", "post", "Post Mastodon", "{site}/@{user}/{n}"),
)

_FORMS_OF = {platform: tuple(form for form in _FORMS if form.platform == platform) for platform in BY_SLUG}

# domain and path of a redirection → the parameter that holds the real address
_WRAPPERS = {"facebook.com/l.php": "u", "youtube.com/redirect": "q"}
_WRAPPING = {place.partition("/")[0] for place in _WRAPPERS}

_SCHEMES = ("http://", "https://")
_DEFAULT_PORTS = {"http": 80, "https": 443}
_BULLETS = frozenset("-–—•·*,;")
_BAD_HOST = "Le nom du site n’est pas valable. Exemple d’adresse : https://www.gers.fr/page"

# Spaces, controls, lone surrogates, invisible marks (soft hyphen, zero width, direction), signs.
_REFUSED = re.compile(
    r"[\s\x00-\x1f\x7f-\x9f\ud800-\udfff"
    r"\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\ufffe\uffff"
    r'"<>\\`{}|^]'
)
_LABEL = re.compile(r"(?!-)(?:[^\W_]|-){1,63}(?<!-)")
# Most addresses: a scheme, a plain ASCII name, a path without anything to decode. None has a fault, if it
# is short enough for its host to be.
_PLAIN = re.compile(
    r"https?://((?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?)"
    r"/([!#$&'()*+,\-./0-9:;=?@A-Z_a-z~]*)"
)


@dataclass(frozen=True, slots=True)
class Recognised:
    """What an address points to. Two addresses with the same `key` are the same post."""

    platform: str  # slug
    words: str  # French, explicit enough to be the text of a link
    key: str  # ASCII; for comparing, never for display


@dataclass(frozen=True, slots=True)
class _Address:
    """An address without what never matters: scheme, default port, final slash, kind of host."""

    platform: str
    site: str
    path: str
    parameters: tuple[tuple[str, str], ...]  # name, and the whole `name=value` as it stands
    fragment: str

    def value(self, name: str) -> str:
        """The first value of a parameter, still percent-encoded; empty if there is none."""
        for given, text in self.parameters:
            if given == name:
                return text.partition("=")[2]
        return ""


def recognise(url: str) -> Recognised:
    """Say what an address points to; never raises, whatever the text."""
    # The cache must not hold long hostile texts.
    return _recognise(url) if len(url) <= MAX_URL else _unreadable(url)


def platform_of(url: str) -> str:
    """`recognise(url).platform`, some fifty times faster for the common addresses.

    An index of 100 000 operations asks this of each link, and wants nothing else of it.
    """
    plain = _PLAIN.fullmatch(url)
    if not plain or len(url) > _MAX_HOST:
        return recognise(url).platform
    platform, domain = _SITES.get(plain[1].lower(), (_OTHER, ""))
    path = plain[2].partition("?")[0]
    may_wrap = domain in _WRAPPING and f"{domain}/{path.rstrip('/')}" in _WRAPPERS
    # Any host that no platform owns may be a Mastodon instance.
    if may_wrap or (platform == _OTHER and "@" in path):
        return recognise(url).platform
    return platform


def fault(url: str) -> str | None:
    """Why an address cannot be a stored link, as a French sentence for its author."""
    if len(url) <= _MAX_HOST and _PLAIN.fullmatch(url):
        return None
    if not url:
        return "Indiquez une adresse."
    if len(url) > MAX_URL:
        return f"Cette adresse est trop longue : {MAX_URL} caractères au plus."
    if _REFUSED.search(url):
        return (
            "Une adresse ne contient ni espace, ni caractère invisible, ni aucun de ces signes : "
            '" < > \\ ` { } | ^'
        )
    try:
        parts = urlsplit(url)
    except ValueError:
        return _BAD_HOST
    if parts.scheme not in _DEFAULT_PORTS:
        explanation = "Cette adresse ne commence pas par http:// ou https://."
        return f"{explanation} Ajouter https:// ?" if suggestion(url) else explanation
    if "@" in parts.netloc:
        return "Une adresse ne contient ni nom d’utilisateur ni mot de passe avant le nom du site."
    if "[" in parts.netloc or not _is_public_name(_host(parts)):
        return _BAD_HOST
    try:
        in_range = parts.port != 0
    except ValueError:
        in_range = False
    if not in_range:
        return "Le numéro de port, dans cette adresse, doit être compris entre 1 et 65535."
    return None


def suggestion(url: str) -> str | None:
    """The address with the https:// that it lacks, if that is all it lacks."""
    completed = "https://" + url.removeprefix("//")
    return None if url.lower().startswith(_SCHEMES) or fault(completed) else completed


def split_addresses(text: str) -> tuple[str, ...]:
    """Several addresses pasted in one field, in order and to the letter.

    Spaces and line ends separate, and so do a comma or a semicolon before them; where they do,
    the last address loses its own too. Only lone bullets go: other words stay, to be refused
    beside the field and not lost.
    """
    words = text.split()
    followed = words if text[-1:].isspace() else words[:-1]
    if any(word[-1] in ",;" for word in followed):
        words = [word[:-1] if word[-1] in ",;" else word for word in words]
    return tuple(word for word in words if word and word not in _BULLETS)


def _host(parts: SplitResult) -> str:
    """The host in the one form that browsers give it (small letters, no full-width ones)."""
    return normalize("NFKC", parts.hostname or "").lower()


def _is_public_name(host: str) -> bool:
    """Whether a host is a name with a dot, or a plain IPv4 address."""
    labels = host.split(".")
    if labels[-1][:1].isdigit():  # no top-level domain begins so: it can only be an IP address
        try:
            IPv4Address(host)
        except AddressValueError:
            return False
    return len(labels) > 1 and len(host) <= _MAX_HOST and all(map(_LABEL.fullmatch, labels))


def _unreadable(url: str) -> Recognised:
    """What is said of a text that is no address: it is equal to itself only."""
    key = quote(url, safe=punctuation, errors="backslashreplace")
    return Recognised(_OTHER, BY_SLUG[_OTHER].label, f"?/{key}")


@lru_cache(maxsize=50_000)
def _recognise(url: str) -> Recognised:
    if fault(url):
        return _unreadable(url)
    address = _unwrapped(_parsed(url))
    owner = "mastodon" if address.platform == _OTHER else address.platform
    place = address.site + unquote(address.path)
    for form in _FORMS_OF[owner]:
        if identity := _identity(form, address, place):
            return Recognised(form.platform, form.words, quote(identity, safe=punctuation))
    if address.platform == _OTHER:
        words = f"{BY_SLUG[_OTHER].label} {address.site.partition(':')[0]}"
    else:
        words = f"Lien {BY_SLUG[address.platform].label}"
    return Recognised(address.platform, words, quote(_plain_key(address), safe=punctuation))


def _parsed(url: str) -> _Address:
    """Read an address that has no fault."""
    parts = urlsplit(url)
    host = _host(parts)
    if parts.port not in (None, _DEFAULT_PORTS[parts.scheme]):
        host = f"{host}:{parts.port}"
    platform, site = _SITES.get(host, (_OTHER, host.removeprefix("www.")))
    pieces = (piece for piece in parts.query.split("&") if piece)
    parameters = tuple((piece.partition("=")[0], piece) for piece in pieces)
    return _Address(platform, site, parts.path.rstrip("/"), parameters, parts.fragment)


def _unwrapped(address: _Address) -> _Address:
    """The address that a redirection leads to, or the same one."""
    for _ in range(_MAX_WRAPPERS):
        parameter = _WRAPPERS.get(address.site + address.path)
        inner = unquote(address.value(parameter)) if parameter else ""
        if fault(inner):
            break
        address = _parsed(inner)
    return address


@cache
def _compiled(address: str) -> tuple[re.Pattern[str], re.Pattern[str], tuple[str, ...]]:
    """A form's address as two patterns, of its host and path and of its query, and the query's names."""
    place, _, query = address.partition("?")
    return _pattern(place), _pattern(query), tuple(re.findall(r"(\w+)=", query))


def _pattern(template: str) -> re.Pattern[str]:
    pieces = re.split(r"(\{\w+\})", template)
    return re.compile(
        "".join(_FIELDS[piece[1:-1]] if piece.startswith("{") else re.escape(piece) for piece in pieces)
    )


def _identity(form: _Form, address: _Address, place: str) -> str | None:
    """What the address points to if it has this form; `place` is its host and path, decoded."""
    of_place, of_query, named = _compiled(form.address)
    in_place = of_place.fullmatch(place)
    if in_place is None:
        return None
    query = "&".join([f"{name}={unquote(address.value(name))}" for name in named])
    in_query = of_query.fullmatch(query)
    if in_query is None:
        return None
    fields = (in_place.groupdict() | in_query.groupdict()).items()
    parts = [value.lower() if name == "user" else value for name, value in fields]
    kept = _joined(each for each in address.parameters if each[0] in form.keep.split())
    return "/".join([form.platform, form.kind, *parts]) + kept


@cache
def _dropped(platform: str) -> re.Pattern[str]:
    """The names of parameters that do not matter on a platform."""
    names = f"{_TRACKING} {_DROPPED.get(platform, '')}".split()
    return re.compile("|".join(map(fnmatch.translate, names)))


def _plain_key(address: _Address) -> str:
    """The identity of an address of no known form: all of it but tracking parameters."""
    dropped = _dropped(address.platform)
    kept = _joined(each for each in address.parameters if not dropped.match(each[0]))
    fragment = f"#{address.fragment}" if address.fragment else ""
    return f"{address.platform}/{address.site}{address.path}{kept}{fragment}"


def _joined(parameters: Iterable[tuple[str, str]]) -> str:
    """Parameters as a query string, in the order of their names."""
    pieces = [piece for _, piece in sorted(parameters, key=lambda each: each[0])]
    return "?" + "&".join(pieces) if pieces else ""
