"""The generator of dossiers: it draws a habit, fills it with inventions, and knows what it is to give."""

from random import Random

from tests.support.dossiers.corpus import Dossier
from tests.support.dossiers.foreign import FOREIGN, INTRODUCTIONS, Section
from tests.support.dossiers.habits import Habit, draw_habit
from tests.support.dossiers.inventions import AUDIENCES, NAMES, Invention, Inventor
from tests.support.dossiers.layouts import Layouts
from tests.support.dossiers.scoring import Expectation
from tests.support.dossiers.source import addresses_of, paragraphs_of, read_source

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
_NOT_AFTER_LES = ("Tout public", "Grand public", "15-25 ans", "Plus de 60 ans")


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
        sections = [
            self._foreign_lines(section) for section in self.random.sample(FOREIGN, self.habit.foreign)
        ]
        groups = self._groups()
        # One foreign section in four stands between two groups: rarely, teams write it where they think of it.
        early = (
            self.random.randrange(1, len(groups)) if len(groups) > 1 and self.random.random() < 0.25 else 0
        )
        for place, (label, operations) in enumerate(groups):
            if sections and place == early and early:
                self.lines += sections.pop()
            if label:
                self.lines += ["", *self._heading(label, is_audience=self.habit.grouping == "audience")]
            self.lines += self.layouts.lines_of(operations)
        for section in sections:
            self.lines += section
        self._end()
        notation = (
            f"bullet: {self.habit.bullet}\n{'wrap: 76' if self.habit.is_mail else ''}\n---\n"
            + "\n".join(self.lines)
            + "\n"
        )
        source = read_source(name, notation)
        foreign = tuple(
            tuple(
                line.text
                for line in paragraphs_of(read_source("", "---\n" + "\n".join(section)).items)
                if len(line.text.split()) > 2
            )
            for section in self.foreign
        )
        wanted = [url for operation in self.layouts.expected for url in operation.links]
        addresses = tuple(dict.fromkeys([*wanted, *addresses_of(source)]))
        return Dossier(source, Expectation(tuple(self.layouts.expected), foreign, addresses))

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

    def _groups(self) -> list[tuple[str, list[Invention]]]:
        """Return the operations by group; a dossier without groups is one group with no name."""
        random, habit = self.random, self.habit
        labels = {
            "audience": AUDIENCES,
            "network": tuple(NAMES),
            "month": MONTHS,
            "theme": THEMES,
            "none": ("",),
        }[habit.grouping]
        count = random.randint(2, min(5, len(labels))) if len(labels) > 1 else 1
        chosen = random.sample(labels, count)
        audiences = random.sample(AUDIENCES, random.randint(2, 5))
        each = random.randint(2, 4) if count > 1 else random.randint(5, 12)
        groups = []
        for label in chosen:
            operations = []
            for _ in range(max(1, each + random.randint(-1, 1))):
                said = (
                    ()
                    if habit.audience == "unsaid"
                    else tuple(random.sample(audiences, random.choice([1, 1, 1, 2])))
                )
                if habit.grouping == "audience":
                    said = (label,)
                operations.append(self.inventor.invent(said, (label,) if habit.grouping == "network" else ()))
            groups.append((label, operations))
        return groups

    def _heading(self, label: str, *, is_audience: bool = False) -> list[str]:
        """Return the lines of a heading in the dossier's manner."""
        label = self.inventor.names.get(label, label)
        self.groups += 1
        if self.habit.heading == "phrase" and is_audience:
            takes_les = label not in _NOT_AFTER_LES
            phrase = self.habit.phrase if takes_les else "Public : {}"
            return [f"**{phrase.format(label if ':' in phrase else label.lower())}**"]
        return {
            "style": [f"# {label}"],
            "bold": [f"**{label}**", ""],
            "capitals": [label.upper(), ""],
            "colon": [f"{label} :", ""],
            "numbered": [f"## {self.groups}. {label}"],
            "roman": [f"**{_ROMAN[self.groups % 8 - 1]}. {label}**"],
            "phrase": [f"# {label}"],
        }[self.habit.heading]

    def _foreign_lines(self, section: Section) -> list[str]:
        title, *lines = (line.format(url=self.inventor.address("site")) for line in section)
        self.foreign.append(tuple(lines))
        return ["", *self._heading(title), *lines]
