"""The addresses that are published: opened, and without what tracks people."""

import random

import pytest

from gersapp.catalogue.links import MAX_URL, fault, platform_of, published, recognise
from gersapp.catalogue.model import Link, Operation
from gersapp.catalogue.search.index import words_of
from tests.support.addresses import ROWS, WRAPPED

CLEANED = [
    ("https://www.gers.fr/page?a=1&fbclid=x&UTM_Source=y&b=2#suite", "https://www.gers.fr/page?a=1&b=2#suite"),
    ("https://www.gers.fr/?utm_medium=x", "https://www.gers.fr/"),
    ("https://www.gers.fr/page?a=1&amp;utm_medium=x", "https://www.gers.fr/page?a=1"),
    ("https://www.gers.fr/?xtor=x#?utm_a=1", "https://www.gers.fr/#?utm_a=1"),
    ("https://www.instagram.com/p/C1a/?img_index=2&igsh=x&hl=fr", "https://www.instagram.com/p/C1a/?img_index=2"),
    ("https://youtu.be/aB?si=x&t=42", "https://youtu.be/aB?t=42"),
    ("https://www.linkedin.com/x?lipi=a&link=b&li_fat_id=c", "https://www.linkedin.com/x?link=b"),
    ("https://www.facebook.com/photo.php?fbid=1&set=a.2&__cft__%5B0%5D=A&__tn__=R",
     "https://www.facebook.com/photo.php?fbid=1&set=a.2"),
    ("https://x.com/LeGers32/status/12?s=20&t=abc", "https://x.com/LeGers32/status/12"),
    ("https://urldefense.com/v3/__https://www.gers.fr/*caf**A__;w6nDqcOp!!x!y$", "https://www.gers.fr/écaféé"),
    ("https://eur03.safelinks.protection.outlook.com/?url=x&data=05%7Cmoi%40gers.fr&reserved=0",
     "https://eur03.safelinks.protection.outlook.com/?url=x"),
    ("https://www.facebook.com/login/?next=https%3A%2F%2Fwww.facebook.com%2Fevents%2F41",
     "https://www.facebook.com/events/41"),
    ("https://www.instagram.com/accounts/login/?next=/p/C1a/", "https://www.instagram.com/p/C1a/"),
]  # fmt: skip

KEPT = [
    "https://www.facebook.com/watch/?v=36",
    "https://www.facebook.com/pg/LeGers32/photos/?tab=album&album_id=27_68_",
    "https://www.youtube.com/watch?v=aB&list=PL1&t=30",
    "HTTPS://WWW.GERS.FR:443/a?b=%20&&c",
    "https://www.gers.fr/?s=velo&t=1&ref=2&hl=fr",
    "https://l.facebook.com/l.php?u=javascript%3Aalert(1)",
    "https://t.co/aBc",
    "bonjour",
]


@pytest.mark.parametrize(("url", "clean"), CLEANED)
def test_what_tracks_people_is_not_published(url: str, clean: str) -> None:
    assert published(url) == clean
    assert recognise(url).key == recognise(clean).key


@pytest.mark.parametrize("url", KEPT)
def test_what_carries_meaning_is_published_to_the_letter(url: str) -> None:
    assert published(url) == url


@pytest.mark.parametrize("url", WRAPPED)
def test_the_target_of_a_redirection_is_published(url: str) -> None:
    assert published(url) == "https://www.gers.fr/page?a=1"


def test_the_recipient_of_a_message_is_not_searched() -> None:
    url = "https://eur03.safelinks.protection.outlook.com/?url=https%3A%2F%2Fgers.fr&data=moi%40gers.fr"
    assert words_of(Operation("id", "Titre", links=(Link(url),))) == {"titre", "gers", "fr"}


PIECES = [
    "/", "//", "/@", "/w/", "/s/aGlnaGxpZ2h0", "/v3/__https://x.com__;Kg!!", "/v2/url?u=https-3A__", "/l.php?u=", "?",
    "&", "#", "#!/", "=", "%", "%25", "%E9", "é", "\u0660", "1", "url?q=", "https://", "https%3A%2F%2Fx.com", "utm_a=",
    "data=", "amp;", "urn:li:activity:", "posts", "status", ":", ":99", "..", "*", "**", "__;", "!", "\u200d", "%5B",
    "?next=/", "?u=/",
]  # fmt: skip


def test_ten_thousand_addresses_are_read_and_stay_themselves() -> None:
    chance = random.Random(13)  # noqa: S311  (no secret)
    starts = [url.partition("?")[0] for _, _, url in ROWS] + WRAPPED
    for _ in range(10_000):
        url = chance.choice(starts) + "".join(chance.choices(PIECES, k=chance.randint(0, 6)))
        shown = published(url)
        found = recognise(url)
        assert platform_of(url) == found.platform
        assert found.key.isascii()
        if not fault(url):
            assert fault(shown) is None
            assert recognise(shown).key == found.key
            assert len(shown) <= MAX_URL
            assert Link(url).url == url
