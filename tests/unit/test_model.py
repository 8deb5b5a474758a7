"""`gersapp.catalogue.model`: revisions and platforms of operations and headings."""

from dataclasses import FrozenInstanceError, replace
from pathlib import Path

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gersapp.catalogue.links import fault, platform_of, recognise
from gersapp.catalogue.model import Audience, Heading, Link, Operation

FACEBOOK = Link("https://www.facebook.com/LeGers32/posts/1")
TWEET = Link("https://twitter.com/LeGers32/status/1")
SITE = Link("https://www.gers.fr/page")
OPERATION = Operation(
    id="id",
    title="Titre",
    description="Description",
    audiences=("a", "b"),
    platforms=("x", "facebook"),
    links=(FACEBOOK, SITE),
)
HEADING = Heading(
    title="Titre",
    organisation="Organisme",
    hashtag="#mot",
    introduction="Introduction",
    audiences=(Audience("a", "A"),),
)


def test_the_revision_is_the_same_for_the_same_content() -> None:
    same = Operation(
        id="id",
        title="Titre",
        description="Description",
        audiences=("a", "b"),
        platforms=("x", "facebook"),
        links=(FACEBOOK, SITE),
    )
    assert same == OPERATION
    assert same.revision == OPERATION.revision
    assert same.revision.isalnum()
    assert 0 < len(same.revision) <= 64


def test_the_revision_is_the_same_after_a_restart() -> None:
    # Written down: an editor's form must outlive a restart of the service.
    assert Operation("id", "Titre").revision == "e6cae75a92c092c0"


@pytest.mark.parametrize(
    "changed",
    [
        replace(OPERATION, id="autre"),
        replace(OPERATION, title="titre"),
        replace(OPERATION, title="Titre "),
        replace(OPERATION, description=""),
        replace(OPERATION, title="Description", description="Titre"),
        replace(OPERATION, audiences=("b", "a")),
        replace(OPERATION, audiences=("a",)),
        replace(OPERATION, audiences=("a, b",)),
        replace(OPERATION, platforms=("facebook", "x")),
        replace(OPERATION, platforms=("a", "b"), audiences=("x", "facebook")),
        replace(OPERATION, links=(SITE, FACEBOOK)),
        replace(OPERATION, links=()),
    ],
)
def test_the_revision_changes_with_the_content(changed: Operation) -> None:
    assert changed.revision != OPERATION.revision


@pytest.mark.parametrize("name", ["title", "organisation", "hashtag", "introduction"])
def test_the_headings_revision_changes_with_each_text(name: str) -> None:
    changed = replace(HEADING, **{name: "autre"})  # type: ignore[arg-type]
    assert changed.revision != HEADING.revision


def test_a_new_audience_keeps_the_headings_revision() -> None:
    assert replace(HEADING, audiences=()).revision == HEADING.revision


def test_a_lone_surrogate_has_a_revision_too() -> None:
    assert Operation("id", "\ud800").revision != Operation("id", "\ud801").revision


def test_platforms_are_those_announced_and_those_of_the_links() -> None:
    assert Operation("id", "T").all_platforms == ()
    assert Operation("id", "T", platforms=("youtube", "facebook")).all_platforms == ("facebook", "youtube")
    assert Operation("id", "T", links=(SITE, TWEET)).all_platforms == ("x", "site-web")
    assert Operation("id", "T", platforms=("x",), links=(TWEET,)).all_platforms == ("x",)


def test_a_platform_announced_without_a_link_is_known() -> None:
    announced = Operation("id", "T", platforms=("youtube", "x", "facebook"), links=(TWEET, SITE))
    assert announced.without_link == ("youtube", "facebook")
    assert OPERATION.without_link == ("x",)
    assert Operation("id", "T", links=(TWEET,)).without_link == ()


def test_operations_and_headings_are_frozen() -> None:
    with pytest.raises(FrozenInstanceError):
        OPERATION.title = "autre"  # type: ignore[misc]
    with pytest.raises(FrozenInstanceError):
        HEADING.title = "autre"  # type: ignore[misc]


def test_every_link_of_the_gers_has_its_recognised_platform(seed_path: Path) -> None:
    rows = orjson.loads(seed_path.read_bytes())["operations"].values()
    urls = [link["url"] for row in rows for link in row["links"]]
    assert len(urls) == 28
    for url in urls:
        assert platform_of(url) == recognise(url).platform


GERS = "https%3A%2F%2Fwww.gers.fr%2Fpage"
AWKWARD = [
    ("https://WWW.Facebook.COM/LeGers32/posts/1", "facebook"),
    ("HTTPS://www.facebook.com/LeGers32", "facebook"),
    ("https://www.facebook.com", "facebook"),
    ("https://www.facebook.com?x=1", "facebook"),
    ("https://www.facebook.com#x", "facebook"),
    ("https://www.facebook.com:443/a", "facebook"),
    ("http://www.facebook.com:80/a", "facebook"),
    ("http://www.facebook.com:443/a", "site-web"),
    ("https://www.facebook.com:8443/a", "site-web"),
    ("https://www.facebook.com:/a", "facebook"),
    ("https://facebook.com.example.org/a", "site-web"),
    ("https://example.org/https://www.facebook.com/a", "site-web"),
    ("https://example.org/?u=https://www.facebook.com/a", "site-web"),
    (f"https://l.facebook.com/l.php?u={GERS}", "site-web"),
    (f"https://L.Facebook.com/l.php?h=x&u={GERS}", "site-web"),
    (f"https://l.facebook.com/l.php/?u={GERS}", "site-web"),
    (f"https://l.facebook.com//l.php?u={GERS}", "facebook"),
    ("https://l.facebook.com/l.php?u=https%3A%2F%2Fx.com%2Fa%2Fstatus%2F1", "x"),
    ("https://lm.facebook.com/l.php?u=javascript%3Aalert(1)", "facebook"),
    ("https://l.facebook.com/l.php", "facebook"),
    (f"https://www.facebook.com/l.php?u={GERS}", "site-web"),
    (f"https://www.youtube.com/redirect?q={GERS}", "site-web"),
    (f"https://www.youtube.com/redirect/?q={GERS}", "site-web"),
    ("https://www.youtube.com/redirect#x", "youtube"),
    ("https://piaille.fr/@gers/11", "mastodon"),
    ("https://PIAILLE.fr/@Gers/11/?utm_source=a", "mastodon"),
    ("https://piaille.fr/%40gers/11", "mastodon"),
    ("https://piaille.fr/@gers", "mastodon"),
    ("https://mastodon.social:8443/@gers/11", "mastodon"),
    ("https://www.tiktok.com/@legers32", "tiktok"),
    ("https://192.0.2.1/@gers/11", "mastodon"),
    ("https://192.0.2.1/page", "site-web"),
    ("https://élan-gersois.fr/page", "site-web"),
    ("https://ｗｗｗ.facebook.com/page", "facebook"),
    ("https://xn--lan-9la.fr/", "site-web"),
    ("https://bsky.app/profile/gers.fr", "bluesky"),
    ("https://youtu.be/a", "youtube"),
    ("https://web.whatsapp.com/x", "whatsapp"),
    ("https://www.threads.net/@a/post/b", "threads"),
]


@pytest.mark.parametrize(("url", "platform"), AWKWARD)
def test_awkward_addresses_have_their_recognised_platform(url: str, platform: str) -> None:
    assert fault(url) is None
    assert recognise(url).platform == platform
    assert platform_of(url) == platform


PIECES = ["www.", "l.", "facebook.com", "youtube.com", "piaille.fr", "X.com", ":80", ":443", ":99", "/",
          "/l.php", "/redirect", "?u=", "?q=", "&", "#", "@gers", "%40", "/1", GERS]  # fmt: skip


@given(st.sampled_from(["http://", "https://"]), st.lists(st.sampled_from(PIECES), max_size=6))
@settings(deadline=None, derandomize=True, database=None, max_examples=150)
def test_any_stored_address_has_its_recognised_platform(scheme: str, pieces: list[str]) -> None:
    url = scheme + "".join(pieces)
    if fault(url) is None:
        assert platform_of(url) == recognise(url).platform
