"""Datasette, which publishes data with filters and facets without a line of code, on the same operations.

Each operation is a row, its audiences and platforms are JSON arrays (which Datasette counts as facets). It is
asked in two ways: as it comes, with words looked for in their column; and tuned, with a full-text index of
words and their prefixes, and without the facets that it suggests by itself.
"""

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from urllib.parse import urlencode

from gersapp.catalogue.platforms import BY_SLUG
from gersapp.catalogue.search.selection import Selection
from gersapp.catalogue.text import folded_words
from proof.bench.generator import Tables

# Every facet is to be counted, however long it takes.
SETTINGS = (("facet_time_limit_ms", "20000"), ("sql_time_limit_ms", "20000"))
TUNED = (*SETTINGS, ("suggest_facets", "off"))


def write(tables: Tables, path: Path) -> None:
    """Write the operations of `tables` to a new database at `path`, whose name is `operations.db`."""
    heading = tables["catalogue"]["1"]
    audiences = {audience["slug"]: audience["label"] for audience in heading["audiences"]}
    with closing(sqlite3.connect(path)) as base, base:
        base.execute(
            "CREATE TABLE operations (id TEXT, title, description, audiences, platforms, links, words)"
        )
        for operation in tables["operations"].values():
            urls = [link["url"] for link in operation["links"]]
            texts = [operation["title"], operation["description"], heading["hashtag"]]
            texts += [url.partition("://")[2] for url in urls]
            texts += [audiences[slug] for slug in operation["audiences"]]
            texts += [BY_SLUG[slug].label for slug in operation["platforms"]]
            base.execute(
                "INSERT INTO operations VALUES (?, ?, ?, ?, ?, ?, ?)",
                (
                    operation["id"],
                    operation["title"],
                    operation["description"],
                    json.dumps(operation["audiences"]),
                    json.dumps(operation["platforms"]),
                    "\n".join(urls),
                    " ".join(folded_words(" ".join(texts))),
                ),
            )
        base.execute('CREATE VIRTUAL TABLE found USING fts5(words, content="operations", prefix="1 2 3")')
        base.execute("INSERT INTO found (found) VALUES ('rebuild')")


def address_of(selection: Selection, suffix: str = "", *, tuned: bool = False) -> str:
    """Return the address at which Datasette shows `selection` and the two facets; `suffix` may be `.json`."""
    pairs = [
        ("_facet_array", "audiences"),
        ("_facet_array", "platforms"),
        ("_size", "50"),
        ("_nocol", "words"),
    ]
    for column, slugs in (("audiences", selection.audiences), ("platforms", selection.platforms)):
        if slugs:
            values = ", ".join(f"'{slug}'" for slug in slugs)
            test = f"exists (select 1 from json_each(operations.{column}) where value in ({values}))"  # noqa: S608  (slugs of our own tables, nothing that is typed)
            pairs.append(("_where", test))
    words = folded_words(selection.q)
    if words and tuned:
        pairs += [("_search", " ".join(f'"{word}"*' for word in words)), ("_searchmode", "raw")]
    else:
        pairs += [("_where", f"' ' || operations.words like '% {word}%'") for word in words]
    return f"/operations/operations{suffix}?{urlencode(pairs)}"
