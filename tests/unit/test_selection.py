"""`gersapp.catalogue.search.selection`: a query says the whole state, and says it in one way."""

from urllib.parse import parse_qs

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from gersapp.catalogue.model import Audience
from gersapp.catalogue.platforms import PLATFORMS
from gersapp.catalogue.search.selection import MAX_PAGE, MAX_QUERY, NoticeKind, Selection, read_selection
from gersapp.french import describe_notice

AUDIENCES = (Audience("adultes", "Adultes"), Audience("enfants", "Enfants"), Audience("tous", "Tous"))
SLUGS = [platform.slug for platform in PLATFORMS]


def read(query: str) -> tuple[Selection, tuple[str, ...]]:
    """The selection that `query` asks for, and what is said of what was ignored."""
    selection, notices = read_selection(parse_qs(query), AUDIENCES)
    return selection, tuple(map(describe_notice, notices))


@pytest.mark.parametrize(
    ("asked", "canonical"),
    [
        ("", ""),
        ("&", ""),
        ("q=&audience=&platform=&page=", ""),
        ("page=1", ""),
        ("platform=x&audience=tous", "audience=tous&platform=x"),
        ("audience=tous&audience=adultes&audience=tous", "audience=adultes&audience=tous"),
        ("platform=x&platform=facebook", "platform=facebook&platform=x"),
        ("audience=+tous+", "audience=tous"),
        ("q=++un%20%20deux++", "q=un+deux"),
        ("q=un&q=deux", "q=un+deux"),
        ("q=%C5%93uf%C2%A0dur", "q=%C5%93uf+dur"),
        ("q=a%26b%3Dc%23d%2Be%25", "q=a%26b%3Dc%23d%2Be%25"),
        ("page=3&q=a", "q=a&page=3"),
        ("page=003", "page=3"),
        ("page=2&page=7", "page=2"),
        ("utm_source=x&fbclid=y", ""),
    ],
)
def test_a_query_has_one_canonical_form(asked: str, canonical: str) -> None:
    selection, notices = read(asked)
    assert selection.query == canonical
    assert notices == ()


@pytest.mark.parametrize(
    ("asked", "notice"),
    [
        ("audience=martiens", "Cible inconnue, ignorée : « martiens »."),
        ("platform=minitel", "Plateforme inconnue, ignorée : « minitel »."),
        ("platform=Facebook", "Plateforme inconnue, ignorée : « Facebook »."),
        ("q=%21", "Recherche ignorée : « ! » ne contient ni lettre ni chiffre."),
        ("q=%CC%81", "Recherche ignorée : « \u0301 » ne contient ni lettre ni chiffre."),
        ("q=%EF%BE%9E", "Recherche ignorée : « \uff9e » ne contient ni lettre ni chiffre."),
        ("page=deux", "Page inconnue, ignorée : « deux »."),
        ("page=0", "Page inconnue, ignorée : « 0 »."),
        ("page=-1", "Page inconnue, ignorée : « -1 »."),
        ("page=%C2%B2", "Page inconnue, ignorée : « ² »."),
        (f"page={MAX_PAGE + 1}", f"Page inconnue, ignorée : « {MAX_PAGE + 1} »."),
        ("page=" + "9" * 500, f"Page inconnue, ignorée : « {'9' * 80} »."),
        ("audience=" + "a" * 500, f"Cible inconnue, ignorée : « {'a' * 80} »."),
    ],
)
def test_an_unknown_value_is_noticed_and_ignored(asked: str, notice: str) -> None:
    assert read(asked) == (Selection(), (notice,))


def test_an_unknown_value_is_noticed_once_and_others_stay() -> None:
    selection, notices = read("audience=a&audience=tous&audience=a&audience=b")
    assert selection == Selection(audiences=("tous",))
    assert notices == ("Cible inconnue, ignorée : « a ».", "Cible inconnue, ignorée : « b ».")


def test_a_long_search_is_cut_and_says_so() -> None:
    selection, notices = read("q=" + "a" * 199 + "+" + "b" * 9)
    assert selection.q == "a" * 199
    assert notices == (f"Recherche limitée à ses {MAX_QUERY} premiers caractères.",)


def test_a_chip_leaves_the_first_page_less_its_filter() -> None:
    selection = Selection(("adultes", "tous"), ("x", "facebook"), "œuf", 4)
    assert selection.queries_less_one() == [
        Selection(("tous",), ("x", "facebook"), "œuf").query,
        Selection(("adultes",), ("x", "facebook"), "œuf").query,
        Selection(("adultes", "tous"), ("facebook",), "œuf").query,
        Selection(("adultes", "tous"), ("x",), "œuf").query,
        Selection(("adultes", "tous"), ("x", "facebook")).query,
    ]
    assert Selection(q="œuf").queries_less_one() == [""]
    assert Selection(page=3).queries_less_one() == []


def subsets(values: list[str]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.sets(st.sampled_from(values)).map(lambda s: tuple(value for value in values if value in s))


@given(
    subsets([audience.slug for audience in AUDIENCES]),
    subsets(SLUGS),
    st.lists(st.text(alphabet="aé1&=+#%;?/œ’«\u0301😀", min_size=1), max_size=4),
    st.integers(1, MAX_PAGE),
)
@settings(deadline=None, derandomize=True, database=None)
def test_reading_the_query_of_a_selection_gives_it_back(
    audiences: tuple[str, ...], platforms: tuple[str, ...], words: list[str], page: int
) -> None:
    q = " ".join(["a", *words])[:MAX_QUERY].rstrip() if words else ""
    selection = Selection(audiences, platforms, q, page)
    assert read(selection.query) == (selection, ())


@given(
    st.dictionaries(
        st.sampled_from(["q", "audience", "platform", "page", "autre"]),
        st.lists(
            st.one_of(
                st.text(st.characters(exclude_categories=["Cs"])),
                st.sampled_from(["tous", "adultes", "x", "facebook", "2", "99999"]),
            )
        ),
    )
)
@example({"q": ["a" * 199 + "\u00a0 b"]})
@example({"q": ["a\x1cb\x85c\u2028d"]})
@settings(deadline=None, derandomize=True, database=None)
def test_the_canonical_query_asks_for_the_same(query: dict[str, list[str]]) -> None:
    selection, _ = read_selection(query, AUDIENCES)
    assert read(selection.query) == (selection, ())
    assert selection.query.isascii()


LONG = f"https://www.gers.fr/{'a' * 240}"


@pytest.mark.parametrize(
    ("typed", "q", "is_cut"),
    [
        (f"{LONG}?fbclid={'b' * 99}", LONG, False),
        (f"vélo {LONG}", f"vélo {LONG}", False),
        (f"https://www.gers.fr/velo?fbclid={'b' * 240} auch", "https://www.gers.fr/velo auch", False),
        (f"www.gers.fr/velo?utm_source={'b' * 240}", "https://www.gers.fr/velo", False),
        (f"{LONG} {LONG}b", LONG, True),
        (f"{'c' * 201} {LONG}", f"{'c' * 200} {LONG}", True),
    ],
)
def test_a_long_address_stays_whole(typed: str, q: str, is_cut: bool) -> None:
    selection, notices = read_selection({"q": [typed]}, AUDIENCES)
    assert selection.q == q
    assert [notice.kind for notice in notices] == [NoticeKind.SEARCH_CUT] * is_cut
    assert read_selection({"q": [q]}, AUDIENCES) == (selection, ())
