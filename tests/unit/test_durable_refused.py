"""`gersapp.store.tinydb.durable`: a file is read strictly, and what is refused stays as it is."""

import re
from pathlib import Path

import orjson
import pytest

from gersapp.files import Unreadable
from gersapp.store.tinydb.durable import DurableStorage
from tests.support.backups import names
from tests.support.durable import write_before


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A file with BEFORE in it, alone in its folder."""
    return write_before(tmp_path / "base")


GOOD = '{"operations": {"1": {"title": "Bon"}}}'
DEEP = "[" * 100_000 + "]" * 100_000
# What is wrong → the file's bytes, and what the message says of it.
REFUSED: dict[str, tuple[bytes, str]] = {
    "0 bytes": (b"", "vide"),
    "white space alone": (b" \n\t\n", "vide"),
    "a byte order mark alone": (b"\xef\xbb\xbf", "ligne 1, colonne 1"),
    "zeros, after a power cut": (bytes(4096), "ligne 1, colonne 1"),
    "cut short": (b'{"operations": {\n"1": {"ti', "ligne 2, colonne 7"),
    "longer than its end": (GOOD.encode() + b'"}}', "colonne 40"),
    "a comma too many": (b'{"operations": {"1": {"title": "a",}}}', "ligne 1"),
    "a key that comes twice": (b'{"o": {"1": {"a": 1, "a": 2}}}', "« a » figure deux fois"),
    "a document that comes twice": (b'{"o": {"1": {}, "1": {}}}', "« 1 » figure deux fois"),
    "a table that comes twice": (b'{"o": {}, "o": {}}', "« o » figure deux fois"),
    "NaN": (b'{"o": {"1": {"n": NaN}}}', "« NaN »"),
    "infinity": (b'{"o": {"1": {"n": -Infinity}}}', "« -Infinity »"),
    "a number with no float": (b'{"o": {"1": {"n": 1e400}}}', "trop grand : 1e400"),
    "5 000 digits": (b'{"o": {"1": {"n": ' + b"9" * 5000 + b"}}}", "hors des limites"),
    "65 bits": (b'{"o": {"1": {"n": 18446744073709551616}}}', "hors des limites"),
    "half a surrogate pair": (rb'{"o": {"1": {"t": "\ud83d"}}}', "hors des limites"),
    "half a pair in a key": (rb'{"o": {"1": {"\udc00": 1}}}', "hors des limites"),
    "100 000 levels": (f'{{"o": {{"1": {{"d": {DEEP}}}}}}}'.encode(), "imbriqué"),
    "not UTF-8": (b'{"o": {"1": {"t": "caf\xe9"}}}', "UTF-8, octet 22"),
    "a list at the top": (b"[]", "TinyDB"),
    "a text at the top": (b'"operations"', "TinyDB"),
    "null": (b"null", "TinyDB"),
    "a table that is a list": (b'{"o": []}', "TinyDB"),
    "a document that is a text": (b'{"o": {"1": "a"}}', "TinyDB"),
    "a document with no number": (b'{"o": {"premier": {}}}', "TinyDB"),
    "a number with a zero before": (b'{"o": {"01": {}}}', "TinyDB"),
    "a negative number": (b'{"o": {"-1": {}}}', "TinyDB"),
    "a number in other digits": ('{"o": {"١": {}}}'.encode(), "TinyDB"),
    "a number of 30 digits": (b'{"o": {"' + b"1" * 30 + b'": {}}}', "TinyDB"),
    "no number at all": (b'{"o": {"": {}}}', "TinyDB"),
}


@pytest.mark.parametrize("wrong", REFUSED)
def test_a_file_that_would_not_be_written_back_alike_is_refused(path: Path, wrong: str) -> None:
    content, message = REFUSED[wrong]
    path.write_bytes(content)
    with pytest.raises(Unreadable, match=re.escape(message)):
        DurableStorage(path).read()
    assert path.read_bytes() == content
    assert names(path.parent) == {"db.json"}


@pytest.mark.parametrize(
    "content",
    [
        GOOD.encode(),
        b"\xef\xbb\xbf" + GOOD.encode(),
        GOOD.replace(" ", "\r\n\t").encode(),
        rb'{"operations": {"1": {"title": "\u0042on"}}}',
    ],
    ids=["plain", "byte order mark", "other white space", "escapes"],
)
def test_what_editors_of_text_do_to_a_file_is_accepted(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    assert DurableStorage(path).read() == orjson.loads(GOOD)


def test_a_missing_file_is_none_and_is_not_created(tmp_path: Path) -> None:
    assert DurableStorage(tmp_path / "db.json").read() is None
    assert names(tmp_path) == set()
