"""The ceiling: Flask and gunicorn as the catalogue has them, and bytes that are there already.

Nothing that answers with as many bytes and headers from a Python process can be much faster.
"""

from flask import Flask, Response, request


def make_app(
    *,
    fragment: tuple[int, int] = (1, 0),
    compressed: tuple[int, int] = (1, 0),
    page: tuple[int, int] = (1, 0),
    unchanged: int = 0,
) -> Flask:
    """An app whose answers, whatever the address, have so many bytes and so many headers of their own.

    Which of them is told by what the request says, as for the catalogue: `unchanged` is a 304.
    """
    app = Flask(__name__, static_folder=None)
    faces = [(b"x" * size, _headers(headers)) for size, headers in (fragment, compressed, page)]
    names = _headers(unchanged)

    @app.get("/")
    def answer() -> Response:
        if "If-None-Match" in request.headers:
            return Response(status=304, headers=names)
        if "HX-Request" not in request.headers:
            body, headers = faces[2]
        elif "gzip" in request.headers.get("Accept-Encoding", ""):
            body, headers = faces[1]
        else:
            body, headers = faces[0]
        return Response(body, headers=headers)

    return app


def _headers(count: int) -> list[tuple[str, str]]:
    return [(f"X-Constant-{number}", "same-origin; constant=1; of=" + "x" * 20) for number in range(count)]
