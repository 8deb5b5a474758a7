"""The words by which prose names people, as data: folded as `folded_words` gives them."""

from gersapp.exchange.vocabulary import phrases, words

# Plurals that end so name people, but for these: « généalogistes », « bivouaqueurs ».
ENDINGS_OF_PEOPLE = tuple(words("eurs euses trices istes iens iennes ologues nautes phones votants"))
NO_PEOPLE = words(
    """
    leurs plusieurs ailleurs meilleurs exterieurs interieurs superieurs inferieurs majeurs fleurs couleurs
    valeurs erreurs secteurs moteurs ordinateurs compteurs aspirateurs capteurs facteurs indicateurs
    hauteurs longueurs odeurs saveurs coeurs chaleurs douleurs vapeurs peurs humeurs rumeurs nombreuses
    heureuses precieuses pistes listes liens biens chiens entretiens quotidiens soutiens matrices
    cicatrices telephones microphones smartphones
    """
)
# What stands before the noun: « les futurs parents », « l’ensemble des étudiants ».
BEFORE_PEOPLE = words(
    """
    tous toutes tout toute tt ensemble grand grands grande grandes futur futurs future futures nouveau
    nouveaux nouvel nouvelle nouvelles tres plus primo deux trois quatre anciennes
    """
)
# The name of people ends before these words.
NO_PART_OF_NAMES = words(
    """
    abord dans sans sous des depuis vers puis mais plus pas nous vous ils elles tous toutes ses ces trois
    lors alors toujours tres pres apres chez hors sauf aussi jamais deux quatre cinq six chaque et ou qui
    que dont sur par pour avec avant pendant afin quand direct directs ligne story stories live lives
    video videos podcast images photo photos travers partir distance partenariat collaboration compagnie
    cours complement fin debut ete automne hiver printemps janvier fevrier mars avril mai juin juillet
    aout septembre octobre novembre decembre facebook instagram twitter youtube linkedin tiktok snapchat
    whatsapp x nos vos
    """
)
# What prose names as it does people: « pour les clubs et leurs bénévoles ».
ORGANISATIONS = words(
    """
    clubs bars restaurants cafes commerces magasins boutiques hotels campings gites mairies creches
    mediatheques bibliotheques musees laboratoires cooperatives exploitations coproprietes
    """
)
# Nouns that end as infinitives do: « habitants de quartier », « atteints de cancer ».
NO_INFINITIVES = words(
    """
    quartier quartiers mer hiver foyer metier chantier atelier danger cancer loyer verger fer premier papier
    courrier clavier fichier calendrier particulier singulier dernier escalier palier pilier sentier hier
    panier denier dossier hotelier hospitalier loisir avenir souvenir plaisir soir terroir espoir devoir
    lavoir manoir couloir trottoir lettre cuir desir naitre
    """
)
# Of an adjective after a complement: « à mobilité réduite », « en insertion professionnelle ».
ENDINGS_OF_ADJECTIVES = tuple(
    words("elle iel nel uel al aire ale ique ienne duite toriale urbaine superieure")
)
# An adjective that only people bear: « les couturières bénévoles ».
OF_PEOPLE_ONLY = words("benevoles retraites retraitees salaries salariees independants independantes")
# What people may be without, or with: « les couples sans enfant ».
LACKS_OF_PEOPLE = words(
    """
    enfant enfants emploi travail activite domicile abri logement papiers permis voiture vehicule diplome
    diplomes qualification ressources ordinateur internet connexion
    bebe bebes handicap poussette
    """
)
# In the place of an audience, where a document names none: « Public : (non défini) ».
NO_AUDIENCES = frozenset(
    phrases(
        """
        non defini | non definie | non definis | non definies | non precise | non precisee | non renseigne |
        non renseignee | non communique | non determine | non indique | indefini | indetermine | inconnu |
        neant | aucun | aucune | aucun public | aucune cible | pas de public | pas de cible | sans cible |
        a preciser | a definir | a completer | a determiner | a confirmer | a renseigner | sans objet | s o
        | so | n a | na | n c | nc | n r | nr | ras | rien | vide
        """
    )
)
