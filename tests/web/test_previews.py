"""What other sites show of a link to a page: its title, its description cut between words, its address."""

import io
import subprocess
import threading
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from PIL import Image, ImageChops

from gersapp.catalogue.text import cut_at_word
from gersapp.web.previews import drawing, views
from tests.support.visitor import ID, Visitor, catalogue_of, opened, page_of


def previews(visitor: Visitor, path: str) -> dict[str, str]:
    tags = page_of(visitor.get(path, Host="a.example")).tags
    return {has["property"].removeprefix("og:"): has["content"] for _, has in tags if "property" in has}


def picture_in(png: bytes) -> Image.Image:
    return Image.open(io.BytesIO(png), formats=["PNG"])


def differ(one: Image.Image, other: Image.Image) -> bool:
    return ImageChops.difference(one, other).getbbox() is not None


def test_a_page_says_what_other_sites_show_of_it(database: Path) -> None:
    with opened(database, hosts=("a.example",)) as app:
        reader = Visitor(app).reader
        selection = previews(reader, "/?audience=adultes&fbclid=x")
        assert selection["title"].startswith("Adultes — Les opérations du Gers")
        assert selection["description"].startswith("7 opérations, 14 liens. Pendant le confinement")
        assert selection["description"].endswith("…")
        assert len(selection["description"]) <= 160
        assert selection["url"] == "http://a.example/?audience=adultes"
        operation = previews(reader, f"/operations/{ID}?audience=adultes")
        assert operation["title"] == "« Tips du Jour »"
        assert operation["url"] == f"http://a.example/operations/{ID}"
        for shown, path in ((selection, "/apercu.png"), (operation, f"/operations/{ID}/apercu.png")):
            assert shown["image"] == f"http://a.example{path}"
            picture = picture_in(reader.get(path, Host="a.example").data)
            assert picture.size == (int(shown["image:width"]), int(shown["image:height"])) == (1200, 630)
        assert selection["image:alt"].startswith("Les opérations du Gers")
        assert operation["image:alt"] == "« Tips du Jour »"


def test_a_host_that_nobody_declared_is_in_no_preview(visitor: Visitor) -> None:
    for path in ("/", f"/operations/{ID}"):
        assert {"url", "image"}.isdisjoint(previews(visitor.reader, path))


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("court", "court"),
        ("deux\nlignes", "deux lignes"),
        ("un deux, trois", "un deux…"),
        ("anticonstitutionnellement", "anticonsti…"),
        ("", ""),
    ],
)
def test_a_text_is_cut_between_words(text: str, cut: str) -> None:
    assert cut_at_word(text, 11) == cut


def test_a_picture_is_drawn_once_and_revalidated(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    reader = Visitor(app).reader
    path = f"/operations/{ID}/apercu.png"
    first = reader.get(path)
    assert (first.status_code, first.content_type) == (200, "image/png")
    assert first.headers["Cache-Control"] == "public, max-age=3600"
    monkeypatch.setattr(subprocess, "run", None)
    assert reader.get(f"{path}?q=autre").data == first.data
    unchanged = reader.get(path, If_None_Match=first.headers["ETag"])
    assert (unchanged.status_code, unchanged.data) == (304, b"")


def test_a_picture_follows_its_title(own: Flask) -> None:
    visitor = Visitor(own)
    before = visitor.reader.get("/apercu.png")
    revision = catalogue_of(own).heading.revision
    visitor.post("/catalogue", {"title": "Un autre titre", "revision": revision})
    assert visitor.reader.get("/apercu.png").headers["ETag"] != before.headers["ETag"]


def test_an_unknown_operation_has_no_picture(visitor: Visitor) -> None:
    assert visitor.reader.get("/operations/inconnue/apercu.png").status_code == 404


def test_pictures_that_wait_take_few_threads(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "_places", threading.BoundedSemaphore(1))
    with views._places:
        refused = Visitor(app).reader.get("/operations/questions-pour-un-gersois/apercu.png")
    assert (refused.status_code, refused.headers["Retry-After"]) == (503, "10")


def test_a_picture_that_fails_gives_its_place_back(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: Any, **kwargs: Any) -> None:
        raise subprocess.TimeoutExpired("drawing.py", 20)

    monkeypatch.setattr(subprocess, "run", fail)
    for _ in range(5):
        with pytest.raises(subprocess.TimeoutExpired):
            views._draw("{}")


FRENCH = "ÀÂÆÇÉÈÊËÎÏÔŒÙÛÜŸ àâæçéèêëîïôœùûüÿ « » ’ – — … € n° 1\u00a0000\u202f! ·"


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        (FRENCH, FRENCH),
        ("Cafe\u0301", "Café"),
        ("co\u00admmune\u200b", "commune"),
        ("deux\nlignes  ou\ttrois", "deux lignes ou trois"),
        ("🎉 Fête ❤\ufe0f", "Fête"),
        ("مرحبا", ""),
        ("Auch, 日本", ""),
        ("🎉", ""),
        ("", ""),
    ],
)
def test_what_the_font_lacks_gives_no_box(text: str, drawn: str) -> None:
    assert drawing._drawable(text, drawing._font(38)) == drawn


def test_a_picture_without_its_title_has_the_organisation() -> None:
    picture = drawing.draw("Le Gers", "مرحبا", "16 opérations")
    assert not differ(picture, drawing.draw("", "Le Gers", "16 opérations"))
    assert differ(picture, drawing.draw("", "", "16 opérations"))


@pytest.mark.parametrize("text", ["mot " * 50, "W" * 200, "WWWWWWWWWWWWWWWWWWWW " * 9, "a", "", " · " * 60])
def test_no_text_leaves_its_place(text: str) -> None:
    picture = drawing.draw(text, text, text)
    margins = ImageChops.difference(picture, drawing.draw("", "", "")).getbbox() or (80, 0, 1120, 630)
    assert 78 <= margins[0] <= margins[2] <= 1122
    font, lines = drawing._fit(text.strip())
    assert drawing._TITLE_TOP + len(lines) * font.size * drawing._LINE_HEIGHT <= drawing._TITLE_BOTTOM
