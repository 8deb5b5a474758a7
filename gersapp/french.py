"""French sentences that several parts share: the forms, the reader of the file, the pages."""

from gersapp.catalogue.links import MAX_URL, Fault

# An audience or a platform of a form that does not exist, or does not any more.
UNKNOWN_VALUE = "Cette cible ou cette plateforme n’existe plus : choisissez-en une autre."
WHICH_AUDIENCE_STAYS = "Choisissez la cible qui doit rester."

_BAD_SCHEME = "Cette adresse ne commence pas par http:// ou https://."

# The message of each fault of an address, for its author.
ADDRESS_FAULTS = {
    Fault.EMPTY: "Indiquez une adresse.",
    Fault.TOO_LONG: f"Cette adresse est trop longue : {MAX_URL} caractères au plus.",
    Fault.FORBIDDEN_CHARACTER: (
        "Une adresse ne contient ni espace, ni caractère invisible, ni aucun de ces signes : "
        '" < > \\ ` { } | ^'
    ),
    Fault.BAD_HOST: "Le nom du site n’est pas valable. Exemple d’adresse : https://www.gers.fr/page",
    Fault.MISSING_SCHEME: f"{_BAD_SCHEME} Ajouter https:// ?",
    Fault.BAD_SCHEME: _BAD_SCHEME,
    Fault.CREDENTIALS: "Une adresse ne contient ni nom d’utilisateur ni mot de passe avant le nom du site.",
    Fault.BAD_PORT: "Le numéro de port, dans cette adresse, doit être compris entre 1 et 65535.",
}
