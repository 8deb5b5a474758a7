"""The words that name fields, as data: labels, names of columns, and what questions in full ask for."""

from enum import Enum, StrEnum, auto

from gersapp.exchange.vocabulary import phrases, words


class Kind(StrEnum):
    """What the value of a field is, or the cells of a column."""

    NONE = ""  # no field
    TITLE = "title"
    AUDIENCE = "audience"
    TEXT = "text"
    PLATFORMS = "platforms"
    LINK = "link"
    THEME = "theme"
    OTHER = "other"  # nothing that a catalogue has: a date, figures
    NUMBER = "number"  # of a row
    ONE_PLATFORM = "one-platform"  # the column is named after it


class Use(Enum):
    """What the words of a row of the table are."""

    LABEL = auto()  # before a value in a document, « Public : … », and over a column of its tables
    HEADER = auto()  # over a column of a table in a document only
    COLUMN = auto()  # the name of a column of a spreadsheet begins so


# The kind of a field, the use of words, and the words. Columns: the surest names of a kind come first.
_TABLE = (
    (
        Kind.AUDIENCE,
        Use.LABEL,
        """
            cible | cibles | cible visee | cibles visees | cible principale | coeur de cible | public |
            publics | public vise | publics vises | public cible | publics cibles | public concerne |
            publics concernes | public touche | publics touches | type de public | destinataire |
            destinataires | audience | audiences | audience visee | pour qui | pour | a qui | qui |
            a destination de | a destination des | a destination du | s adresse a | s adresse aux |
            beneficiaires | population cible | population visee | aussi pour | egalement pour |
            aussi destine a | aussi destine aux | egalement destine a | egalement destine aux |
            s adresse aussi a | s adresse aussi aux | concerne aussi | concerne egalement
            """,
    ),
    (
        Kind.PLATFORMS,
        Use.LABEL,
        """
            reseau | reseaux | reseau social | reseaux sociaux | reseau utilise | reseaux utilises |
            reseau x | reseau s | reseaux mobilises | reseaux sociaux utilises | plateforme | plateformes
            | plate forme | plates formes | plateforme s | canal | canaux | canaux utilises |
            canal de diffusion | canaux de diffusion | support | supports | supports utilises | media |
            medias | medias sociaux | diffusion | diffuse sur | diffusee sur | publie sur | publiee sur |
            a voir sur | a retrouver sur | a suivre sur | disponible sur | visible sur | ou | sur |
            vecteur | vecteurs | rs | diffusion sur | lieu de diffusion | annonce sur | relaye sur
            | annonce sans lien | annonces sans lien
            """,
    ),
    (
        Kind.LINK,
        Use.LABEL,
        """
            lien | liens | lien s | lien s utile s | liens utiles | lien vers | lien de la publication |
            liens des publications | lien vers la publication | liens vers les publications | lien du post
            | lien vers le post | url | urls | adresse | adresses | adresse s | adresse web | adresses web
            | a voir | a voir ici | voir | voir ici | publication | publications | post | posts | exemple
            | exemples | ici | lien web | en ligne | web | preuve | preuves | source | sources | hyperlien
            | permalien | permaliens | permalink
            | autre lien | autres liens | second lien | lien complementaire | liens complementaires
            | lien direct | voir aussi | piece jointe | pieces jointes | trace | traces | retrouver |
            consulter | en savoir plus | pour voir
            """,
    ),
    (
        Kind.TITLE,
        Use.LABEL,
        """
            titre | titre de l operation | titre de l action | intitule | intitule de l operation |
            intitule de l action | nom | nom de l operation | nom de l action | nom de la campagne |
            nom du projet | nom du dispositif | operation | action | campagne | projet | fiche |
            fiche action | fiche operation | dispositif | rendez vous | intitule de la campagne |
            designation | operation de communication | libelle | quoi | sujet
            """,
    ),
    (
        Kind.TEXT,
        Use.LABEL,
        """
            description | descriptif | resume | contenu | presentation | principe | en bref | detail |
            details | legende | explication | explications | precisions | commentaire | commentaires | texte |
            concept | description en quelques lignes | description en quelques mots | en quelques lignes |
            description de l operation | description de l action | courte description | breve description |
            en quelques mots | de quoi s agit il | le principe | deroule | deroulement | l idee
            | idee | ce qui a ete fait
            """,
    ),
    (
        Kind.OTHER,
        Use.LABEL,
        """
            date | dates | periode | quand | calendrier | duree | frequence | rythme | format | formats |
            type | objectif | objectifs | but | finalite | resultat | resultats | bilan | statistiques |
            portee | vues | nombre de vues | engagement | partenaire | partenaires | avec | budget | cout
            | pilote | service | referent | contact | lieu | heure | horaire | horaires | hashtag |
            mot diese | moyens | ton | message | remarque | remarques | nb | note | statut | mise en ligne
            | date de publication | theme | thematique | categorie | rubrique | auteur | chiffres |
            interactions | impressions | comment | pourquoi | numero | n | mois | combien | decision |
            decisions | fonction | repondant | repondante | date de reponse |
            porteur | constat | evaluation | etablissement | structure | organisme | collectivite
            """,
    ),
    (Kind.TITLE, Use.HEADER, "operations | actions | noms | titres | campagnes | projets"),
    (
        Kind.TEXT,
        Use.HEADER,
        """
        contenus | information | informations | infos | details | precisions | caracteristiques
        """,
    ),
    (Kind.PLATFORMS, Use.HEADER, "ou"),
    (Kind.LINK, Use.HEADER, "lien facebook | publication"),
    (Kind.AUDIENCE, Use.HEADER, "a qui"),
    (Kind.NUMBER, Use.HEADER, "n | no | numero | ordre"),
    (Kind.TITLE, Use.COLUMN, "titre | intitule | title"),
    (
        Kind.LINK,
        Use.COLUMN,
        """
        lien | liens | url | urls | link | links | adresse web | adresse internet | permalien | adresse
        | adresses
        """,
    ),
    (
        Kind.AUDIENCE,
        Use.COLUMN,
        """
        cible | cibles | public | publics | audience | audiences | destinataire | destinataires | pour
        qui
        """,
    ),
    (
        Kind.AUDIENCE,
        Use.COLUMN,
        """
        a qui | beneficiaire | beneficiaires | tranche d age | tranches d age | type de public
        """,
    ),
    (
        Kind.PLATFORMS,
        Use.COLUMN,
        """
        plateforme | plateformes | plate forme | plate formes | reseau | reseaux | canal | canaux
        """,
    ),
    (
        Kind.PLATFORMS,
        Use.COLUMN,
        """
        support | supports | media | medias | diffusion | diffuse sur | platform | platforms | outil |
        outils
        """,
    ),
    (
        Kind.TITLE,
        Use.COLUMN,
        """
        nom de l operation | nom de l action | operation | operations | libelle | designation
        """,
    ),
    (
        Kind.TITLE,
        Use.COLUMN,
        """
        action | actions | nom | campagne | campagnes | projet | evenement | initiative | dispositif |
        sujet | name
        """,
    ),
    (
        Kind.TEXT,
        Use.COLUMN,
        """
        description | descriptif | texte | resume | presentation | contenu | contenus | detail | details
        """,
    ),
    (
        Kind.TEXT,
        Use.COLUMN,
        """
        principe | objectif | objectifs | message | messages | explication | explications | en bref
        """,
    ),
    (
        Kind.TEXT,
        Use.COLUMN,
        """
        concept | precision | precisions | modalites | en quelques mots | de quoi s agit il
        """,
    ),
    (Kind.TITLE, Use.COLUMN, "rubrique | rendez vous | animation | animations | quoi | activite | activites"),
    (
        Kind.LINK,
        Use.COLUMN,
        """
        publication | publications | post | posts | page | voir | voir en ligne | en ligne | site | site
        web | web
        """,
    ),
)


def _words_for(use: Use) -> dict[str, Kind]:
    return {word: kind for kind, of, text in _TABLE if of is use for word in phrases(text)}


# Word → kind. « n° 3 » after a label does not matter.
FIELD_LABELS = _words_for(Use.LABEL)
HEADERS = _words_for(Use.HEADER)
# (kind, words), the surest first.
COLUMN_NAMES = tuple((kind, phrases(text)) for kind, of, text in _TABLE if of is Use.COLUMN)


# A question in full begins so, and is none about the body itself.
ASKING_WORDS = words(
    """
    quel quelle quels quelles a en sur merci indiquez precisez qui comment avec veuillez pour ou nom titre
    intitule que
    """
)
BODY_WORDS = words(
    """
    structure organisme collectivite etablissement service mairie contact referent referente repondant
    repondante personne responsable redacteur redactrice
    """
)
# Which field a question asks for: « À quel public s’adressait-elle ? »; the first that has one of its words.
ASKED = (
    (Kind.LINK, words("lien liens url urls voir trouver retrouver")),
    (Kind.TITLE, words("nom titre intitule")),
    (
        Kind.AUDIENCE,
        words("public publics cible cibles destinataires adresse adressait adressaient toucher viser cibler"),
    ),
    (Kind.PLATFORMS, words("reseau reseaux plateforme plateformes canal canaux support supports")),
    (Kind.TEXT, words("consistait consiste contenu description principe resume mots")),
)
