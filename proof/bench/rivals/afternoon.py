"""The floor: the same catalogue as one writes it in an afternoon, with nothing but TinyDB and a template.

It is correct for one visitor at a time, and clear; most such pages are like it. It reads the file at each
request and writes it in place, so a power cut may empty it. Its worker is gunicorn's own, which answers one
request after another, since TinyDB's storage is not made for threads.
"""

import os
import re
import unicodedata
from typing import Any

from flask import Flask, redirect, render_template, request
from tinydb import TinyDB, where
from werkzeug.wrappers import Response

PAGE = 50

app = Flask(__name__, template_folder=".", static_folder=None)
db = TinyDB(os.environ["AFTERNOON_DB"])
LABELS = {
    "facebook": "Facebook",
    "instagram": "Instagram",
    "x": "X (ex-Twitter)",
    "linkedin": "LinkedIn",
    "tiktok": "TikTok",
    "youtube": "YouTube",
    "bluesky": "Bluesky",
    "threads": "Threads",
    "mastodon": "Mastodon",
    "whatsapp": "WhatsApp",
    "site-web": "Site web",
}

catalogue = db.table("catalogue").all()[0]
audiences = {audience["slug"]: audience["label"] for audience in catalogue["audiences"]}


def plain(text: str) -> str:
    """Return `text` without accents or capitals."""
    text = text.lower().replace("œ", "oe").replace("’", " ")
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()


@app.get("/")
def index() -> str:
    chosen, platforms = request.args.getlist("audience"), request.args.getlist("platform")
    wanted = [re.compile(rf"\b{re.escape(word)}") for word in plain(request.args.get("q", "")).split()]

    def has_words(operation: dict[str, Any]) -> bool:
        texts = [operation["title"], operation["description"], catalogue["hashtag"]]
        texts += [link["url"].partition("://")[2] for link in operation["links"]]
        texts += [audiences[slug] for slug in operation["audiences"]]
        texts += [LABELS[slug] for slug in operation["platforms"]]
        text = plain(" ".join(texts))
        return all(word.search(text) for word in wanted)

    found = [o for o in db.table("operations").all() if not wanted or has_words(o)]
    for_audiences = [o for o in found if not platforms or set(platforms) & set(o["platforms"])]
    for_platforms = [o for o in found if not chosen or set(chosen) & set(o["audiences"])]
    results = [o for o in for_audiences if not chosen or set(chosen) & set(o["audiences"])]
    return render_template(
        "afternoon.html",
        fragment="HX-Request" in request.headers,
        catalogue=catalogue,
        audiences=audiences,
        labels=LABELS,
        chosen=chosen,
        platforms=platforms,
        q=request.args.get("q", ""),
        audience_counts={a: sum(a in o["audiences"] for o in for_audiences) for a in audiences},
        platform_counts={p: sum(p in o["platforms"] for o in for_platforms) for p in LABELS},
        count=len(results),
        by_audience={a: [o for o in results[:PAGE] if a in o["audiences"]] for a in audiences},
    )


@app.post("/operations/<id>")
def save(id: str) -> Response:
    fields: dict[str, Any] = {
        "title": request.form["title"],
        "description": request.form["description"],
        "audiences": request.form.getlist("audiences"),
        "platforms": request.form.getlist("platforms"),
        "links": [{"url": url} for url in request.form.getlist("links") if url],
    }
    db.table("operations").update(fields, where("id") == id)
    return redirect("/", 303)
