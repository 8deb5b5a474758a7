"""`gersapp.reviews.fates`: what becomes of the other lines, when people say what one of them is."""

from pathlib import Path

import pytest

from gersapp.exchange.proposal import Fate
from gersapp.exchange.reading.plain import read_text
from gersapp.exchange.structure import propose
from gersapp.reviews.fates import change_fate, propose_again
from gersapp.reviews.files import FilePendingImports
from gersapp.reviews.review import Review
from tests.support.reviews import ID

LISTED = """Nos actions d’octobre

Public : jeunes
* Quiz « Vrai ou faux ? » en story
* Interview du Dr Lamy, 4 min https://youtu.be/kL9mN8oP7qR

Pour tous
* Marche rose, 3 km. Revivez-la sur TikTok https://www.tiktok.com/@bellerive/video/7555555555555555555
* Mur des messages
* Podcast, 3 épisodes https://www.facebook.com/LeGers32/posts/2663636237190860
"""
HEADED = """1. Agents

1.1 Défi sobriété
Concours interne photo, relayé sur LinkedIn.

1.2 Merci aux équipes
Post de remerciement. https://www.facebook.com/LeGers32/posts/2663636237190860

1.3 Portraits
Quatre portraits. https://www.facebook.com/LeGers32/posts/2663636237190861
"""


@pytest.mark.parametrize(
    ("text", "said", "fate", "other"),
    [
        (LISTED, "Interview", Fate.TITLE, "Quiz"),
        (HEADED, "Concours", Fate.DECOR, "Défi"),
    ],
)
def test_an_operation_stays_when_another_line_changes(
    tmp_path: Path, text: str, said: str, fate: Fate, other: str
) -> None:
    source = read_text(text)
    proposal = propose(source)
    assert any(other in one.title for one in proposal.operations)
    number = next(line.number for line in proposal.lines if said in line.text)
    imports = FilePendingImports(tmp_path, lambda: 1)
    imports.add(Review(id=ID, editor="", name="", received=1, source=source, proposal=proposal))
    after = change_fate(imports, ID, number, fate, propose_again)
    assert after
    assert any(other in one.title for one in after.proposal.operations)
    assert set(after.fates.values()) == {fate, Fate.TITLE}


def test_a_section_that_is_left_goes_with_its_titles(tmp_path: Path) -> None:
    source = read_text(HEADED)
    imports = FilePendingImports(tmp_path, lambda: 1)
    imports.add(Review(id=ID, editor="", name="", received=1, source=source, proposal=propose(source)))
    after = change_fate(imports, ID, 1, Fate.LEFT, propose_again)
    assert after
    assert after.fates == {1: Fate.LEFT}
