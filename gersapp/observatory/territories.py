"""The territories of France: its régions, their départements, and the collectivities that are neither.

A département has its official code for slug, as `32` or `2a`; a région has its name.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

# fmt: off
_REGIONS: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "auvergne-rhone-alpes": ("Auvergne-Rhône-Alpes", {
        "01": "Ain", "03": "Allier", "07": "Ardèche", "15": "Cantal", "26": "Drôme", "38": "Isère",
        "42": "Loire", "43": "Haute-Loire", "63": "Puy-de-Dôme", "69": "Rhône", "73": "Savoie",
        "74": "Haute-Savoie",
    }),
    "bourgogne-franche-comte": ("Bourgogne-Franche-Comté", {
        "21": "Côte-d’Or", "25": "Doubs", "39": "Jura", "58": "Nièvre", "70": "Haute-Saône",
        "71": "Saône-et-Loire", "89": "Yonne", "90": "Territoire de Belfort",
    }),
    "bretagne": ("Bretagne", {
        "22": "Côtes-d’Armor", "29": "Finistère", "35": "Ille-et-Vilaine", "56": "Morbihan",
    }),
    "centre-val-de-loire": ("Centre-Val de Loire", {
        "18": "Cher", "28": "Eure-et-Loir", "36": "Indre", "37": "Indre-et-Loire", "41": "Loir-et-Cher",
        "45": "Loiret",
    }),
    "corse": ("Corse", {"2a": "Corse-du-Sud", "2b": "Haute-Corse"}),
    "grand-est": ("Grand Est", {
        "08": "Ardennes", "10": "Aube", "51": "Marne", "52": "Haute-Marne", "54": "Meurthe-et-Moselle",
        "55": "Meuse", "57": "Moselle", "67": "Bas-Rhin", "68": "Haut-Rhin", "88": "Vosges",
    }),
    "guadeloupe": ("Guadeloupe", {"971": "Guadeloupe"}),
    "guyane": ("Guyane", {"973": "Guyane"}),
    "hauts-de-france": ("Hauts-de-France", {
        "02": "Aisne", "59": "Nord", "60": "Oise", "62": "Pas-de-Calais", "80": "Somme",
    }),
    "ile-de-france": ("Île-de-France", {
        "75": "Paris", "77": "Seine-et-Marne", "78": "Yvelines", "91": "Essonne", "92": "Hauts-de-Seine",
        "93": "Seine-Saint-Denis", "94": "Val-de-Marne", "95": "Val-d’Oise",
    }),
    "la-reunion": ("La Réunion", {"974": "La Réunion"}),
    "martinique": ("Martinique", {"972": "Martinique"}),
    "mayotte": ("Mayotte", {"976": "Mayotte"}),
    "normandie": ("Normandie", {
        "14": "Calvados", "27": "Eure", "50": "Manche", "61": "Orne", "76": "Seine-Maritime",
    }),
    "nouvelle-aquitaine": ("Nouvelle-Aquitaine", {
        "16": "Charente", "17": "Charente-Maritime", "19": "Corrèze", "23": "Creuse", "24": "Dordogne",
        "33": "Gironde", "40": "Landes", "47": "Lot-et-Garonne", "64": "Pyrénées-Atlantiques",
        "79": "Deux-Sèvres", "86": "Vienne", "87": "Haute-Vienne",
    }),
    "occitanie": ("Occitanie", {
        "09": "Ariège", "11": "Aude", "12": "Aveyron", "30": "Gard", "31": "Haute-Garonne", "32": "Gers",
        "34": "Hérault", "46": "Lot", "48": "Lozère", "65": "Hautes-Pyrénées",
        "66": "Pyrénées-Orientales", "81": "Tarn", "82": "Tarn-et-Garonne",
    }),
    "pays-de-la-loire": ("Pays de la Loire", {
        "44": "Loire-Atlantique", "49": "Maine-et-Loire", "53": "Mayenne", "72": "Sarthe", "85": "Vendée",
    }),
    "provence-alpes-cote-d-azur": ("Provence-Alpes-Côte d’Azur", {
        "04": "Alpes-de-Haute-Provence", "05": "Hautes-Alpes", "06": "Alpes-Maritimes",
        "13": "Bouches-du-Rhône", "83": "Var", "84": "Vaucluse",
    }),
}
_OVERSEAS: Mapping[str, str] = {
    "988": "Nouvelle-Calédonie", "987": "Polynésie française", "977": "Saint-Barthélemy",
    "978": "Saint-Martin", "975": "Saint-Pierre-et-Miquelon", "986": "Wallis-et-Futuna",
}
# fmt: on


@dataclass(frozen=True, slots=True)
class Territory:
    """`region` is the slug of the région of a département; "" for a région and for a collectivity."""

    slug: str
    label: str
    region: str = ""


def _make_territories() -> tuple[Territory, ...]:
    territories: list[Territory] = []
    for slug, (label, departments) in _REGIONS.items():
        territories.append(Territory(slug, label))
        territories += [Territory(code, name, slug) for code, name in departments.items()]
    return (*territories, *[Territory(code, name) for code, name in _OVERSEAS.items()])


# Each région before its départements.
TERRITORIES = _make_territories()
BY_SLUG: Mapping[str, Territory] = MappingProxyType({territory.slug: territory for territory in TERRITORIES})


def name_territory(slug: str) -> str:
    """Return « Gers (32) » for a département, « Occitanie » for a région, "" for none."""
    territory = BY_SLUG.get(slug)
    if territory is None:
        return ""
    return f"{territory.label} ({slug.upper()})" if territory.region else territory.label


def enclosing(slug: str) -> tuple[str, ...]:
    """Return the slugs of the territories that a body of the territory `slug` is in: its own, its région.

    >>> enclosing("32")
    ('occitanie', '32')
    """
    territory = BY_SLUG.get(slug)
    if territory is None:
        return ()
    return (territory.region, slug) if territory.region else (slug,)
