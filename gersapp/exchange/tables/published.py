"""The columns of our own tables: what goes out has them, and what comes back is known by them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from gersapp.catalogue.text import folded_words
from gersapp.exchange.tables.vocabulary import Field, without_number

# Where spreadsheets may have our row of names: people put titles above it.
MAX_HEADER_ROWS = 30


class Form(Enum):
    """What a row is, and `CATALOGUE` for the catalogue's own texts, a row each."""

    OPERATIONS = auto()
    LINKS = auto()
    CATALOGUE = auto()


@dataclass(frozen=True, slots=True)
class Column:
    """`name` is that of CSV files, `label` that of spreadsheets, which has the same words; both are French.

    `width` is that of its cells, in characters. `field` is what the general reading of tables makes of it.
    """

    name: str
    label: str
    description: str
    width: int
    field: Field = Field.IGNORED
    is_required: bool = False


_ID = Column(
    "identifiant", "Identifiant", "Identifiant stable de l’opération : la fin de son adresse.", 24,
    is_required=True,
)  # fmt: skip
_TITLE = Column("titre", "Titre", "Titre de l’opération.", 40, Field.TITLE, is_required=True)
_AUDIENCES = Column(
    "cibles", "Cibles", "Cibles de l’opération, une par ligne.", 22, Field.AUDIENCES, is_required=True
)
_PAGE = Column("page", "Page", "Adresse de la page de l’opération.", 40)

COLUMNS: dict[Form, tuple[Column, ...]] = {
    Form.OPERATIONS: (
        _ID,
        _TITLE,
        Column("description", "Description", "Texte de l’opération.", 60, Field.DESCRIPTION),
        _AUDIENCES,
        Column(
            "plateformes_annoncees", "Plateformes annoncées",
            "Plateformes et réseaux où l’opération est annoncée, un par ligne.", 24, Field.PLATFORMS,
        ),
        Column(
            "annoncees_sans_lien", "Annoncées sans lien",
            "Celles des plateformes annoncées vers lesquelles aucun lien ne mène, une par ligne.", 24,
        ),
        Column("liens", "Liens", "Adresses des publications, une par ligne.", 60, Field.LINKS),
        Column(
            "intitules_des_liens", "Intitulés des liens",
            "Ce qu’est chaque lien, un par ligne, dans l’ordre des liens.", 28,
        ),
        _PAGE,
        Column(
            "ordre_des_cibles", "Ordre des cibles",
            "Place de chaque cible sur la page, une par ligne, dans l’ordre des cibles de la cellule.", 10,
            is_required=True,
        ),
    ),
    Form.LINKS: (
        _ID,
        _TITLE,
        _AUDIENCES,
        Column("plateforme", "Plateforme", "Plateforme où le lien mène.", 16, is_required=True),
        Column("intitule_du_lien", "Intitulé du lien", "Ce qu’est le lien.", 28, is_required=True),
        Column("lien", "Lien", "Adresse de la publication.", 80, Field.LINKS, is_required=True),
        _PAGE,
    ),
    Form.CATALOGUE: (
        Column("element_du_catalogue", "Élément du catalogue", "", 22),
        Column("contenu_de_l_element", "Contenu de l’élément", "", 100),
    ),
}  # fmt: skip

# What a table across bodies has in the place of the identifier.
_BODY_COLUMNS = (
    Column("organisme", "Organisme", "Nom de l’organisme.", 30, is_required=True),
    Column(
        "identifiant_organisme", "Identifiant de l’organisme",
        "Identifiant stable de l’organisme : le début de son adresse.", 20, is_required=True,
    ),
    Column(
        "type_organisme", "Type d’organisme", "Commune, département, service de l’État…", 20,
        is_required=True,
    ),
    Column(
        "territoire", "Territoire",
        "Département de l’organisme, avec son code, ou sa région ; vide pour toute la France.", 24,
    ),
    Column(
        "cibles_nationales", "Cibles nationales",
        "Groupes nationaux des cibles de l’opération, un par ligne.", 24, is_required=True,
    ),
    # Not the name that the column has in the table of one body: an import there would take the operations of
    # others for its own.
    Column(
        "identifiant_operation", "Identifiant de l’opération",
        "Identifiant stable de l’opération dans son organisme : la fin de son adresse.", 24,
        is_required=True,
    ),
)  # fmt: skip

# The catalogue's own texts, as its sheet names them and as `Heading` does.
HEADING_TEXTS = {
    "Titre": "title",
    "Organisme": "organisation",
    "Mot-dièse": "hashtag",
    "Introduction": "introduction",
}


def columns_of(form: Form, *, is_of_bodies: bool = False) -> tuple[Column, ...]:
    """Return the columns of a table; `is_of_bodies`: of one across bodies."""
    return (*_BODY_COLUMNS, *COLUMNS[form][1:]) if is_of_bodies else COLUMNS[form]


# A table without these columns is no table of ours, or none any more.
_SIGNATURES = {
    Form.OPERATIONS: frozenset({"identifiant", "titre", "cibles", "plateformes annoncees", "liens"}),
    Form.LINKS: frozenset({"identifiant", "titre", "intitule du lien", "lien"}),
    Form.CATALOGUE: frozenset({"element du catalogue", "contenu de l element"}),
}
_LONGEST_NAME = 60


def key_of(name: str) -> str:
    """Return what the names of one column have in common: « Liens (2) » goes on with `liens`."""
    return " ".join(folded_words(without_number(name))) if len(name) <= _LONGEST_NAME else ""


_FIELDS = {
    form: {key_of(name): column.field for column in columns for name in (column.name, column.label)}
    for form, columns in COLUMNS.items()
}


def form_of(names: Iterable[str]) -> Form | None:
    """Return the form of our table whose columns have these names; None when it is not ours."""
    keys = set(map(key_of, names))
    return next((form for form, signature in _SIGNATURES.items() if signature <= keys), None)


def find_header(rows: Sequence[Sequence[str]]) -> tuple[int, Form] | None:
    """Return the place, from 0, of the row that names our columns, and their form; None when none does."""
    for place, row in enumerate(rows[:MAX_HEADER_ROWS]):
        form = form_of(row)
        if form:
            return place, form
    return None


def field_of_published(name: str, form: Form) -> Field:
    """Return what a column of our table is for; one that somebody added is ignored."""
    return _FIELDS[form].get(key_of(name), Field.IGNORED)


def is_published(key: str, form: Form) -> bool:
    """Whether a column of our tables has this key; one that somebody added has not."""
    return key in _FIELDS[form]
