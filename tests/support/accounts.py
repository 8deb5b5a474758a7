"""Other accounts of the machine, for tests that root runs."""

import contextlib
import os
from collections.abc import Iterator

import pytest

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root may act as other accounts")

SERVER, JEANNE, PAUL, MARC = 4001, 4002, 4003, 4004
SERVERS, TEAM, READERS, OTHERS = 5001, 5002, 5003, 5004


@contextlib.contextmanager
def acting_as(account: int, *groups: int) -> Iterator[None]:
    """Act as an account, with its groups, which may read no module of Python: import nothing meanwhile."""
    before = os.getgroups()
    os.setgroups(groups)
    os.setegid(groups[0])
    os.seteuid(account)
    try:
        yield
    finally:
        os.seteuid(0)
        os.setegid(0)
        os.setgroups(before)
