"""Bodies: compressed on demand, absent from HEAD and from 304."""

import gzip

import pytest

from tests.support.visitor import ID, Visitor


@pytest.mark.parametrize("path", ["/", f"/operations/{ID}", "/nulle-part-" + "x" * 2_000])
def test_pages_are_compressed_on_demand(visitor: Visitor, path: str) -> None:
    plain = visitor.get(path)
    assert "Content-Encoding" not in plain.headers
    small = visitor.get(path, Accept_Encoding="br, gzip")
    assert small.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in small.headers["Vary"]
    assert int(small.headers["Content-Length"]) == len(small.data) < len(plain.data)
    assert gzip.decompress(small.data) == plain.data
    for refused in ("identity", "gzip;q=0", "br", "", "*;q=0", "gzip;q=0, *"):
        assert visitor.get(path, Accept_Encoding=refused).data == plain.data


@pytest.mark.usefixtures("one_catalogue")
@pytest.mark.parametrize(
    "path", ["/", f"/operations/{ID}", f"/operations/{ID}/edit", "/accessibilite", "/nulle-part"]
)
@pytest.mark.parametrize("encoding", ["identity", "gzip"])
def test_a_head_has_the_headers_of_the_get_and_no_body(visitor: Visitor, path: str, encoding: str) -> None:
    got = visitor.get(path, Accept_Encoding=encoding)
    head = visitor.get(path, "HEAD", Accept_Encoding=encoding)
    assert head.data == b""
    assert head.status_code == got.status_code
    assert dict(head.headers) == dict(got.headers)


def test_an_answer_too_small_to_gain_is_not_compressed(visitor: Visitor) -> None:
    response = visitor.htmx().get("/nulle-part", Accept_Encoding="gzip")
    assert "Content-Encoding" not in response.headers


def test_a_304_has_no_body_and_no_encoding(visitor: Visitor) -> None:
    etag = visitor.get("/", Accept_Encoding="gzip").headers["ETag"]
    response = visitor.get("/", Accept_Encoding="gzip", If_None_Match=etag)
    assert (response.status_code, response.data) == (304, b"")
    assert "Content-Encoding" not in response.headers
