"""An address in its parts, without those that never matter."""

from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from gersapp.catalogue.links.faults import DEFAULT_PORTS, fault, host_of
from gersapp.catalogue.links.tables import OTHER_SITE, SITES, WRAPPERS

_MAX_WRAPPERS = 3  # redirections inside one another that are followed


@dataclass(frozen=True, slots=True)
class Address:
    """An address without scheme, default port and final slash; its host is the domain that the forms have."""

    platform: str
    site: str
    path: str
    parameters: tuple[tuple[str, str], ...]  # name, and the whole `name=value` as it stands
    fragment: str

    def value(self, name: str) -> str:
        """Return the first value of a parameter, still percent-encoded; empty if there is none."""
        return next((text.partition("=")[2] for other, text in self.parameters if other == name), "")


def read_address(url: str) -> Address:
    """Read an address that has no fault; for a redirection, read the address that it leads to."""
    address = _parse(url)
    for _ in range(_MAX_WRAPPERS):
        parameter = WRAPPERS.get(address.site + address.path)
        inner = unquote(address.value(parameter)) if parameter else ""
        if fault(inner):
            break
        address = _parse(inner)
    return address


def _parse(url: str) -> Address:
    parts = urlsplit(url)
    host = host_of(parts)
    if parts.port not in (None, DEFAULT_PORTS[parts.scheme]):
        host = f"{host}:{parts.port}"
    platform, site = SITES.get(host, (OTHER_SITE, host.removeprefix("www.")))
    return Address(
        platform=platform,
        site=site,
        path=parts.path.rstrip("/"),
        parameters=tuple((piece.partition("=")[0], piece) for piece in parts.query.split("&") if piece),
        fragment=parts.fragment,
    )
