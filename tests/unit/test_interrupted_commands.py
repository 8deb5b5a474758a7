"""Commands whose database refuses in the middle: nothing is half done, and a clear sentence says so."""

import shutil
from pathlib import Path

import psycopg
import pytest

from gersapp.commands.shared import without_page
from gersapp.errors import StoreFull
from gersapp.observatory.body import Body
from gersapp.store.postgres import Database
from gersapp.store.postgres.database import _BEGIN, BUSY, LOST, RESULT_UNKNOWN
from tests.support.database_commands import Place
from tests.support.edits import ID, commit, set_title

pytestmark = pytest.mark.usefixtures("quick_disk")

PASSWORD = "Un canard passe la Baïse"
UNFINISHED = (
    "L’effacement n’est pas terminé : la base de données ne répond pas ou refuse. Relancez la même commande."
)
# Each command, and the table that somebody holds when it comes to write.
COMMANDS = {
    ("observatory", "add", "auch", "FILE"): "documents",
    ("observatory", "remove", "gers", "--yes"): "documents",
    ("observatory", "change", "gers", "--kind", "region"): "bodies",
    ("restore", "FILE", "--body", "gers", "--yes"): "documents",
    ("purge", ID, "--body", "gers", "--yes"): "documents",
    ("editor", "add", "Anne", "--body", "gers"): "account_roles",
    ("import", "DOSSIER", "--body", "gers", "--as", "Jeanne"): "pending_imports",
}


@pytest.fixture
def place(database_address: str, seed_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    """One body, which the file FILE had before an edit. Whoever waits for a lock is refused soon."""
    begin = _BEGIN.replace("2500ms", "50ms")
    monkeypatch.setattr("gersapp.store.postgres.database._BEGIN", begin)
    place = Place(database_address, tmp_path)
    shutil.copy(seed_path, tmp_path / "FILE")
    (tmp_path / "DOSSIER").write_text("Recettes\nhttps://www.facebook.com/LeGers32/posts/1687757504778733")
    with place.bodies() as bodies:
        bodies.add(Body("gers"), seed_path.read_bytes())
        commit(bodies.repository("gers"), set_title("Astuces"))
    return place


@pytest.mark.parametrize("words", COMMANDS, ids=lambda words: " ".join(words[:2]))
def test_an_interrupted_command_changes_nothing(
    place: Place, words: tuple[str, ...], caplog: pytest.LogCaptureFixture
) -> None:
    before = place.state()
    given = [str(place.folder / word) if word in ("FILE", "DOSSIER") else word for word in words]
    with psycopg.connect(place.address) as other:
        other.execute(f"LOCK TABLE {COMMANDS[words]} IN SHARE MODE".encode())
        done = place.run(*given, input=f"{PASSWORD}\n")
    # The engine's log leaves it to the refusal to say why.
    assert [record.name for record in caplog.records if record.name.startswith("gersapp.store")] == []
    assert (done.exit_code, place.state()) == (1, before)
    (line,) = [line for line in done.stderr.splitlines() if line.startswith("Refusé : ")]
    if words[0] == "purge":  # other tables may have changed
        assert line == f"Refusé : {UNFINISHED}"
        line = caplog.messages[-1]
    assert "Un autre enregistrement n’en finit pas" in line
    assert line == without_page(line)


def test_a_refusal_of_a_command_says_nothing_of_a_page() -> None:
    full = Database("postgresql://127.0.0.1/x").explain(psycopg.errors.DiskFull())
    assert isinstance(full, StoreFull)
    for message in (BUSY, LOST, RESULT_UNKNOWN, str(full)):
        said = without_page(message)
        assert ("saisie" in said, "page" in said) == (False, False)
