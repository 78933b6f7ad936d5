"""Looks at the start of a file and guesses how it is written and what its columns mean."""

import io
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from integrations.files import values
from integrations.files.choices import DELIMITERS, Choices
from integrations.files.fields import FIELDS, Field, Kind, Shape
from integrations.files.problems import FileProblem
from integrations.files.reading import Dialect, Row, header_of, rows

SAMPLE_BYTES = 1024 * 1024
_WON = re.compile(r"\b(won|vundet|gewonnen|gagné)\b", re.IGNORECASE)
_LOST = re.compile(r"\b(lost|tabt|verloren|perdu|disqualified)\b", re.IGNORECASE)
_NOT_LETTERS = re.compile(r"[^\w]+|_", re.UNICODE)


@dataclass(frozen=True)
class Sample:
    """The header and the first rows; `is_whole` when the sample is the entire file."""

    header: tuple[str, ...]
    rows: tuple[Row, ...]
    is_whole: bool

    def column(self, name: str) -> list[str]:
        """The cells of one column that are not empty."""
        if name not in self.header:
            return []
        place = self.header.index(name)
        return [
            row.cells[place].strip()
            for row in self.rows
            if len(row.cells) > place and row.cells[place].strip()
        ]


def take_sample(start: bytes, dialect: Dialect, *, is_whole: bool) -> Sample:
    """Read the first bytes of a file; what was cut off in the middle is left out."""
    found: list[Row] = []
    try:
        for row in rows(io.BytesIO(start), dialect):
            found.append(row)  # noqa: PERF402  what came before a problem is kept
    except FileProblem as problem:
        if is_whole or not found or problem.code not in ("cut_off", "encoding"):
            raise
    header = header_of(found[0] if found else None)
    if len(found) == 1:
        raise FileProblem(
            _("The file has a header and no rows."),
            advice=_("Export it again for days that have numbers."),
            code="header_only",
        )
    return Sample(header, tuple(found[1:] if is_whole else found[1:-1]), is_whole)


def guess_dialect(start: bytes) -> Dialect:
    """Encoding by its marks or by trying, separator by which splits the lines evenly."""
    encoding = guess_encoding(start)
    text = start.decode(encoding, errors="replace")
    head = [line for line in text.splitlines()[:30] if line.strip()]
    scored = [(_evenness(head, sign), sign) for sign in DELIMITERS]
    best = max(scored, key=lambda pair: pair[0])
    return Dialect(encoding, best[1] if best[0] > (0.0, 1) else ",")


def guess_encoding(start: bytes) -> str:
    """utf-8-sig where the bytes allow it; UTF-16 by its mark or its NULs; else Windows-1252."""
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    if start[:1000].count(0) > len(start[:1000]) // 4:
        return "utf-16-le" if start[1:2] == b"\0" else "utf-16-be"
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            start.rpartition(b"\n")[0].decode(encoding)
        except UnicodeDecodeError:
            continue
        return encoding
    return "iso-8859-1"


def _evenness(head: list[str], sign: str) -> tuple[float, int]:
    import csv

    try:
        counts = Counter(len(row) for row in csv.reader(head, delimiter=sign))
    except csv.Error:
        return (0.0, 0)
    if not counts:
        return (0.0, 0)
    width, often = counts.most_common(1)[0]
    return (often / sum(counts.values()) if width > 1 else 0.0, width)


def guess_choices(kind: Kind, sample: Sample, dialect: Dialect, currency: str) -> Choices:
    """Everything that the preview shows first; a person may change each of it."""
    columns = guess_columns(kind, sample.header)
    base = Choices(kind, dialect.encoding, dialect.delimiter, currency=currency, columns=columns)
    choices = replace(
        base,
        point=_guess_point(base, sample),
        order=guess_order(_cells(base, sample, Shape.DATE), base.delimiter)[0],
    )
    return with_stages(choices, sample)


def with_stages(choices: Choices, sample: Sample) -> Choices:
    """Give each stage of the sample an outcome, keeping those that were chosen before."""
    if choices.kind is not Kind.OPPORTUNITIES:
        return choices
    words = list(dict.fromkeys(sample.column(choices.columns.get("stage", ""))))[:60]
    stages = {word: choices.stages.get(word) or guess_outcome(word) for word in words}
    return replace(choices, stages=stages)


def guess_outcome(stage: str) -> str:
    """won, lost or open, by the words that a stage's name holds."""
    if _WON.search(stage):
        return "won"
    return "lost" if _LOST.search(stage) else "open"


def guess_columns(kind: Kind, header: Sequence[str]) -> dict[str, str]:
    """{field: heading}; each column is used once, the best fitting names first."""
    plain = {name: _plain(name) for name in header}
    fields = FIELDS[kind]
    found: dict[str, str] = {}
    longest = max(len(field.names) for field in fields)
    for rank in range(longest):
        for field in fields:
            if field.name in found or rank >= len(field.names):
                continue
            for name in header:
                if plain[name] == field.names[rank] and name not in found.values():
                    found[field.name] = name
                    break
    return found


def _plain(heading: str) -> str:
    return " ".join(_NOT_LETTERS.sub(" ", heading.split("(")[0].casefold()).split())


def _cells(choices: Choices, sample: Sample, *shapes: Shape) -> list[str]:
    wanted: Iterable[Field] = (f for f in FIELDS[choices.kind] if f.shape in shapes)
    return [
        cell
        for field in wanted
        for cell in sample.column(choices.columns.get(field.name, ""))[:2000]
    ]


def guess_order(cells: list[str], delimiter: str) -> tuple[str, bool]:
    """(order, whether another order reads all cells as well): 3/4/2026 could be either."""
    scores = {
        order: sum(_reads(values.read_date, cell, order) for cell in cells)
        for order in values.ORDERS
    }
    best = max(scores.values())
    likely = [order for order, score in scores.items() if score == best]
    if len(likely) == 1 or best == 0:
        return likely[0], False
    american = delimiter == "," and any("/" in cell for cell in cells[:50])
    preferred = "mdy" if american else "dmy"
    return (preferred if preferred in likely else likely[0]), True


def _guess_point(choices: Choices, sample: Sample) -> str:
    cells = _cells(choices, sample, Shape.AMOUNT, Shape.COUNT)
    scores = {
        point: sum(_reads(values.read_number, cell, point) for cell in cells)
        for point in (".", ",")
    }
    if scores["."] == scores[","]:
        return "," if choices.delimiter == ";" else "."
    return max(scores, key=lambda point: scores[point])


def _reads(read: object, cell: str, how: str) -> bool:
    try:
        read(cell, how)  # type: ignore[operator]
    except values.BadValue:
        return False
    return True
