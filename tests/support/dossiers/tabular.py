"""How a habit writes operations in tables: one for all, one each, a column a network, rows of audiences."""

from collections.abc import Callable, Iterable

from tests.support.dossiers.habits import Habit
from tests.support.dossiers.inventions import NAMES, Invention, Inventor
from tests.support.dossiers.scoring import Expected


class Tabular:
    """Writes tables of operations; `expected` is what all those written so far are to give."""

    def __init__(self, habit: Habit, inventor: Inventor) -> None:
        self.habit = habit
        self.inventor = inventor
        self.expected: list[Expected] = []

    def expect(self, operation: Invention, title: str, *, named: Iterable[str] | None = None) -> None:
        """Note an operation; `named` are the platforms that its text names, all of them when it is None."""
        platforms = operation.platforms if named is None else tuple(named)
        links = tuple(url for _, url in operation.links)
        self.expected.append(Expected(title, operation.audiences, platforms, links))

    def names(self, operation: Invention) -> str:
        """Return the names of the platforms as the habit joins them."""
        names = [self.inventor.names[slug] for slug in operation.platforms]
        if self.habit.joint == " et " and len(names) > 1:
            return ", ".join(names[:-1]) + " et " + names[-1]
        return self.habit.joint.join(names)

    @property
    def says_audience(self) -> bool:
        return self.habit.audience not in ("heading", "unsaid")

    def table(self, operations: list[Invention]) -> Iterable[str]:
        cells = self._cells()
        yield row_of(cells)
        for operation in operations:
            self.expect(operation, operation.title)
            yield row_of(cell(operation) for cell in cells.values())

    def _cells(self) -> dict[str, Callable[[Invention], str]]:
        """Return the names of columns, and what each holds for an operation."""
        habit = self.habit
        cells: dict[str, Callable[[Invention], str]] = {
            habit.title_field: lambda operation: operation.title,
            habit.text_field: lambda operation: " ".join(operation.sentences),
        }
        if self.says_audience:
            cells[habit.audience_field] = audiences_of
        cells[habit.platform_field] = self.names
        cells["Liens"] = addresses_of
        return cells

    def grouped_table(self, groups: list[tuple[str, list[Invention]]]) -> Iterable[str]:
        """Give one table, in which a row with nothing but an audience stands above its operations."""
        cells = self._cells()
        yield row_of(cells)
        for label, operations in groups:
            yield row_of([f"**{label}**", *[""] * (len(cells) - 1)])
            for operation in operations:
                self.expect(operation, operation.title)
                yield row_of(cell(operation) for cell in cells.values())

    def sheets(self, operations: list[Invention]) -> Iterable[str]:
        """Give a table of names and values for each operation, in a cell of its own."""
        for operation in operations:
            self.expect(operation, operation.title)
            yield "[["
            yield from (row_of([name, cell(operation)]) for name, cell in self._cells().items())
            yield "]]"

    def small_tables(self, operations: list[Invention]) -> Iterable[str]:
        """Give each operation as a heading, a text and a table of one row."""
        cells = self._cells()
        del cells[self.habit.title_field], cells[self.habit.text_field]
        for operation in operations:
            self.expect(operation, operation.title)
            yield f"### {operation.title}"
            yield " ".join(operation.sentences)
            yield row_of(cells)
            yield row_of(cell(operation) for cell in cells.values())

    def table_of_leads(self, operations: list[Invention]) -> Iterable[str]:
        """Give a table of two columns, whose second has every field behind its bold name."""
        yield row_of([self.habit.title_field, "Informations"])
        for operation in operations:
            self.expect(operation, operation.title)
            fields = [
                *(
                    [f"**{self.habit.audience_field} :** {audiences_of(operation)}"]
                    if self.says_audience
                    else []
                ),
                f"**{self.habit.platform_field} :** {self.names(operation)}",
                f"**{self.habit.link_field} :** {addresses_of(operation)}",
                " ".join(operation.sentences),
            ]
            yield row_of([operation.title, " ¶ ".join(fields)])

    def boxes(self, operations: list[Invention]) -> Iterable[str]:
        """Give each operation in a table of one cell."""
        for operation in operations:
            self.expect(operation, operation.title)
            said = f" – {audiences_of(operation)}" if self.says_audience else ""
            head = f"**{operation.title}**{said} – {self.names(operation)}"
            yield row_of([f"{head} ¶ {' '.join(operation.sentences)} ¶ {addresses_of(operation)}"])

    def matrix(self, operations: list[Invention]) -> Iterable[str]:
        """Give a table with a column for each network, where the address is; an empty cell announces nothing."""
        slugs = [slug for slug in NAMES if any(slug in operation.platforms for operation in operations)]
        says = [self.habit.audience_field] if self.says_audience else []
        yield row_of([self.habit.title_field, *says, *(self.inventor.names[slug] for slug in slugs)])
        for operation in operations:
            links = tuple((slug, url) for slug, url in operation.links if slug != "site")
            if not links:
                continue
            shown = Invention(
                operation.title, operation.audiences, operation.platforms, links, operation.sentences
            )
            self.expect(shown, operation.title, named=[slug for slug, _ in links])
            audience = [audiences_of(operation)] if says else []
            yield row_of([operation.title, *audience, *(dict(links).get(slug, "") for slug in slugs)])


def row_of(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def audiences_of(operation: Invention) -> str:
    return ", ".join(operation.audiences)


def addresses_of(operation: Invention) -> str:
    return " ¶ ".join(url for _, url in operation.links)
