"""What search engines read: which addresses are for them, and all of these."""

from flask import Blueprint, Response, url_for

from gersapp.web.current import current_bodies, current_snapshot, has_bodies, in_body
from gersapp.web.navigation import current_origin, home, site_home
from gersapp.web.security.access import public

bp = Blueprint("robots", __name__)
# Of one catalogue; and of a site that has many.
catalogue_bp = Blueprint("sitemap", __name__)
bodies_bp = Blueprint("sitemaps", __name__)

# sitemaps.org, « Sitemaps XML format »: the greatest number of addresses in a file.
_MAX_ADDRESSES = 50_000


@bp.get("/robots.txt")
@public
def rules() -> Response:
    """Keep robots off what only editors may see, and off what only shows the catalogue another way."""
    # Those of any body, where there are many.
    with in_body("*" if has_bodies() else ""):
        closed = [
            url_for("history.recent"),
            url_for("history.trash"),
            url_for("audiences.index"),
            url_for("heading.edit"),
            url_for("account.own"),
            url_for("accounts.index"),
            url_for("operations.new"),
            url_for("operations.edit", id="*"),
            url_for("signin.form"),
            url_for("browse.news"),
            url_for("browse.printable"),
        ]
        if has_bodies():
            names = ("observatory.news", "observatory.printable", "all_accounts.index", "adding.form")
            closed += [url_for(name) for name in names]
    # RFC 9309: a rule is for all paths that begin with it, and « /news » is no rule for « /news-gers/ ».
    lines = [f"Disallow: {path}{end}" for path in closed for end in ("$", "?", "/")]
    endpoint = "sitemaps.index" if has_bodies() else "sitemap.catalogue"
    sitemap = f"Sitemap: {current_origin()}{url_for(endpoint)}"
    return _respond("\n".join(["User-agent: *", *lines, "", sitemap, ""]), "text/plain; charset=utf-8")


@catalogue_bp.get("/sitemap.xml")
@public
def catalogue() -> Response:
    """List the catalogue's page and those of its operations."""
    # An id is a slug, which needs no quoting: an address made by Flask takes 10 µs.
    operations = current_origin() + url_for("browse.operation", id="")
    ids = [*current_snapshot().catalogue.operations][: _MAX_ADDRESSES - 1]
    addresses = [current_origin() + home(), *[operations + id for id in ids]]
    return _respond_addresses("urlset", "url", addresses)


@bodies_bp.get("/sitemap.xml")
@public
def index() -> Response:
    """List the files that list the pages of all bodies together, and of each."""
    bodies = current_bodies()
    slugs = [*bodies.states()] if bodies else []
    paths = [url_for("sitemaps.pages"), *[url_for("sitemap.catalogue", body=slug) for slug in slugs]]
    addresses = [current_origin() + path for path in paths]
    return _respond_addresses("sitemapindex", "sitemap", addresses[:_MAX_ADDRESSES])


@bodies_bp.get("/sitemap-pages.xml")
@public
def pages() -> Response:
    """List the pages of all bodies together."""
    paths = [site_home(), url_for("figures.bodies"), url_for("national_documents.open_data")]
    return _respond_addresses("urlset", "url", [current_origin() + path for path in paths])


def _respond_addresses(root: str, element: str, addresses: list[str]) -> Response:
    items = "".join([f"<{element}><loc>{address}</loc></{element}>\n" for address in addresses])
    text = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<{root} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{items}</{root}>\n'
    )
    return _respond(text, "application/xml")


def _respond(text: str, content_type: str) -> Response:
    return Response(text, content_type=content_type, headers={"Cache-Control": "no-cache"})
