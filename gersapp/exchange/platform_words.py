"""How dossiers name platforms and other networks, as data: folded as `folded_words` gives them."""

from gersapp.exchange.vocabulary import words

# How dossiers name platforms, folded and in one piece; more in `gersapp.catalogue.announced`.
# What is only known in a list of platforms has a table of its own: « X » is a letter elsewhere.
PLATFORM_NAMES = {
    "facebook": "facebook",
    "fb": "facebook",
    "instagram": "instagram",
    "insta": "instagram",
    "twitter": "x",
    "linkedin": "linkedin",
    "linked in": "linkedin",
    "tiktok": "tiktok",
    "tik tok": "tiktok",
    "youtube": "youtube",
    "you tube": "youtube",
    "bluesky": "bluesky",
    "blue sky": "bluesky",
    "threads": "threads",
    "mastodon": "mastodon",
    "whatsapp": "whatsapp",
    "whats app": "whatsapp",
    "messenger": "messenger",
    "telegram": "telegram",
    "snapchat": "snapchat",
    "snap chat": "snapchat",
    "twitch": "twitch",
    "dailymotion": "dailymotion",
    "daily motion": "dailymotion",
    "vimeo": "vimeo",
    "peertube": "peertube",
    "pinterest": "pinterest",
    "flickr": "flickr",
    "face book": "facebook",
    # Networks that are no platforms of the catalogue keep their names.
    "periscope": "Periscope",
    "panneaupocket": "PanneauPocket",
    "panneau pocket": "PanneauPocket",
    "illiwap": "illiwap",
    "citykomi": "Citykomi",
    "discord": "Discord",
    "soundcloud": "SoundCloud",
    "nextdoor": "Nextdoor",
    "intramuros": "IntraMuros",
    "tumblr": "Tumblr",
    "spotify": "Spotify",
    "deezer": "Deezer",
    "reddit": "Reddit",
    "strava": "Strava",
}
PLATFORM_NAMES_IN_LISTS = {
    "vine": "Vine",
    "signal": "Signal",
    "x": "x",
    "tw": "x",
    "yt": "youtube",
    "ig": "instagram",
    "tt": "tiktok",
    "snap": "snapchat",
    "in": "linkedin",
    "lk": "linkedin",
    "lkd": "linkedin",
    "bsky": "bluesky",
    "podcast": "podcast",
    "podcasts": "podcast",
    "newsletter": "lettre-information",
    "newsletters": "lettre-information",
    "lettre d information": "lettre-information",
    "lettre information": "lettre-information",
    "lettres d information": "lettre-information",
    "infolettre": "lettre-information",
    "linktree": "page-de-liens",
    "page de liens": "page-de-liens",
    "site web": "site-web",
    "site internet": "site-web",
    "sites internet": "site-web",
    "site": "site-web",
    "site du musee": "site-web",
    "site de la mairie": "site-web",
    "site de la region": "site-web",
    "site de l agglo": "site-web",
    "site municipal": "site-web",
    "notre site": "site-web",
    "site du departement": "site-web",
    "site de la ville": "site-web",
    "site officiel": "site-web",
    "web": "site-web",
    "internet": "site-web",
}
# What stands beside platforms in a list of them, and says nothing more.
PLATFORM_MODIFIERS = words(
    """
    et ou puis sur la le les l du de des d en page pages compte comptes chaine story stories storie live
    lives direct reel reels post posts publication publications video videos fil ex groupe groupes profil
    a via notre nos ainsi que avec igtv carrousel photo photos aussi egalement officiel officielle
    departement ville publie publiee diffuse diffusee relaye relayee shorts short thread lien liens
    uniquement seulement mur evenement partage application boucle canal operation operations action
    actions campagnes contenus cote
    """
)
# A platform after one of these words, in the same clause, is no announcement.
DENIALS = words(
    """
    pas sans ni contrairement hors sauf excepte plutot jamais aucun aucune non ferme quitte abandonne
    """
)
