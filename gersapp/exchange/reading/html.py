"""HTML → its blocks: a page of the web, or what Word, Outlook or a browser puts on the clipboard."""

import re
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, replace
from html.parser import HTMLParser
from urllib.parse import urljoin

from gersapp.exchange.blocks import Block, Document, Origin
from gersapp.exchange.reading.collecting import Collector, Full, Look, Run, clean_address, find_addresses
from gersapp.exchange.reading.html_markup import (
    ASIDES,
    BLOCKS,
    CLOSES,
    SKIPPED,
    VOID,
    without_clipboard,
    without_traps,
)
from gersapp.exchange.reading.html_tables import Table
from gersapp.exchange.reading.list_markers import FORMS, number_as, shown_bullet

_MAX_OPEN = 400
_SPACES = re.compile(r"[ \t\n\r\f]+")
_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all|mso-element\s*:\s*comment", re.I
)
_WEIGHT = re.compile(r"font-weight\s*:\s*(\w+)", re.IGNORECASE)
_WORD_LIST = re.compile(r"mso-list\s*:\s*\S+\s+level(\d)", re.IGNORECASE)
_WORD_LEVEL = re.compile(r"mso-outline-level\s*:\s*(\d)", re.IGNORECASE)
_WIDE = re.compile(r"(?:margin|padding)-top\s*:\s*(?:1[2-9]|[2-9]\d)(?:\.\d+)?\s*(?:pt|px)", re.IGNORECASE)
_NOTE = re.compile(r"_?((?:ftn|edn|sdfootnote|sdendnote|fn|footnote)[-:]?\d+)(?:sym|anc)?", re.IGNORECASE)
_CALLED = re.compile(r"#_?((?:ftn|edn|sdfootnote|sdendnote|fn|footnote)[-:]?\d+)(?:sym)?", re.IGNORECASE)
_CALLING = re.compile(
    r"#_?(?:ftnref|ednref|fnref|footnote-ref|(?:sdfootnote|sdendnote)\d+anc)", re.IGNORECASE
)
_QUOTE = re.compile(r"\b(?:gmail_quote|yahoo_quoted|moz-cite-prefix)\b")


def read_html(text: str) -> Document:
    """Read a page or a part of one; nothing that it refers to is fetched. Raises as `without_traps` does."""
    reader = _Reader()
    with suppress(Full):
        reader.feed(without_traps(without_clipboard(text)))
        reader.close()
        reader.flush()
    return Document("html", reader.ordered(), reader.title.strip(), tuple(reader.collector.lacks))


@dataclass(frozen=True, slots=True)
class _State:
    """What the elements that are open say of the text in them."""

    url: str = ""
    is_bold: bool = False
    is_skipped: bool = False
    is_kept: bool = False  # spaces and line ends, as in <pre>
    is_marker: bool = False
    is_quoted: bool = False  # of a mail that is answered
    origin: Origin = Origin.BODY


@dataclass(slots=True)
class _List:
    form: str  # "" for bullets
    count: int = 0


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.collector = Collector()
        self.title = ""
        self._base = ""
        self._is_title = False
        self._state = _State()
        self._open: list[tuple[str, _State]] = []  # each with the state around it
        self._names = Counter[str]()  # of those that are open
        self._runs: list[Run] = []
        self._look = Look()
        self._marker = ""
        self._lists: list[_List] = []
        self._tables: list[Table] = []
        self._table_count = 0
        self._link_start = 0
        self._calls: dict[str, int] = {}
        self._notes: dict[str, list[Block]] = {}
        self._note = ""

    # Elements

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "title" and not self._state.is_skipped:
            self._is_title = True
            return
        self._close_implied(tag)
        if tag in BLOCKS:
            self.flush()
        if tag not in VOID and len(self._open) < _MAX_OPEN:
            self._open.append((tag, self._state))
            self._names[tag] += 1
            self._state = self._state_in(tag, given)
        if self._state.is_skipped:
            return
        if tag in BLOCKS:
            self._begin_block(tag, given)
        else:
            self._begin_inline(tag, given)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag == "title":
            self._is_title = False
        places = range(len(self._open) - 1, -1, -1) if self._names[tag] else ()
        place = next((place for place in places if self._open[place][0] == tag), -1)
        if tag == "br" or (tag == "p" and place < 0):
            self._end_line()
        while place >= 0 and len(self._open) > place:
            self._end_last()

    def _end_last(self) -> None:
        tag, around = self._open[-1]
        if not self._state.is_skipped:
            self._end_element(tag)
        self._open.pop()
        self._names[tag] -= 1
        self._state = around

    def _close_implied(self, tag: str) -> None:
        closed, limits = CLOSES.get(tag, (set[str](), set[str]()))
        if not any(self._names[name] for name in closed):
            return
        for place in range(len(self._open) - 1, -1, -1):
            name = self._open[place][0]
            if name in closed:
                while len(self._open) > place:
                    self._end_last()
                return
            if name in limits:
                return

    def _state_in(self, tag: str, given: dict[str, str]) -> _State:
        state, style = self._state, given.get("style", "")
        if tag in SKIPPED or "hidden" in given or _HIDDEN.search(style):
            return replace(state, is_skipped=True)
        weight = _WEIGHT.search(style)
        if weight:
            state = replace(
                state, is_bold=weight[1].lower() in ("bold", "bolder", "600", "700", "800", "900")
            )
        elif tag in ("b", "strong", "th"):
            state = replace(state, is_bold=True)
        if tag == "a" and "href" in given:
            href = given["href"].strip()
            if _CALLED.fullmatch(href) or _CALLING.match(href):
                state = replace(
                    state, is_marker=bool(_CALLING.match(href)), is_skipped=bool(_CALLED.fullmatch(href))
                )
                self._call(href)
            else:
                state = replace(state, url=self._address(href) or state.url)
        if tag in ASIDES:
            state = replace(state, origin=Origin.ASIDE)
        if given.get("type") == "cite" or _QUOTE.search(given.get("class", "")):
            state = replace(state, is_quoted=True)
        if tag == "pre":
            state = replace(state, is_kept=True)
        if "mso-list:ignore" in style.lower().replace(" ", ""):
            state = replace(state, is_marker=True)
        note = _NOTE.fullmatch(given.get("id", ""))
        if note and tag in ("div", "li", "p", "aside") and state.origin is Origin.BODY:
            state = replace(state, origin=Origin.NOTE)
            self._note = note[1].lower()
        return state

    def _call(self, href: str) -> None:
        called = _CALLED.fullmatch(href)
        if called and self._state.origin is Origin.BODY:
            self._calls.setdefault(called[1].lower(), len(self.collector.blocks))

    def _address(self, href: str) -> str:
        """Return a whole address, "" for a place in the page or a path of a site that is not said."""
        if (self._base or href.startswith("//")) and _is_joinable(href):
            with suppress(ValueError):  # « //[ » is no address
                href = urljoin(self._base or "https:", href)
        return clean_address(href)

    def _look_of(self, tag: str, given: dict[str, str]) -> Look:
        """Return what an element says of the paragraphs in it."""
        style = given.get("style", "")
        is_heading = re.fullmatch("h[1-6]", tag) is not None
        name = given.get("class", "").split(" ")[0] if is_heading or tag == "p" else ""
        level = _WORD_LEVEL.search(style)
        heading = int(tag[1]) if is_heading else int(level[1]) if level else int(name == "MsoTitle")
        if given.get("role") == "heading":
            said = given.get("aria-level", "")
            heading = int(said) if said in set("123456") else heading or 2
        listed = _WORD_LIST.search(style)
        depth = int(listed[1]) - 1 if listed else len(self._lists) - 1
        return Look(
            # Browsers leave room above headings.
            has_gap=is_heading or bool(_WIDE.search(style)),
            heading=heading,
            depth=max(depth, 0),
            origin=Origin.CONTENTS if name.lower().startswith("msotoc") else self._state.origin,
            style=name,
        )

    def _begin_block(self, tag: str, given: dict[str, str]) -> None:
        self._look = self._look_of(tag, given)
        match tag:
            case "hr":
                self.collector.leave_gap()
            case "ul" | "ol":
                form = FORMS.get(given.get("type", ""), "decimal") if tag == "ol" else ""
                start = given.get("start", "")
                self._lists.append(_List(form, int(start) - 1 if re.fullmatch(r"\d{1,6}", start) else 0))
            case "li":
                self._marker = self._next_marker(given.get("value", ""))
            case "table":
                self._tables.append(Table(self._table_count))
                self._table_count += 1
            case "tr" if self._tables:
                self._tables[-1].begin_row()
            case "td" | "th" if self._tables:
                self._tables[-1].begin_cell(given.get("rowspan", ""), given.get("colspan", ""))
                self.collector.close_gap()

    def _next_marker(self, value: str) -> str:
        if not self._lists:
            return "•"
        last = self._lists[-1]
        last.count = int(value) if re.fullmatch(r"\d{1,6}", value) else last.count + 1
        return f"{number_as(last.count, last.form)}." if last.form else "•"

    def _begin_inline(self, tag: str, given: dict[str, str]) -> None:
        match tag:
            case "br":
                self._end_line()
            case "a":
                self._link_start = len(self._runs)
            case "base":
                self._base = self._base or given.get("href", "").strip()
            case "img" | "iframe" | "area":
                said = given.get("alt", "")
                found = [given.get("src", "")] if tag == "iframe" else find_addresses(said)
                found += [given.get("href", "")] if tag == "area" else []
                for address in filter(None, map(self._address, found)):
                    self._runs.append(Run(address, address, self._state.is_bold))

    def _end_element(self, tag: str) -> None:
        if (
            tag == "a"
            and self._state.url
            and not any(run.text.strip() for run in self._runs[self._link_start :])
        ):
            self._runs.append(Run(self._state.url, self._state.url, self._state.is_bold))
        if tag not in BLOCKS:
            return
        self.flush()
        match tag:
            case "ul" | "ol" if self._lists:
                self._lists.pop()
            case "li":
                self._marker = ""
            case "td" | "th" if self._tables:
                self._tables[-1].cell = None
                self.collector.close_gap()
            case "table" if self._tables:
                self._tables.pop()
        self._look = Look(depth=max(len(self._lists) - 1, 0), origin=self._state.origin)

    # Text

    def handle_data(self, data: str) -> None:
        if self._is_title:
            self.title += data[: 500 - len(self.title)]
        elif self._state.is_skipped:
            return
        elif self._state.is_marker:
            self._marker = (self._marker + data.strip(" \t\n\r\xa0[]"))[:12]
        elif self._state.is_kept:
            self._runs.append(Run(data, self._state.url, self._state.is_bold))
        else:
            text = _SPACES.sub(" ", data)
            if not self._runs or self._runs[-1].text[-1:] in (" ", "\n"):
                text = text.removeprefix(" ")
            if text:
                self._runs.append(Run(text, self._state.url, self._state.is_bold))

    def _end_line(self) -> None:
        """End a line; two ends one after the other end the paragraph too."""
        if self._state.is_skipped:
            return
        if not self._runs or self._runs[-1].text == "\n":
            self.flush()
            self.collector.leave_gap()
        else:
            self._runs.append(Run("\n", self._state.url, self._state.is_bold))

    def flush(self) -> None:
        """End the paragraph, if there is one."""
        if not self._runs:
            return
        runs, self._runs, self._link_start = self._runs, [], 0
        cell = next((table.cell for table in reversed(self._tables) if table.cell), None)
        marker = self._marker or (">" if self._state.is_quoted else "")
        if "\ue000" <= marker[:1] <= "\uf8ff":
            marker = shown_bullet(marker)
        before = len(self.collector.blocks)
        self.collector.add(runs, replace(self._look, marker=marker, cell=cell))
        if len(self.collector.blocks) > before:
            self._marker = ""
            self._look = replace(self._look, has_gap=False)
            if self._look.origin is Origin.NOTE:
                self._notes.setdefault(self._note, []).append(self.collector.blocks[-1])

    def ordered(self) -> tuple[Block, ...]:
        """Return the blocks, each note after the one that calls it."""
        moved = {
            block.line for note in self._notes.keys() & self._calls.keys() for block in self._notes[note]
        }
        by_place: dict[int, list[Block]] = {}
        for note, place in self._calls.items():
            by_place.setdefault(place, []).extend(self._notes.get(note, []))
        blocks: list[Block] = []
        for place, block in enumerate(self.collector.blocks):
            if block.line not in moved:
                blocks.append(block)
            blocks += by_place.get(place, [])
        return tuple(replace(block, line=line) for line, block in enumerate(blocks, 1))


def _is_joinable(href: str) -> bool:
    return not re.match(r"#|[a-z][a-z0-9+.-]*:", href, re.IGNORECASE)
