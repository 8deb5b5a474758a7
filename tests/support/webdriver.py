"""Firefox and WebKitGTK as Debian packs them, driven by WebDriver: Playwright has neither.

Firefox takes WebDriver's commands on a socket of its own (Marionette), WebKitGTK by HTTP from its driver.
"""

import contextlib
import http.client
import json
import os
import re
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from proof.tools.apt import find_program
from proof.tools.server import free_port

SECONDS = 60
START_SECONDS = 60
ENTER = "\ue006"
CONTROL = "\ue009"

# What a command is in HTTP; Marionette has the names.
_COMMANDS = {
    "Navigate": ("POST", "url"),
    "GetCurrentURL": ("GET", "url"),
    "Back": ("POST", "back"),
    "Refresh": ("POST", "refresh"),
    "FindElements": ("POST", "elements"),
    "GetActiveElement": ("GET", "element/active"),
    "GetElementProperty": ("GET", "element/{id}/property/{name}"),
    "ElementClick": ("POST", "element/{id}/click"),
    "ElementClear": ("POST", "element/{id}/clear"),
    "ElementSendKeys": ("POST", "element/{id}/value"),
    "ExecuteScript": ("POST", "execute/sync"),
}
# Firefox looks up hosts of its maker, all by HTTPS.
_FIREFOX = """user_pref("marionette.port", 0);
user_pref("network.proxy.type", 1);
user_pref("network.proxy.ssl", "127.0.0.1");
user_pref("network.proxy.ssl_port", 9);
"""
_LISTEN = """
if (window.faults) return;
window.faults = [];
window.addEventListener("error", (event) => window.faults.push(event.message));
window.addEventListener("unhandledrejection", (event) => window.faults.push(String(event.reason)));
document.addEventListener("securitypolicyviolation", (event) => window.faults.push(event.violatedDirective));
"""

Send = Callable[..., Any]


class WebDriverError(Exception):
    """The browser refused a command; `args[0]` is the code, as « stale element reference »."""


class Tab:
    """The one tab of a browser. What is looked for is waited for, as Playwright does."""

    def __init__(self, send: Send, *, script: bool) -> None:
        self.send = send
        self.script = script
        self.faults: list[str] = []

    def open(self, url: str) -> None:
        self._leave()
        self.send("Navigate", url=url)
        self._arrive()

    def back(self) -> None:
        self._leave()
        self.send("Back")
        self._arrive()

    def reload(self) -> None:
        self._leave()
        self.send("Refresh")
        self._arrive()

    def texts(self, selector: str) -> list[str]:
        """The text of each element, with plain spaces."""
        return [" ".join(str(text).split()) for text in self.values(selector, "textContent")]

    def values(self, selector: str, name: str) -> list[Any]:
        """A property of each element."""
        return [self.send("GetElementProperty", id=id, name=name) for id in self._find(selector)]

    def click(self, selector: str, text: str = "") -> None:
        """Click the first element that has this text, by the mouse: it must be in sight."""
        self._act(selector, text, "ElementClick")

    def follow(self, selector: str, text: str = "") -> None:
        """Click what leads to another page."""
        self._leave()
        self.click(selector, text)
        self._arrive()

    def fill(self, selector: str, text: str) -> None:
        """Replace what a field holds."""
        self._act(selector, "", "ElementClear")
        self.press(selector, text.replace("\n", ENTER))

    def press(self, selector: str, keys: str) -> None:
        self._act(selector, "", "ElementSendKeys", text=keys)

    def run(self, script: str) -> Any:
        return self.send("ExecuteScript", script=script, args=[])

    def has_focus(self, selector: str) -> bool:
        return self.send("GetActiveElement") in self.send(
            "FindElements", using="css selector", value=selector
        )

    def expect(self, seen: Callable[[], object], expected: object) -> None:
        """Wait until `seen()` is what is expected."""
        shown: object = None

        def is_expected() -> bool:
            nonlocal shown
            shown = seen()
            return shown == expected

        _wait(is_expected, lambda: f"{shown!r} is not {expected!r}")

    def expect_address(self, pattern: str) -> None:
        _wait(
            lambda: bool(re.fullmatch(pattern, self.send("GetCurrentURL"))),
            lambda: f"{self.send('GetCurrentURL')} is not {pattern}",
        )

    def close(self) -> list[str]:
        """Return what the pages complained about."""
        self._leave()
        return self.faults

    def _find(self, selector: str) -> list[str]:
        found = self.send("FindElements", using="css selector", value=selector)
        return [str(id) for element in found for id in element.values()]

    def _act(self, selector: str, part: str, command: str, **parameters: str) -> None:
        def act() -> bool:
            for id in self._find(selector):
                shown = self.send("GetElementProperty", id=id, name="textContent") or ""
                if part in " ".join(shown.split()):
                    self.send(command, id=id, **parameters)
                    return True
            return False

        _wait(act, lambda: f"{command}: no {selector} with « {part} »")

    def _arrive(self) -> None:
        if self.script:
            self.run(_LISTEN)

    def _leave(self) -> None:
        if self.script:
            self.faults += self.run("return window.faults || []")


def _wait(is_done: Callable[[], bool], complaint: Callable[[], str]) -> None:
    deadline = time.monotonic() + SECONDS
    refusal: object = ""
    while time.monotonic() < deadline:
        try:
            if is_done():
                return
        except WebDriverError as error:
            # An element that is replaced, or covered, or not shown yet.
            refusal = error
        time.sleep(0.02)
    raise AssertionError(f"{complaint()} {refusal}")


@contextlib.contextmanager
def firefox(folder: Path, *, script: bool = True) -> Iterator[Tab]:
    """Start Firefox with a profile of its own in `folder`; `script`: whether pages run any."""
    profile = folder / "profile"
    profile.mkdir()
    preferences = "" if script else 'user_pref("javascript.enabled", false);\n'
    (profile / "user.js").write_text(_FIREFOX + preferences)
    announced = profile / "MarionetteActivePort"
    command = ["firefox-esr", "--headless", "--marionette", "--no-remote", "--profile", str(profile)]
    with _running(command, folder, HOME=str(folder)) as browser:
        _until_started(browser, lambda: announced.exists() and announced.read_text() != "")
        with socket.create_connection(("127.0.0.1", int(announced.read_text())), START_SECONDS) as connection:
            yield Tab(_marionette(connection), script=script)


def _marionette(connection: socket.socket) -> Send:
    """Messages are JSON after their length in bytes: `12:[0, 1, "…"]`."""
    stream = connection.makefile("rwb")

    def receive() -> Any:
        length = b""
        while (byte := stream.read(1)) not in (b":", b""):
            length += byte
        return json.loads(stream.read(int(length)))

    def send(command: str, **parameters: object) -> Any:
        message = json.dumps([0, 1, f"WebDriver:{command}", parameters]).encode()
        stream.write(b"%d:%b" % (len(message), message))
        stream.flush()
        _, _, error, result = receive()
        if error:
            raise WebDriverError(error["error"], error["message"])
        return result["value"] if isinstance(result, dict) and "value" in result else result

    receive()
    send("NewSession")
    return send


@contextlib.contextmanager
def webkit(folder: Path, *, script: bool = True) -> Iterator[Tab]:
    """Start WebKitGTK's small browser on a screen of its own; `script`: whether pages run any."""
    reading, writing = os.pipe()
    screen = ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1366x768x24", "-nolisten", "tcp"]
    port = free_port()
    with _running(screen, folder, pass_fds=(writing,)):
        os.close(writing)
        with os.fdopen(reading) as numbers:
            display = f":{numbers.readline().strip()}"
        driver = ["WebKitWebDriver", "--host=127.0.0.1", f"--port={port}"]
        with _running(driver, folder, HOME=str(folder), DISPLAY=display) as process:
            _until_started(process, lambda: _answers(port))
            yield Tab(_driver(port, script=script), script=script)


def _driver(port: int, *, script: bool) -> Send:
    def request(method: str, path: str, parameters: Mapping[str, object]) -> Any:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=START_SECONDS)
        with contextlib.closing(connection):
            body = json.dumps(parameters) if method == "POST" else None
            connection.request(method, f"/session{path}", body, {"Content-Type": "application/json"})
            response = connection.getresponse()
            value = json.loads(response.read())["value"]
        if response.status != 200:
            raise WebDriverError(value["error"], value["message"])
        return value

    def send(command: str, **parameters: object) -> Any:
        method, path = _COMMANDS[command]
        return request(method, f"/{session}/{path.format(**parameters)}", parameters)

    # Scripts that come with pages are not run; those of the driver are.
    arguments = ["--automation", *([] if script else ["--enable-javascript-markup=false"])]
    capabilities = {"alwaysMatch": {"webkitgtk:browserOptions": {"args": arguments}}}
    session = request("POST", "", {"capabilities": capabilities})["sessionId"]
    return send


def _answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), START_SECONDS).close()
    except ConnectionRefusedError:
        return False
    return True


def _until_started(process: "subprocess.Popen[bytes]", is_started: Callable[[], bool]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not is_started():
        assert process.poll() is None, f"{process.args!r} has ended"
        assert time.monotonic() < deadline, f"{process.args!r} does not start"
        time.sleep(0.02)


@contextlib.contextmanager
def _running(
    command: list[str], folder: Path, *, pass_fds: tuple[int, ...] = (), **environ: str
) -> Iterator["subprocess.Popen[bytes]"]:
    """Run a program in a process group of its own, and end all of it; what it says is in `folder`."""
    program = find_program(command[0])
    assert program, f"{command[0]} manque : « make test-all » l’installe."
    with (folder / f"{command[0]}.log").open("wb") as log:
        process = subprocess.Popen(
            [program, *command[1:]],
            env=os.environ | environ,
            pass_fds=pass_fds,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


BROWSERS = {"firefox": firefox, "webkit": webkit}
