"""The title of a page that answers a refused form begins with « Erreur : », without script too."""

import pytest

from tests.support.visitor import ID, Form, Visitor, page_of

REFUSED: dict[str, Form] = {
    f"/operations/{ID}": {"title": "", "action": "save"},
    "/operations": {"title": "", "action": "save"},
    "/catalogue": {"title": "a" * 500},
    "/audiences/adultes/rename": {"label": ""},
    "/audiences/adultes/merge": {"into": ""},
    "/bulk": {"value": "platform:x", "action": "add"},
    "/connexion": {"name": "personne", "password": "faux"},
}


@pytest.mark.parametrize(("path", "form"), REFUSED.items())
def test_the_title_of_a_refused_form_says_so(plain: Visitor, path: str, form: Form) -> None:
    response = plain.post(path, form)
    assert response.status_code >= 400
    (title,) = page_of(response).all("title")
    assert title.startswith("Erreur : ")
    assert len(title) > len("Erreur : ") + 10


@pytest.mark.parametrize("path", ["/", f"/operations/{ID}/edit", "/catalogue/edit", "/audiences"])
def test_a_form_that_nobody_sent_is_no_error(plain: Visitor, path: str) -> None:
    (title,) = page_of(plain.get(path)).all("title")
    assert "Erreur" not in title
