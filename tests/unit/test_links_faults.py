"""`gersapp.catalogue.links`: which addresses are refused, why, and what is suggested."""

import pytest

from gersapp.catalogue.links import (
    MAX_URL,
    Fault,
    fault,
    recognise,
    suggestion,
)
from gersapp.french import ADDRESS_FAULTS

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
