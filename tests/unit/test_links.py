"""`gersapp.catalogue.links`: platforms and words of addresses, whatever they hold."""

import re
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from gersapp.catalogue.links import (
    fault,
    faults,
    platform_of,
    recognise,
    recognition,
    split_addresses,
    suggestion,
)
from gersapp.catalogue.platforms import BY_SLUG
from tests.support.cost import no_freeze

FORMS = [
    (
        "facebook",
        "Publication Facebook",
        "https://www.facebook.com/LeGers32/posts/2663636237190860",
    ),
    ("facebook", "Publication Facebook", "https://www.facebook.com/LeGers32/posts/pfbid02AbC"),
    ("facebook", "Publication Facebook", "https://facebook.com/LeGers32/posts/un-titre/26636362"),
    ("facebook", "Publication Facebook", "https://m.facebook.com/permalink.php?story_fbid=1&id=2"),
    ("facebook", "Publication Facebook", "https://m.facebook.com/story.php?story_fbid=1&id=2"),
    ("facebook", "Vidéo Facebook", "https://www.facebook.com/watch/?v=367939407513583"),
    ("facebook", "Vidéo Facebook", "https://www.facebook.com/watch/live/?v=367939407513583"),
    ("facebook", "Vidéo Facebook", "https://www.facebook.com/LeGers32/videos/367939407513583"),
    ("facebook", "Vidéo Facebook", "https://www.facebook.com/LeGers32/videos/titre/3679394/"),
    ("facebook", "Réel Facebook", "https://www.facebook.com/reel/367939407513583"),
    ("facebook", "Vidéo Facebook", "https://fb.watch/aBcD_1/"),
    (
        "facebook",
        "Album Facebook",
        "https://www.facebook.com/pg/LeGers32/photos/?tab=album&album_id=27195484_68266303_",
    ),
    (
        "facebook",
        "Album Facebook",
        "https://www.facebook.com/LeGers32/photos/?album_id=1&tab=album",
    ),
    ("facebook", "Album Facebook", "https://www.facebook.com/media/set/?set=a.123&type=3"),
    ("facebook", "Photo Facebook", "https://www.facebook.com/photo.php?fbid=1&set=a.2"),
    ("facebook", "Photo Facebook", "https://www.facebook.com/photo/?fbid=1&set=a.2"),
    ("facebook", "Lien Facebook", "https://www.facebook.com/LeGers32"),
    ("facebook", "Lien Facebook", "https://www.facebook.com/watch/"),
    ("instagram", "Publication Instagram", "https://www.instagram.com/p/B98xvlwHENT/"),
    ("instagram", "Publication Instagram", "https://www.instagram.com/tv/B98xvlwHENT/"),
    ("instagram", "Publication Instagram", "https://www.instagram.com/legers32/p/B98xvlwHENT/"),
    ("instagram", "Réel Instagram", "https://www.instagram.com/reel/B98xvlwHENT/"),
    ("instagram", "Réel Instagram", "https://www.instagram.com/reels/B98xvlwHENT/"),
    ("instagram", "Réel Instagram", "https://www.instagram.com/legers32/reel/B98xvlwHENT/"),
    (
        "instagram",
        "Story à la une Instagram",
        "https://www.instagram.com/stories/highlights/18056139781221125/?hl=fr",
    ),
    ("instagram", "Lien Instagram", "https://www.instagram.com/legers32/"),
    ("x", "Post X (ex-Twitter)", "https://twitter.com/LeGers32/status/1255088417815367680?s=20"),
    ("x", "Post X (ex-Twitter)", "https://x.com/LeGers32/status/1255088417815367680"),
    ("x", "Post X (ex-Twitter)", "https://mobile.twitter.com/LeGers32/status/1255088417815367680"),
    ("x", "Post X (ex-Twitter)", "https://x.com/i/web/status/1255088417815367680"),
    ("x", "Post X (ex-Twitter)", "https://x.com/LeGers32/status/1255088417815367680/photo/1"),
    ("x", "Post X (ex-Twitter)", "https://x.com/LeGers32/status/1255088417815367680/video/1"),
    ("x", "Lien X (ex-Twitter)", "https://twitter.com/LeGers32"),
    ("x", "Lien X (ex-Twitter)", "https://twitter.com/LeGers32/status/abc"),
    ("linkedin", "Publication LinkedIn", "https://www.linkedin.com/feed/update/urn:li:activity:66"),
    ("linkedin", "Publication LinkedIn", "https://www.linkedin.com/feed/update/urn:li:share:66/"),
    ("linkedin", "Publication LinkedIn", "https://www.linkedin.com/feed/update/urn:li:ugcPost:66"),
    (
        "linkedin",
        "Publication LinkedIn",
        "https://fr.linkedin.com/feed/update/urn%3Ali%3Ashare%3A6",
    ),
    (
        "linkedin",
        "Publication LinkedIn",
        "https://www.linkedin.com/posts/cd-32_gers-activity-66-aB",
    ),
    ("linkedin", "Page LinkedIn", "https://www.linkedin.com/company/departement-du-gers/"),
    ("tiktok", "Profil TikTok", "https://www.tiktok.com/@legers32"),
    ("tiktok", "Vidéo TikTok", "https://www.tiktok.com/@legers32/video/6816273584?_t=8&_r=1"),
    ("tiktok", "Lien TikTok", "https://vm.tiktok.com/ZMabc/"),
    ("youtube", "Vidéo YouTube", "https://www.youtube.com/watch?v=dQw4w9WgXcQ"),
    ("youtube", "Short YouTube", "https://www.youtube.com/shorts/dQw4w9WgXcQ"),
    ("youtube", "Direct YouTube", "https://www.youtube.com/live/dQw4w9WgXcQ"),
    ("youtube", "Vidéo YouTube", "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ"),
    ("youtube", "Vidéo YouTube", "https://youtu.be/dQw4w9WgXcQ?si=abc"),
    ("youtube", "Chaîne YouTube", "https://www.youtube.com/@legers32"),
    ("bluesky", "Post Bluesky", "https://bsky.app/profile/gers.bsky.social/post/3kabc"),
    ("bluesky", "Profil Bluesky", "https://bsky.app/profile/gers.bsky.social"),
    ("threads", "Post Threads", "https://www.threads.net/@legers32/post/Cabc"),
    ("threads", "Post Threads", "https://www.threads.com/@legers32/post/Cabc"),
    ("threads", "Profil Threads", "https://www.threads.com/@legers32"),
    ("mastodon", "Post Mastodon", "https://social.numerique.gouv.fr/@gers/110123456789"),
    ("mastodon", "Post Mastodon", "https://mastodon.social/@gers@piaille.fr/110123456789/"),
    ("mastodon", "Lien Mastodon", "https://mastodon.social/@gers"),
    ("whatsapp", "Chaîne WhatsApp", "https://www.whatsapp.com/channel/0029VaAbC"),
    ("whatsapp", "Chaîne WhatsApp", "https://whatsapp.com/channel/0029VaAbC"),
    ("whatsapp", "Lien WhatsApp", "https://web.whatsapp.com/"),
    ("site-web", "Site web gers.fr", "https://www.gers.fr/lettres-dinformation-covid19"),
    ("site-web", "Site web gers.fr", "HTTPS://WWW.GERS.FR:8080"),
    ("site-web", "Site web élan.fr", "https://Élan.fr/"),
]


@pytest.mark.parametrize(("platform", "words", "url"), FORMS)
def test_an_address_gives_its_platform_and_words(platform: str, words: str, url: str) -> None:
    assert fault(url) is None
    found = recognise(url)
    assert (found.platform, found.words) == (platform, words)
    assert found.platform in BY_SLUG


@pytest.mark.parametrize(
    "host",
    [
        "notfacebook.com",
        "facebook.com.evil.org",
        "developers.facebook.com",
        "facebook.com:8080",
        "netflix.com",
        "myx.com",
        "facebook.fr",
    ],
)
def test_a_host_that_only_resembles_a_platforms_is_a_site(host: str) -> None:
    assert recognise(f"https://{host}/LeGers32/posts/1").platform == "site-web"


@pytest.mark.parametrize(
    "inner",
    ["", "javascript:alert(1)", "https://moi:secret@gers.fr/", "gers.fr", "%ED%A0%80", "//%5B", "/%09/%5D"],
)
def test_a_redirection_to_a_faulty_address_is_not_followed(inner: str) -> None:
    assert recognise(f"https://l.facebook.com/l.php?u={inner}").words == "Lien Facebook"


def test_nested_redirections_are_followed_three_deep() -> None:
    url = "https://gers.fr/"
    words = []
    for _ in range(5):
        words.append(recognise(url).words)
        url = "https://l.facebook.com/l.php?u=" + url.replace("%", "%25").replace("&", "%26")
    assert words == ["Site web gers.fr"] * 4 + ["Lien Facebook"]


_split = str.split
# A name, a path and a query that look like those of links, with what the shortcut might read wrongly.
_HOSTS = st.sampled_from(
    _split(
        "www.facebook.com FACEBOOK.com l.facebook.com youtube.com www.youtube.com x.com Twitter.com t.co gers.fr"
        " -a.fr a-.fr a..fr a_b.fr localhost 192.168.1.1 1.2.3.456 a.1b [::1] a@x.com x.com:443 x.com:0 é.fr"
    )
) | st.from_regex(r"[a-zA-Z0-9.-]{1,70}", fullmatch=True)
_PIECES = st.sampled_from(
    _split("/ // ? & # = l.php redirect u= q= https%3A%2F%2Fx.com%2F @ % %40 é < ^ [ ] posts 12 -_.~")
)
_ADDRESSES = st.builds(
    lambda scheme, host, slash, pieces: scheme + host + slash + "".join(pieces),
    st.sampled_from(["https://", "http://", "HTTPS://", "ftp://", "//", ""]),
    _HOSTS,
    st.sampled_from(["/", "", "/l.php?u=", "/redirect/?q="]),
    st.lists(_PIECES, max_size=6),
)


@given(_ADDRESSES)
@example("https://piaille.fr/@gers/12")
@example("https://www.facebook.com/l.php?u=https%3A%2F%2Fx.com%2F")
@settings(deadline=None, derandomize=True, database=None, max_examples=10 * settings().max_examples)
def test_the_plain_addresses_shortcut_agrees_with_full_parsing(url: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        for module in (faults, recognition):
            patch.setattr(module, "PLAIN", re.compile("(?!)"))
        fully_parsed = (fault(url), recognise(url).platform)
    assert (fault(url), platform_of(url)) == fully_parsed


def test_the_addresses_of_the_seed_take_the_shortcut(seed_path: Path) -> None:
    urls = re.findall(r'"url": "(.*?)"', seed_path.read_text("utf-8"))
    assert len(urls) == 28
    assert all(faults.PLAIN.fullmatch(url) for url in urls)


def test_recognise_never_raises_whatever_the_character() -> None:
    samples = [*map(chr, range(0x600)), *"\u2100\u2488\u3002\ud800\uff0e\uff10\U0001f600"]
    for sign in samples:
        for shape in (
            "{}",
            "{}://gers.fr/",
            "https://{}",
            "https://a{}.fr/",
            "https://gers.fr{}/",
            "https://www.facebook.com/{}/posts/{}?{}={}#{}",
            "https://l.facebook.com/l.php?u=https://{}",
        ):
            assert recognise(shape.replace("{}", sign)).key.isascii()


@pytest.mark.parametrize(
    "text",
    [
        "https://www.linkedin.com/posts/" + "a-activity-1-" * 5000,
        "https://www.linkedin.com/posts/" + "a-activity-1-" * 150 + "/",
        "https://www.facebook.com/" + "/" * 65_000,
        "https://www.facebook.com/" + "a/posts/" * 240,
        "https://gers.fr/?" + "&" * 65_000,
        "https://" + "a." * 32_000,
        "https://" + "1" * 65_000,
        "https://gers.fr:" + "1" * 2000,
        "https://l.facebook.com/l.php?u=" * 60,
        "https://gers.fr/" + "%" * 2000,
        "https://gers.fr/" + ")" * 65_000 + " ",
        "," * 65_000,
        ";" * 65_000 + "x",
        " " * 65_000 + "x",
        ", " * 32_000,
        "\u00a0" * 65_000,
        "{" * 65_000,
        "\ud800" * 65_000,
    ],
    ids=lambda text: ascii(text[:40]),
)
def test_hostile_text_is_handled_at_once(text: str) -> None:
    for treat in (fault, suggestion, recognise, split_addresses):
        with no_freeze():
            treat(text)
