"""The real nginx in front of the real server, with the lines that docs/deploy.md gives."""

import contextlib
import http.client
import re
import subprocess
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from proof.tools.apt import find_program
from proof.tools.server import ROOT, free_port

SECONDS = 60


def documented(heading: str, language: str) -> str:
    """The first block of `language` under `heading` in docs/deploy.md."""
    section = (ROOT / "docs" / "deploy.md").read_text("utf-8").partition(f" {heading}\n")[2]
    block = re.search(rf"^```{language}\n(.*?)^```$", section, re.DOTALL | re.MULTILINE)
    assert block, (heading, language)
    return block[1]


@dataclass
class Answer:
    """Status, headers and text of a response."""

    status: int
    headers: http.client.HTTPMessage
    text: str

    def cookie(self) -> str:
        """The cookie that the browser gets, as it sends it back; nothing if there is none."""
        return self.headers.get("Set-Cookie", "").partition(";")[0]


@dataclass(frozen=True)
class Nginx:
    """A running nginx. Its site is `host`, which every request names."""

    port: int
    host: str

    def get(self, path: str, method: str = "GET", body: str = "", **headers: str) -> Answer:
        """Make a request; `path` goes out as it stands. `X_Remote_User`, as a keyword, is that very header."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=SECONDS)
        with contextlib.closing(connection):
            connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
            for name, value in {"Host": self.host, **headers}.items():
                connection.putheader(name, value)
            connection.endheaders(body.encode())
            response = connection.getresponse()
            return Answer(response.status, response.headers, response.read().decode("utf-8", "replace"))

    def post(self, path: str, body: str = "", **headers: str) -> Answer:
        """Post a form, as a page of the site does."""
        sent = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Content-Length": str(len(body.encode())),
            "Sec-Fetch-Site": "same-origin",
        }
        return self.get(path, "POST", body, **sent, **headers)


@contextlib.contextmanager
def serving(folder: Path, locations: str, host: str, replaced: Mapping[str, str]) -> Iterator[Nginx]:
    """Start nginx with `locations`, once the documented texts are `replaced` by those of this machine."""
    program = find_program("nginx")
    assert program, "nginx is missing"
    for text, real in replaced.items():
        assert text in locations
        locations = locations.replace(text, real)
    port = free_port()
    temporary = "".join(
        f"    {name}_temp_path {folder / name};\n"
        for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    configuration = folder / "nginx.conf"
    configuration.write_text(
        f"daemon off;\nmaster_process off;\npid {folder / 'nginx.pid'};\nevents {{}}\nhttp {{\n{temporary}"
        f"    access_log off;\n    server {{\nlisten 127.0.0.1:{port};\nserver_name {host};\n{locations}}}\n}}\n",
        "utf-8",
    )
    log = folder / "nginx.log"
    with subprocess.Popen([program, "-p", folder, "-e", log, "-c", configuration]) as process:
        try:
            wait_until_open(process, port, log)
            yield Nginx(port, host)
        finally:
            process.terminate()


def wait_until_open(process: "subprocess.Popen[bytes]", port: int, log: Path) -> None:
    deadline = time.monotonic() + SECONDS
    while True:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=SECONDS)
        with contextlib.closing(connection):
            try:
                connection.connect()
                return
            except OSError:
                assert process.poll() is None, log.read_text()
                assert time.monotonic() < deadline, log.read_text()
                time.sleep(0.02)
