"""The national groups of audiences: each body names its audiences in its own words, and groups compare them.

The names of the table are the usual ones; a body's manager corrects what the table says of its audiences.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from gersapp.catalogue.model import Audience
from gersapp.catalogue.text import folded_words


@dataclass(frozen=True, slots=True)
class Group:
    """`names` are usual labels of the audiences that it gathers."""

    slug: str
    label: str
    names: tuple[str, ...] = ()


# The group of what no name places.
OTHER = Group("autres-cibles", "Autres cibles")

# fmt: off
GROUPS: tuple[Group, ...] = (
    Group("grand-public", "Grand public et adultes", (
        "Grand public", "Tout public", "Tout le public", "Tous publics", "Public", "Pour tous", "Tous",
        "Population", "Toute la population", "Généraliste", "Adultes", "Actifs", "Habitants",
        "Nouveaux habitants", "Nouveaux arrivants", "Résidents", "Riverains", "Citoyens", "Électeurs",
        "Usagers", "Administrés", "Contribuables",
    )),
    Group("jeunes", "Enfants et jeunes", (
        "Jeunes", "Jeunesse", "Enfants", "Enfance", "Petite enfance", "Tout-petits", "Jeune public",
        "Jeunes adultes", "Ados", "Adolescents", "Scolaires", "Écoliers", "Écoles", "Élèves",
        "Collégiens", "Collèges", "Lycéens", "Lycées", "Étudiants", "Apprentis", "Mineurs",
        "Moins de 25 ans", "Moins de 26 ans", "15-25 ans", "16-25 ans", "18-25 ans",
    )),
    Group("familles", "Familles et parents", (
        "Familles", "Familles nombreuses", "Familles d’accueil", "Parents", "Parents d’élèves",
        "Futurs parents", "Jeunes parents", "Grands-parents", "Parentalité", "Assistantes maternelles",
        "Assistants maternels", "Femmes enceintes",
    )),
    Group("seniors", "Seniors et aidants", (
        "Seniors", "Aînés", "Personnes âgées", "Retraités", "Troisième âge", "3e âge", "Aidants",
        "Proches aidants", "60 ans et plus", "Plus de 60 ans", "+ de 60 ans", "Plus de 65 ans",
        "Autonomie",
    )),
    Group("handicap", "Personnes handicapées", (
        "Personnes handicapées", "Personnes en situation de handicap", "Handicap", "PMR", "PSH",
        "Publics empêchés",
    )),
    Group("solidarite", "Personnes en difficulté", (
        "Personnes en difficulté", "Publics fragiles", "Publics vulnérables", "Publics précaires",
        "Personnes isolées", "Personnes vulnérables", "Bénéficiaires du RSA", "Allocataires",
        "Allocataires du RSA", "Demandeurs d’emploi", "Insertion", "Solidarité", "Réfugiés",
    )),
    Group("agents", "Agents publics", (
        "Agents", "Agents publics", "Agents de la collectivité", "Agents du Département",
        "Fonctionnaires", "Personnel", "Salariés", "Collaborateurs", "Interne", "Communication interne",
        "Candidats", "Futurs agents", "Recrutement", "Marque employeur",
    )),
    Group("elus", "Élus et collectivités", (
        "Élus", "Élus locaux", "Maires", "Conseillers", "Collectivités", "Communes",
        "Intercommunalités", "Institutions", "Institutionnels", "Partenaires institutionnels",
    )),
    Group("professionnels", "Professionnels et entreprises", (
        "Professionnels", "Pros", "Entreprises", "Entrepreneurs", "Employeurs", "Investisseurs",
        "Acteurs économiques", "Économie", "TPE-PME", "PME", "Commerçants", "Artisans", "Agriculteurs",
        "Producteurs", "Professions libérales", "Professionnels de santé", "Soignants", "Médecins",
        "Enseignants", "Professeurs", "Travailleurs sociaux", "Acteurs du tourisme",
    )),
    Group("associations", "Associations et bénévoles", (
        "Associations", "Acteurs associatifs", "Vie associative", "Bénévoles", "Clubs",
        "Clubs sportifs", "Sportifs", "Licenciés",
    )),
    Group("visiteurs", "Touristes et visiteurs", (
        "Touristes", "Tourisme", "Publics touristiques", "Visiteurs", "Vacanciers", "Excursionnistes",
        "Amateurs de culture", "Publics culturels", "Festivaliers", "Spectateurs",
    )),
    Group("presse", "Presse et influenceurs", (
        "Presse", "Relations presse", "Journalistes", "Médias", "Influenceurs", "Créateurs de contenus",
    )),
    OTHER,
)
# fmt: on
BY_SLUG: Mapping[str, Group] = MappingProxyType({group.slug: group for group in GROUPS})

# The separators of the audiences of one label; an inclusive ending: « habitant·e·s ».
_BETWEEN = re.compile(r"\s*(?:[/,;&+()]|\bet\b|\bou\b)\s*", re.IGNORECASE)
_ENDING = re.compile(r"(?<=\w)[·•.‧⋅]\w{1,6}(?:[·•.‧⋅]s)?\b")


def group_audiences(audiences: Iterable[Audience], chosen: Mapping[str, str]) -> dict[str, str]:
    """Return the slug of the group of each of the `audiences`, by the slug of the audience.

    `chosen` has those that a manager chose, by the slug of the audience; unknown ones are ignored.
    """
    return {
        audience.slug: chosen[audience.slug]
        if chosen.get(audience.slug) in BY_SLUG
        else propose_group(audience.label)
        for audience in audiences
    }


def propose_group(label: str) -> str:
    """Return the slug of the group of an audience with this label.

    Of a label that names several audiences, the first one that the table knows decides.

    >>> propose_group("Enfants/Jeunes"), propose_group("Parents et aînés"), propose_group("Pilotes")
    ('jeunes', 'familles', 'autres-cibles')
    """
    names = [label, *_BETWEEN.split(label)]
    return next((_BY_NAME[name] for name in map(_fold, names) if name in _BY_NAME), OTHER.slug)


def _fold(name: str) -> str:
    """Return the folded words of `name`, each without its final « s »."""
    return " ".join([word.removesuffix("s") for word in folded_words(_ENDING.sub("", name))])


_BY_NAME = {_fold(name): group.slug for group in GROUPS for name in group.names}
