"""The form of an operation: what it shows, what its buttons change, and how a refusal gives it back."""

from pathlib import Path

import pytest
from flask import Flask

from tests.support.visitor import (
    ID,
    Visitor,
    digest,
    form_fields,
    form_of,
    heading_form,
    is_page,
    operation_in,
    page_of,
)

CARD = f"adultes--{ID}"
SAVE = f"/operations/{ID}"
TYPED = "  Titre <tapé> & gardé  "


# -- the form


def test_the_form_takes_the_place_of_the_card(htmx: Visitor, app: Flask) -> None:
    response = htmx.get(f"{SAVE}/edit")
    assert response.status_code == 200
    assert response.text.lstrip().startswith(f'<li class="operation editing" id="{CARD}">')
    assert form_fields(response)["title"] == ["« Tips du Jour »"]
    assert form_fields(response)["revision"] == [operation_in(app).revision]


def test_a_plain_browser_gets_the_form_on_a_page_of_its_own(plain: Visitor) -> None:
    response = plain.get(f"{SAVE}/edit")
    assert is_page(response)
    assert not [attributes for _, attributes in page_of(response).tags if "hx-post" in attributes]


def test_an_untouched_form_changes_nothing(browser: Visitor, app: Flask, db_file: Path) -> None:
    before = digest(db_file)
    form = form_fields(browser.get(f"{SAVE}/edit"))
    response = browser.post(SAVE, form)
    assert response.status_code in (200, 303)
    assert digest(db_file) == before


DRAFT = {
    "title": TYPED,
    "description": "Une ligne.\n\nUne autre.",
    "audiences": "adultes",
    "new_audience": "  Voisins ",
    "platforms": "x",
    "networks": "Radio , locale",
    "links": "gers.fr/b",
    "revision": "7",
    "submission": "x",
}


@pytest.mark.parametrize("path", [SAVE, "/operations", "/operations/effacee", "/catalogue"])
def test_a_draft_comes_back_as_it_was_typed(browser: Visitor, app: Flask, db_file: Path, path: str) -> None:
    before = digest(db_file)
    draft = heading_form(app, title=TYPED, revision="7") if path == "/catalogue" else DRAFT
    response = browser.post(path, {**draft, "action": "resume"})
    assert response.status_code == 200
    fields = form_fields(response)
    assert {name: fields[name][0] for name in draft} == draft
    assert [has["name"] for _, has in page_of(response).tags if "autofocus" in has] == ["title"]
    assert digest(db_file) == before


def test_platforms_in_use_are_offered_first(browser: Visitor) -> None:
    page = page_of(browser.get("/operations/new"))
    offered = [has["value"] for _, has in page.tags if has.get("name") == "platforms"]
    assert offered[:3] == ["facebook", "instagram", "x"]
    assert page.all("summary")[-1] == "Autres plateformes"
    assert not [has for tag, has in page.tags if tag == "details" and "open" in has]
    resumed = browser.post(SAVE, {**DRAFT, "platforms": "bluesky", "action": "resume"})
    assert [has for tag, has in page_of(resumed).tags if tag == "details" and "open" in has]


def test_every_field_of_the_form_has_a_label(browser: Visitor) -> None:
    for path in (f"{SAVE}/edit", "/operations/new", "/catalogue/edit"):
        page = page_of(browser.get(path))
        labels = {attributes["for"] for tag, attributes in page.tags if tag == "label"}
        fields = [
            attributes
            for tag, attributes in page.tags
            if tag in ("input", "textarea") and attributes.get("type") != "hidden"
        ]
        assert {attributes["id"] for attributes in fields} <= labels
        ids = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
        assert len(ids) == len(set(ids))


# -- refusals keep what was typed, and the file


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"title": " "}, "Donnez un titre à l’opération."),
        ({"title": "a" * 201}, "201 caractères\u202f: c’est plus que les 200 possibles. Retirez-en 1."),
        ({"title": "a\x07"}, "caractère de contrôle (U+0007)"),
        ({"title": "a\x01b\x02"}, "caractère de contrôle (U+0001)"),
        ({"title": "a\x03"}, "caractère de contrôle (U+0003)"),
        ({"description": "a\x03b\x03"}, "caractère de contrôle (U+0003)"),
        ({"audiences": []}, "Cochez au moins une cible, ou nommez-en une nouvelle."),
        ({"audiences": ["martiens"]}, "Cible inconnue"),
        ({"platforms": ["minitel"]}, "Plateforme inconnue"),
        ({"networks": "!"}, "Donnez à chaque réseau un nom avec des lettres."),
        ({"new_audience": "!"}, "Donnez à la cible un nom avec des lettres."),
        ({"links": ["gers.fr"]}, "Ajouter https://\u202f?"),
        ({"links": ["https://x.com/a/status/1", "https://twitter.com/b/status/1"]}, "même publication que le lien n°\u202f1"),
        ({"inconnu": "x"}, "Champ inconnu."),
        ({"revision": ""}, "La version de départ manque"),
        ({"revision": "a" * 65}, "Version inconnue."),
    ],
)  # fmt: skip
def test_a_refused_save_gives_the_form_back_as_typed(
    browser: Visitor, app: Flask, db_file: Path, changes: dict[str, str | list[str]], message: str
) -> None:
    before = digest(db_file)
    form = form_of(operation_in(app), **{"description": "Tapé <b>", **changes})
    response = browser.post(SAVE, form)
    assert response.status_code == 422
    assert message in response.text
    assert is_page(response) == ("HX-Request" not in browser.headers)
    assert "HX-Retarget" not in response.headers
    typed = form_fields(response)
    for name in ("title", "description", "revision"):
        assert typed[name] == [form[name]]
    assert typed["links"] == form["links"]
    assert digest(db_file) == before
    assert operation_in(app).title == "« Tips du Jour »"


@pytest.mark.parametrize("name", ["title", "description", "body", "introduction"])
@pytest.mark.parametrize("character", ["\0", "\x01", "\x02", "\x03"])
def test_a_control_character_typed_comes_back_in_the_form(
    browser: Visitor, app: Flask, name: str, character: str
) -> None:
    typed = f"a{character}b"
    if name in ("title", "description"):
        response = browser.post("/operations", form_of(operation_in(app), **{name: typed}))
    else:
        response = browser.post("/catalogue", heading_form(app, **{name: typed}))
    assert response.status_code == 422
    assert "caractère de contrôle" in response.text


@pytest.mark.parametrize("path", ["/operations", SAVE])
@pytest.mark.parametrize("text", ['"><b>', "</textarea><b>", "\nligne", "  marges  ", "a&amp;b", "<mark>"])
def test_typed_texts_come_back_to_the_letter(browser: Visitor, app: Flask, path: str, text: str) -> None:
    form = form_of(
        operation_in(app), title=text.strip("\n"), description=text, audiences=[], new_audience=text
    )
    response = browser.post(path, {**form, "new_audience": "!"})
    assert response.status_code == 422
    assert form_fields(response)["title"] == [text.strip("\n")]
    assert form_fields(response)["description"] == [text]
    assert not page_of(response).all("b")


# -- links


LINKS = ["https://a.example/1", "b.example/2", "https://c.example/3"]


@pytest.mark.parametrize(
    ("action", "links"),
    [
        ("recognise", LINKS),
        ("up-1", [LINKS[1], LINKS[0], LINKS[2]]),
        ("up-0", LINKS),
        ("down-1", [LINKS[0], LINKS[2], LINKS[1]]),
        ("down-2", LINKS),
        ("remove-0", LINKS[1:]),
        ("remove-9", LINKS),
        ("complete-1", [LINKS[0], "https://b.example/2", LINKS[2]]),
        ("complete-0", LINKS),
        ("remove-", LINKS),
        ("remove-²", LINKS),
        ("remove--1", LINKS),
        ("autre", LINKS),
    ],
)
@pytest.mark.parametrize("path", [SAVE, "/operations"])
def test_the_buttons_of_links_change_the_form_only(
    browser: Visitor, app: Flask, db_file: Path, path: str, action: str, links: list[str]
) -> None:
    before = digest(db_file)
    response = browser.post(path, form_of(operation_in(app), title=TYPED, links=LINKS, action=action))
    assert response.status_code == 200
    assert form_fields(response)["links"] == links
    assert form_fields(response)["title"] == [TYPED]
    assert digest(db_file) == before


def test_pasted_addresses_become_recognised_rows(browser: Visitor, app: Flask) -> None:
    pasted = "Voir <https://www.facebook.com/LeGers32/posts/1>.\r\nhttps://x.com/a/status/2, gers.fr/page"
    response = browser.post(SAVE, form_of(operation_in(app), links=[], addresses=pasted, action="recognise"))
    assert form_fields(response)["links"] == [
        "https://www.facebook.com/LeGers32/posts/1",
        "https://x.com/a/status/2",
        "gers.fr/page",
    ]
    assert form_fields(response)["addresses"] == [""]
    assert page_of(response).all("span", class_="recognised") == [
        "Publication Facebook",
        "Post X (ex-Twitter)",
    ]
    assert "Ajouter https:// au lien n° 3" in page_of(response).all("button")


def test_a_text_without_address_is_refused_and_kept(browser: Visitor, app: Flask, db_file: Path) -> None:
    before = digest(db_file)
    response = browser.post(SAVE, form_of(operation_in(app), links=[], addresses="Bientôt\r\nen ligne"))
    assert response.status_code == 422
    assert form_fields(response)["links"] == ["Bientôt en ligne"]
    assert "Une adresse ne contient ni espace" in response.text
    assert digest(db_file) == before


def test_a_sound_row_is_kept_to_the_letter(browser: Visitor, app: Flask) -> None:
    urls = ["https://gers.fr/x.", "https://gers.fr/https://gers.fr/y", "https://gers.fr/?a=1&amp;b=2"]
    browser.post(SAVE, form_of(operation_in(app), links=urls))
    assert [link.url for link in operation_in(app).links] == urls


def test_a_row_says_what_is_published_of_its_address(browser: Visitor, app: Flask) -> None:
    url = "https://www.gers.fr/page?fbclid=x&a=1"
    response = browser.post(
        SAVE, form_of(operation_in(app), links=[url, "https://gers.fr/"], action="recognise")
    )
    page = page_of(response)
    assert form_fields(response)["links"] == [url, "https://gers.fr/"]
    assert [text.split()[-1] for text in page.all("span", class_="published")] == [
        "https://www.gers.fr/page?a=1"
    ]
    assert "Voir l’adresse d’origine du lien n° 1" in page.all("a")
    assert url in [has["href"] for tag, has in page.tags if tag == "a"]


def test_characters_of_word_become_what_they_mean(browser: Visitor, app: Flask) -> None:
    typed = form_of(operation_in(app), title="Le\u000bplan\u001fvé\u00adlo \u2068Gers\u2069")
    browser.post(SAVE, typed | {"description": "\uf0b7 Un\u2028\uf0b7 porte\u001emonnaie\u000c👩\u200d🌾"})
    operation = operation_in(app)
    assert operation.title == "Le planvélo Gers"
    assert operation.description == "• Un\n• porte\u2011monnaie\n👩\u200d🌾"
