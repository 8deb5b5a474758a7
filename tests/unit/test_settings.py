"""`gersapp.settings`: one table, read from `GERSAPP_…` variables."""

import re
from dataclasses import FrozenInstanceError, fields
from pathlib import Path

import pytest

from gersapp.errors import StartRefused
from gersapp.settings import Settings, read_settings

ROOT = Path(__file__).resolve().parents[2]


def test_the_defaults_serve_the_gers_on_the_loopback() -> None:
    assert read_settings({}) == Settings()
    assert Settings().db == ROOT / "db.json"
    assert Settings().bind == "127.0.0.1:8000"
    assert Settings().hosts == ()
    assert Settings().instance == ROOT / "instance"


def test_by_default_no_proxy_is_believed() -> None:
    assert Settings().proxies == ()
    assert Settings().trusted_user_header == ""


@pytest.mark.parametrize(
    ("variable", "value", "name", "meant"),
    [
        ("GERSAPP_DB", "/srv/gers/db.json", "db", Path("/srv/gers/db.json")),
        ("GERSAPP_BIND", "0.0.0.0:80", "bind", "0.0.0.0:80"),
        ("GERSAPP_HOSTS", "catalogue.gers.fr", "hosts", ("catalogue.gers.fr",)),
        ("GERSAPP_HOSTS", " Gers.FR , www.gers.fr,, ", "hosts", ("gers.fr", "www.gers.fr")),
        ("GERSAPP_HOSTS", " , ", "hosts", ()),
        ("GERSAPP_HOSTS", "'a.fr';\"b.fr\" c.fr", "hosts", ("a.fr", "b.fr", "c.fr")),
        ("GERSAPP_DB", ' "/srv/le gers/db.json" ', "db", Path("/srv/le gers/db.json")),
        ("GERSAPP_DB", "autre.json", "db", Path.cwd() / "autre.json"),
        ("GERSAPP_INSTANCE", "'comptes'", "instance", Path.cwd() / "comptes"),
        ("GERSAPP_INSTANCE", "~/comptes", "instance", Path.home() / "comptes"),
        ("GERSAPP_DB", "“~/db.json”", "db", Path.home() / "db.json"),
        ("GERSAPP_DB", "« /srv/db.json »", "db", Path("/srv/db.json")),
        ("GERSAPP_BIND", "'[::1]:8000'", "bind", "[::1]:8000"),
        ("GERSAPP_PROXIES", "'10.0.0.1; ::1'", "proxies", ("10.0.0.1", "::1")),
        ("GERSAPP_INSTANCE", "/var/lib/gers", "instance", Path("/var/lib/gers")),
        ("GERSAPP_PROXIES", "127.0.0.1", "proxies", ("127.0.0.1",)),
        ("GERSAPP_PROXIES", " 10.0.0.0/24 ,2001:DB8::1,, UNIX", "proxies", ("10.0.0.0/24", "2001:db8::1", "unix")),
        ("GERSAPP_PROXIES", " , ", "proxies", ()),
        ("GERSAPP_TRUSTED_USER_HEADER", " X-Remote-User ", "trusted_user_header", "X-Remote-User"),
        ("GERSAPP_TRUSTED_USER_HEADER", " ", "trusted_user_header", ""),
        ("GERSAPP_ACCESSIBILITY_CONTACT", "acces@gers.fr", "accessibility_contact", "acces@gers.fr"),
        ("GERSAPP_ACCESSIBILITY_DATE", "22 novembre 2026", "accessibility_date", "22 novembre 2026"),
        ("GERSAPP_LICENCE", " https://exemple.fr/odbl ", "licence", "https://exemple.fr/odbl"),
        ("GERSAPP_DATABASE", "postgres://catalogue@/gers", "database", "postgres://catalogue@/gers"),
        ("GERSAPP_DATABASE", "'postgresql://a,b/gers?host=c'", "database", "postgresql://a,b/gers?host=c"),
    ],
)  # fmt: skip
def test_a_variable_sets_one_setting_and_leaves_the_others(
    variable: str, value: str, name: str, meant: object
) -> None:
    chosen = read_settings({variable: value, "PATH": "/bin", "DB": "/elsewhere"})
    assert getattr(chosen, name) == meant
    others = [field.name for field in fields(Settings) if field.name != name]
    assert [getattr(chosen, other) for other in others] == [getattr(Settings(), other) for other in others]


@pytest.mark.parametrize("name", [field.name for field in fields(Settings)])
def test_an_empty_variable_is_one_that_is_not_set(name: str) -> None:
    assert read_settings({f"GERSAPP_{name.upper()}": ""}) == Settings()


@pytest.mark.parametrize(
    ("variable", "nearest"),
    [
        ("GERSAPP_HOST", "GERSAPP_HOSTS"),
        ("GERSAPP_DATABASES", "GERSAPP_DATABASE"),
        ("GERSAPP_db", "GERSAPP_DB"),
        ("gersapp_instance", "GERSAPP_INSTANCE"),
        ("GERSAPP_INSTANCE_", "GERSAPP_INSTANCE"),
        ("GERSAPP_PROXY", "GERSAPP_PROXIES"),
        ("GERSAPP_TRUSTED_HEADER", "GERSAPP_TRUSTED_USER_HEADER"),
        ("GERSAPP_ACCESSIBILITE_DATE", "GERSAPP_ACCESSIBILITY_DATE"),
    ],
)
def test_an_unknown_variable_is_refused_by_its_nearest(variable: str, nearest: str) -> None:
    with pytest.raises(StartRefused) as refused:
        read_settings({"GERSAPP_BIND": "127.0.0.1:8000", variable: "x"})
    assert str(refused.value).startswith(f"{variable} n’est pas un réglage : est-ce {nearest} ?")
    # It would be a default in silence, unless it is empty, as it is where a file leaves it out.
    assert read_settings({variable: ""}) == Settings()


@pytest.mark.parametrize("variable", ["GERSAPP_DB", "GERSAPP_INSTANCE"])
@pytest.mark.parametrize(
    "path", ["$HOME/db.json", "%h/db.json", "file:///srv/db.json", "~nulle-part/db.json"]
)
def test_what_nobody_replaces_in_a_path_is_refused(variable: str, path: str) -> None:
    with pytest.raises(StartRefused) as refused:
        read_settings({variable: path})
    assert str(refused.value) == f"{variable} vaut « {path} » : un chemin est attendu, écrit en entier."


def test_every_variable_of_the_project_itself_is_known() -> None:
    files = [ROOT / "Makefile", ROOT / "gunicorn.conf.py"]
    files += [path for part in ("gersapp", "proof") for path in (ROOT / part).rglob("*.py")]
    texts = [path.read_text("utf-8") for path in files]
    named = {name for text in texts for name in re.findall(r"\bGERSAPP_[A-Z_]*[A-Z]\b", text)}
    assert {"GERSAPP_LOCK_OWNER", "GERSAPP_DB"} < named
    addresses = {"GERSAPP_LICENCE": "https://exemple.fr/", "GERSAPP_DATABASE": "postgresql://exemple/gers"}
    read_settings(dict.fromkeys(named, "x") | addresses)


def test_the_environment_is_read_when_it_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GERSAPP_BIND", "127.0.0.1:9999")
    assert read_settings().bind == "127.0.0.1:9999"


def test_settings_do_not_change() -> None:
    with pytest.raises(FrozenInstanceError):
        Settings().bind = "autre"  # type: ignore[misc]


@pytest.mark.parametrize("variable", ["GERSAPP_DB", "GERSAPP_INSTANCE"])
def test_a_path_that_no_page_could_show_is_refused(variable: str) -> None:
    with pytest.raises(StartRefused, match="un chemin en UTF-8"):
        read_settings({variable: "/srv/caf\udce9"})
    read_settings({variable: "/srv/café d’été"})


@pytest.mark.parametrize("licence", ["ODbL", "javascript:alert(1)", "https://exemple.fr/ma licence"])
def test_a_licence_that_is_no_address_is_refused(licence: str) -> None:
    with pytest.raises(StartRefused, match="l’adresse d’une licence est attendue"):
        read_settings({"GERSAPP_LICENCE": licence})


@pytest.mark.parametrize(
    "address", ["gers", "mysql://u:secret@h/gers", "postgresql://", "postgresql://u:mon secret@h/gers"]
)
def test_a_database_that_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(StartRefused) as refused:
        read_settings({"GERSAPP_DATABASE": address})
    assert "n’est pas l’adresse d’une base PostgreSQL" in str(refused.value)
    assert "secret" not in str(refused.value)


def test_settings_never_show_the_password_of_a_database() -> None:
    assert "secret" not in repr(read_settings({"GERSAPP_DATABASE": "postgresql://u:secret@h/gers"}))
