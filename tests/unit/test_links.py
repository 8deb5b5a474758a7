"""`gersapp.catalogue.links`: faults, platforms, words and keys of addresses."""

import re
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from gersapp.catalogue.links import (
    MAX_URL,
    Fault,
    fault,
    faults,
    platform_of,
    recognise,
    recognition,
    split_addresses,
    suggestion,
)
from gersapp.catalogue.platforms import BY_SLUG
from gersapp.french import ADDRESS_FAULTS
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

# Each group is one post; no two groups are the same.
SAME = [
    [
        "https://twitter.com/LeGers32/status/1255088417815367680?s=20",
        "https://x.com/LeGers32/status/1255088417815367680",
        "http://mobile.twitter.com/legers32/status/1255088417815367680/?t=abc&s=09#top",
        "https://TWITTER.com:443/i/web/status/1255088417815367680",
        "https://x.com/LeGers32/status/1255088417815367680/photo/1",
    ],
    ["https://x.com/LeGers32/status/1255088417815367681"],
    [
        "https://www.facebook.com/LeGers32/posts/2663636237190860",
        "https://m.facebook.com/legers32/posts/2663636237190860/?__tn__=-R&ref=share&mibextid=Z",
        "https://web.facebook.com/LeGers32/posts/un-titre/2663636237190860?__cft__[0]=AZ&_rdr",
        "https://l.facebook.com/l.php?u=https%3A%2F%2Fwww.facebook.com%2FLeGers32%2Fposts%2F"
        "2663636237190860%3Ffbclid%3Da&h=AT0",
    ],
    ["https://www.facebook.com/LeGers32/posts/pfbid0Ab"],
    ["https://www.facebook.com/LeGers32/posts/pfbid0AB"],
    [
        "https://www.facebook.com/permalink.php?story_fbid=11&id=22",
        "https://m.facebook.com/story.php?id=22&story_fbid=11&sfnsn=mo",
    ],
    ["https://www.facebook.com/permalink.php?story_fbid=11&id=23"],
    [
        "https://www.facebook.com/watch/?v=367939407513583",
        "https://facebook.com/watch?ref=saved&v=367939407513583",
        "https://www.facebook.com/LeGers32/videos/367939407513583/",
    ],
    ["https://www.facebook.com/watch/?v=3070745916279842"],
    [
        "https://www.facebook.com/pg/LeGers32/photos/?tab=album&album_id=27195484_68266303_",
        "https://m.facebook.com/LeGers32/photos?album_id=27195484_68266303_&tab=album&ref=page",
    ],
    ["https://www.facebook.com/pg/LeGers32/photos/?tab=album&album_id=27195484_68266303"],
    [
        "https://www.facebook.com/photo.php?fbid=1&set=a.2",
        "https://www.facebook.com/photo/?set=a.3&fbid=1&__tn__=EH-R",
        "https://www.facebook.com/LeGers32/photos/a.2/1/?type=3",
    ],
    ["https://www.facebook.com/photo.php?fbid=2&set=a.2"],
    [
        "https://www.instagram.com/p/B98xvlwHENT/",
        "https://instagram.com/p/B98xvlwHENT?igshid=a&utm_source=ig_web",
        "https://www.instagram.com/reel/B98xvlwHENT/?hl=fr",
        "https://www.instagram.com/p/B98xvlwHENT/?img_index=2",
    ],
    ["https://www.instagram.com/p/b98xvlwhent/"],
    [
        "https://www.linkedin.com/feed/update/urn:li:activity:6669153329223888896",
        "https://www.linkedin.com/posts/cd32_masques-activity-6669153329223888896-aBcD?trk=x",
        "https://fr.linkedin.com/feed/update/urn%3Ali%3Aactivity%3A6669153329223888896/?lipi=a",
    ],
    ["https://www.linkedin.com/feed/update/urn:li:share:6669153329223888896"],
    ["https://www.tiktok.com/@legers32", "https://m.tiktok.com/@LeGers32/?_t=8&_r=1"],
    [
        "https://www.youtube.com/watch?v=dQw4w9WgXcQ",
        "https://youtu.be/dQw4w9WgXcQ?si=abc",
        "https://m.youtube.com/shorts/dQw4w9WgXcQ?feature=share",
        "https://www.youtube.com/live/dQw4w9WgXcQ",
        "https://www.youtube.com/redirect?event=a&q=https%3A%2F%2Fyoutu.be%2FdQw4w9WgXcQ",
        "https://www.youtube.com/watch?v=dQw4w9WgXcQ&t=30&list=PL1",
    ],
    ["https://www.threads.net/@legers32/post/Cabc", "https://threads.com/@LeGers32/post/Cabc"],
    [
        "https://bsky.app/profile/gers.fr/post/3k",
        "https://bsky.app/profile/Gers.fr/post/3k/?utm_a=1",
    ],
    ["https://piaille.fr/@gers/11", "https://PIAILLE.fr/@Gers/11/?utm_source=a"],
    ["https://mamot.fr/@gers/11"],
    ["https://vm.tiktok.com/ZMabc/", "http://vm.tiktok.com/ZMabc?_t=1"],
    ["https://twitter.com/LeGers32", "https://x.com/LeGers32/?ref_src=twsrc"],
    [
        "https://www.gers.fr/page?b=2&a=1",
        "http://gers.fr:80/page/?a=1&b=2&utm_source=lettre&fbclid=x&_ga=1&mc_cid=2",
        "https://l.facebook.com/l.php?u=https%3A%2F%2Fwww.gers.fr%2Fpage%3Fa%3D1%26b%3D2",
    ],
    ["https://www.gers.fr/page?a=1&b=3"],
    ["https://www.gers.fr/page?a=1&b=2#suite"],
    ["https://www.gers.fr:8080/page?a=1&b=2"],
    ["https://www.gers.fr/Page?a=1&b=2"],
    ["https://m.gers.fr/page?a=1&b=2"],
    ["https://gers.fr/actualit\u00e9s", "https://gers.fr/actualit%C3%A9s"],
    ["https://gers.fr/?nom=%E8"],
    ["https://gers.fr/?nom=%E9"],
]

SOUND = [
    "https://www.gers.fr",
    "http://gers.fr/",
    "HTTPS://WWW.GERS.FR/",
    "https://gers.fr:65535/",
    "https://gers.fr:/",
    "https://gers.fr?a=1",
    "https://192.0.2.1/page",
    "https://élan-gersois.fr/œuvre",
    "https://xn--lan-9la.fr/",
    "https://www.facebook.com/a/posts/1?__cft__[0]=AZ&__tn__=%2CO",
    "https://fr.wikipedia.org/wiki/Gers_(département)#L'histoire",
    "https://web.archive.org/web/2020/https://www.gers.fr/",
    "https://gers.fr/" + "a" * (MAX_URL - 16),
]

FAULTS = [
    ("", "Indiquez"),
    ("https://gers.fr/" + "a" * (MAX_URL - 15), "trop longue"),
    *((f"https://gers.fr/{sign}", "Une adresse ne contient ni espace") for sign in '"<>\\`{}|^'),
    *(
        (f"https://gers.fr/{sign}x", "Une adresse ne contient ni espace")
        for sign in " \t\r\n\0\x1b\x7f\x85\u00a0\u00ad\u2028\u202e\u202f\u200b\ufeff\ud800\udfff"
    ),
    (" https://gers.fr/", "Une adresse ne contient ni espace"),
    ("https://gers.fr\\@evil.org/", "Une adresse ne contient ni espace"),
    ("javascript:alert(1)", "http:// ou https://."),
    ("data:text/html,x", "http:// ou https://."),
    ("ftp://gers.fr/", "http:// ou https://."),
    ("mailto:contact@gers.fr", "http:// ou https://."),
    ("/page", "http:// ou https://."),
    ("bonjour", "http:// ou https://."),
    ("https://moi:secret@gers.fr/", "mot de passe"),
    ("https://www.facebook.com@evil.org/", "mot de passe"),
    ("https://@gers.fr/", "mot de passe"),
    *(
        (f"https://{host}/", "Le nom du site n’est pas valable")
        for host in (
            "",
            "localhost",
            "gers",
            "gers..fr",
            ".gers.fr",
            "gers.fr.",
            "-gers.fr",
            "gers-.fr",
            "ge_rs.fr",
            "gers,fr.fr",
            "%67ers.fr",
            "a" * 64 + ".fr",
            "a." * 126 + "fr",
            "[::1]",
            "[::ffff:192.0.2.1]",
            "[v1.gers.fr]",
            "[gers.fr",
            "192.0.2",
            "192.0.2.256",
            "192.0.2.0x1",
            "gers.\u2100fr",
        )
    ),
    ("https:gers.fr", "Le nom du site n’est pas valable"),
    ("https:///page", "Le nom du site n’est pas valable"),
    ("https://gers.fr:0/", "port"),
    ("https://gers.fr:65536/", "port"),
    ("https://gers.fr:http/", "port"),
]

COMPLETED = [
    ("www.facebook.com/x", "https://www.facebook.com/x"),
    ("gers.fr/page", "https://gers.fr/page"),
    ("gers.fr:8080/page", "https://gers.fr:8080/page"),
    ("//gers.fr/page", "https://gers.fr/page"),
    ("gers.fr/?u=https://x.com/", "https://gers.fr/?u=https://x.com/"),
]


def sentence(url: str) -> str:
    """The French words for the fault of an address; empty if it has none."""
    wrong = fault(url)
    return ADDRESS_FAULTS[wrong] if wrong else ""


@pytest.mark.parametrize(("platform", "words", "url"), FORMS)
def test_an_address_gives_its_platform_and_words(platform: str, words: str, url: str) -> None:
    assert fault(url) is None
    found = recognise(url)
    assert (found.platform, found.words) == (platform, words)
    assert found.platform in BY_SLUG


@pytest.mark.parametrize("group", SAME, ids=lambda group: group[0])
def test_addresses_of_one_post_have_one_key(group: list[str]) -> None:
    assert len({recognise(url).key for url in group}) == 1


def test_addresses_of_different_posts_have_different_keys() -> None:
    assert len({recognise(group[0]).key for group in SAME}) == len(SAME)


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


@pytest.mark.parametrize("url", SOUND)
def test_a_sound_address_has_no_fault_and_no_suggestion(url: str) -> None:
    assert fault(url) is None
    assert suggestion(url) is None


@pytest.mark.parametrize(("url", "message"), FAULTS)
def test_a_faulty_address_is_refused_without_a_suggestion(url: str, message: str) -> None:
    assert message in sentence(url)
    assert suggestion(url) is None


def test_every_fault_has_a_sentence() -> None:
    assert ADDRESS_FAULTS.keys() == set(Fault)


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


@pytest.mark.parametrize(("url", "completed"), COMPLETED)
def test_an_address_without_scheme_is_completed_by_suggestion(url: str, completed: str) -> None:
    explanation = "Cette adresse ne commence pas par http:// ou https://."
    assert sentence(url) == f"{explanation} Ajouter https:// ?"
    assert suggestion(url) == completed
    assert fault(completed) is None


@pytest.mark.parametrize("url", [url for url, _ in [*FAULTS, *COMPLETED]])
def test_a_faulty_address_is_a_site_equal_to_itself_only(url: str) -> None:
    found = recognise(url)
    assert (found.platform, found.words) == ("site-web", "Site web")
    assert found.key.isascii()
    assert found.key != recognise(url + "x").key


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
