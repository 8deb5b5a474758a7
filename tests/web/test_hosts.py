"""GERSAPP_HOSTS, as people write it: understood or refused at the start, so never an error for everybody."""

import pytest
from flask import Flask

from gersapp.errors import StartRefused
from gersapp.settings import read_settings
from gersapp.web.security import cross_site

# What the variable is, the hosts that browsers then send, and one that is refused.
UNDERSTOOD = [
    ("catalogue.exemple.fr", ["catalogue.exemple.fr", "Catalogue.Exemple.FR:8443"], "exemple.fr"),
    ("catalogue.exemple.fr:443", ["catalogue.exemple.fr", "catalogue.exemple.fr:443"], "exemple.fr:443"),
    ("catalogue.exemple.fr.", ["catalogue.exemple.fr"], "exemple.fr"),
    ('"catalogue.exemple.fr"', ["catalogue.exemple.fr"], '"catalogue.exemple.fr"'),
    ("'a.fr', 'b.fr'", ["a.fr", "b.fr:80"], "c.fr"),
    ('"a.fr";"b.fr"', ["a.fr", "b.fr"], "a.fr;b.fr"),
    ("a.fr;b.fr ; c.fr", ["a.fr", "b.fr", "c.fr"], "d.fr"),
    ("a.fr b.fr\tc.fr\n", ["a.fr", "b.fr", "c.fr"], "d.fr"),
    ("catalogue.département.fr", ["catalogue.xn--dpartement-b7a.fr"], "catalogue.departement.fr"),
    ("ÉTÉ.fr:443", ["xn--t-9fab.fr"], "ete.fr"),
    ("xn--t-9fab.fr", ["xn--t-9fab.fr"], "ete.fr"),
    ("intranet", ["intranet:8000"], "intranet.exemple.fr"),
    ("« a.fr »", ["a.fr"], "xn--a-cga.fr"),
    ("“a.fr”, ‘b.fr’", ["a.fr", "b.fr"], "c.fr"),
    ("fe80::1%eth0", ["[fe80::1]"], "[fe80::2]"),
    ("127.0.0.1:8000", ["127.0.0.1", "127.0.0.1:8000"], "127.0.0.2"),
    ("::1", ["[::1]", "[::1]:8000"], "[::2]"),
    ("[::1]:8000", ["[::1]", "[::1]:8000"], "[::2]:8000"),
    ("2001:DB8:0::1", ["[2001:db8::1]:80"], "[2001:db8::2]:80"),
]

NOT_UNDERSTOOD = [
    "*", "a.fr, *", "*.exemple.fr", ".exemple.fr", "https://catalogue.exemple.fr/", "catalogue.exemple.fr/",
    "a..fr", "a.fr:http", "a.fr:80:80", "jeanne@a.fr", "a.fr?", "straße.fr", "a" * 64 + ".fr", "é" * 64,
    "127.1", "1", "a.7", "0x7f000001", "mon_serveur", "a_b.fr:80", ":443", ".", "a.fr|b.fr", "\udce9.fr", "%2A",
]  # fmt: skip


def answering(hosts: str) -> Flask:
    app = Flask("hosts")
    app.add_url_rule("/", view_func=lambda: "")
    cross_site.init_app(app, read_settings({"GERSAPP_HOSTS": hosts}))
    return app


def status_at(app: Flask, host: str) -> int:
    return app.test_client().get("/", headers={"Host": host}).status_code


@pytest.mark.parametrize(("hosts", "sent", "other"), UNDERSTOOD)
def test_hosts_as_people_write_them_are_answered(hosts: str, sent: list[str], other: str) -> None:
    app = answering(hosts)
    assert {host: status_at(app, host) for host in sent} == dict.fromkeys(sent, 200)
    assert status_at(app, other) == 400


@pytest.mark.parametrize("hosts", NOT_UNDERSTOOD)
def test_what_no_browser_sends_is_refused_at_the_start(hosts: str) -> None:
    with pytest.raises(StartRefused, match=r"GERSAPP_HOSTS contient « .+ » : des noms d’hôte sont attendus"):
        answering(hosts)


@pytest.mark.parametrize("hosts", ["", " ", ",", ' ; ""', "''"])
def test_without_a_host_every_one_is_answered(hosts: str) -> None:
    assert status_at(answering(hosts), "n-importe.quoi") == 200
