"""What tests of the parts share."""

from pathlib import Path

import pytest

from gersapp.store.tinydb import Backups
from tests.support.backups import OLD, age


@pytest.fixture
def backups(database: Path) -> Backups:
    """Those of a file that was written at OLD; none is made yet."""
    age(database, OLD)
    return Backups(database)
