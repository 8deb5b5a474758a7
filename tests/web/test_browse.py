"""`gersapp.web.browse.views`: what a reader gets, page and fragment."""

from pathlib import Path

from flask import Flask

from gersapp.catalogue.links import published
from proof.tools.editor import COOKIE
from tests.support.visitor import (
    ID,
    Visitor,
    catalogue_of,
    counts_in,
    form_of,
    opened,
    page_of,
)

# -- the whole page


def test_the_page_says_its_heading_and_introduction(visitor: Visitor) -> None:
    answer = visitor.get("/")
    assert answer.status_code == 200
    assert answer.content_type == "text/html; charset=utf-8"
    page = page_of(answer)
    assert page.all("h1") == ["Les opérations du Gers sur les réseaux sociaux pendant la crise du Covid-19"]
    assert page.all("p", class_="body-name") == ["Département du Gers"]
    assert page.all("p", class_="introduction")[0].startswith("Pendant le confinement, le Département")
    assert page.all("p", class_="hashtag") == ["#Covid19Gers"]
    assert page.all("p", id="compte") == ["16 opérations, 28 liens"]
    assert page.all("a", href="/accessibilite") == ["Accessibilité : non conforme"]
    assert ("html", {"lang": "fr"}) in page.tags


def test_operations_stand_under_their_audiences_in_order(visitor: Visitor) -> None:
    page = page_of(visitor.get("/"))
    ids = [has["id"] for tag, has in page.tags if tag == "li" and has.get("class") == "operation"]
    assert [id.partition("--") for id in ids] == [
        (slug, "--", id)
        for slug, under in {
            "adultes": "questions-pour-un-gersois tips-du-jour hommage-au-personnel-soignant "
            "100-000-equipements lettres-d-information carte-interactive des-masques-pour-les-gersois",
            "enfants-jeunes": "rdv-des-petits tiktok",
            "tout-public": "recettes concours confi-sports confi-concert filtre-photo-facebook "
            "fin-de-cellule-de-crise journee-internationale-du-jazz",
        }.items()
        for id in under.split()
    ]
    assert page.all("h2") == [
        "Adultes : 7 opérations",
        "Enfants/Jeunes : 2 opérations",
        "Tout public : 7 opérations",
    ]
    assert page.all("h3")[3] == "100 000 équipements"
    assert "100\u202f000 équipements" in visitor.get("/").text


def test_the_filters_have_the_counts_of_the_whole_catalogue(visitor: Visitor) -> None:
    assert counts_in(visitor.get("/").text) == {
        "audience-adultes": 7,
        "audience-enfants-jeunes": 2,
        "audience-tout-public": 7,
        "platform-facebook": 13,
        "platform-instagram": 9,
        "platform-x": 5,
        "platform-linkedin": 2,
        "platform-tiktok": 1,
        "platform-youtube": 1,
        "platform-site-web": 1,
    }


def test_a_platform_that_no_operation_has_can_be_unticked(visitor: Visitor) -> None:
    page = page_of(visitor.get("/?platform=bluesky"))
    assert counts_in(visitor.get("/?platform=bluesky").text)["platform-bluesky"] == 0
    assert "Retirer le filtre Bluesky ×" in page.all("a", class_="chip")


def test_filters_are_labelled_and_work_without_script(visitor: Visitor) -> None:
    page = page_of(visitor.get("/"))
    boxes = [has for tag, has in page.tags if tag == "input" and has.get("type") == "checkbox"]
    boxes = [has for has in boxes if has.get("name") != "op"]
    assert len(boxes) == 10
    labelled = {has["for"] for tag, has in page.tags if tag == "label" and "for" in has}
    assert {box["id"] for box in boxes} | {"q"} <= labelled
    (form,) = [has for tag, has in page.tags if has.get("id") == "filtres"]
    assert (form["action"], form["method"]) == ("/#compte", "get")
    assert "Appliquer les filtres" in page.all("button")


def test_a_long_address_is_searched_whole_and_shown_cut(visitor: Visitor) -> None:
    url = f"https://www.gers.fr/{'confinement-' * 25}"
    page = page_of(visitor.get(f"/?q={url}&audience=adultes"))
    (field,) = [has for tag, has in page.tags if has.get("id") == "q"]
    assert field["value"] == url
    assert int(field["maxlength"]) > len(url)
    (chip,) = [text for text in page.all("a", class_="chip") if "https" in text]
    assert len(chip) < 140
    assert len(page.all("title")[0]) < 250


def test_a_link_says_what_it_is_and_of_which_operation(visitor: Visitor) -> None:
    page = page_of(visitor.get("/"))
    texts = page.all("a", class_="link")
    assert len(texts) == len(set(texts)) == 28
    assert "Publication Facebook — « Tips du Jour »" in texts
    assert "Site web gers.fr — Lettres d'information" in texts
    assert not [text for text in texts if "http" in text]
    links = [has for tag, has in page.tags if has.get("class") == "link" and tag == "a"]
    assert {has["rel"] for has in links} == {"noopener noreferrer"}
    assert not [has for has in links if "target" in has]


def test_a_second_link_of_one_kind_is_numbered(editor: Visitor) -> None:
    urls = ["https://www.facebook.com/LeGers32/posts/1", "https://www.facebook.com/LeGers32/posts/2"]
    editor.post(f"/operations/{ID}", form_of(catalogue_of(editor.app).get(ID), links=urls))
    texts = page_of(editor.get(f"/operations/{ID}")).all("a", class_="link")
    assert texts == ["Publication Facebook — « Tips du Jour »", "Publication Facebook 2 — « Tips du Jour »"]


def test_a_platform_announced_without_a_link_says_so(visitor: Visitor) -> None:
    page = page_of(visitor.get("/"))
    assert page.all("li", class_="link announced") == [
        "Instagram : annoncé, sans lien",
        "Facebook : annoncé, sans lien",
        "Instagram : annoncé, sans lien",
        "YouTube : annoncé, sans lien",
    ]


def test_addresses_are_shown_without_what_tracks_people(visitor: Visitor, app: Flask) -> None:
    shown = [
        has["href"]
        for _, has in page_of(visitor.get("/")).tags
        if has.get("class") == "link" and "href" in has
    ]
    stored = [link.url for operation in catalogue_of(app).operations.values() for link in operation.links]
    assert shown == list(map(published, stored))
    assert shown != stored


STEPS = ["/catalogue/edit", "/audiences", "/operations/new"]


def test_an_empty_catalogue_welcomes_its_first_operation(tmp_path: Path) -> None:
    with opened(tmp_path / "none.json") as app:
        editors, visitors = (page_of(Visitor(app, headers).get("/")) for headers in (COOKIE, {}))
    assert "Votre catalogue est vide" in editors.all("h2")
    assert "Pas encore d’opération" in visitors.all("h2")
    assert [page.all("p", id="compte") for page in (editors, visitors)] == [["Aucune opération"]] * 2
    steps = [has["href"] for tag, has in editors.tags if tag == "a" and has.get("href") in STEPS]
    assert [step for step in STEPS if step in steps] == STEPS
    assert not {has.get("href") for _, has in visitors.tags} & {*STEPS, "#filtres"}


def test_a_reader_sees_no_control_that_changes(visitor: Visitor) -> None:
    reader = visitor.reader
    for path in ("/", f"/operations/{ID}", "/accessibilite"):
        page = page_of(reader.get(path))
        assert [has.get("method") for tag, has in page.tags if tag == "form"] in ([], ["get"])
        assert not [has for _, has in page.tags if "/edit" in has.get("href", "") or "hx-post" in has]


# -- one operation


def test_an_operation_has_an_address_of_its_own(visitor: Visitor) -> None:
    page = page_of(visitor.get(f"/operations/{ID}"))
    assert page.all("h1") == ["« Tips du Jour »"]
    assert len(page.all("li", class_="operation")) == 1


def test_htmx_gets_the_card_alone_for_the_section_that_asks(visitor: Visitor) -> None:
    answer = visitor.htmx(target=f"adultes--{ID}").get(f"/operations/{ID}")
    assert answer.text.startswith(f'<li class="operation" id="adultes--{ID}">')
    assert answer.text in visitor.get("/").text
    assert f'id="_seule--{ID}"' in visitor.htmx(target='"><script>').get(f"/operations/{ID}").text


def test_an_unknown_operation_is_a_french_404(visitor: Visitor) -> None:
    page = visitor.get("/operations/nulle-part")
    assert page.status_code == 404
    assert page_of(page).all("h1") == ["Opération introuvable"]
    part = visitor.htmx().get("/operations/nulle-part")
    assert part.status_code == 404
    assert part.text.startswith('<div class="alert" role="alert">')
    assert "n’est plus, dans le catalogue" in part.text


def test_an_unknown_address_is_a_french_404(visitor: Visitor) -> None:
    answer = visitor.get("/wp-admin.php")
    assert answer.status_code == 404
    assert page_of(answer).all("h1") == ["Page introuvable"]


def test_the_accessibility_statement_says_what_the_settings_say(database: Path) -> None:
    with opened(database, accessibility_contact="acces@gers.fr", accessibility_date="1er mai 2026") as app:
        text = page_of(Visitor(app).get("/accessibilite")).text
    assert "non conforme" in text
    assert "écrivez à acces@gers.fr" in text
    assert "établie le 1er mai 2026" in text
    assert "Défenseur des droits" in text
