"""Takes a published text apart: its headings, and its lines for a comparison of two versions."""

from dataclasses import dataclass
from difflib import SequenceMatcher
from html.parser import HTMLParser

_LINES = frozenset({"h2", "h3", "p", "li", "dt", "dd", "th", "td", "summary", "address", "caption"})
ADDED, REMOVED = "added", "removed"


@dataclass(frozen=True)
class Heading:
    """A heading of the text, and where it stands in it."""

    anchor: str
    text: str


@dataclass(frozen=True)
class Line:
    """A line of a comparison: added or removed."""

    mark: str
    text: str


class _Reader(HTMLParser):
    """Collects the lines of a text, and its headings with the id of their section."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[str] = []
        self.headings: list[Heading] = []
        self._words: list[str] = []
        self._anchor = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _LINES:
            self._end_line()
        if tag == "section":
            self._anchor = dict(attrs).get("id") or ""

    def handle_endtag(self, tag: str) -> None:
        if tag not in _LINES:
            return
        text = self._end_line()
        if tag == "h2" and text:
            self.headings.append(Heading(self._anchor, text))

    def handle_data(self, data: str) -> None:
        self._words.append(data)

    def _end_line(self) -> str:
        text = " ".join("".join(self._words).split())
        self._words.clear()
        if text:
            self.lines.append(text)
        return text


def outline_of(body: str) -> tuple[Heading, ...]:
    """The headings of the second level, in their order."""
    return tuple(_read(body).headings)


def lines_of(body: str) -> list[str]:
    """What a reader reads, line by line."""
    return _read(body).lines


def differences(before: str, after: str) -> tuple[Line, ...]:
    """What went and what came from one text to the other; lines that stayed are left out."""
    old, new = lines_of(before), lines_of(after)
    found: list[Line] = []
    for mark, start, end, new_start, new_end in SequenceMatcher(
        None, old, new, autojunk=False
    ).get_opcodes():
        if mark != "equal":
            found += [Line(REMOVED, text) for text in old[start:end]]
            found += [Line(ADDED, text) for text in new[new_start:new_end]]
    return tuple(found)


def _read(body: str) -> _Reader:
    reader = _Reader()
    reader.feed(body)
    reader.close()
    return reader
