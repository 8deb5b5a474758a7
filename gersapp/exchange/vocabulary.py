"""The words that dossiers are read by, as data: folded as `folded_words` gives them.

They are words that many bodies use, and never the name of one of them.
"""


def words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def phrases(text: str) -> tuple[str, ...]:
    return tuple(" ".join(phrase.split()) for phrase in text.split("|"))


# Nouns (and adjectives used as such) that name people. Plurals and feminines are written out.
AUDIENCE_WORDS = words(
    """
    adulte adultes enfant enfants jeune jeunes jeunesse ado ados adolescent adolescents adolescente
    adolescentes senior seniors aine aines ainee ainees retraite retraites retraitees famille familles
    parent parents grands-parents public publics habitant habitants habitante habitantes citoyen citoyens
    citoyenne citoyennes administre administres usager usagers usagere usageres agent agents agente
    agentes elu elus elue elues professionnel professionnels professionnelle professionnelles entreprise
    entreprises entrepreneur entrepreneurs asso assos commercant commercants artisan artisans association
    associations associatif associatifs touriste touristes visiteur visiteurs vacancier vacanciers
    etudiant etudiants etudiante etudiantes lyceen lyceens lyceenne lyceennes collegien collegiens
    collegienne collegiennes ecolier ecoliers eleve eleves scolaire scolaires enseignant enseignants
    enseignante enseignantes aidant aidants aidante aidantes soignant soignants soignante soignantes
    sportif sportifs agriculteur agriculteurs producteur producteurs beneficiaire beneficiaires
    allocataire allocataires femme femmes homme hommes actif actifs salarie salaries journaliste
    journalistes presse partenaire partenaires acteur acteurs locataire locataires riverain riverains
    automobiliste automobilistes cycliste cyclistes randonneur randonneurs benevole benevoles commune
    communes maire maires internaute internautes abonne abonnes bebe bebes petit petits tout-petit
    tout-petits fille filles garcon garcons consommateur consommateurs contribuable contribuables
    employeur employeurs apprenti apprentis chercheur chercheurs candidat candidats patient patients
    malade malades resident residents lecteur lecteurs spectateur spectateurs pecheur pecheurs chasseur
    chasseurs pompier pompiers electeur electeurs proprietaire proprietaires voyageur voyageurs personnel
    personnels population concitoyen concitoyens influenceur influenceurs recruteur recruteurs demandeur
    demandeurs migrants etranger etrangers nouveaux-arrivants administrees restaurateur restaurateurs
    hotelier hoteliers viticulteur viticulteurs eleveur eleveurs assistante assistantes maternelle
    maternelles collaborateur collaborateurs collectivites gens monde amateur amateurs amatrice amatrices
    voisin voisins voisine voisines curieux curieuse curieuses gourmand gourmands gourmandes menage
    menages doctorant doctorants doctorante diplome diplomes alternant alternants stagiaire stagiaires
    musicien musiciens artiste artistes createur createurs fan fans supporter supporters sportive
    sportives joueur joueurs joueuse joueuses marcheur marcheurs promeneur promeneurs baigneur baigneurs
    skieur skieurs conducteur conducteurs passager passagers pieton pietons piétons motard motards livreur
    volontaire volontaires industriel industriels
    maraicher maraichers paysan paysans exploitant exploitants investisseur investisseurs porteur porteurs
    medecin medecins infirmier infirmiers infirmiere infirmieres pharmacien pharmaciens donneur donneurs
    accueillant accueillants accueillante accueillantes assistants grand-parent nouvel enceintes enceinte
    maman mamans papa papas couple couples foyer foyers gamer gamers communaute equipes equipe expert
    experts specialiste specialistes decideur decideurs prescripteur prescripteurs client clients cliente
    clientes adherent adherents licencie licencies membre membres participant participants nouveaux-nes
    lectrice lectrices auditeur auditeurs telespectateur telespectateurs insulaire insulaires vacanciere
    vacancieres campeur campeurs plaisancier plaisanciers estivant estivants saisonnier saisonniers
    frontalier frontaliers expatrie expatries deplace refugies refugie militant militants delegue delegues
    citadin citadins rural ruraux naturaliste naturalistes jardinier jardiniers bricoleur bricoleurs
    collectionneur metropolitain metropolitains gersois gersoises personne personnes ecole ecoles classe
    classes passionne passionnes bachelier bacheliers interne internes kayakistes supporteurs collegues
    photographe photographes cuisinier cuisiniers architecte architectes auteur auteurs lauréats laureats
    spectatrices danseurs danseur chanteurs choristes cavaliers vttistes nageurs coureurs surfeurs
    plongeurs cyclotouristes pelerins curistes thermalistes gardiens syndics bailleurs nounous accueils
    assmats arrivant arrivants sinistres sinistrees dirigeant dirigeants dirigeante dirigeantes gerant gerants
    gerante gerantes cadres ouvriers ouvrieres fonctionnaire fonctionnaires chomeurs anciens pros donateurs
    mecenes assures cotisants hebergeurs chauffeurs educateurs educatrices animateurs animatrices formateurs
    electrices forains forestiers apiculteurs marins clientele clienteles employe employes employee employees
    """
)

# What may stand beside them in a heading that names an audience.
AUDIENCE_MODIFIERS = words(
    """
    le la les l un une des de du d au aux a et ou en pour par tout tous toute toutes grand grande grands
    moins plus jeune jeunes nouveau nouveaux nouvelle nouvelles arrivant arrivants personne personnes agee
    ages agees age ans an situation handicap handicape handicapes emploi recherche destination attention
    intention specifique large general generaliste interne externe internes externes local locale locaux
    locales territoire departement ville collectivite commune communaute agglomeration region medico
    social sociaux economique economiques culturel culturels monde acteurs milieu metier metiers sante
    education secteur petite enfance isole isoles isolees confines confine autonomie precarite difficulte
    particuliers particulier libre liberal liberaux futurs futur ne nos leurs leur cible cibles public
    publics averti scolaire entre ecole primaire college lycee universite premiere proximite ayant perte
    residents amateurs passionnes musique sport culture loisirs nature sourd sourds sourde sourdes
    malentendant malentendants malentendante malentendantes malvoyant malvoyants aveugles
    fragile fragiles fragilises eloigne eloignes eloignees
    lecture annee chantier art train bus route usage quartier quartiers centre bourg campagne
    montagne mer vallee canton ecoles colleges lycees universites clubs sapeurs volontaires actifs
    inactifs connectes numeriques concernes interesses prioritaires sensibles agricole agricoles artisanal
    culinaire gastronomie histoire patrimoine terroir projet projets entreprise creation famille familles
    maternelles assistante etrangers francophones anglophones handicapee handicapees dependante
    dependantes vulnerables electorales ensemble totalite
    """
)

# A heading that begins so names an audience: « Pour les… », « À destination des… ».
AUDIENCE_LEADS = phrases(
    """
    pour le | pour la | pour les | pour l | pour tous | pour toutes | pour un public | a destination d |
    a destination de | a destination des | a destination du | a l attention d | a l attention de |
    a l attention des | a l attention du | a l intention de | a l intention des | a l intention du |
    en direction de | en direction des | en direction du | operations pour | operations a destination |
    actions pour | actions a destination | vers les | vers le | vers la | envers les | aupres des |
    en faveur des | du cote des | du cote du | cote | special | vers l | vers tous | vers toutes | vers un
    | vers le grand
    """
)

# Whole phrases that are audiences, whatever the words before say.
AUDIENCES = words(
    """
    tout-public tous-publics grand-public jeune-public jeunesse tous toutes-et-tous pour-tous
    petits-et-grands tous-les-publics personnes-agees troisieme-age 3e-age scolaires tout-le-monde tt-le-monde
    grand-age petite-enfance monde-agricole monde-economique public-familial public-adulte public-jeune
    public-senior chefs-d-entreprise chefs-d-entreprises
    """
)

# What may stand before them in a heading: « Nos trois opérations pour les jeunes », a question.
QUESTION_WORDS = words("quel quelle quels quelles avez souhaitez combien comment pourquoi qui que")
OPERATION_WORDS = words(
    "operation operations action actions campagne campagnes rendez-vous contenus publications"
)
BEFORE_LEADS = QUESTION_WORDS | words(
    """
    en tournees dirigees vos nos votre notre vous nous avez avons menees menes mene faites fait realisees
    proposees rendez
    contenu contenus publications posts a ce qui est sont ete deux trois quatre cinq six
    """
)
BEFORE_SECTIONS = words("sinon le la les l nos notre vos votre quelques cote en")

# Sections that hold no operation; the words that begin or make their headings.
LEFT_SECTIONS = phrases(
    """
    budget | budgets | couts | cout | depenses | financement | chiffres | les chiffres | quelques chiffres
    | nos chiffres | chiffres cles | bilan | bilan chiffre | bilan general | bilan global |
    bilan quantitatif | remerciements | remerciement | merci | nous remercions | contact | contacts |
    vos contacts | nos contacts | annexe | annexes | statistiques | stats | a noter | note | notes |
    perspectives | et apres | et ensuite | la suite | suites | conclusion | en conclusion | pour conclure
    | methodologie | methode | moyens | moyens humains | moyens mobilises | ressources | equipe | l equipe
    | notre equipe | l equipe projet | composition de l equipe | pour aller plus loin | mentions legales |
    credits | credits photos | donnees | retombees | retombees presse | revue de presse | resultats |
    resultats globaux | evaluation | indicateurs | difficultes | difficultes rencontrees | enseignements |
    lecons | points de vigilance | points forts | organisation | calendrier | planning |
    audience de nos comptes | evolution | evolution des abonnes | nos abonnes | communaute |
    nos communautes | nos comptes | nos reseaux | nos pages | comptes officiels | suivez nous |
    retrouvez nous | glossaire | lexique | bibliographie | partenaires | nos partenaires | rgpd |
    donnees personnelles | outils | outils utilises | recommandations | pistes | pistes d amelioration |
    frequentation | synthese | ce que nous retenons | ce que nous cherchions | ce que nous voulions |
    ce que nous visions | ce que nous avons appris | ce que l on retient | ce qu il faut retenir |
    a retenir | temoignages | p s | ps | post scriptum | validation | circuit de validation | charte |
    moderation | regles de moderation | ou nous suivre | ou nous retrouver | abonnes |
    pour tout renseignement | pour nous joindre | total | totaux | sources | source | incidents |
    ce que cela a coute | confidentialite | avertissement | nota bene | nb | remarque | remarques |
    observation | observations | procedures | avant de commencer | pour finir | pour terminer |
    informations pratiques | qui sommes nous | infos pratiques |
    operations internes | hors operations | comptes | document arrete |
    document etabli | le mot de la fin | et demain | point de vigilance | avis | satisfaction |
    votre structure | votre organisme | votre collectivite | reserve | references | nos outils |
    precisions | temps consacre | nous suivre | non retenu | non retenus | non retenues | temps passe |
    en chiffres | quelques resultats | nous contacter | pour memoire | abandonne | projets | a venir |
    en projet | questions diverses | points divers | a faire encore | reste a faire | encore a faire |
    a faire | prochaine reunion | tour de table |
    prochaines etapes | prochaines echeances | a lire aussi | a voir aussi |
    voir aussi | lire aussi | sur le meme sujet | releve de decisions | a completer | a verifier | en bref |
    signature | signatures | approbation | designation du secretaire | designation d un secretaire |
    ouverture de la seance | ouverture de seance | cloture de la seance | levee de la seance |
    levee de seance | affaires diverses | vote des tarifs | vote du budget | tarifs | suivi des decisions |
    informations diverses | date de la prochaine reunion
    """
)

# Headings of what stands before the operations.
INTRODUCTIONS = phrases(
    """
    introduction | contexte | preambule | edito | editorial | presentation | avant propos | objectifs |
    objectif | notre demarche | la demarche | demarche | rappel | rappel du contexte | en quelques mots |
    pourquoi | mot du president | mot de la presidente | le mot du president | mot du maire | genese |
    strategie | notre strategie | enjeux | a propos | le territoire | le contexte
    """
)

CONTENTS_HEADINGS = phrases(
    """
    sommaire | ordre du jour | au programme | table des matieres | plan du document | au sommaire |
    sommaire general | plan | plan de la presentation
    """
)

MONTHS = words(
    """
    janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre janv fev avr juil
    sept oct nov dec lundi mardi mercredi jeudi vendredi samedi dimanche
    """
)
# What stands beside a month or a number in a heading of a period.
PERIOD_WORDS = words(
    """
    semaine semaines mois trimestre semestre annee debut fin mi du au de le la les et s1 s2 s3 s4 t1 t2 t3
    t4 jour jours periode printemps ete automne hiver phase saison 1er en d l a confinement deconfinement
    premier deuxieme chaque tous toutes matin soir midi
    """
)

# Words of headings that group operations by what they are about.
THEME_WORDS = words(
    """
    culture culturel culturelle sport sports sante solidarite solidarites social sociale economie tourisme
    environnement education jeunesse patrimoine loisirs prevention information informations divertissement
    animation animations musique gastronomie terroir numerique emploi insertion mobilite mobilites
    transports routes agriculture autonomie handicap citoyennete participation vie locale quotidien
    creativite bien-etre thematique theme axe volet rubrique categorie famille autres divers jeux concours
    videos lives live evenements rendez-vous services pratique pratiques hommage hommages communication
    institutionnelle pedagogie
    """
)

# Words of the headings of a whole document.
DOCUMENT_WORDS = words(
    """
    dossier operations operation reseaux sociaux social communication departement conseil departemental
    ville mairie communaute agglomeration metropole region commune prefecture crise covid covid19 covid-19
    confinement bilan recensement catalogue inventaire recapitulatif observatoire rapport compte-rendu
    note liste panorama actions campagne campagnes plan digitale digital numerique annee fiche objet
    direction service cd
    """
)

# The words that stand before an address and say only that it is one.
LINK_WORDS = words(
    """
    lien liens url voir ici vers le la les l du de des d sur et a au aux un une post posts publication
    publications video videos page pages adresse site web internet cliquez cliquer retrouver retrouvez
    regarder regardez decouvrir decouvrez consulter consultez suivre plus savoir en pour acceder direct
    replay story stories album photos photo exemple exemples live compte reel reels tweet tweets
    disponible disponibles ligne episode 1 2 3 4 5 6 7 8 9 ou premier premiere second seconde deuxieme
    annonce bande fil teaser suite via par ex link y voici accessible relais
    """
)

GREETINGS = phrases(
    """
    bonjour | bonsoir | madame | monsieur | madame monsieur | chers collegues | cher collegue |
    chere collegue | bonjour a tous | bonjour a toutes et a tous | salut |
    hello | coucou | rebonjour | re bonjour | bonjour a toutes | chers tous | cheres toutes | cher tous
    """
)
CLOSINGS = phrases(
    """
    cordialement | bien cordialement | tres cordialement | bien a vous | bien a toi | sinceres salutations
    | salutations | salutations distinguees | respectueusement | belle journee | bonne journee |
    bonne reception | bonne fin de journee | amicalement | a bientot | envoye de mon iphone |
    envoye de mon mobile | merci d avance | cdt | cdlt | bien cdt | bises |
    bonne soiree | bon week end | bon courage | merci et bonne journee
    """
)

# What follows a quotation, and no name.
SAYING_WORDS = words(
    """
    dit disent selon explique raconte confie ajoute resume a sourit rit precise assure temoigne souligne
    rappelle conclut note glisse
    """
)
