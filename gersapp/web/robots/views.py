"""What search engines read: which addresses are for them, and all of these."""

from flask import Blueprint, Response, url_for

from gersapp.web.current import current_snapshot
from gersapp.web.navigation import current_origin, home

bp = Blueprint("robots", __name__)

# sitemaps.org, « Sitemaps XML format »: the greatest number of addresses in a file.
_MAX_ADDRESSES = 50_000


@bp.get("/robots.txt")
def rules() -> Response:
    """Keep robots off what only editors may see, and off what only shows the catalogue another way."""
    closed = [
        url_for("history.recent"),
        url_for("history.trash"),
        url_for("audiences.index"),
        url_for("heading.edit"),
        url_for("accounts.own"),
        url_for("operations.new"),
        url_for("operations.edit", id="*"),
        url_for("signin.form"),
        url_for("browse.news"),
        url_for("browse.printable"),
    ]
    lines = ["User-agent: *", *[f"Disallow: {path}" for path in closed]]
    sitemap = f"Sitemap: {current_origin()}{url_for('robots.sitemap')}"
    return _respond("\n".join([*lines, "", sitemap, ""]), "text/plain; charset=utf-8")


@bp.get("/sitemap.xml")
def sitemap() -> Response:
    """List the catalogue's page and those of its operations."""
    # An id is a slug, which needs no quoting: an address made by Flask takes 10 µs.
    operations = current_origin() + url_for("browse.operation", id="")
    ids = [*current_snapshot().catalogue.operations][: _MAX_ADDRESSES - 1]
    addresses = [current_origin() + home(), *[operations + id for id in ids]]
    urls = "".join([f"<url><loc>{address}</loc></url>\n" for address in addresses])
    text = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{urls}</urlset>\n'
    )
    return _respond(text, "application/xml")


def _respond(text: str, content_type: str) -> Response:
    return Response(text, content_type=content_type, headers={"Cache-Control": "no-cache"})
