"""How a habit writes operations: as paragraphs, on a line each, in a table, or in a table each."""

from collections.abc import Callable, Iterable
from random import Random

from tests.support.dossiers.habits import Habit
from tests.support.dossiers.inventions import Invention, Inventor
from tests.support.dossiers.scoring import Expected

_OTHER_FIELDS = (
    "Date : {month} {year}",
    "Objectif : se faire connaître",
    "Résultat : {number} 000 vues",
    "Service : culture",
)


class Layouts:
    """Writes the operations of one dossier; `expected` is what those written so far are to give."""

    def __init__(self, habit: Habit, inventor: Inventor, random: Random) -> None:
        self.habit = habit
        self.inventor = inventor
        self.random = random
        self.expected: list[Expected] = []
        self.number = 0

    def lines_of(self, operations: list[Invention]) -> Iterable[str]:
        """Return the lines of some operations in the notation of sources."""
        layouts: dict[str, Callable[[list[Invention]], Iterable[str]]] = {
            "table": self._table,
            "sheets": self._sheets,
            "line": self._on_lines,
            "text": self._texts,
        }
        return layouts[self.habit.layout](operations)

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
