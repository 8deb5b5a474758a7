"""The fields of a .docx: an instruction, then what it gives, over several runs and in one another."""

import re
from dataclasses import dataclass

from gersapp.exchange.reading.collecting import clean_address

_WORDS = re.compile(r"[\"“”]([^\"“”]*)[\"“”]?|\\(.)|([^\s\\\"“”]+)")
# The switches of HYPERLINK that take a word: a place in the page, what is shown over the link, a window.
_WITH_WORD = {"l", "o", "t"}


@dataclass(slots=True)
class _Field:
    instruction: str = ""
    is_in_result: bool = False
    url: str = ""
    is_shown: bool = False


class Fields:
    """The fields that are open where the reader is; the last is the innermost."""

    def __init__(self) -> None:
        self._open: list[_Field] = []

    @property
    def url(self) -> str:
        """The address of the innermost link that is open."""
        return next((field.url for field in reversed(self._open) if field.url), "")

    @property
    def is_contents(self) -> bool:
        """Whether the reader is within a table of contents."""
        return any(field.is_in_result and _name_of(field) in ("TOC", "INDEX") for field in self._open)

    @property
    def is_instruction(self) -> bool:
        """Whether text is that of an instruction, which nobody sees."""
        return any(not field.is_in_result for field in self._open)

    def begin(self) -> None:
        self._open.append(_Field())

    def separate(self) -> None:
        """Go from the instruction of the innermost field to its result."""
        if self._open and not self._open[-1].is_in_result:
            field = self._open[-1]
            field.is_in_result = True
            field.url = read_hyperlink(field.instruction)

    def end(self) -> str:
        """Leave the innermost field; return its address when nothing was shown of it."""
        if not self._open:
            return ""
        self.separate()
        field = self._open.pop()
        return "" if field.is_shown or self.is_instruction else field.url

    def instruct(self, text: str) -> None:
        """Add text to the instruction: that of the innermost field that is still in its own."""
        for field in reversed(self._open):
            if not field.is_in_result:
                field.instruction += text
                return

    def show(self, text: str) -> None:
        """Note what is shown in a result."""
        if text.strip():
            for field in self._open:
                field.is_shown = True

    def end_paragraph(self) -> None:
        """Forget the instructions and the links that a paragraph leaves open: one end may be lost."""
        self._open = [field for field in self._open if field.is_in_result]
        for field in self._open:
            field.url = ""


def _name_of(field: _Field) -> str:
    return field.instruction.split(maxsplit=1)[0].upper() if field.instruction.strip() else ""


def read_hyperlink(instruction: str) -> str:
    r"""Return the address of `HYPERLINK "address" \l "place"`, "" for another field or a place alone."""
    name, _, rest = instruction.strip().partition(" ")
    if name.upper() != "HYPERLINK":
        return ""
    address = place = switch = ""
    for quoted, letter, bare in _WORDS.findall(rest):
        word = quoted or bare
        if letter:
            switch = letter.lower()
            continue
        if switch in _WITH_WORD:
            place = word if switch == "l" else place
        elif not address:
            address = word
        switch = ""
    address = clean_address(address)
    return f"{address}#{place}" if address and place else address
