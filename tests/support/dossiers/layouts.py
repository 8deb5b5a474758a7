"""How a habit writes operations as paragraphs: with fields, on a line, as questions, with signs, in prose."""

import re
from collections.abc import Callable, Iterable
from random import Random

from tests.support.dossiers.habits import Habit
from tests.support.dossiers.inventions import Invention, Inventor
from tests.support.dossiers.tabular import Tabular
from tests.support.dossiers.wording import after_les, hashtag_of

_OTHER_FIELDS = (
    "Date : {month} {year}",
    "Objectif : se faire connaître",
    "Résultat : {number} 000 vues",
    "Service : culture",
)
_PROSE = (
    "Nous avons lancé « {title} » sur {names} : {links}",
    "« {title} », sur {names} : {text} {links}",
    "Avec « {title} », sur {names}, nous voulions rester proches. {text} {links}",
    "Il y a aussi eu « {title} » ({names}). {text} À voir ici : {links}",
)
# Titles that stand on the line of the text.
_INLINE = {"inline": "* {title}", "inline-number": "{number}. {title}", "inline-quoted": "« {title} »"}
_FORM = (
    (
        "Quel est le nom de votre opération ? ",
        "À quel public s’adressait-elle ? ",
        "Sur quel(s) réseau(x) ? ",
        "Décrivez-la en quelques lignes : ",
        "Merci d’indiquer un ou plusieurs liens : ",
    ),
    (
        "Nom de l’action menée : ",
        "Qui vouliez-vous toucher ? ",
        "Quels réseaux ? ",
        "En deux mots : ",
        "Où la voir ? ",
    ),
    (
        "Titre donné à l’opération : ",
        "Population concernée : ",
        "Réseaux sociaux mobilisés : ",
        "Résumé : ",
        "Lien(s) vers la ou les publications : ",
    ),
)
_EMOJI = ["📚", "🚰", "🎓", "🐝", "🎨", "🚲", "🌳", "📷", "🏊", "🎤"]


class Layouts(Tabular):
    """Writes the operations of one dossier."""

    def __init__(self, habit: Habit, inventor: Inventor, random: Random) -> None:
        super().__init__(habit, inventor)
        self.random = random
        self.number = 0
        self.group = 0
        self.references: list[str] = []

    def lines_of(self, operations: list[Invention]) -> Iterable[str]:
        """Return the lines of the operations of a group in the notation of sources."""
        layouts: dict[str, Callable[[list[Invention]], Iterable[str]]] = {
            "text": self._texts,
            "line": self._on_lines,
            "questions": self._questions,
            "emoji": self._with_signs,
            "prose": self._prose,
            "table": self.table,
            "sheets": self.sheets,
            "matrix": self.matrix,
            "mini": self.small_tables,
            "leads": self.table_of_leads,
            "boxes": self.boxes,
            "form": self._forms,
            "references": self._with_references,
            "points": self._points,
            "subheadings": self._under_networks,
        }
        self.group += 1
        return layouts[self.habit.layout](operations)

    def _texts(self, operations: list[Invention]) -> Iterable[str]:
        for operation in operations:
            if self.habit.gap:
                yield ""
            yield from self._text(operation)
            if self.habit.rule:
                yield f"\\{self.habit.rule}"

    def _text(self, operation: Invention) -> list[str]:
        habit = self.habit
        title = self._shown_title(operation.title)
        if habit.audience == "bracket" and "{platforms}" in habit.bracket:
            named_in_title = operation.platforms
        else:
            named_in_title = ()
        named = {
            "silent": named_in_title,
            "labels": (*named_in_title, *(slug for slug, _ in operation.links if slug != "site")),
        }
        self.expect(operation, title, named=named.get(habit.platforms))
        links = self._links(operation)
        text = " ".join(operation.sentences)
        if habit.platforms == "prose":
            template = self.random.choice([" Sur {}.", " Publié sur {}.", " À suivre sur {}."])
            text += template.format(self._prose_names(operation))
        if habit.platforms == "bracket":
            text += f" ({self.names(operation)})"
        if habit.links == "inline" and habit.platforms != "labels":
            text, links = f"{text} {' '.join(url for _, url in operation.links)}", []
        parts = {"text": self._paragraphs(text), "audience": self._said_audience(operation), "platforms": []}
        if habit.platforms == "field":
            parts["platforms"] = [habit.platform_field + habit.separator + self.names(operation)]
        if habit.platforms == "count":
            parts["platforms"] = [f"{self.names(operation)} / {self.random.randint(1, 9)} publications"]
        if habit.platforms == "alone":
            parts["platforms"] = [self.names(operation)]
        if habit.audience == "sentence":
            said = f"Public : {', '.join(operation.audiences)}."
            parts["text"][-1] = f"{parts['text'][-1].rstrip()} {said}" if parts["text"][-1] else said
        if habit.shared_line and habit.audience == "field" and habit.platforms == "field":
            shared = habit.shared_line.format(
                audience=parts["audience"][0],
                platforms=parts["platforms"].pop(),
                other=self.inventor.fill(_OTHER_FIELDS[0]),
            )
            parts["audience"] = [shared]
        if habit.title == "field":
            parts["text"][0] = habit.text_field + habit.separator + parts["text"][0]
        lines = [line for part in habit.order for line in parts[part]]
        if habit.title in _INLINE or (habit.title == "lead" and habit.audience not in ("bracket", "tail")):
            lines = [*parts["text"], *parts["audience"], *parts["platforms"]]
        if habit.has_other_fields:
            lines.append(self.inventor.fill(_OTHER_FIELDS[len(self.expected) % 4]))
        head = self._title(title, operation, lines)
        if habit.links_first and habit.title not in _INLINE:
            return [head[0], *links, *head[1:]]
        return [*head, *links]

    def _paragraphs(self, text: str) -> list[str]:
        """Return a text as one paragraph, or as several: on lines, as a list, or with empty lines between."""
        sentences = re.split(r"(?<=[.!]) (?=[^ ])", text)
        if self.habit.text == "paragraph" or len(sentences) == 1:
            return [text]
        if self.habit.text == "list":
            return [sentences[0], *(f"  * {sentence}" for sentence in sentences[1:])]
        return [
            line
            for sentence in sentences
            for line in ([sentence] if self.habit.text == "lines" else [sentence, ""])
        ]

    def _shown_title(self, title: str) -> str:
        if self.habit.title == "capitals":
            return title.upper()
        if self.habit.title in (*_INLINE, "colon"):
            return re.sub(r" ?[:«»]", "", title)
        return hashtag_of(title) if self.habit.title == "hashtag" else title

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
        habit, number = self.habit, self.number
        if habit.title == "quoted" and "«" not in title:
            title = f"« {title} »"
        if habit.platforms == "tail":
            title = f"{title} - {self._prose_names(operation)}"
        if habit.audience == "bracket":
            said = habit.bracket.format(
                ", ".join(operation.audiences), platforms=self._prose_names(operation)
            )
            title = f"{title} {said}"
        if habit.audience == "tail":
            title = f"{title} - {after_les('pour', operation.audiences[0])}"
        if habit.title == "lead" and habit.audience not in ("bracket", "tail"):
            return [f"**{title}.** {lines[0]}", *lines[1:]]
        if habit.title in _INLINE:
            return [f"{_INLINE[habit.title].format(title=title, number=number)} : {lines[0]}", *lines[1:]]
        if habit.title == "underlined":
            return [f"\\{title}", "\\" + "=" * len(title), *lines]
        date = f"{number % 28 + 1:02}/{number % 12 + 1:02}/2021"
        marked = {
            "style": f"### {title}",
            "dash": f"– {title}",
            "bullet": f"* {title}",
            "typed": f"{number}. {title}",
            "bracketed": f"{number}) {title}",
            "slash": f"{number}/ {title}",
            "numero": f"Opération n° {number} : {title}",
            "pipe": f"Opération {number} | {title}",
            "lettered": f"{'ABCDEFGH'[(self.group - 1) % 8]}.{number} {title}",
            "letter": f"{'abcdefghijklmnopqrstuvwxyz'[(number - 1) % 26]}) {title}",
            "date": f"{date} – {title}",
            "emoji": f"{_EMOJI[number % 10]} {title}",
            "auto": f"+ {title}",
            "field": habit.title_field + habit.separator + title,
            "colon": f"\\{title} :",
        }
        plain = ("bare", "capitals", "hashtag", "quoted")
        return [marked.get(habit.title, f"\\{title}" if habit.title in plain else f"**{title}**"), *lines]

    def _links(self, operation: Invention) -> list[str]:
        habit, links = self.habit, operation.links
        urls = [url for _, url in links]
        if habit.platforms == "labels":
            return [
                f"{self.inventor.names.get(slug, 'En savoir plus')}{habit.separator}{url}"
                for slug, url in links
            ]
        if habit.links == "field":
            return [f"{habit.link_field}{habit.separator}{urls[0]}", *urls[1:]]
        if habit.links in ("joined", "with-et"):
            return [f"{habit.link_field} : {(' ; ' if habit.links == 'joined' else ' et ').join(urls)}"]
        if habit.links == "behind":
            return ["Voir : " + ", ".join(f"[{habit.link_words}]{{{url}}}" for url in urls)]
        if habit.breaks_addresses and habit.links == "lines":
            return [piece for url in urls for piece in (url[:38], url[38:]) if piece]
        sign = {"bulleted": "* ", "arrowed": f"{habit.arrow} "}.get(habit.links, "")
        return [f"{sign}{url}" for url in urls]

    def _on_lines(self, operations: list[Invention]) -> Iterable[str]:
        """Give each operation in a paragraph of its own."""
        for operation in operations:
            self.expect(operation, operation.title, named=() if self.habit.platforms == "silent" else None)
            pieces = [operation.title]
            if self.habit.audience not in ("heading", "unsaid"):
                pieces.append(", ".join(operation.audiences))
            pieces.append(operation.sentences[0].rstrip("."))
            if self.habit.platforms not in ("silent", "group"):
                pieces.append(self.names(operation))
            pieces.append(" ".join(url for _, url in operation.links))
            self.number += 1
            start, separator = self.habit.line.split("{}")
            yield start.format(number=self.number) + separator.join(pieces)

    def _questions(self, operations: list[Invention]) -> Iterable[str]:
        for operation in operations:
            self.expect(operation, operation.title)
            yield f"### {operation.title}"
            yield f"Quoi ? {' '.join(operation.sentences)}"
            if self.habit.audience not in ("heading", "unsaid"):
                yield f"Pour qui ? {', '.join(operation.audiences)}"
            yield f"Où ? {self.names(operation)}"
            yield self.inventor.fill("Quand ? {month} {year}")
            if self.habit.has_other_fields:
                yield f"Combien ? {self.random.randint(0, 40)}00 €"
            yield "Voir : " + " et ".join(url for _, url in operation.links)

    def _with_signs(self, operations: list[Invention]) -> Iterable[str]:
        for number, operation in enumerate(operations):
            self.expect(operation, operation.title)
            yield ""
            yield f"{_EMOJI[number % 10]} {operation.title}"
            if self.habit.audience not in ("heading", "unsaid"):
                yield f"👥 {', '.join(operation.audiences)}"
            yield f"📱 {self.names(operation)}"
            yield " ".join(operation.sentences)
            yield from (f"🔗 {url}" for _, url in operation.links)

    def _prose(self, operations: list[Invention]) -> Iterable[str]:
        for operation in operations:
            self.expect(operation, operation.title)
            yield ""
            yield self.random.choice(_PROSE).format(
                title=operation.title.replace("« ", "").replace(" »", ""),
                names=self._prose_names(operation),
                text=operation.sentences[0],
                links=" et ".join(url for _, url in operation.links),
            )

    def _forms(self, operations: list[Invention]) -> Iterable[str]:
        """Give the answers to a form, each behind its question."""
        name, audience, platforms, text, links = _FORM[len(self.inventor.place) % len(_FORM)]
        for operation in operations:
            self.expect(operation, operation.title)
            self.number += 1
            yield ""
            if self.habit.has_other_fields:
                yield f"OPÉRATION {self.number}"
            yield name + operation.title
            if self.says_audience:
                yield audience + ", ".join(operation.audiences)
            yield platforms + self.names(operation)
            yield text + " ".join(operation.sentences)
            yield links + " ".join(url for _, url in operation.links)

    def _with_references(self, operations: list[Invention]) -> Iterable[str]:
        """Give operations that call their addresses by number; these stand at the end of the dossier."""
        for operation in operations:
            self.expect(operation, operation.title)
            calls = []
            for _, url in operation.links:
                self.references.append(url)
                calls.append(f"[{len(self.references)}]")
            yield ""
            yield f"\\{operation.title} {' '.join(calls)}"
            if self.says_audience:
                yield self.habit.audience_field + self.habit.separator + ", ".join(operation.audiences)
            yield f"{' '.join(operation.sentences)} Sur {self._prose_names(operation)}."

    def _points(self, operations: list[Invention]) -> Iterable[str]:
        """Give each operation as an item of a list, its fields as the items below it."""
        for operation in operations:
            self.expect(operation, operation.title)
            self.number += 1
            fields = [
                *(
                    [f"{self.habit.audience_field} : {', '.join(operation.audiences)}"]
                    if self.says_audience
                    else []
                ),
                f"{self.habit.platform_field} : {self.names(operation)}",
                f"{self.habit.text_field} : {operation.sentences[0]}",
                f"{self.habit.link_field} : {' ; '.join(url for _, url in operation.links)}",
            ]
            if self.habit.has_other_fields:
                yield f"{self.number}. {operation.title}"
                yield from (f"{self.number}.{place} {line}" for place, line in enumerate(fields, 1))
            else:
                yield f"* **{operation.title}**"
                yield from (f"  * {line}" for line in fields)

    def _under_networks(self, operations: list[Invention]) -> Iterable[str]:
        """Give the operations of an audience under a heading for each network."""
        for slug in dict.fromkeys(operation.platforms[0] for operation in operations):
            yield f"## {self.inventor.names[slug]}"
            for operation in operations:
                if operation.platforms[0] == slug:
                    self.expect(operation, operation.title, named=[slug])
                    yield f"**{operation.title}**"
                    yield " ".join(operation.sentences)
                    yield from (url for _, url in operation.links)
