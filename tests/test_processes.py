"""Real servers: what they refuse. What they survive is in `torture/`, and runs in test_torture.py."""

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tools.server import StartServer


def test_a_server_that_would_load_the_file_before_its_workers_is_refused(server: "StartServer") -> None:
    with pytest.raises(AssertionError, match="ended with status 3"):
        server(GUNICORN_CMD_ARGS="--preload")
    assert "--preload est refusé" in server.started[-1].output()
