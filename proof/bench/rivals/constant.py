"""The ceiling: Flask and gunicorn as the catalogue has them, and bytes that are made beforehand.

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
    """Return an app whose answers, whatever the address, have so many bytes and so many headers of their own.

    The headers of the request choose one of the answers, as they do in the catalogue: `fragment`,
    `compressed` and `page` are bytes and headers, `unchanged` is the headers of a 304.
    """
    app = Flask(__name__, static_folder=None)
    sizes = {"fragment": fragment, "compressed": compressed, "page": page}
    answers = {name: (b"x" * size, _make_headers(count)) for name, (size, count) in sizes.items()}
    unchanged_headers = _make_headers(unchanged)

    @app.get("/")
    def answer() -> Response:
        if "If-None-Match" in request.headers:
            return Response(status=304, headers=unchanged_headers)
        if "HX-Request" not in request.headers:
            body, headers = answers["page"]
        elif "gzip" in request.headers.get("Accept-Encoding", ""):
            body, headers = answers["compressed"]
        else:
            body, headers = answers["fragment"]
        return Response(body, headers=headers)

    return app


def _make_headers(count: int) -> list[tuple[str, str]]:
    return [(f"X-Constant-{number}", "same-origin; constant=1; of=" + "x" * 20) for number in range(count)]
