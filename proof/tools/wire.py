"""The weight of a visit on the wire: for tests and the bench."""

from typing import Any

from playwright.sync_api import Page


class Wire:
    """What goes over the wire, as Chromium counts it: headers and compressed bodies.

    `bytes` and `encodings` are by address, `cached` are the addresses that cost nothing, `statuses` the codes
    of the answers in their order.
    """

    def __init__(self, page: Page) -> None:
        self.addresses: dict[str, str] = {}
        self.cached: list[str] = []
        self.bytes: dict[str, int] = {}
        self.encodings: dict[str, str] = {}
        self.statuses: list[int] = []
        session = page.context.new_cdp_session(page)
        session.on("Network.requestWillBeSent", self._sent)
        session.on("Network.requestServedFromCache", self._from_cache)
        session.on("Network.responseReceived", self._received)
        session.on("Network.responseReceivedExtraInfo", self._status)
        session.on("Network.loadingFinished", self._finished)
        session.send("Network.enable")

    def forget(self) -> None:
        """Forget what went over the wire until now."""
        self.addresses.clear()
        self.bytes.clear()
        self.encodings.clear()
        self.cached.clear()
        self.statuses.clear()

    def _sent(self, event: dict[str, Any]) -> None:
        self.addresses[event["requestId"]] = event["request"]["url"]

    def _from_cache(self, event: dict[str, Any]) -> None:
        self.cached.append(self.addresses[event["requestId"]])

    def _received(self, event: dict[str, Any]) -> None:
        response = event["response"]
        headers = {name.lower(): value for name, value in response["headers"].items()}
        self.encodings[response["url"]] = headers.get("content-encoding", "")
        if response.get("fromDiskCache"):
            self.cached.append(response["url"])

    def _status(self, event: dict[str, Any]) -> None:
        # As the server said it: what Chromium then shows for a 304 is the 200 that it had kept.
        self.statuses.append(event["statusCode"])

    def _finished(self, event: dict[str, Any]) -> None:
        address = self.addresses[event["requestId"]]
        self.bytes[address] = self.bytes.get(address, 0) + event["encodedDataLength"]
