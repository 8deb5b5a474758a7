"""A dossier as text, Markdown, HTML, and as the blocks that a perfect reader makes of it."""

import html
import textwrap
from collections.abc import Iterator

from gersapp.exchange.blocks import Anchor, Block, Cell, Document, Origin
from tests.support.dossiers.source import Item, Paragraph, Run, Source, Table


def as_text(source: Source) -> str:
    """Return the dossier as people paste it into a field: no format is left, bullets are signs."""
    width = int(source.settings.get("wrap", 0))
    return "\n".join(_text_lines(_body(source), width)) + "\n"


def _body(source: Source) -> tuple[Item, ...]:
    """Return what people select and copy: all but the heads of pages."""
    return tuple(item for item in source.items if isinstance(item, Table) or item.origin is not Origin.ASIDE)


def _text_lines(items: tuple[Item, ...], width: int = 0) -> Iterator[str]:
    for item in items:
        if isinstance(item, Table):
            for row in item.rows:
                cells = {cell.column: "\n".join(_text_lines(cell.items)) for cell in row}
                yield "\t".join(cells.get(column, "") for column in range(max(cells) + 1))
        else:
            if item.has_gap:
                yield ""
            yield from _wrapped(_plain(item), width)


def _plain(paragraph: Paragraph) -> str:
    text = "".join(
        f"{run.text} <{run.url}>" if run.url not in ("", run.text) else run.text for run in paragraph.runs
    )
    return f"{'  ' * paragraph.depth}{paragraph.marker}\t{text}" if paragraph.marker else text


def _wrapped(text: str, width: int) -> list[str]:
    """Return the lines of a paragraph, as mail programs break them: never within a word or an address."""
    if not width:
        return [text]
    return [
        line
        for part in text.split("\n")
        for line in textwrap.wrap(
            part, width, expand_tabs=False, break_long_words=False, break_on_hyphens=False
        )
        or [""]
    ]


def as_markdown(source: Source) -> str:
    return "\n".join(_markdown_lines(_body(source))) + "\n"


def _markdown_lines(items: tuple[Item, ...]) -> Iterator[str]:
    was_item = False
    for item in items:
        if isinstance(item, Table):
            yield ""
            yield from _markdown_table(item)
            yield ""
            continue
        if not (item.marker and was_item):
            yield ""
        was_item = bool(item.marker)
        sign = "#" * item.heading + " " if item.heading else ""
        if item.marker:
            sign = "  " * item.depth + (f"{item.marker} " if item.is_numbered else "- ")
        yield sign + "".join(map(_markdown_run, item.runs)).replace("\n", "  \n")


def _markdown_run(run: Run) -> str:
    if run.url:
        return f"<{run.url}>" if run.url == run.text else f"[{run.text}](<{run.url}>)"
    return f"**{run.text.strip()}**{' ' if run.text.endswith(' ') else ''}" if run.is_bold else run.text


def _markdown_table(table: Table) -> Iterator[str]:
    """Give the rows of a table; one that has a table in a cell is not drawn, as Markdown has none."""
    if any(isinstance(item, Table) for row in table.rows for cell in row for item in cell.items):
        for row in table.rows:
            for cell in row:
                yield from _markdown_lines(cell.items)
        return
    columns = max(cell.column for row in table.rows for cell in row) + 1
    for number, row in enumerate(table.rows):
        cells = {
            cell.column: "<br>".join(
                "".join(map(_markdown_run, item.runs)) for item in cell.items if isinstance(item, Paragraph)
            )
            for cell in row
        }
        yield (
            "| " + " | ".join(cells.get(column, "").replace("\n", "<br>") for column in range(columns)) + " |"
        )
        if not number:
            yield "|" + "---|" * columns


def as_html(source: Source) -> str:
    body = "\n".join(_html_items(_body(source)))
    title = html.escape(source.settings.get("title", ""))
    return (
        f'<!DOCTYPE html>\n<html lang="fr"><head><meta charset="utf-8"><title>{title}</title></head>\n'
        f"<body>\n{body}\n</body></html>\n"
    )


def _html_items(items: tuple[Item, ...]) -> Iterator[str]:
    open_lists: list[str] = []
    for item in items:
        depth = item.depth + 1 if isinstance(item, Paragraph) and item.marker else 0
        while len(open_lists) > depth:
            yield f"</{open_lists.pop()}>"
        if isinstance(item, Table):
            yield _html_table(item)
            continue
        while len(open_lists) < depth:
            open_lists.append("ol" if item.is_numbered else "ul")
            start = f" start={item.marker[:-1]}" if item.is_numbered else ""
            yield f"<{open_lists[-1]}{start}>"
        tag = f"h{item.heading}" if item.heading else "li" if item.marker else "p"
        if item.has_gap and not item.heading:
            yield "<p>&nbsp;</p>" if not item.marker else ""
        yield f"<{tag}>{''.join(map(_html_run, item.runs))}</{tag}>"
    while open_lists:
        yield f"</{open_lists.pop()}>"


def _html_run(run: Run) -> str:
    text = html.escape(run.text).replace("\n", "<br>")
    text = f"<strong>{text}</strong>" if run.is_bold else text
    return f'<a href="{html.escape(run.url)}">{text}</a>' if run.url else text


def _html_table(table: Table) -> str:
    rows = []
    for row in table.rows:
        cells = (
            f"<td{f' rowspan={cell.rows}' if cell.rows > 1 else ''}>{''.join(_html_items(cell.items))}</td>"
            for cell in row
        )
        rows.append(f"<tr>{''.join(cells)}</tr>")
    return f"<table>{''.join(rows)}</table>"


def as_blocks(source: Source) -> Document:
    """Return what a perfect reader of a word processor's file makes of the dossier."""
    blocks = _Blocks()
    blocks.add(source.items)
    return Document("docx", tuple(blocks.made), title=source.settings.get("title", ""))


class _Blocks:
    def __init__(self) -> None:
        self.made: list[Block] = []
        self.tables = 0

    def add(self, items: tuple[Item, ...], cell: Cell | None = None) -> None:
        for item in items:
            if isinstance(item, Paragraph):
                self.made.append(_block_of(item, len(self.made) + 1, cell))
                continue
            table = self.tables
            self.tables += 1
            for number, row in enumerate(item.rows):
                for inner in row:
                    self.add(inner.items, Cell(table, number, inner.column, rows=inner.rows))


def _block_of(paragraph: Paragraph, line: int, cell: Cell | None) -> Block:
    anchors, start = [], 0
    for run in paragraph.runs:
        if run.url:
            anchors.append(Anchor(start, start + len(run.text), run.url))
        start += len(run.text)
    shown = [run for run in paragraph.runs if run.text.strip()]
    is_bold = bool(shown) and all(run.is_bold for run in shown)
    lead = shown[0].text if shown and shown[0].is_bold and not is_bold else ""
    return Block(
        text=paragraph.text,
        line=line,
        has_gap=paragraph.has_gap,
        heading=paragraph.heading,
        marker=paragraph.marker,
        depth=paragraph.depth,
        is_bold=is_bold,
        lead=lead,
        anchors=tuple(anchors),
        cell=cell,
        origin=paragraph.origin,
        style=f"heading {paragraph.heading}" if paragraph.heading else "",
    )
