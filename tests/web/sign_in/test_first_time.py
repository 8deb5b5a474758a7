"""The first time: the address that the server prints signs in once, on this machine alone."""

from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from gersapp.editors import NOBODY
from proof.tools.clock import Clock
from proof.tools.editor import TOKEN
from tests.support.sign_in import cookies, may_edit, with_cookies
from tests.support.visitor import (
    ID,
    Visitor,
)

SAVE = f"/operations/{ID}"


@pytest.fixture
def invited(app: Flask, instance: Path) -> str:
    """The token of the address that `make run` prints when there is no account."""
    (instance / "editors.json").unlink()
    token: str = app.extensions["gersapp"].editors.invite()
    return token


def test_the_first_address_signs_in_by_its_button_once(visitor: Visitor, invited: str) -> None:
    page = visitor.get(f"/connexion/premiere/{invited}")
    assert "Commencer à modifier" in page.text
    # GET changes nothing, so programs that follow links do not use the invitation up.
    assert "Commencer à modifier" in visitor.get(f"/connexion/premiere/{invited}").text
    response = visitor.post("/connexion/premiere", {"token": invited})
    assert (response.status_code, response.headers["Location"]) == (303, "/")
    editor = with_cookies(visitor, response)
    assert may_edit(editor)
    assert NOBODY in editor.get("/").text
    second_response = visitor.post("/connexion/premiere", {"token": invited})
    assert second_response.status_code == 401
    assert "ne sert plus" in second_response.text
    assert "ne sert plus" in visitor.get(f"/connexion/premiere/{invited}").text
    assert cookies(second_response) == {}


@pytest.mark.parametrize(
    ("headers", "environ"),
    [
        ({}, {"REMOTE_ADDR": "192.0.2.1"}),
        ({"Host": "rebound.example", "Origin": "http://rebound.example"}, {}),
        ({"X-Forwarded-For": "127.0.0.1"}, {}),
        ({"Via": "1.1 proxy"}, {}),
    ],
)
def test_the_first_address_is_good_on_this_machine_only(
    visitor: Visitor, invited: str, headers: dict[str, str], environ: dict[str, str]
) -> None:
    stranger = replace(visitor, headers=headers, environ=environ)
    assert "sur la machine" in stranger.get(f"/connexion/premiere/{invited}").text
    assert stranger.post("/connexion/premiere", {"token": invited}).status_code == 401
    assert visitor.post("/connexion/premiere", {"token": invited}).status_code == 303


@pytest.mark.parametrize("token", ["", "x", "é", TOKEN])
def test_no_other_address_is_the_first_one(visitor: Visitor, invited: str, token: str) -> None:
    if token:
        assert "ne sert plus" in visitor.get(f"/connexion/premiere/{token}").text
    assert visitor.post("/connexion/premiere", {"token": token}).status_code == 401


def test_the_first_address_is_good_for_a_quarter_of_an_hour(
    visitor: Visitor, invited: str, clock: Clock
) -> None:
    clock.now += 15 * 60
    assert visitor.post("/connexion/premiere", {"token": invited}).status_code == 401
