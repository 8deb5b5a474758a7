"""The French words of a review that pages and commands share."""

from gersapp.exchange.blocks import Lack
from gersapp.exchange.proposal import Doubt

DOUBTS = {
    Doubt.AUDIENCE_GUESSED: "cible devinée",
    Doubt.AUDIENCE_MISSING: "sans cible",
    Doubt.TITLE_GUESSED: "titre deviné",
    Doubt.TEXT_GUESSED: "texte peut-être d’ailleurs",
    Doubt.LINK_MENDED: "adresse recollée",
    Doubt.LINK_FAULTY: "adresse incorrecte",
    Doubt.PLATFORM_MENTIONED: "réseau seulement cité",
    Doubt.NOTE_ATTACHED: "note rattachée",
    Doubt.TOO_LONG: "trop long",
}
# The catalogue's own texts.
HEADING_LABELS = {
    "title": "Titre du catalogue",
    "organisation": "Nom de l’organisme",
    "hashtag": "Mot-dièse",
    "introduction": "Introduction",
}
LACKS = {
    Lack.TABLE_IN_PDF: "Un tableau de ce PDF ne peut pas être suivi : collez-le, ou donnez son document.",
    Lack.COLUMNS_IN_PDF: "Ce PDF a des colonnes : vérifiez l’ordre de ses lignes.",
    Lack.PICTURES_ONLY: "Des pages de ce PDF sont des images, dont le texte n’est pas lu.",
    Lack.CUT: "Ce document est trop long : la fin n’est pas lue.",
}
