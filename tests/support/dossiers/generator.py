"""The generator of dossiers: it draws a habit, fills it with inventions, and knows what it is to give."""

from dataclasses import replace
from random import Random

from tests.support.dossiers.corpus import Dossier
from tests.support.dossiers.foreign import FOREIGN, GROUP_INTRODUCTIONS, INTRODUCTIONS, Section
from tests.support.dossiers.habits import Habit, draw_habit
from tests.support.dossiers.inventions import NAMES, Invention, Inventor
from tests.support.dossiers.layouts import Layouts
from tests.support.dossiers.scoring import Expectation
from tests.support.dossiers.source import addresses_of, paragraphs_of, read_source
from tests.support.dossiers.words import AUDIENCES, DAYS

THEMES = (
    "Culture",
    "Sport",
    "Santé",
    "Environnement",
    "Vie quotidienne",
    "Solidarités",
    "Emploi et formation",
    "Citoyenneté",
)
MONTHS = [
    "Janvier",
    "Février",
    "Mars",
    "Avril",
    "Mai",
    "Juin",
    "Juillet",
    "Septembre",
    "Octobre",
    "Novembre",
    "Décembre",
]
_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII")
_WITHOUT_LES = ("Tout public", "Grand public", "15-25 ans", "Plus de 60 ans")
_LAST_LINES = (
    "Pour tout renseignement : cellule numérique, poste 4512.",
    "Le compte X a été mis en sommeil le 12 décembre.",
    "Document arrêté au 30 novembre.",
    "Note : le service n’a pas de chargé de communication.",
    "Temps consacré : 0,4 équivalent temps plein.",
)
_REQUEST = (
    "Pourriez-vous nous envoyer vos opérations avant vendredi ?",
    "Merci d’indiquer le public visé et les réseaux utilisés.",
)
# The mail that a mail answers, as mail programs quote it.
_ANSWERED = (
    ("Le 12 mai 2021 à 09:14, Observatoire a écrit :", *(f"\\> {line}" for line in _REQUEST)),
    ("-----Message d’origine-----", "De : Observatoire", "Objet : relance", "", *_REQUEST),
)
_NOTICE = "Ce message et ses pièces jointes sont confidentiels et réservés à leurs destinataires."


def generate(seed: int) -> Dossier:
    """Return an invented dossier with its expected result: the same for the same seed."""
    random = Random(seed)
    return _Writer(draw_habit(random), random).write(f"habit-{seed}")


class _Writer:
    """Writes one dossier in a habit, and notes what it is to give."""

    def __init__(self, habit: Habit, random: Random) -> None:
        self.habit = habit
        self.random = random
        self.inventor = Inventor(random)
        self.lines: list[str] = []
        self.layouts = Layouts(habit, self.inventor, random)
        self.foreign: list[Section] = []
        self.groups = 0

    def write(self, name: str) -> Dossier:
        self._begin()
        sections = self.random.sample(FOREIGN, self.habit.foreign)
        groups = self._groups()
        if self.habit.layout == "grouped":
            self.lines += self.layouts.grouped_table(groups)
        else:
            self._write_groups(groups, sections)
        for section in sections:
            self.lines += self._foreign_lines(section)
        if self.layouts.references:
            self.lines += ["", "Références", ""]
            self.lines += [f"\\[{number}] {url}" for number, url in enumerate(self.layouts.references, 1)]
        self._end()
        head = [
            f"bullet: {self.habit.bullet}",
            *(["wrap: 76"] if self.habit.is_mail or self.habit.has_running_heads else []),
            "---",
        ]
        source = read_source(name, "\n".join([*head, *self.lines]) + "\n")
        wanted = tuple(url for operation in self.layouts.expected for url in operation.links)
        # A piece of an address that a line end breaks is no address of its own.
        others = [url for url in addresses_of(source) if not any(whole.startswith(url) for whole in wanted)]
        return Dossier(
            source,
            Expectation(
                operations=tuple(self.layouts.expected),
                foreign=tuple(map(_sentences_of, self.foreign)),
                addresses=tuple(dict.fromkeys([*wanted, *others])),
            ),
        )

    def _write_groups(self, groups: list[tuple[str, list[Invention]]], sections: list[Section]) -> None:
        """Write the groups, and in one dossier of four a foreign section between two of them."""
        is_early = len(groups) > 1 and self.random.random() < 0.25
        early = self.random.randrange(1, len(groups)) if is_early else 0
        for place, (label, operations) in enumerate(groups):
            if early and place == early and sections:
                self.lines += self._foreign_lines(sections.pop())
            if self.habit.has_running_heads and place:
                self.lines += ["", f"{self.inventor.body} – Dossier Page {place}/{len(groups)}", ""]
            if label:
                is_audience = self.habit.grouping == "audience"
                self.lines += ["", *self._heading(label, is_audience=is_audience, is_group=not is_audience)]
                if self.habit.has_group_introductions:
                    self.lines += [self.random.choice(GROUP_INTRODUCTIONS), ""]
            self.lines += self.layouts.lines_of(operations)

    def _begin(self) -> None:
        inventor, random = self.inventor, self.random
        year = random.randint(2019, 2026)
        if self.habit.is_mail:
            self.lines += [
                f"De : communication@{inventor.account.lower()}.fr",
                "À : observatoire@exemple.fr",
                "Objet : notre dossier",
                "",
                "Bonjour,",
                "",
            ]
        else:
            self.lines += [f"# {inventor.body}" if random.random() < 0.5 else f"**{inventor.body}**"]
            self.lines.append(
                random.choice(
                    [
                        f"Bilan des réseaux sociaux {year}",
                        f"Nos opérations sur les réseaux sociaux en {year}",
                        f"Dossier {year}",
                    ]
                )
            )
        introduction = random.sample(INTRODUCTIONS, random.randint(0, 2))
        self.foreign += [(line,) for line in introduction]
        self.lines += ["", *introduction]

    def _end(self) -> None:
        if self.habit.is_mail:
            self.lines += [
                "",
                "Bien cordialement,",
                "",
                self.random.choice(["Anne Lebrun", "J. Morvan"]),
                "Service communication",
                self.inventor.body,
                "05 00 00 12 34",
            ]
            if self.random.random() < 0.5:
                self.lines.append(_NOTICE)
                self.foreign.append((_NOTICE,))
            if self.random.random() < 0.4:
                self.lines += ["", *self.random.choice(_ANSWERED)]
                self.foreign.append(_REQUEST)
        elif self.habit.gap and self.random.random() < 0.15:
            last = self.random.choice(_LAST_LINES)
            self.lines += ["", last]
            self.foreign.append((last,))

    def _groups(self) -> list[tuple[str, list[Invention]]]:
        """Return the operations by group; a dossier without groups is one group with no name."""
        random, habit = self.random, self.habit
        labels = {
            "audience": AUDIENCES,
            "network": tuple(NAMES),
            "month": MONTHS,
            "day": DAYS,
            "theme": THEMES,
            "none": ("",),
        }[habit.grouping]
        count = random.randint(2, min(5, len(labels))) if len(labels) > 1 else 1
        chosen = random.sample(labels, count)
        audiences = random.sample(AUDIENCES, random.randint(2, 5))
        each = random.randint(2, 4) if count > 1 else random.randint(5, 12)
        groups = []
        for label in chosen:
            number = max(1, each + random.randint(-1, 1))
            operations = [self._invent(label, audiences) for _ in range(number)]
            if habit.repeats_titles and habit.grouping == "audience":
                operations[0] = replace(operations[0], title="Portraits")
            groups.append((label, operations))
        return groups

    def _invent(self, group: str, audiences: list[str]) -> Invention:
        said = tuple(self.random.sample(audiences, self.random.choice([1, 1, 1, 2])))
        if self.habit.audience == "tail":
            said = said[:1]
        if self.habit.audience == "unsaid":
            said = ()
        if self.habit.grouping == "audience":
            said = (group,)
        return self.inventor.invent(said, (group,) if self.habit.grouping == "network" else ())

    def _heading(self, label: str, *, is_audience: bool = False, is_group: bool = False) -> list[str]:
        """Return the lines of a heading in the dossier's manner."""
        network = self.inventor.names.get(label, "")
        self.groups += 1
        if is_group:
            template = self.habit.group if network or not self.habit.group.startswith("Sur") else "{}"
            label = template.format(network or label, number=self.groups)
        if self.habit.heading == "phrase" and is_audience:
            phrase = "Public : {}" if label in _WITHOUT_LES else self.habit.phrase
            in_sentence = "les {}" in phrase or phrase.startswith(("Côté", "Nos"))
            name = label[0].lower() + label[1:] if in_sentence else label
            return [f"**{phrase.format(name, number=self.groups, roman=_ROMAN[self.groups % 8 - 1])}**"]
        return {
            "style": [f"# {label}"],
            "bold": [f"**{label}**", ""],
            "capitals": [label.upper(), ""],
            "colon": [f"{label.removesuffix(' :')} :", ""],
            "numbered": [f"## {self.groups}. {label}"],
            "roman": [f"**{_ROMAN[self.groups % 8 - 1]}. {label}**"],
            "lettered": [f"## {'ABCDEFGHIJKL'[self.groups % 12 - 1]}. {label}"],
            "phrase": [f"# {label}"],
        }[self.habit.heading]

    def _foreign_lines(self, section: Section) -> list[str]:
        title, *lines = (line.format(url=self.inventor.address("site")) for line in section)
        self.foreign.append(tuple(lines))
        return ["", *self._heading(title), *lines]


def _sentences_of(section: Section) -> Section:
    """Return the texts of a section that are long enough to be recognised."""
    paragraphs = paragraphs_of(read_source("", "---\n" + "\n".join(section)).items)
    return tuple(paragraph.text for paragraph in paragraphs if len(paragraph.text.split()) > 2)
