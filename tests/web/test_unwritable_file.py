"""Changes while the file is broken or the disk is full: nothing is lost, in the file or in the form."""

import errno
import os
from pathlib import Path

import pytest
from flask import Flask

from tests.support.visitor import (
    ID,
    Form,
    Visitor,
    digest,
    form_fields,
    form_of,
    heading_form,
    operation_in,
    page_of,
)

pytestmark = pytest.mark.usefixtures("one_catalogue")

SAVE = f"/operations/{ID}"
TYPED = "  Titre <tapé> & gardé  "


# -- trouble


@pytest.mark.parametrize("path", [SAVE, "/operations", "/catalogue"])
def test_a_broken_file_keeps_what_was_typed(browser: Visitor, app: Flask, db_file: Path, path: str) -> None:
    form: Form = (
        heading_form(app, title=TYPED) if path == "/catalogue" else form_of(operation_in(app), title=TYPED)
    )
    db_file.write_text("{ cassé", "utf-8")
    before = digest(db_file)
    response = browser.post(path, form)
    assert response.status_code == 503
    assert "ne peut pas être lu" in response.text
    assert form_fields(response)["title"] == [TYPED]
    assert digest(db_file) == before
    assert "« Tips du Jour »" in page_of(browser.get("/")).all("h3")


@pytest.mark.parametrize("verb", ["delete", "move", "restore"])
def test_a_broken_file_refuses_other_changes_too(
    browser: Visitor, app: Flask, db_file: Path, verb: str
) -> None:
    revision = operation_in(app).revision
    db_file.write_text("{ cassé", "utf-8")
    before = digest(db_file)
    response = browser.post(f"{SAVE}/{verb}", {"revision": revision, "direction": "up", "section": "adultes"})
    assert response.status_code == 503
    assert "ne peut pas être lu" in response.text
    assert digest(db_file) == before


@pytest.mark.parametrize("path", [SAVE, "/operations", "/catalogue", f"{SAVE}/delete"])
def test_when_the_disk_is_full_nothing_is_lost(
    browser: Visitor, app: Flask, db_file: Path, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    form: Form = (
        heading_form(app, title=TYPED) if path == "/catalogue" else form_of(operation_in(app), title=TYPED)
    )
    before = digest(db_file)
    with monkeypatch.context() as disk:
        disk.setattr(os, "fsync", full)
        response = browser.post(path, form)
    assert response.status_code == 507
    assert "Le disque est plein" in response.text
    assert digest(db_file) == before
    if not path.endswith("delete"):
        assert form_fields(response)["title"] == [TYPED]
    assert browser.post(path, form).status_code in (200, 303)


def test_a_file_mended_by_hand_can_be_changed_again(plain: Visitor, app: Flask, db_file: Path) -> None:
    good = db_file.read_bytes()
    form = form_of(operation_in(app), title="Après")
    db_file.write_text("{ cassé", "utf-8")
    assert plain.post(SAVE, form).status_code == 503
    assert "Modifications suspendues" in plain.get("/").text
    db_file.write_bytes(good)
    assert plain.post(SAVE, form).status_code == 303
    assert "Modifications suspendues" not in plain.get("/").text
    assert operation_in(app).title == "Après"
