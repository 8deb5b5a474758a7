"""A dossier as the rows of our tables: each operation once, or each of its links."""

from collections import Counter
from collections.abc import Iterable, Iterator

from gersapp.catalogue.links import platform_of
from gersapp.catalogue.model import Operation
from gersapp.catalogue.platforms import BY_SLUG
from gersapp.exchange.dossier import Dossier, announced_names, links_of, names_without_link
from gersapp.exchange.tables.published import Column, Form, columns_of

# The cells of a row are those of `published.COLUMNS`. A line end separates several values: none has one.
Row = list[str]


class Tables:
    """The rows of a dossier, whose operations are `all`. What its links are is found once for all tables."""

    def __init__(self, dossier: Dossier) -> None:
        self.all = [*dossier.each_operation()]
        self._page_of = dossier.page_of
        self._origins = dossier.origins
        self._labels = {audience.slug: audience.label for audience in dossier.heading.audiences}
        self._ranks = dict(_rank(self._labels))
        self._links: dict[str, list[tuple[str, str]]] = {}

    def columns(self, form: Form) -> tuple[Column, ...]:
        """Return the columns of the rows of operations, or of links."""
        return columns_of(form, is_of_bodies=bool(self._origins))

    def rows(self, form: Form) -> Iterator[Row]:
        """Yield the rows of operations, or of links, in the order of the page."""
        return self.operations() if form is Form.OPERATIONS else self.links()

    def operations(self) -> Iterator[Row]:
        """Yield a row for each operation."""
        for operation in self.all:
            links = self._links_of(operation)
            yield [
                *self._beginning(operation),
                operation.title,
                operation.description,
                self._audiences_of(operation),
                "\n".join(announced_names(operation)),
                "\n".join(names_without_link(operation)),
                "\n".join([url for _, url in links]),
                "\n".join([words for words, _ in links]),
                self._page_of(operation),
                "\n".join([self._ranks[slug] for slug in operation.audiences]),
            ]

    def links(self) -> Iterator[Row]:
        """Yield a row for each link of each operation."""
        for operation in self.all:
            audiences, page = self._audiences_of(operation), self._page_of(operation)
            for link, (words, url) in zip(operation.links, self._links_of(operation), strict=True):
                platform = BY_SLUG[platform_of(link.url)].label
                beginning = self._beginning(operation)
                yield [*beginning, operation.title, audiences, platform, words, url, page]

    def long_links(self, most: int) -> Iterator[str]:
        """Yield the cells of links that have more than `most` characters."""
        for operation in self.all:
            if sum(len(link.url) + 1 for link in operation.links) > most:
                yield "\n".join([url for _, url in self._links_of(operation)])

    def _links_of(self, operation: Operation) -> list[tuple[str, str]]:
        if operation.id not in self._links:
            self._links[operation.id] = links_of(operation)
        return self._links[operation.id]

    def _audiences_of(self, operation: Operation) -> str:
        return "\n".join([self._labels[slug] for slug in operation.audiences])

    def _beginning(self, operation: Operation) -> list[str]:
        """Return the first cells of a row: the id, after the body where there are many."""
        origin = self._origins.get(operation.id)
        if origin is None:
            return [operation.id]
        groups = "\n".join(origin.groups)
        return [origin.name, origin.body, origin.kind, origin.territory, groups, origin.id]


def _rank(slugs: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield each slug of an audience, and its place among those of its body."""
    ranks = Counter[str]()
    for slug in slugs:
        body = slug.rpartition("/")[0]
        ranks[body] += 1
        yield slug, str(ranks[body])
