"""`gersapp.web.security.proxies`: which proxies are believed about the origin of a request and its editor."""

from collections.abc import Callable, Iterable
from typing import Any

import pytest

from gersapp.errors import StartRefused
from gersapp.settings import Settings
from gersapp.web.security.proxies import believe_proxies, named_user

HEADER = "X-Remote-User"
KEY = "HTTP_X_REMOTE_USER"
PROXY, STRANGER, VISITOR = "10.0.0.1", "203.0.113.9", "198.51.100.7"

# What a proxy may say of a request.
CLAIMS = {
    "HTTP_X_FORWARDED_FOR": f"192.0.2.66, {VISITOR}",
    "HTTP_X_FORWARDED_PROTO": "https",
    "HTTP_X_FORWARDED_HOST": "elsewhere.example",
    "HTTP_X_FORWARDED_PORT": "444",
    "HTTP_X_FORWARDED_PREFIX": "/elsewhere",
    KEY: "jeanne",
}


class Application:
    """Answers nothing, and keeps the environ that it receives."""

    def __init__(self) -> None:
        self.environ: dict[str, Any] = {}

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        self.environ = environ
        return [b"answer"]


def environ_after(
    address: str | None, proxies: tuple[str, ...], header: str = HEADER, **claims: str
) -> dict[str, Any]:
    """The environ that reaches the application, of a request from `address` with these `claims`."""
    application = Application()
    settings = Settings(proxies=proxies, trusted_user_header=header if proxies else "")
    environ: dict[str, Any] = {
        "wsgi.url_scheme": "http",
        "HTTP_HOST": "catalogue.gers.fr",
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "8000",
        "SCRIPT_NAME": "",
        "PATH_INFO": "/",
        "REMOTE_ADDR": address,
        **claims,
    }
    if address is None:
        del environ["REMOTE_ADDR"]
    answer = believe_proxies(application, settings)(environ, lambda *args: None)
    assert list(answer) == [b"answer"]
    return application.environ


def origin_of(environ: dict[str, Any]) -> tuple[str | None, str, str]:
    """(address, scheme, user) of a request, as the application reads them."""
    return environ.get("REMOTE_ADDR"), environ["wsgi.url_scheme"], named_user(environ, HEADER)


BELIEVED = [
    (PROXY, (PROXY,)),
    ("127.0.0.1", ("127.0.0.1",)),
    (PROXY, (STRANGER, PROXY)),
    ("10.0.0.200", ("10.0.0.0/24",)),
    # Its host's bits are set: the network is meant.
    ("10.0.0.200", ("10.0.0.1/24",)),
    ("::1", ("::1",)),
    ("2001:db8::5", ("2001:db8::/32",)),
    ("2001:DB8:0:0::5", ("2001:db8::5",)),
    # A socket that listens to IPv4 and IPv6 writes IPv4 addresses so.
    ("::ffff:10.0.0.1", ("10.0.0.1",)),
    ("::ffff:10.0.0.1", ("::ffff:10.0.0.1",)),
    ("::ffff:10.0.0.1", ("10.0.0.0/8",)),
    ("", ("unix",)),
    (None, ("unix",)),
    (PROXY, ("unix", PROXY)),
]

NOT_BELIEVED = [
    (STRANGER, (PROXY,)),
    ("127.0.0.1", (PROXY,)),
    ("10.0.1.1", ("10.0.0.0/24",)),
    ("2001:db9::5", ("2001:db8::/32",)),
    ("::1", ("127.0.0.1",)),
    ("::ffff:203.0.113.9", (PROXY,)),
    ("::10.0.0.1", (PROXY,)),
    ("", (PROXY,)),
    (None, (PROXY,)),
    (STRANGER, ("unix",)),
    ("unix", ("unix",)),
    ("10.0.0.1, 10.0.0.1", (PROXY,)),
    ("10.0.0.1:80", (PROXY,)),
    (" 10.0.0.1", (PROXY,)),
    ("not an address", (PROXY, "unix")),
]


@pytest.mark.parametrize(("address", "proxies"), BELIEVED)
def test_a_declared_proxy_is_believed(address: str | None, proxies: tuple[str, ...]) -> None:
    assert origin_of(environ_after(address, proxies, **CLAIMS)) == (VISITOR, "https", "jeanne")


@pytest.mark.parametrize(("address", "proxies"), NOT_BELIEVED)
def test_nobody_else_is_believed(address: str | None, proxies: tuple[str, ...]) -> None:
    environ = environ_after(address, proxies, **CLAIMS)
    assert origin_of(environ) == (address, "http", "")
    assert KEY not in environ


def test_without_declared_proxies_nobody_is_believed() -> None:
    application = Application()
    assert believe_proxies(application, Settings()) is application


@pytest.mark.parametrize("address", [PROXY, STRANGER])
def test_the_host_is_never_a_proxys_word(address: str) -> None:
    environ = environ_after(address, (PROXY,), **CLAIMS)
    assert environ["HTTP_HOST"] == "catalogue.gers.fr"
    assert (environ["SERVER_NAME"], environ["SERVER_PORT"]) == ("127.0.0.1", "8000")
    assert (environ["SCRIPT_NAME"], environ["PATH_INFO"]) == ("", "/")


def test_an_address_forged_by_the_visitor_is_not_believed() -> None:
    forged = {**CLAIMS, "HTTP_X_FORWARDED_FOR": f"127.0.0.1, 10.0.0.1, {VISITOR}"}
    assert environ_after(PROXY, (PROXY,), **forged)["REMOTE_ADDR"] == VISITOR


def test_a_proxy_may_say_nothing() -> None:
    assert origin_of(environ_after(PROXY, (PROXY,))) == (PROXY, "http", "")


def test_a_strangers_other_headers_are_left_as_they_are() -> None:
    environ = environ_after(STRANGER, (PROXY,), **CLAIMS, HTTP_ACCEPT="text/html")
    assert {**CLAIMS, "HTTP_ACCEPT": "text/html"}.items() - environ.items() == {(KEY, "jeanne")}


def test_with_no_trusted_header_a_proxy_names_nobody() -> None:
    environ = environ_after(PROXY, (PROXY,), header="", **CLAIMS)
    assert origin_of(environ)[:2] == (VISITOR, "https")
    assert named_user(environ, "") == ""


@pytest.mark.parametrize("header", ["X-Remote-User", "x-remote-user", "X-REMOTE-USER"])
def test_the_header_is_known_in_capitals_or_not(header: str) -> None:
    assert named_user(environ_after(PROXY, (PROXY,), header, **CLAIMS), header) == "jeanne"
    assert named_user(environ_after(STRANGER, (PROXY,), header, **CLAIMS), header) == ""


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        (Settings(trusted_user_header=HEADER), "GERSAPP_TRUSTED_USER_HEADER est réglé, mais aucun proxy"),
        (Settings(proxies=("proxy.gers.fr",)), "GERSAPP_PROXIES vaut « proxy.gers.fr »"),
        (Settings(proxies=(PROXY, "10.0.0.0/33")), "GERSAPP_PROXIES vaut « 10.0.0.1, 10.0.0.0/33 »"),
        (Settings(proxies=("127.0.0.1:8000",)), "GERSAPP_PROXIES vaut"),
        (Settings(proxies=("[::1]",)), "GERSAPP_PROXIES vaut"),
        (Settings(proxies=("*",)), "GERSAPP_PROXIES vaut"),
        (Settings(proxies=("unix:/run/nginx.sock",)), "GERSAPP_PROXIES vaut"),
        (Settings(proxies=(PROXY,), trusted_user_header="X_Remote_User"), "vaut « X_Remote_User »"),
        (Settings(proxies=(PROXY,), trusted_user_header="X-Remote-User:"), "vaut « X-Remote-User: »"),
        (Settings(proxies=(PROXY,), trusted_user_header="X Remote"), "un nom d’en-tête est attendu"),
        (Settings(proxies=(PROXY,), trusted_user_header="X-Remote-User\n"), "un nom d’en-tête est attendu"),
        (Settings(proxies=(PROXY,), trusted_user_header="Éditeur"), "un nom d’en-tête est attendu"),
        (Settings(proxies=(PROXY,), trusted_user_header="oui"), "un nom d’en-tête est attendu"),
        (Settings(proxies=(PROXY,), trusted_user_header="True"), "un nom d’en-tête est attendu"),
        (Settings(proxies=(PROXY,), trusted_user_header="1"), "un nom d’en-tête est attendu"),
    ],
)
def test_settings_that_make_no_sense_are_refused_in_french(settings: Settings, message: str) -> None:
    with pytest.raises(StartRefused, match=message.replace("*", r"\*")):
        believe_proxies(Application(), settings)


def wsgi(text: str) -> str:
    """`text` as WSGI carries it: each byte of its UTF-8 as a letter."""
    return text.encode().decode("latin-1")


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("jeanne", "jeanne"),
        ("  jeanne ", "jeanne"),
        ("Jeanne Martin", "Jeanne Martin"),
        ("jeanne@gers.fr", "jeanne@gers.fr"),
        ("GERS\\jeanne", "GERS\\jeanne"),
        (wsgi("Éléonore Bégué"), "Éléonore Bégué"),
        (wsgi("é" * 64), "é" * 64),
        (wsgi("é" * 65), ""),
        ("a" * 8_000, ""),
        ("", ""),
        ("   ", ""),
        # Two headers of one name are joined so, and one may be the visitor's.
        ("jeanne,paul", ""),
        ("jeanne, paul", ""),
        ("jeanne,", ""),
        ("jeanne\0", ""),
        ("jean\tne", ""),
        ("jean\x7fne", ""),
        ("jeanne\r\nX-Other: 1", ""),
        (wsgi("jean\u202ene"), ""),
        (wsgi("jean\u2028ne"), ""),
        (wsgi("jean\u200bne"), ""),
        # Latin-1: a lenient reading would give Jérôme and Jérème one name.
        ("J\xe9r\xf4me", ""),
        ("\xff", ""),
        # No server makes such an environ, and it is nobody's name.
        ("日本", ""),
    ],
)
def test_a_name_is_one_and_can_be_shown_or_it_is_none(header: str, name: str) -> None:
    assert named_user({KEY: header}, HEADER) == name


def test_without_the_header_nobody_is_named() -> None:
    assert named_user({}, HEADER) == ""
    assert named_user({"HTTP_X_REMOTE": "jeanne", "X_REMOTE_USER": "jeanne"}, HEADER) == ""
