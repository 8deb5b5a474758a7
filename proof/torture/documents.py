"""Any valid document: after it is saved and the process has started again, it is the same to the letter."""

import signal
import warnings
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import orjson
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.errors import HypothesisWarning

from gersapp.catalogue import model, text
from gersapp.catalogue.catalogue import Catalogue
from gersapp.catalogue.links import fault
from gersapp.catalogue.platforms import BY_SLUG
from proof.tools.store import StoredCatalogue, edit_in_every_way
from proof.torture.faults import Fault, leave_in
from proof.torture.job import Job, Result
from proof.torture.losses import SECONDS, Lost, first_loss, losses
from proof.torture.writers import FORKED

Tables = dict[str, dict[str, dict[str, Any]]]

# -- what is valid: the limits of the model, and what the file's reader says

_ODD = "œŒßİıǅΣς☃é́\u0300\u200d\u200b\ufeff\u00ad\u00a0\u202f🎉👩‍👩‍👧𝒢𠮷ﷺ\"\\/<>&'{}[]\u2029\u0000"


def _texts(max_length: int, *, min_length: int = 0, lines: bool = False) -> st.SearchStrategy[str]:
    characters = st.one_of(st.characters(exclude_categories=["Cs"]), st.sampled_from(_ODD + "\n\t"))
    short = st.text(characters, min_size=min_length, max_size=40)
    # As long as is allowed: one piece, repeated.
    longest = st.text(characters, min_size=1, max_size=3).map(lambda s: (s * max_length)[:max_length])
    return st.one_of(short, longest).filter(
        lambda s: not text.forbidden_character(s, lines=lines) and (not min_length or bool(s.strip()))
    )


_SLUGS = st.from_regex(r"[a-z0-9]{1,8}(-[a-z0-9]{1,8}){0,3}", fullmatch=True).filter(
    lambda slug: slug != "new"
)
_LONG_SLUGS = st.one_of(_SLUGS, st.integers(1, 9).map(lambda n: str(n) * 100))
_NUMBERS = st.one_of(st.integers(-(2**63), 2**64 - 1), st.floats(allow_nan=False, allow_infinity=False))
_ANY = st.recursive(
    st.one_of(st.none(), st.booleans(), _NUMBERS, st.text(max_size=20)),
    lambda inside: st.one_of(
        st.lists(inside, max_size=3), st.dictionaries(st.text(max_size=10), inside, max_size=3)
    ),
    max_leaves=4,
)
_URLS = st.one_of(
    st.sampled_from(
        (
            "https://www.instagram.com/p/B123/",
            "https://twitter.com/LeGers32/status/1?s=20",
            "https://www.facebook.com/watch/?v=1",
            "https://exemple.fr/é?q=œ#ancre",
            "http://exemple.fr",
        )
    ),
    st.integers(1, 10**9).map(lambda n: f"https://exemple.fr/{n}"),
    st.just("https://exemple.fr/" + "a" * (2_048 - 19)),
).filter(lambda url: not fault(url))

_KNOWN = {"id", "title", "description", "audiences", "platforms", "links", "position", "operation"}
_KNOWN |= {"schema", "body", "hashtag", "introduction", "url", "slug", "label"}
Unknown = st.SearchStrategy[dict[str, Any]]
_UNKNOWN = st.dictionaries(st.text(max_size=12).filter(lambda key: key not in _KNOWN), _ANY, max_size=2)


_MANY_LINKS = [f"https://exemple.fr/lien/{n}" for n in range(model.MAX_LINKS)]


@st.composite
def _operation(draw: st.DrawFn, id: str, audiences: list[str], unknown: Unknown) -> dict[str, Any]:
    links = draw(st.one_of(st.lists(_URLS, max_size=3, unique=True), st.just(_MANY_LINKS)))
    more = draw(unknown)
    return {
        **draw(unknown),
        "id": id,
        "title": draw(_texts(model.MAX_TITLE, min_length=1)),
        "description": draw(_texts(model.MAX_DESCRIPTION, lines=True)),
        "audiences": draw(st.lists(st.sampled_from(audiences), min_size=1, unique=True)),
        "platforms": draw(st.lists(st.sampled_from(list(BY_SLUG)), unique=True)),
        "links": [{**more, "url": url} for url in links],
    }


@st.composite
def _tables(draw: st.DrawFn) -> Tables:
    """Draw any file that a start accepts."""
    # A few sets of keys that the program does not know, for any document.
    unknown = st.sampled_from([{}, *draw(st.lists(_UNKNOWN, min_size=1, max_size=2))])
    audiences = draw(st.lists(_LONG_SLUGS, min_size=1, max_size=4, unique=True))
    ids = draw(st.lists(_LONG_SLUGS, min_size=1, max_size=4, unique=True))
    keys = draw(st.lists(st.integers(1, 10**17), min_size=len(ids), max_size=len(ids), unique=True))
    living = draw(st.integers(1, len(ids)))
    rows = [(str(key), draw(_operation(id, audiences, unknown))) for key, id in zip(keys, ids, strict=True)]
    heading = {
        **draw(unknown),
        "schema": 1,
        "title": draw(_texts(model.MAX_TITLE)),
        "body": draw(_texts(model.MAX_TITLE)),
        "hashtag": draw(_texts(model.MAX_HASHTAG)),
        "introduction": draw(_texts(model.MAX_INTRODUCTION, lines=True)),
        "audiences": [
            {**draw(unknown), "slug": slug, "label": draw(_texts(model.MAX_LABEL, min_length=1))}
            for slug in audiences
        ],
    }
    trash = {
        key: {**draw(unknown), "position": draw(st.integers(0, 2**60)), "operation": row}
        for key, row in rows[living:]
    }
    return {
        "catalogue": {str(draw(st.integers(1, 10**17))): heading},
        "operations": dict(rows[:living]),
        **({"trash": trash} if trash else {}),
        **draw(st.dictionaries(st.just("journal"), st.dictionaries(st.just("1"), unknown, max_size=1))),
    }


# -- saved, started again, loaded


def content_of(catalogue: Catalogue) -> tuple[Any, ...]:
    """Return the whole content of a catalogue, to be compared: it has no equality of its own."""
    return catalogue.heading, list(catalogue.operations.items()), list(catalogue.trash.items())


def load_elsewhere(path: Path) -> tuple[Any, ...]:
    """Return the content that another process loads from the file; raises Lost."""
    receiver, sender = FORKED.Pipe(duplex=False)
    process = FORKED.Process(target=_load, args=(path, sender), daemon=True)
    process.start()
    sender.close()
    try:
        if not receiver.poll(SECONDS):
            raise Lost("le processus suivant ne démarre pas")
        content: tuple[Any, ...] = receiver.recv()
        return content
    except EOFError:
        raise Lost("le processus suivant refuse le fichier") from None
    finally:
        receiver.close()
        process.kill()
        process.join()


def _load(path: Path, output: Connection) -> None:
    """Start on the file, and send what was loaded."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with StoredCatalogue(path) as stored:
        output.send(content_of(stored.catalogue))


def unknown_keys(tables: Tables) -> dict[str, Any]:
    """Return the keys that the program does not know, with their values, by id; and the unknown tables."""
    found: dict[str, Any] = {name: rows for name, rows in tables.items() if name == "journal"}
    documents = [
        *tables["operations"].values(),
        *(row["operation"] for row in tables.get("trash", {}).values()),
    ]
    for document in documents:
        found[document["id"]] = (
            {key: value for key, value in document.items() if key not in _KNOWN},
            [{key: value for key, value in link.items() if key not in _KNOWN} for link in document["links"]],
        )
    (heading,) = tables["catalogue"].values()
    found[""] = {key: value for key, value in heading.items() if key not in _KNOWN}
    return found


def round_trip(path: Path, tables: Tables, title: str) -> None:
    """Write, start, edit, start again; raises Lost."""
    for name in (path.name, f"{path.name}.prev"):
        path.with_name(name).unlink(missing_ok=True)
    path.write_bytes(orjson.dumps(tables))
    with StoredCatalogue(path) as stored:
        stored.edit(lambda draft: edit_in_every_way(draft, title))
        saved = content_of(stored.catalogue)
    if load_elsewhere(path) != saved:
        raise Lost("ce qui est relu n’est pas ce qui a été enregistré")
    after = unknown_keys(orjson.loads(path.read_bytes()))
    if any(after[name] != keys for name, keys in unknown_keys(tables).items()):
        raise Lost("des clés inconnues sont perdues")


def round_trips(path: Path, times: int, step: Callable[[], None], *phases: Phase) -> None:
    """Make round trips of so many invented documents, and these phases of hypothesis; raises Lost."""

    @settings(
        max_examples=times,
        deadline=None,
        database=None,
        print_blob=False,
        phases=[Phase.generate, *phases],
        suppress_health_check=list(HealthCheck),
    )
    @given(_tables(), _texts(model.MAX_TITLE, min_length=1))
    def check(tables: Tables, title: str) -> None:
        round_trip(path, tables, title)
        step()

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", HypothesisWarning)  # « overly large repr » of a document
            check()
    except Lost:
        raise
    except Exception as error:
        raise Lost(f"{error!r} {' '.join(getattr(error, '__notes__', []))[:2000]}") from error


def any_document(job: Job) -> Result:
    """Make round trips of `job.times` documents that hypothesis invents."""
    path = job.database()
    with leave_in(Fault.FORGETS_UNKNOWN_KEYS):
        detected = first_loss(lambda: round_trips(path, 50, lambda: None))
    return Result(losses(lambda: round_trips(path, job.times, job.step, Phase.shrink)), detected)
