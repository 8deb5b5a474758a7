"""Single sign-on by the real nginx of Debian, with the recipe of docs/deploy.md: nobody invents a name."""

import base64
import hashlib
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask

from proof.tools.apt import find_program
from proof.tools.server import StartServer
from tests.support.nginx import Answer, Nginx, documented, serving
from tests.support.routes import routes
from tests.support.visitor import ID

pytestmark = [
    pytest.mark.usefixtures("one_catalogue"),
    pytest.mark.long,
    pytest.mark.skipif(not find_program("nginx"), reason="nginx manque : apt-get install nginx"),
]

SECTION = "Connexion unique (SSO)"
NAME, PASSWORD = "jeanne", "un canard passe la Baise"
# As `openssl passwd -6` of the recipe makes it.
HASH = "$6$catalogue$XO6qpAuykdnzGhvxnjJvm02.zuWqvURLWMleORHSdm1tA3PQNRaus3z7pvRbLCoZOdBJ9a6z4aZCFLnJNCCTr0"

# The line that the README once gave, in the public location.
FORMER_RECIPE = """\
location / {
    proxy_pass http://127.0.0.1:8000;
    proxy_set_header Host $host;
    proxy_set_header X-Forwarded-For $remote_addr;
    proxy_set_header X-Forwarded-Proto $scheme;
    proxy_set_header X-Remote-User $remote_user;
}
"""


def basic(name: str, password: str) -> dict[str, str]:
    return {"Authorization": f"Basic {base64.b64encode(f'{name}:{password}'.encode()).decode()}"}


RIGHT = basic(NAME, PASSWORD)

FORGERIES = {
    "none": {},
    "header": {"X-Remote-User": NAME},
    "small letters": {"x-remote-user": NAME},
    "underscores": {"X_Remote_User": NAME},
    "CGI": {"HTTP_X_REMOTE_USER": NAME, "REMOTE_USER": NAME, "Remote-User": NAME},
    "another proxy": {"X-Remote-User": NAME, "X-Forwarded-For": "127.0.0.1", "X-Forwarded-User": NAME},
    "invented": basic("x", "y"),
    "wrong password": basic(NAME, "faux"),
    "no password": basic(NAME, ""),
    "invented and header": {**basic("x", "y"), "X-Remote-User": NAME},
    "dropped by the connection": {"X-Remote-User": NAME, "Connection": "close, X-Remote-User, Authorization"},
    "Digest": {"Authorization": f'Digest username="{NAME}"', "X-Remote-User": NAME},
    "Negotiate": {"Authorization": "Negotiate YII=", "X-Remote-User": NAME},
    "not UTF-8": {"Authorization": "Basic /////w==", "X-Remote-User": NAME},
}

# Other ways to write the address of the sign-in, or to hide it from the proxy.
SPELLINGS = [
    "/connexion", "//connexion", "/./connexion", "/x/../connexion", "/connexion/", "/connexion/.", "/%63onnexion",
    "/CONNEXION", "/connexion?next=/", "/connexion%3F", "/connexion#x", "/connexion%23x", "/connexion;x",
    "/connexion%20", "/connexion%2F", "/%2Fconnexion", "/connexion/premiere", "/operations/../connexion",
    "/connexion%00", "http://catalogue.exemple.fr/connexion", "/x%2F..%2Fconnexion", "/\\connexion",
]  # fmt: skip


@dataclass(frozen=True)
class Place:
    """A site behind nginx, and the files that it keeps."""

    nginx: Nginx
    database: Path

    def digest(self) -> str:
        return hashlib.sha256(self.database.read_bytes()).hexdigest()


@pytest.fixture(scope="module")
def place(seed_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """The site of the recipe."""
    yield from behind(documented(SECTION, "nginx"), seed_path, tmp_path_factory.mktemp("recipe"))


@pytest.fixture(scope="module")
def former_place(seed_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """One whose proxy was never mended."""
    yield from behind(FORMER_RECIPE, seed_path, tmp_path_factory.mktemp("former"))


def behind(locations: str, seed_path: Path, folder: Path) -> Iterator[Place]:
    database = Path(shutil.copy(seed_path, folder / "db.json"))
    settings = dict(re.findall(r"^Environment=(\w+)=(.*)$", documented(SECTION, "ini"), re.MULTILINE))
    start = StartServer(folder, database)
    # Whom the proxy names needs no account.
    server = start(**settings, GERSAPP_INSTANCE=str(folder / "none"))
    assert "compte" not in server.output()
    replaced = {"127.0.0.1:8000": f"127.0.0.1:{server.port}"}
    if "auth_basic" in locations:
        passwords = folder / "catalogue.htpasswd"
        passwords.write_text(f"{NAME}:{HASH}\n")
        replaced["/etc/nginx/catalogue.htpasswd"] = str(passwords)
    try:
        with serving(folder, locations, settings["GERSAPP_HOSTS"], replaced) as nginx:
            yield Place(nginx, database)
    finally:
        server.kill()


def has_control(answer: Answer) -> bool:
    """Whether an answer lets its visitor change something, now or by the session that it opens."""
    words = "Se déconnecter|Continuer comme|Ajouter une opération|Modifications récentes|Enregistrer"
    return bool(answer.cookie() or re.search(words, answer.text))


def sign_in(nginx: Nginx) -> str:
    """Sign in by a click, as somebody whom nginx knows; return the cookie."""
    answer = nginx.post("/connexion", "next=/", **RIGHT)
    assert (answer.status, answer.headers["Location"]) == (303, "/")
    assert answer.cookie()
    return answer.cookie()


@pytest.mark.parametrize("forgery", FORGERIES)
def test_a_forgery_gives_no_control_at_any_address(place: Place, shared: Flask, forgery: str) -> None:
    before, headers = place.digest(), FORGERIES[forgery]
    for method, path, _ in routes(shared):
        sends = place.nginx.post if method == "POST" else place.nginx.get
        answer = sends(path, **headers)
        assert not has_control(answer), (method, path)
        # Anybody may sign out, and nobody has that invitation.
        if method == "POST" and path != "/deconnexion":
            assert answer.status in (302, 401, 403) or (path, answer.status) == ("/connexion/invitation", 404)
    for path in SPELLINGS:
        for sends in (place.nginx.get, place.nginx.post):
            assert not has_control(sends(path, **headers)), path
    assert place.digest() == before


def test_the_public_pages_ask_nobody_for_a_password(place: Place) -> None:
    for path in ("/", f"/operations/{ID}", "/?platform=facebook", "/accessibilite"):
        for headers in ({}, basic("x", "y"), RIGHT):
            answer = place.nginx.get(path, **headers)
            assert (answer.status, answer.headers["WWW-Authenticate"]) == (200, None), path
            assert not has_control(answer)
    answer = place.nginx.get("/connexion")
    assert (answer.status, answer.headers["WWW-Authenticate"]) == (401, 'Basic realm="Catalogue"')


def test_the_right_password_opens_a_session_by_a_click(place: Place) -> None:
    page = place.nginx.get("/connexion", **RIGHT)
    assert (page.status, page.cookie()) == (200, "")
    assert f"Continuer comme {NAME}" in page.text
    cookie = sign_in(place.nginx)
    # The session needs no password any more.
    assert "Se déconnecter" in place.nginx.get("/", Cookie=cookie).text
    assert "Enregistrer" in place.nginx.get(f"/operations/{ID}/edit", Cookie=cookie).text
    # A name that comes along is the visitor's, and is not listened to.
    page = place.nginx.get("/", Cookie=cookie, X_Remote_User="autre", **{"X-Remote-User": "autre"})
    assert f'href="/compte">{NAME}<' in page.text


def test_signing_out_ends_it_until_the_next_click(place: Place, shared: Flask) -> None:
    cookie = sign_in(place.nginx)
    # A browser sends the password again by itself.
    answer = place.nginx.post("/deconnexion", Cookie=cookie, **RIGHT)
    assert (answer.status, answer.headers["Location"]) == (303, "/")
    for method, path, _ in routes(shared):
        if method != "POST" and path != "/connexion":
            assert not has_control(place.nginx.get(path, Cookie=cookie, **RIGHT)), path
    assert place.nginx.get("/connexion", Cookie=cookie, **RIGHT).cookie() == ""
    assert sign_in(place.nginx) != cookie


@pytest.mark.parametrize("forgery", FORGERIES)
def test_a_proxy_that_repeats_a_name_opens_nothing(former_place: Place, shared: Flask, forgery: str) -> None:
    before, headers = former_place.digest(), FORGERIES[forgery]
    for method, path, _ in routes(shared):
        sends = former_place.nginx.post if method == "POST" else former_place.nginx.get
        assert not has_control(sends(path, **headers)), (method, path)
    for path in SPELLINGS:
        assert not has_control(former_place.nginx.post(path, **headers)), path
    assert former_place.digest() == before
