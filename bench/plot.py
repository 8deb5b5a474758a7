"""How the cost of a filter grows with the catalogue: a picture, both scales logarithmic, in SVG.

It is shown by an <img>, so its colours follow the reader's light or dark mode by themselves.
"""

from collections.abc import Sequence
from html import escape
from math import log10

from bench.report import Line, french

WIDTH, HEIGHT = 760, 430
LEFT, RIGHT, TOP, BOTTOM = 74, 566, 56, 366
_STYLE = """
  text { font: 13px system-ui, sans-serif; fill: #1f2328 }
  .title { font-size: 16px; font-weight: 600 }
  .tick { fill: #59636e }
  .grid { stroke: #d1d9e0 }
  .curve { fill: none; stroke-width: 2.5; stroke-linejoin: round }
  .ours { stroke: #0550ae } .ours.mark, .ours.name { fill: #0550ae; stroke: none }
  .constant { stroke: #59636e; stroke-dasharray: 2 4 } .constant.mark, .constant.name { fill: #59636e; stroke: none }
  .afternoon { stroke: #953800; stroke-dasharray: 9 4 } .afternoon.mark, .afternoon.name { fill: #953800; stroke: none }
  .datasette { stroke: #8250df; stroke-dasharray: 9 3 2 3 } .datasette.mark, .datasette.name { fill: #8250df; stroke: none }
  .ours.name { font-weight: 600 }
  .back { fill: #ffffff }
  @media (prefers-color-scheme: dark) {
    text { fill: #f0f6fc } .tick { fill: #9198a1 } .grid { stroke: #3d444d } .back { fill: #0d1117 }
    .ours { stroke: #79c0ff } .ours.mark, .ours.name { fill: #79c0ff }
    .constant { stroke: #9198a1 } .constant.mark, .constant.name { fill: #9198a1 }
    .afternoon { stroke: #ffa657 } .afternoon.mark, .afternoon.name { fill: #ffa657 }
    .datasette { stroke: #d2a8ff } .datasette.mark, .datasette.name { fill: #d2a8ff }
  }
"""
_NAMES = {
    "ours": "ce catalogue",
    "constant": "octets constants",
    "afternoon": "version d’un après-midi",
    "datasette": "Datasette",
}


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
        f'<desc id="description">Millisecondes de serveur par demande, échelles logarithmiques. {escape(told)}.</desc>',
        f"<style>{_STYLE}</style>",
        f'<rect class="back" width="{WIDTH}" height="{HEIGHT}" rx="6"/>',
        f'<text class="title" x="{LEFT}" y="26">Ce que coûte un filtre : millisecondes de serveur par demande</text>',
    ]
    for cost in decades:
        y = down(cost)
        parts.append(f'<path class="grid" d="M{LEFT} {y:.1f}H{RIGHT}"/>')
        parts.append(f'<text class="tick" x="{LEFT - 10}" y="{y + 4:.1f}" text-anchor="end">{french(cost)} ms</text>')
    for size in sizes:
        x = across(size)
        parts.append(f'<path class="grid" d="M{x:.1f} {TOP}V{BOTTOM}"/>')
        parts.append(f'<text class="tick" x="{x:.1f}" y="{BOTTOM + 22}" text-anchor="middle">{french(size)}</text>')
    middle = (LEFT + RIGHT) / 2
    parts.append(f'<text class="tick" x="{middle}" y="{BOTTOM + 46}" text-anchor="middle">opérations dans le catalogue</text>')
    places = _apart({name: down(points[-1][1]) for name, points in found.items()})
    for name, points in found.items():
        spots = [(across(size), down(cost)) for size, cost in points]
        parts.append(f'<path class="curve {name}" d="M{"L".join(f"{x:.1f} {y:.1f}" for x, y in spots)}"/>')
        parts += [f'<circle class="mark {name}" cx="{x:.1f}" cy="{y:.1f}" r="4"/>' for x, y in spots]
        x = spots[-1][0]
        parts.append(f'<text class="name {name}" x="{x + 12:.1f}" y="{places[name] + 4:.1f}">{_NAMES[name]}</text>')
    return "\n".join([*parts, "</svg>", ""])


def _decades(costs: Sequence[float]) -> list[float]:
    """The powers of ten around `costs`."""
    lowest = highest = 1.0
    while lowest > min(costs):
        lowest /= 10
    while highest < max(costs):
        highest *= 10
    count = round(log10(highest / lowest))
    return [lowest * 10**power for power in range(count + 1)]


def _scale(first: float, last: float, start: float, end: float):
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
