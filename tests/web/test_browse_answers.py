"""`gersapp.web.browse.views`: pages and fragments, copies that browsers keep, hostile addresses."""

import re
from dataclasses import replace
from datetime import datetime, tzinfo
from urllib.parse import quote

import pytest

from tests.support.store import wait_until
from tests.support.visitor import (
    ID,
    Visitor,
    catalogue_of,
    counts_in,
    form_of,
    page_of,
    repository_of,
)

# -- page and fragment


@pytest.mark.parametrize(
    "query",
    ["", "?audience=adultes&platform=x", "?q=astuce", "?q=rien+de+tel", "?audience=aucune", "?page=9"],
)
def test_the_page_contains_the_fragment(visitor: Visitor, query: str) -> None:
    page = visitor.get(f"/{query}").text
    part = visitor.htmx(trigger="filtres").get(f"/{query}").text
    assert part.startswith("<title>")
    title, _, rest = part.partition("</title>\n")
    results = rest.partition('<span id="n-audience-adultes"')[0]
    assert results.strip()
    assert results in page
    assert f"{title}</title>" in page
    assert counts_in(part) == counts_in(page)


def test_htmx_gets_the_fragment_and_a_restored_history_the_page(visitor: Visitor) -> None:
    htmx = visitor.htmx()
    assert "<!doctype html>" not in htmx.get("/").text
    restored = htmx.get("/", HX_History_Restore_Request="true")
    assert restored.text == visitor.get("/").text
    assert "HX-Push-Url" not in restored.headers


@pytest.mark.parametrize("path", ["/", f"/operations/{ID}", "/operations/nulle-part", "/accessibilite"])
@pytest.mark.parametrize("htmx", [False, True])
def test_every_answer_says_what_it_varies_by(visitor: Visitor, path: str, htmx: bool) -> None:
    answer = (visitor.htmx() if htmx else visitor).get(path)
    named = {name.strip() for name in answer.headers["Vary"].split(",")}
    assert {"HX-Request", "HX-History-Restore-Request", "Accept-Encoding"} <= named


def test_a_chip_changes_filters_and_a_tick_only_counts(visitor: Visitor) -> None:
    assert 'name="platform"' in visitor.htmx().get("/?platform=x").text
    for trigger in ("q", "filtres", "choix-audience", "choix-platform"):
        assert 'name="platform"' not in visitor.htmx(trigger=trigger).get("/?platform=x").text


@pytest.mark.parametrize("trigger", ["", "filtres", "choix-audience", "tout-effacer"])
def test_a_filter_pushes_the_canonical_address(visitor: Visitor, trigger: str) -> None:
    answer = visitor.htmx(trigger=trigger).get(
        "/?q=&platform=x&audience=tout-public&platform=facebook&audience=adultes&page=1&fbclid=a"
    )
    address = "/?audience=adultes&audience=tout-public&platform=facebook&platform=x"
    assert answer.headers["HX-Push-Url"] == address
    assert "HX-Replace-Url" not in answer.headers


def test_typing_replaces_the_entry_of_the_history(visitor: Visitor) -> None:
    answer = visitor.htmx(trigger="q").get("/?q=%C5%93uf%20%20de++P%C3%A2ques")
    assert answer.headers["HX-Replace-Url"] == "/?q=%C5%93uf+de+P%C3%A2ques"
    assert "HX-Push-Url" not in answer.headers


# -- caches


def test_a_copy_that_is_still_good_is_not_sent_again(visitor: Visitor) -> None:
    reader = visitor.reader
    etag = reader.get("/").headers["ETag"]
    answer = reader.get("/", If_None_Match=etag)
    assert (answer.status_code, answer.data) == (304, b"")
    assert answer.headers["ETag"] == etag
    assert answer.headers["Cache-Control"] == "no-cache"


def test_each_fragment_has_an_etag_of_its_own(visitor: Visitor) -> None:
    fragments = [
        visitor,
        visitor.reader,
        visitor.htmx(),
        visitor.htmx(trigger="q"),
        visitor.htmx(trigger="filtres"),  # as for q, but for a new entry of the history
        visitor.htmx(target="suite", trigger="suite"),
    ]
    etags = [fragment.get("/").headers["ETag"] for fragment in fragments]
    assert len(set(etags)) == len(fragments)
    for fragment in fragments:
        statuses = [fragment.get("/", If_None_Match=etag).status_code for etag in etags]
        assert sorted(statuses) == [200, 200, 200, 200, 200, 304]


@pytest.mark.parametrize("month", [2, 8, 10, 12])
def test_an_etag_is_valid_on_any_day(visitor: Visitor, monkeypatch: pytest.MonkeyPatch, month: int) -> None:
    class Clock(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> "Clock":
            return cls(2026, month, 1, 12, tzinfo=tz)

    monkeypatch.setattr("gersapp.web.french_times.datetime", Clock)
    for browser in (visitor, visitor.reader, visitor.htmx(), visitor.htmx(target="suite")):
        for path in ("/", "/?q=%C3%A9t%C3%A9&audience=adultes", "/news"):
            etag = browser.get(path).headers["ETag"]
            # RFC 9110, 8.8.3: no space, and letters of ASCII to be safe.
            assert re.fullmatch(r'W/"[\x21\x23-\x7e]+"', etag)
            assert browser.get(path, If_None_Match=etag).status_code == 304


def test_an_edit_changes_the_etag(editor: Visitor) -> None:
    etag = editor.get("/").headers["ETag"]
    editor.post(f"/operations/{ID}", form_of(catalogue_of(editor.app).get(ID), title="Autre"))
    assert editor.get("/", If_None_Match=etag).status_code == 200


def test_a_file_broken_by_hand_changes_the_editors_etag(editor: Visitor) -> None:
    etag = editor.get("/").headers["ETag"]
    repository_of(editor.app).path.write_text("{", "utf-8")
    # A reader waits for the file a tenth of a second at most, and then gets the page as it was.
    wait_until(lambda: editor.get("/", If_None_Match=etag).status_code == 200)
    assert "Modifications suspendues." in page_of(editor.get("/", If_None_Match=etag)).text


# -- hostile addresses


@pytest.mark.parametrize("path", ["/", f"/operations/{ID}", "/accessibilite", "/nulle-part"])
@pytest.mark.parametrize("htmx", [False, True])
def test_a_query_that_is_not_utf_8_is_a_400_in_french(visitor: Visitor, path: str, htmx: bool) -> None:
    asked = replace(visitor.htmx() if htmx else visitor, environ={"QUERY_STRING": "q=caf\xe9"})
    answer = asked.get(path)
    assert answer.status_code == 400
    assert "n’est pas écrite en UTF-8" in answer.text


@pytest.mark.parametrize(
    "q",
    [
        "a" * 65_536,
        "a " * 32_768,
        "<script>" * 8_192,
        "(" * 65_536,
        "e\u0301" * 20_000,
        "\u0301" * 30_000,
        "\u202e" * 20_000,
        "\0" * 65_536,
        "%" * 65_536,
        "_" * 65_536,
        "ﷺ" * 20_000,
    ],
    ids=lambda q: ascii(q[:8]),
)
@pytest.mark.parametrize("htmx", [False, True])
def test_64_kb_of_hostile_words_are_answered(visitor: Visitor, q: str, htmx: bool) -> None:
    answer = (visitor.htmx(trigger="q") if htmx else visitor).get(f"/?q={quote(q)}")
    assert answer.status_code == 200
    assert "Recherche " in answer.text
    assert "<script>" not in answer.text
    assert len(answer.headers.get("HX-Replace-Url", "")) < 4_000


@pytest.mark.parametrize(
    "query",
    [
        "q=%ED%A0%80", "q=%FF", "q=%00", "q=%E2%80%AE", "audience=%ED%A0%80", "platform[]=x", "q[a]=1",
        "q=a&" * 5_000, "audience=x&" * 5_000, "page=%D9%A1", "page=1e9", "page=" + "9" * 5_000, "page=-1",
        "page=0", "page=%C2%B2", "&&&==", "__class__=x", "q={{7*7}}", "q=%0D%0AX-Injected:1",
    ],
)  # fmt: skip
def test_a_hostile_query_never_fails(visitor: Visitor, query: str) -> None:
    for asked in (visitor, visitor.htmx(), visitor.htmx(trigger="q"), visitor.htmx("suite", "suite")):
        answer = asked.get(f"/?{query}")
        assert answer.status_code == 200
        assert "X-Injected" not in answer.headers


@pytest.mark.parametrize("name", ["HX-Target", "HX-Trigger", "HX-Current-URL"])
def test_a_hostile_word_of_htmx_never_fails(visitor: Visitor, name: str) -> None:
    failed = []
    for value in ('a"b', "é", "%0D%0Ax", "%ED%A0%80", "a" * 8_000, "//[", "http://[::1", "<script>"):
        asked = replace(visitor, headers={**visitor.htmx().headers, name: value})
        for path in ("/", f"/operations/{ID}", f"/operations/{ID}/edit", "/operations/new"):
            if asked.get(path).status_code != 200:
                failed.append((value, path))
    assert failed == []
