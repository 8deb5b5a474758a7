"""How the cost of a filter grows with the catalogue: a picture in SVG, both scales logarithmic.

Its style sheet follows the light or dark mode of the reader, which an <img> has no other way to do.
"""

from collections.abc import Callable, Sequence
from html import escape
from math import log10

from proof.bench.report import Line, format_number

# Value → place in the picture.
Scale = Callable[[float], float]

WIDTH, HEIGHT = 760, 430
LEFT, RIGHT, TOP, BOTTOM = 84, 570, 56, 366
# Colours of the background, the text, the ticks, the grid, then of each curve in the order of `_DASHES`.
_LIGHT = ("#ffffff", "#1f2328", "#59636e", "#d1d9e0", "#0550ae", "#59636e", "#953800", "#8250df", "#8250df")
_DARK = ("#0d1117", "#f0f6fc", "#9198a1", "#3d444d", "#79c0ff", "#9198a1", "#ffa657", "#d2a8ff", "#d2a8ff")
_DASHES = {"ours": "none", "constant": "2 4", "afternoon": "9 4", "datasette": "9 3 2 3", "tuned": "4 3"}
_NAMES = {
    "ours": "ce catalogue",
    "constant": "octets constants",
    "afternoon": "version d’un après-midi",
    "datasette": "Datasette",
    "tuned": "Datasette, réglée",
}


def _colour_rules(colours: Sequence[str]) -> str:
    back, text, tick, grid, *curves = colours
    rules = [
        f".back {{ fill: {back} }} text {{ fill: {text} }}",
        f".tick {{ fill: {tick} }} .grid {{ stroke: {grid} }}",
    ]
    for name, colour in zip(_DASHES, curves, strict=True):
        rules.append(f".{name} {{ stroke: {colour} }} .{name}.fill {{ fill: {colour}; stroke: none }}")
    # An outline hides the lines of the grid behind a name.
    rules.append(f".name.fill {{ stroke: {back}; stroke-width: 5px; paint-order: stroke }}")
    return "\n".join(rules)


def _style_sheet() -> str:
    return "\n".join(
        [
            "text { font: 13px system-ui, sans-serif } .title { font-size: 16px; font-weight: 600 }",
            ".ours.name { font-weight: 600 }",
            ".curve { fill: none; stroke-width: 2.5; stroke-linejoin: round }",
            *(f".curve.{name} {{ stroke-dasharray: {dashes} }}" for name, dashes in _DASHES.items()),
            _colour_rules(_LIGHT),
            "@media (prefers-color-scheme: dark) {",
            _colour_rules(_DARK),
            "}",
        ]
    )


# Slug of a server → (number of operations, its milliseconds for a filter), the smallest number first.
Curves = dict[str, list[tuple[int, float]]]


def read_curves(lines: Sequence[Line]) -> Curves:
    """Return the curves of the lines that have the number of filters a second."""
    curves: Curves = {name: [] for name in _NAMES}
    for line in lines:
        measure, _, rival = line.key.partition("/")
        if measure == "filter-rate":
            rates = sorted(line.theirs)
            curves[rival].append((line.size, 1000 / rates[len(rates) // 2]))
            if rival == "constant":
                curves["ours"].append((line.size, 1000 / line.value))
    return {name: sorted(points) for name, points in curves.items() if points}


def draw(lines: Sequence[Line]) -> str:
    """Return the picture, as SVG."""
    curves = read_curves(lines)
    sizes = sorted({size for points in curves.values() for size, _ in points})
    decades = _decades([cost for points in curves.values() for _, cost in points])
    across = _scale(sizes[0], sizes[-1], LEFT, RIGHT)
    down = _scale(decades[0], decades[-1], BOTTOM, TOP)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        'aria-labelledby="titre description" lang="fr">',
        '<title id="titre">Ce que coûte un filtre, selon le nombre d’opérations</title>',
        f'<desc id="description">Millisecondes de serveur par demande. {escape(_describe(curves))}.</desc>',
        f"<style>{_style_sheet()}</style>",
        f'<rect class="back" width="{WIDTH}" height="{HEIGHT}" rx="6"/>',
        f'<text class="title" x="{LEFT}" y="26">Ce que coûte un filtre, en millisecondes de serveur</text>',
        *_draw_grid(sizes, decades, across, down),
        *_draw_curves(curves, across, down),
    ]
    return "\n".join([*parts, "</svg>", ""])


def _describe(curves: Curves) -> str:
    """Return the figures in words."""
    return " ; ".join(
        f"{_NAMES[name]} : "
        + ", ".join(f"{format_number(cost)} ms à {format_number(size)}" for size, cost in points)
        for name, points in curves.items()
    )


def _draw_grid(sizes: Sequence[int], decades: Sequence[float], across: Scale, down: Scale) -> list[str]:
    parts = []
    for cost in decades:
        y = down(cost)
        parts.append(f'<path class="grid" d="M{LEFT} {y:.1f}H{RIGHT}"/>')
        tick = format_number(cost) if cost >= 1 else f"{cost:g}".replace(".", ",")
        parts.append(_text("tick", LEFT - 10, y + 4, f"{tick} ms", anchor="end"))
    for size in sizes:
        x = across(size)
        parts.append(f'<path class="grid" d="M{x:.1f} {TOP}V{BOTTOM}"/>')
        parts.append(_text("tick", x, BOTTOM + 22, format_number(size), anchor="middle"))
    middle = (LEFT + RIGHT) / 2
    parts.append(_text("tick", middle, BOTTOM + 46, "opérations du catalogue", anchor="middle"))
    return parts


def _draw_curves(curves: Curves, across: Scale, down: Scale) -> list[str]:
    """Return each curve with its points, and its name beside the last one."""
    parts = []
    heights = _spread({name: down(points[-1][1]) for name, points in curves.items()})
    for name, points in curves.items():
        spots = [(across(size), down(cost)) for size, cost in points]
        parts.append(f'<path class="curve {name}" d="M{"L".join(f"{x:.1f} {y:.1f}" for x, y in spots)}"/>')
        parts += [f'<circle class="fill {name}" cx="{x:.1f}" cy="{y:.1f}" r="4"/>' for x, y in spots]
        x, _ = spots[-1]
        parts.append(_text(f"name fill {name}", x + 12, heights[name] + 4, _NAMES[name]))
    return parts


def _text(kind: str, x: float, y: float, text: str, *, anchor: str = "start") -> str:
    return f'<text class="{kind}" x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(text)}</text>'


def _decades(costs: Sequence[float]) -> list[float]:
    """Return the powers of ten around `costs`."""
    lowest = highest = 1.0
    while lowest > min(costs):
        lowest /= 10
    while highest < max(costs):
        highest *= 10
    count = round(log10(highest / lowest))
    return [lowest * 10**power for power in range(count + 1)]


def _scale(first: float, last: float, start: float, end: float) -> Scale:
    """Return the logarithmic scale that has `first` at `start` and `last` at `end`."""

    def place(value: float) -> float:
        return start + (end - start) * log10(value / first) / log10(last / first)

    return place


def _spread(heights: dict[str, float], room: float = 18) -> dict[str, float]:
    """Return the heights of names, moved down so that no two names overlap."""
    moved: dict[str, float] = {}
    last = -room
    for name, height in sorted(heights.items(), key=lambda pair: pair[1]):
        last = max(height, last + room)
        moved[name] = last
    return moved
