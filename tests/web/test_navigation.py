"""`gersapp.web.navigation`: addresses of selections, and what the person looks at."""

from dataclasses import replace

import pytest
from flask import Flask

from gersapp.catalogue.search.selection import Selection
from gersapp.web.navigation import catalogue_address, local_address, selection_of_page
from tests.support.routes import routes
from tests.support.visitor import ID, Visitor, last_action, repository_of, save_operation

HTMX = {"HX-Request": "true"}


@pytest.mark.parametrize(
    ("script_root", "query", "address"),
    [
        ("", "", "/"),
        ("", "q=a&page=2", "/?q=a&page=2"),
        ("/catalogue", "", "/catalogue/"),
        ("/catalogue", "q=a", "/catalogue/?q=a"),
    ],
)
def test_the_catalogue_has_an_address_for_each_query(
    app: Flask, script_root: str, query: str, address: str
) -> None:
    with app.test_request_context(base_url=f"http://127.0.0.1{script_root}/"):
        assert catalogue_address(query) == address


PAGES = {
    "/operations": "/",
    f"/operations/{ID}": f"/operations/{ID}",
    "/catalogue": "/catalogue",
    "/catalogue/versions/1": "/catalogue",
    "/bulk": "/",
    "/actions/1/undo": "/",
    "/audiences/adultes/rename": "/audiences",
    "/audiences/adultes/merge": "/audiences",
    "/audiences/adultes/remove": "/audiences",
    "/audiences/adultes/move": "/audiences",
    "/audiences": "/audiences",
    f"/operations/{ID}/place": f"/operations/{ID}/place",
    "/compte": "/compte",
    "/comptes": "/comptes",
    "/comptes/retirer": "/comptes",
    "/comptes/invitations/retirer": "/comptes",
    "/connexion/invitation": "/connexion",
    "/deconnexion": "/",
    "/connexion/premiere": "/connexion",
    **{
        f"/operations/{ID}/{verb}": f"/operations/{ID}"
        for verb in ("delete", "restore", "move", "versions/1")
    },
    "/importer": "/importer",
    f"/importer/{ID}/operations/4": f"/importer/{ID}/operations/4",
    **{
        f"/importer/{ID}/operations/4/{verb}": f"/importer/{ID}/operations/4"
        for verb in ("choix", "typographie")
    },
    **{
        f"/importer/{ID}/{verb}": f"/importer/{ID}"
        for verb in ("retirer", "ajouter", "lignes/1", "typographie", "cibles", "textes", "tableau")
    },
}


@pytest.mark.usefixtures("one_catalogue")
def test_every_address_of_a_form_has_a_page_to_go_back_to(app: Flask) -> None:
    posted = {path for method, path, _ in routes(app) if method == "POST"} - {"/connexion"}
    assert posted == PAGES.keys()


@pytest.mark.usefixtures("one_catalogue")
@pytest.mark.parametrize("path", PAGES)
def test_nobody_is_sent_where_only_forms_go(app: Flask, plain: Visitor, path: str) -> None:
    save_operation(plain, app, title="Autre")
    query = "?platform=x"
    expected = PAGES[path] + query
    with app.test_request_context("/"):
        assert local_address(path + query) == expected
    for prefix in ("", "/catalogue"):
        visitor = replace(plain, environ={"SCRIPT_NAME": prefix})
        page = f"{prefix}{path}{query}"
        undone = visitor.post(f"/actions/{last_action(app)}/undo", Referer=f"http://127.0.0.1{page}")
        back = "/" if PAGES[path] == "/connexion" else expected
        assert undone.headers["Location"] == prefix + back
        signed_in = visitor.get(f"/connexion?next={page}")
        assert signed_in.headers["Location"] == f"{prefix}{expected}"


def test_an_address_where_nothing_is_stays_as_it_is(app: Flask) -> None:
    with app.test_request_context("/"):
        for address in ("/nulle-part", "/connexion/x", "/operations/a/b/c?q=1", "/%C3%A9"):
            assert local_address(address) == address


@pytest.mark.usefixtures("one_catalogue")
@pytest.mark.parametrize(
    ("headers", "selection"),
    [
        ({}, Selection()),
        ({"Referer": "http://127.0.0.1/?platform=x&page=2"}, Selection(platforms=("x",), page=2)),
        ({"Referer": "http://127.0.0.1/bulk?platform=x"}, Selection(platforms=("x",))),
        ({"Referer": "http://127.0.0.1/historique?platform=x"}, Selection()),
        ({"Referer": "http://[::1"}, Selection()),
        ({"Referer": "http://127.0.0.1/?" + "platform=x&" * 401}, Selection()),
        (
            {**HTMX, "HX-Current-URL": "http://127.0.0.1/?q=a", "Referer": "http://127.0.0.1/?q=b"},
            Selection(q="a"),
        ),
        ({**HTMX, "HX-Current-URL": "http://127.0.0.1/?audience=martiens"}, Selection()),
    ],
)
def test_what_the_person_looks_at_is_in_the_headers(
    app: Flask, headers: dict[str, str], selection: Selection
) -> None:
    snapshot = repository_of(app).snapshot()
    with app.test_request_context("/operations/new", headers=headers, base_url="http://127.0.0.1"):
        assert selection_of_page(snapshot) == selection


@pytest.mark.parametrize(
    "path", ["/historique", "/corbeille", "/audiences", "/operations/new", f"/operations/{ID}/edit"]
)
def test_the_way_back_has_the_filters(plain: Visitor, path: str) -> None:
    filtered = plain.get(path, Referer="http://127.0.0.1/?platform=x").text
    assert '<a class="back" href="/?platform=x">' in filtered
    assert '<a class="back" href="/">' in plain.get(path, Referer="http://127.0.0.1/accessibilite").text
