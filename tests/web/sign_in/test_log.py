"""The log that says who did what."""

import json
from pathlib import Path

from flask import Flask

from proof.tools.editor import NAME
from tests.support.sign_in import sign_in
from tests.support.visitor import (
    ID,
    Visitor,
    catalogue_of,
    form_of,
    history_of,
)

SAVE = f"/operations/{ID}"


def test_the_log_names_editors_and_actions(app: Flask, visitor: Visitor, instance: Path) -> None:
    log = instance / "security.log"
    size_before = log.stat().st_size if log.exists() else 0
    visitor.post("/connexion", {"name": "x\r\ny", "password": "faux"})
    visitor.get(f"{SAVE}/edit")
    editor = sign_in(visitor)
    editor.post(SAVE, form_of(catalogue_of(app).get(ID), title="Changé"))
    editor.post(f"{SAVE}/delete", {})
    editor.post("/operations", form_of(catalogue_of(app).get("rdv-des-petits"), title="Autre"))
    editor.post("/operations", "x", Sec_Fetch_Site="cross-site")
    editor.post("/deconnexion")
    lines = [json.loads(line) for line in log.read_bytes()[size_before:].splitlines()]
    assert [line["event"] for line in lines] == [
        "sign-in refused", "refused", "signed in", "saved", "deleted", "added", "refused", "signed out",
    ]  # fmt: skip
    assert [line["editor"] for line in lines[2:]] == [NAME] * 6
    assert lines[3]["what"] == ID
    assert lines[3]["revision"]
    assert lines[6]["status"] == 403
    assert {line["address"] for line in lines} == {"127.0.0.1"}


def test_a_long_path_does_not_push_the_rest_out_of_the_log(visitor: Visitor, instance: Path) -> None:
    long = f"/operations/{'%ff' * 2_600}/edit"
    size_before = (instance / "security.log").stat().st_size if (instance / "security.log").exists() else 0
    assert visitor.get(long).status_code == 302
    assert visitor.post(long, Origin="http://elsewhere.example").status_code == 403
    assert (instance / "security.log").stat().st_size - size_before < 4_000


def test_the_log_has_only_effective_changes(app: Flask, visitor: Visitor, instance: Path) -> None:
    editor = sign_in(visitor)
    log = instance / "security.log"
    size_before = log.stat().st_size
    first = next(iter(catalogue_of(app).operations.values()))
    editor.post(f"/operations/{first.id}", form_of(first))
    editor.post(f"/operations/{first.id}/move", {"direction": "up", "section": first.audiences[0]})
    editor.post(f"/operations/{first.id}/restore")
    heading = catalogue_of(app).heading
    texts = {
        "body" if name == "organisation" else name: getattr(heading, name)
        for name in ("title", "organisation", "hashtag", "introduction", "revision")
    }
    assert editor.post("/catalogue", texts).status_code == 303
    assert log.read_bytes()[size_before:] == b""
    editor.post(f"/operations/{first.id}/delete", {})
    editor.post(f"/operations/{first.id}/restore")
    editor.post("/catalogue", {**texts, "title": "Changé"})
    last = history_of(app).last_number
    lines = [json.loads(line) for line in log.read_bytes()[size_before:].splitlines()]
    assert [(line["event"], line["what"], line["revision"]) for line in lines] == [
        ("deleted", first.id, last - 2),
        ("restored", first.id, last - 1),
        ("saved", "catalogue", last),
    ]
