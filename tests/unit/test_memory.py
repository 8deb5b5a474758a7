"""`gersapp.memory`: the settings of malloc. What they give: the line « la mémoire » of `make torture`."""

import os
import subprocess
import sys

import pytest

from proof.tools.server import ROOT

PROGRAM = (
    "import os; from gersapp.memory import restart_with_settings_of_malloc as restart; "
    "restart(); print(os.getpid(), os.environ['GLIBC_TUNABLES'])"
)


@pytest.mark.skipif(sys.platform != "linux", reason="glibc is Linux's")
@pytest.mark.parametrize(
    ("variables", "expected"),
    [({}, "glibc.malloc.tcache_count=0"), ({"GLIBC_TUNABLES": "glibc.rtld.nns=5"}, "glibc.rtld.nns=5")],
    ids=["ours", "of the sysadmin"],
)
def test_a_program_restarts_once_for_malloc(variables: dict[str, str], expected: str) -> None:
    inherited = {name: value for name, value in os.environ.items() if name != "GLIBC_TUNABLES"}
    command = [sys.executable, "-c", PROGRAM]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, cwd=ROOT, env=inherited | variables
    ) as process:
        assert process.stdout
        pid, settings = process.stdout.read().split()
    assert int(pid) == process.pid
    assert expected in settings
    assert process.returncode == 0
