"""The messages of click itself, in French: usage, help, errors, an interrupted command."""

from click import core, decorators, exceptions, formatting, parser, termui, types

# The modules that speak to users: each looks its messages up as `_` and `ngettext`.
MODULES = (core, decorators, exceptions, formatting, parser, termui, types)

# Stands for a command and its words, in the usage of a group.
SUBCOMMAND = "COMMANDE …"

_MESSAGES = {
    "(Did you mean one of: {possibilities}?)": "(Peut-être l’un de ceux-ci : {possibilities} ?)",
    "(dynamic)": "(variable)",
    "Aborted!": "Interrompu.",
    "Choose from:\n\t{choices}": "Au choix :\n\t{choices}",
    "Choice({choices})": "Choix({choices})",
    "Commands": "Commandes ",
    "Confirm the action without prompting.": "Confirmer sans question.",
    "Could not open file {filename!r}: {message}": "« {filename} » ne peut pas être ouvert : {message}",
    "DeprecationWarning: The command {name!r} is deprecated.{extra_message}": (
        "Attention : la commande « {name} » va disparaître.{extra_message}"
    ),
    "DeprecationWarning: The {param_type} {name!r} is deprecated.{extra_message}": (
        "Attention : « {name} » va disparaître.{extra_message}"
    ),
    "Did you mean {possibility}?": "Peut-être {possibility} ?",
    "Do you want to continue?": "Continuer ?",
    "Error: The two entered values do not match.": "Erreur : les deux saisies diffèrent.",
    "Error: invalid input": "Erreur : réponse incomprise",
    "Error: {message}": "Erreur : {message}",
    "Got unexpected extra argument ({args})": "un mot est de trop : {args}",
    "Got unexpected extra arguments ({args})": "des mots sont de trop : {args}",
    "Invalid value for {param_hint}: {message}": "valeur incorrecte pour {param_hint} : {message}",
    "Invalid value: {message}": "valeur incorrecte : {message}",
    "Missing argument": "il manque",
    "Missing command.": "il manque une commande.",
    "Missing option": "il manque l’option",
    "Missing parameter": "il manque",
    "Missing parameter: {param_name}": "il manque : {param_name}",
    "Missing {param_type}": "il manque : {param_type}",
    "No such command {name!r}.": "la commande « {name} » n’existe pas.",
    "No such option {name!r}.": "l’option « {name} » n’existe pas.",
    "Option {name!r} does not take a value.": "l’option « {name} » ne prend pas de valeur.",
    "Option {name!r} requires an argument.": "l’option « {name} » demande une valeur.",
    "Option {name!r} requires {nargs} arguments.": "l’option « {name} » demande {nargs} valeurs.",
    "Argument {name!r} takes {nargs} values.": "« {name} » prend {nargs} valeurs.",
    "Options": "Options ",
    "Positional arguments": "Mots attendus ",
    "Repeat for confirmation": "Encore une fois",
    "Show the version and exit.": "Dire la version.",
    "Show this message and exit.": "Dire ce que fait la commande.",
    "Takes {nargs} values but 1 was given.": "{nargs} valeurs sont attendues, et une est donnée.",
    "Takes {nargs} values but {len} were given.": "{nargs} valeurs sont attendues, et {len} sont données.",
    "Try '{command} {option}' for help.": "Pour en savoir plus : {command} {option}",
    "Usage:": "Usage :",
    "Value must be an iterable.": "la valeur doit être une liste.",
    "default: {default}": "par défaut : {default}",
    "deprecated": "va disparaître",
    "directory": "dossier",
    "env var: {var}": "variable : {var}",
    "file": "fichier",
    "path": "chemin",
    "required": "obligatoire",
    "unknown error": "erreur inconnue",
    "{len_type} values are required, but {len_value} was given.": (
        "{len_type} valeurs sont attendues, et {len_value} est donnée."
    ),
    "{len_type} values are required, but {len_value} were given.": (
        "{len_type} valeurs sont attendues, et {len_value} sont données."
    ),
    "{name} {filename!r} does not exist.": "le {name} « {filename} » n’existe pas.",
    "{name} {filename!r} is a directory.": "« {filename} » est un dossier.",
    "{name} {filename!r} is a file.": "« {filename} » est un fichier.",
    "{name} {filename!r} is not executable.": "le {name} « {filename} » ne peut pas être exécuté.",
    "{name} {filename!r} is not readable.": "le {name} « {filename} » ne peut pas être lu.",
    "{name} {filename!r} is not writable.": "le {name} « {filename} » ne peut pas être écrit.",
    "{value!r} does not match the format {format}.": "« {value} » n’est pas de la forme {format}.",
    "{value!r} does not match the formats {formats}.": "« {value} » n’a aucune de ces formes : {formats}.",
    "{value!r} is not a valid UUID.": "« {value} » n’est pas un UUID.",
    "{value!r} is not a valid boolean. Recognized values: {states}": (
        "« {value} » n’est ni oui ni non. Les valeurs possibles : {states}"
    ),
    "{value!r} is not a valid {number_type}.": "« {value} » n’est pas un nombre de ce genre ({number_type}).",
    "{value!r} is not one of {choices}.": "« {value} » n’est pas parmi {choices}.",
    "{value!r} is not {choice}.": "« {value} » n’est pas {choice}.",
    "{value} is not in the range {range}.": "{value} n’est pas dans les limites {range}.",
}


def speak_french() -> None:
    """Have click say its messages in French, whatever the language of the system.

    It takes them from gettext, which would need a compiled file and a system in French.
    """
    for module in MODULES:
        vars(module).update(_=translate, ngettext=_translate_counted)


def translate(message: str) -> str:
    """Return a message of click in French; one that a newer click added stays as it is."""
    return _MESSAGES.get(message, message)


def _translate_counted(singular: str, plural: str, number: int) -> str:
    return translate(singular if number < 2 else plural)
