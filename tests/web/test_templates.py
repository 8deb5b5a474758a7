"""`gersapp.web.rendering.templates`: what is rendered quickly is what Jinja and Flask make of it."""

import re
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, render_template
from jinja2 import FileSystemLoader, UndefinedError

from gersapp.web import results
from gersapp.web.rendering import pages
from gersapp.web.rendering.html import place_plainly
from gersapp.web.rendering.templates import compile_all, read_with_includes, render_html
from tests.support.visitor import ID, Visitor, catalogue_of, form_of


def without_spaces(html: str) -> str:
    """`html` less the spaces around tags: an include keeps the end of its line, or not."""
    return re.sub(r"\s*(<|>)\s*", r"\1", html)


@pytest.mark.parametrize(
    "path", ["/", "/?q=oeuf&audience=adultes", "/?q=%21", "/?page=9", f"/operations/{ID}", "/accessibilite"]
)
@pytest.mark.parametrize("trigger", [None, "q", "", "actualiser"])
@pytest.mark.parametrize("signed_in", [False, True])
def test_a_page_is_what_jinja_alone_makes_of_it(
    app: Flask, monkeypatch: pytest.MonkeyPatch, path: str, trigger: str | None, signed_in: bool
) -> None:
    folder = str(app.template_folder)
    plain_environment = app.jinja_env.overlay(loader=FileSystemLoader(folder))
    render = pages.render
    rendered: list[str] = []

    def checked(template: str, /, **context: Any) -> bytes:
        body = render(template, **context)
        plain = {**context, "place": place_plainly}
        assert body.decode() == render_template(template, **plain)
        by_jinja = plain_environment.get_template(template).render(plain)
        assert without_spaces(body.decode()) == without_spaces(by_jinja)
        rendered.append(template)
        return body

    monkeypatch.setattr(pages, "render", checked)
    monkeypatch.setattr(results, "render", checked)
    visitor = Visitor(app) if signed_in else Visitor(app).reader
    answer = (visitor if trigger is None else visitor.htmx(trigger=trigger)).get(path)
    assert answer.status_code == 200
    is_card = trigger is not None and path.startswith("/operations")
    assert len(rendered) == (0 if is_card else 1)


@pytest.mark.usefixtures("one_catalogue")
def test_a_saved_card_is_what_jinja_alone_makes_of_it(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    bodies: list[bytes] = []
    render = pages.render

    def checked(template: str, /, **context: Any) -> bytes:
        body = render(template, **context)
        assert body.decode() == render_template(template, **{**context, "place": place_plainly})
        bodies.append(body)
        return body

    monkeypatch.setattr(pages, "render", checked)
    form = form_of(catalogue_of(app).get(ID), title="Œuf & <b>")
    answer = Visitor(app).htmx(target=f"adultes--{ID}").post(f"/operations/{ID}", form)
    assert bodies == [answer.data]


def test_a_name_that_was_not_given_is_an_error(app: Flask) -> None:
    with app.test_request_context(), pytest.raises(UndefinedError):
        render_html("errors/error.html", title="Titre", message="Message")


def test_every_template_compiles_with_its_partials(app: Flask) -> None:
    compile_all(app)
    folder = Path(str(app.template_folder))
    names = [path.relative_to(folder).as_posix() for path in folder.rglob("*.html")]
    assert len(names) > 20
    for name in names:
        assert "{% include" not in read_with_includes(folder, name)


def test_a_template_outside_of_the_folder_is_an_error(app: Flask) -> None:
    with pytest.raises(FileNotFoundError):
        read_with_includes(Path(str(app.template_folder)), "nulle-part.html")
