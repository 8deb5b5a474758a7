"""How the cost of a filter grows with the catalogue: a picture, both scales logarithmic, in SVG.

It is shown by an <img>, so its colours follow the reader's light or dark mode by themselves.
"""

from collections.abc import Callable, Sequence
from html import escape
from math import log10

from proof.bench.report import Line, french

WIDTH, HEIGHT = 760, 430
LEFT, RIGHT, TOP, BOTTOM = 84, 570, 56, 366
# Colours of the page, its ticks and its grid; then of each curve, and its dashes: by day and by night.
_DAY = ("#ffffff", "#1f2328", "#59636e", "#d1d9e0", "#0550ae", "#59636e", "#953800", "#8250df", "#8250df")
_NIGHT = ("#0d1117", "#f0f6fc", "#9198a1", "#3d444d", "#79c0ff", "#9198a1", "#ffa657", "#d2a8ff", "#d2a8ff")
_DASHES = {"ours": "none", "constant": "2 4", "afternoon": "9 4", "datasette": "9 3 2 3", "tuned": "4 3"}
_NAMES = {
    "ours": "ce catalogue",
    "constant": "octets constants",
    "afternoon": "version d’un après-midi",
    "datasette": "Datasette",
    "tuned": "Datasette, réglée",
}


def _colours(colours: Sequence[str]) -> str:
    back, text, tick, grid, *each = colours
    rules = [
        f".back {{ fill: {back} }} text {{ fill: {text} }}",
        f".tick {{ fill: {tick} }} .grid {{ stroke: {grid} }}",
    ]
    for name, colour in zip(_DASHES, each, strict=True):
        rules.append(f".{name} {{ stroke: {colour} }} .{name}.fill {{ fill: {colour}; stroke: none }}")
    # No line of the grid goes through a name.
    rules.append(f".name.fill {{ stroke: {back}; stroke-width: 5px; paint-order: stroke }}")
    return "\n".join(rules)


def _style() -> str:
    return "\n".join(
        [
            "text { font: 13px system-ui, sans-serif } .title { font-size: 16px; font-weight: 600 }",
            ".ours.name { font-weight: 600 }",
            ".curve { fill: none; stroke-width: 2.5; stroke-linejoin: round }",
            *(f".curve.{name} {{ stroke-dasharray: {dashes} }}" for name, dashes in _DASHES.items()),
            _colours(_DAY),
            "@media (prefers-color-scheme: dark) {",
            _colours(_NIGHT),
            "}",
        ]
    )


def curves(lines: Sequence[Line]) -> dict[str, list[tuple[int, float]]]:
    """Who → (number of operations, milliseconds of the server for a filter)."""
    found: dict[str, list[tuple[int, float]]] = {name: [] for name in _NAMES}
    for line in lines:
        measure, _, who = line.key.partition("/")
        if measure == "filter-rate":
            rates = sorted(line.theirs)
            found[who].append((line.size, 1000 / rates[len(rates) // 2]))
            if who == "constant":
                found["ours"].append((line.size, 1000 / line.value))
    return {name: sorted(points) for name, points in found.items() if points}


def svg(lines: Sequence[Line]) -> str:
    """The picture of the lines that tell how many filters a second are answered."""
    found = curves(lines)
    sizes = sorted({size for points in found.values() for size, _ in points})
    costs = [cost for points in found.values() for _, cost in points]
    decades = _decades(costs)
    across = _scale(sizes[0], sizes[-1], LEFT, RIGHT)
    down = _scale(decades[0], decades[-1], BOTTOM, TOP)
    told = " ; ".join(
        f"{_NAMES[name]} : " + ", ".join(f"{french(cost)} ms à {french(size)}" for size, cost in points)
        for name, points in found.items()
    )
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        'aria-labelledby="titre description" lang="fr">',
        '<title id="titre">Ce que coûte un filtre, selon le nombre d’opérations</title>',
        f'<desc id="description">Millisecondes de serveur par demande. {escape(told)}.</desc>',
        f"<style>{_style()}</style>",
        f'<rect class="back" width="{WIDTH}" height="{HEIGHT}" rx="6"/>',
        f'<text class="title" x="{LEFT}" y="26">Ce que coûte un filtre, en millisecondes de serveur</text>',
    ]
    for cost in decades:
        y = down(cost)
        parts.append(f'<path class="grid" d="M{LEFT} {y:.1f}H{RIGHT}"/>')
        tick = french(cost) if cost >= 1 else f"{cost:g}".replace(".", ",")
        parts.append(_text("tick", LEFT - 10, y + 4, f"{tick} ms", "end"))
    for size in sizes:
        x = across(size)
        parts.append(f'<path class="grid" d="M{x:.1f} {TOP}V{BOTTOM}"/>')
        parts.append(_text("tick", x, BOTTOM + 22, french(size), "middle"))
    parts.append(_text("tick", (LEFT + RIGHT) / 2, BOTTOM + 46, "opérations du catalogue", "middle"))
    places = _apart({name: down(points[-1][1]) for name, points in found.items()})
    for name, points in found.items():
        spots = [(across(size), down(cost)) for size, cost in points]
        parts.append(f'<path class="curve {name}" d="M{"L".join(f"{x:.1f} {y:.1f}" for x, y in spots)}"/>')
        parts += [f'<circle class="fill {name}" cx="{x:.1f}" cy="{y:.1f}" r="4"/>' for x, y in spots]
        x = spots[-1][0]
        parts.append(_text(f"name fill {name}", x + 12, places[name] + 4, _NAMES[name]))
    return "\n".join([*parts, "</svg>", ""])


def _text(kind: str, x: float, y: float, text: str, anchor: str = "start") -> str:
    return f'<text class="{kind}" x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(text)}</text>'


def _decades(costs: Sequence[float]) -> list[float]:
    """The powers of ten around `costs`."""
    lowest = highest = 1.0
    while lowest > min(costs):
        lowest /= 10
    while highest < max(costs):
        highest *= 10
    count = round(log10(highest / lowest))
    return [lowest * 10**power for power in range(count + 1)]


def _scale(first: float, last: float, start: float, end: float) -> Callable[[float], float]:
    def place(value: float) -> float:
        return start + (end - start) * log10(value / first) / log10(last / first)

    return place


def _apart(places: dict[str, float], room: float = 18) -> dict[str, float]:
    """The same, moved down so that no two names are written over each other."""
    moved: dict[str, float] = {}
    last = -room
    for name, place in sorted(places.items(), key=lambda pair: pair[1]):
        last = max(place, last + room)
        moved[name] = last
    return moved
