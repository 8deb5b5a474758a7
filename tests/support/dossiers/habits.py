"""Dossiers in habits that are drawn at random: where the audience is said, how a title is marked…"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from random import Random

from tests.support.dossiers.corpus import Dossier
from tests.support.dossiers.foreign import FOREIGN, INTRODUCTIONS, Section
from tests.support.dossiers.inventions import AUDIENCES, NAMES, Invention, Inventor
from tests.support.dossiers.scoring import Expectation, Expected
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

_AUDIENCE_FIELDS = (
    "Public",
    "Cible",
    "Public visé",
    "Publics",
    "Public cible",
    "Cible(s)",
    "Destinataires",
    "Pour qui",
)
_PLATFORM_FIELDS = (
    "Réseaux",
    "Réseau(x)",
    "Supports",
    "Canaux",
    "Plateformes",
    "Réseaux sociaux",
    "Où",
    "Diffusion",
)
_LINK_FIELDS = ("Lien", "Lien(s)", "URL", "Adresse", "Voir", "À retrouver ici", "Pour voir la publication")
_TITLE_FIELDS = ("Titre", "Opération", "Nom de l’opération", "Intitulé", "Action", "Nom")
_TEXT_FIELDS = ("Description", "Descriptif", "Présentation", "En quelques mots", "Contenu", "Principe")
_OTHER_FIELDS = (
    "Date : {month} {year}",
    "Objectif : se faire connaître",
    "Résultat : {number} 000 vues",
    "Service : culture",
)
_LINK_WORDS = (
    "voir la publication",
    "ici",
    "à voir ici",
    "lien vers la publication",
    "cliquer ici",
    "la vidéo",
)


@dataclass(frozen=True, slots=True)
class Habit:
    """How a team writes its dossier; each value is a name below."""

    layout: str  # text, table, sheets or line
    audience: str  # heading, field, bracket, arrow, or unsaid
    grouping: str  # audience, network, month, theme or none
    heading: str  # style, bold, capitals, colon, numbered, roman, or phrase (for audiences)
    title: str
    platforms: str  # field, prose, bracket, labels, group or silent
    links: str  # lines, field, joined, bulleted, behind or inline
    order: tuple[str, ...]  # of audience, platforms and text
    gap: bool  # an empty line between operations
    separator: str  # between the name of a field and its value
    joint: str  # between names of a list
    has_other_fields: bool
    foreign: int
    is_mail: bool
    bullet: str
    audience_field: str
    platform_field: str
    link_field: str
    title_field: str
    text_field: str
    phrase: str
    link_words: str


def draw_habit(random: Random) -> Habit:
    """Draw a habit that people can read: where no empty line parts operations, titles are marked or links last."""
    choose = random.choice
    layout = random.choices(("text", "table", "sheets", "line"), (14, 3, 2, 3))[0]
    audience = random.choices(("heading", "field", "bracket", "arrow", "unsaid"), (9, 7, 4, 2, 1))[0]
    grouping = "audience" if audience == "heading" else choose(["none", "none", "network", "month", "theme"])
    if layout in ("table", "sheets") and grouping != "audience":
        grouping = "none"
    platforms = random.choices(("field", "prose", "bracket", "labels", "silent"), (6, 4, 3, 4, 1))[0]
    if layout == "line" and platforms == "labels":
        platforms = "bracket"
    order = ["audience", "platforms", "text"]
    random.shuffle(order)
    return Habit(
        layout=layout,
        audience=audience,
        grouping=grouping,
        heading=choose(["style", "style", "bold", "capitals", "colon", "numbered", "roman", "phrase"]),
        title=choose(
            [
                "style",
                "bold",
                "bare",
                "quoted",
                "capitals",
                "dash",
                "bullet",
                "typed",
                "bracketed",
                "numero",
                "auto",
                "lead",
                "field",
            ]
        ),
        platforms="group" if grouping == "network" else platforms,
        links=random.choices(
            ("lines", "field", "joined", "bulleted", "behind", "inline"), (6, 4, 2, 2, 2, 2)
        )[0],
        order=tuple(order),
        gap=random.random() < 0.75,
        separator=choose([" : ", " : ", "\u00a0: ", ": ", " – ", " = "]) if random.random() < 0.9 else " : ",
        joint=choose([", ", ", ", " et ", " / ", " + ", " - "]),
        has_other_fields=random.random() < 0.3,
        foreign=random.choice([0, 1, 2, 2, 3]),
        is_mail=random.random() < 0.15,
        bullet=choose(["•", "-", "o", "➢", "\uf0b7", "*", "■", "✓"]),
        audience_field=choose(_AUDIENCE_FIELDS),
        platform_field=choose(_PLATFORM_FIELDS),
        link_field=choose(_LINK_FIELDS),
        title_field=choose(_TITLE_FIELDS),
        text_field=choose(_TEXT_FIELDS),
        phrase=choose(
            [
                "Pour les {}",
                "À destination des {}",
                "Actions pour les {}",
                "Côté {}",
                "Public : {}",
                "Cible : {}",
            ]
        ),
        link_words=choose(_LINK_WORDS),
    )


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
        self.expected: list[Expected] = []
        self.foreign: list[Section] = []
        self.groups = 0
        self.number = 0

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
            self._operations(label, operations)
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
        wanted = [url for operation in self.expected for url in operation.links]
        addresses = tuple(dict.fromkeys([*wanted, *addresses_of(source)]))
        return Dossier(source, Expectation(tuple(self.expected), foreign, addresses))

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
        each = random.randint(1, 4) if count > 1 else random.randint(5, 12)
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

    def _operations(self, label: str, operations: list[Invention]) -> None:
        layouts: dict[str, Callable[[list[Invention]], Iterable[str]]] = {
            "table": self._table,
            "sheets": self._sheets,
            "line": self._on_lines,
            "text": self._texts,
        }
        self.lines += layouts[self.habit.layout](operations)

    def _expect(self, operation: Invention, title: str, *, named: Iterable[str] | None = None) -> None:
        """Note an operation; `named` are the platforms that its text names, all of them when it is None."""
        platforms = operation.platforms if named is None else tuple(named)
        links = tuple(url for _, url in operation.links)
        self.expected.append(Expected(title, operation.audiences, platforms, links))

    def _names(self, operation: Invention) -> str:
        return self._join(self.inventor.names[slug] for slug in operation.platforms)

    def _join(self, names: Iterable[str]) -> str:
        first, *others = names
        if self.habit.joint == " et " and others:
            return ", ".join([first, *others[:-1]]) + " et " + others[-1]
        return self.habit.joint.join([first, *others])

    def _texts(self, operations: list[Invention]) -> Iterable[str]:
        for operation in operations:
            if self.habit.gap:
                yield ""
            yield from self._text(operation)

    def _text(self, operation: Invention) -> list[str]:
        habit = self.habit
        title = operation.title.upper() if habit.title == "capitals" else operation.title
        named = {"silent": (), "labels": tuple(slug for slug, _ in operation.links if slug != "site")}.get(
            habit.platforms
        )
        self._expect(operation, title, named=named)
        links = self._links(operation)
        text = " ".join(operation.sentences)
        if habit.platforms == "prose":
            text += self.random.choice([" Sur {}.", " Publié sur {}.", " À suivre sur {}."]).format(
                self._prose_names(operation)
            )
        if habit.platforms == "bracket":
            text += f" ({self._names(operation)})"
        if habit.links == "inline" and habit.platforms != "labels":
            text, links = f"{text} {' '.join(url for _, url in operation.links)}", []
        parts = {"text": [text], "audience": self._said_audience(operation), "platforms": []}
        if habit.platforms == "field":
            parts["platforms"] = [habit.platform_field + habit.separator + self._names(operation)]
        lines = [line for part in habit.order for line in parts[part]]
        if habit.has_other_fields:
            lines.append(self.inventor.fill(_OTHER_FIELDS[len(self.expected) % 4]))
        return [*self._title(title, operation, lines), *links]

    def _prose_names(self, operation: Invention) -> str:
        *others, last = (self.inventor.names[slug] for slug in operation.platforms)
        return f"{', '.join(others)} et {last}" if others else last

    def _said_audience(self, operation: Invention) -> list[str]:
        labels = ", ".join(operation.audiences)
        if self.habit.audience == "field":
            return [self.habit.audience_field + self.habit.separator + labels]
        return [f"→ {labels}"] if self.habit.audience == "arrow" else []

    def _title(self, title: str, operation: Invention, lines: list[str]) -> list[str]:
        """Return the lines of a title and of what follows it."""
        self.number += 1
        if self.habit.audience == "bracket":
            title = f"{title} [{', '.join(operation.audiences)}]"
        mark = self.habit.title
        if mark == "lead" and self.habit.audience != "bracket" and self.habit.order[0] == "text":
            return [f"**{title}.** {lines[0]}", *lines[1:]]
        if mark == "field":
            name = self.habit.text_field + self.habit.separator
            return [
                self.habit.title_field + self.habit.separator + title,
                *self._with_text_field(lines, name),
            ]
        marked = {
            "style": f"### {title}",
            "quoted": title if "«" in title else f"« {title} »",
            "dash": f"– {title}",
            "bullet": f"* {title}",
            "typed": f"{self.number}. {title}",
            "bracketed": f"{self.number}) {title}",
            "numero": f"Opération n° {self.number} : {title}",
            "auto": f"+ {title}",
            "bare": f"\\{title}",
            "capitals": f"\\{title}",
        }
        return [marked.get(mark, f"**{title}**"), *lines]

    def _with_text_field(self, lines: list[str], name: str) -> list[str]:
        place = [part for part in self.habit.order if part == "text" or self._has_line(part)].index("text")
        return [name + line if number == place else line for number, line in enumerate(lines)]

    def _has_line(self, part: str) -> bool:
        return (part == "platforms" and self.habit.platforms == "field") or (
            part == "audience" and self.habit.audience in ("field", "arrow")
        )

    def _links(self, operation: Invention) -> list[str]:
        habit, links = self.habit, operation.links
        if habit.platforms == "labels":
            return [
                f"{self.inventor.names.get(slug, 'En savoir plus')}{habit.separator}{url}"
                for slug, url in links
            ]
        if habit.links == "field":
            return [f"{habit.link_field}{habit.separator}{links[0][1]}", *(url for _, url in links[1:])]
        if habit.links == "joined":
            return [f"{habit.link_field} : " + " ; ".join(url for _, url in links)]
        if habit.links == "behind":
            return ["Voir : " + ", ".join(f"[{habit.link_words}]{{{url}}}" for _, url in links)]
        sign = "* " if habit.links == "bulleted" else ""
        return [f"{sign}{url}" for _, url in links]

    def _on_lines(self, operations: list[Invention]) -> Iterable[str]:
        """Give each operation in a paragraph of its own."""
        for operation in operations:
            self._expect(operation, operation.title, named=() if self.habit.platforms == "silent" else None)
            pieces = [operation.title]
            if self.habit.audience in ("field", "bracket", "arrow"):
                pieces.append(", ".join(operation.audiences))
            pieces.append(operation.sentences[0].rstrip("."))
            if self.habit.platforms not in ("silent", "group"):
                pieces.append(self._names(operation))
            pieces.append(" ".join(url for _, url in operation.links))
            yield "* " + " – ".join(pieces)

    def _table(self, operations: list[Invention]) -> Iterable[str]:
        habit = self.habit
        cells: dict[str, Callable[[Invention], str]] = {
            habit.title_field: lambda operation: operation.title,
            habit.text_field: lambda operation: " ".join(operation.sentences),
            habit.audience_field: lambda operation: ", ".join(operation.audiences),
            habit.platform_field: self._names,
            "Liens": lambda operation: " ¶ ".join(url for _, url in operation.links),
        }
        if habit.audience in ("heading", "unsaid"):
            del cells[habit.audience_field]
        yield "| " + " | ".join(cells) + " |"
        for operation in operations:
            self._expect(operation, operation.title)
            yield "| " + " | ".join(cell(operation) for cell in cells.values()) + " |"

    def _sheets(self, operations: list[Invention]) -> Iterable[str]:
        habit = self.habit
        for operation in operations:
            self._expect(operation, operation.title)
            yield "[["
            yield f"| {habit.title_field} | {operation.title} |"
            if habit.audience not in ("heading", "unsaid"):
                yield f"| {habit.audience_field} | {', '.join(operation.audiences)} |"
            yield f"| {habit.text_field} | {' '.join(operation.sentences)} |"
            yield f"| {habit.platform_field} | {self._names(operation)} |"
            yield f"| {habit.link_field} | {' ¶ '.join(url for _, url in operation.links)} |"
            yield "]]"
