"""Reads a file as a stream of rows, however large it is, and stops at what is no CSV."""

import csv
import io
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import BinaryIO

from django.utils.translation import gettext as _

from integrations.files.problems import FileProblem

FIELD_LIMIT = 128 * 1024
LINE_LIMIT = 4 * 1024 * 1024
COLUMN_LIMIT = 500
_MAGIC = {
    # A workbook is an archive, and most who upload one do not know that.
    b"PK\x03\x04": "XLSX/ZIP",
    b"\x1f\x8b": "gzip",
    b"BZh": "bzip2",
    b"\xfd7zXZ": "xz",
    b"7z\xbc\xaf": "7-Zip",
    b"Rar!": "RAR",
    b"\xd0\xcf\x11\xe0": "Excel",
    b"%PDF": "PDF",
    b"\x28\xb5\x2f\xfd": "Zstandard",
}


@dataclass(frozen=True)
class Dialect:
    """How the file is written: Python's name of the encoding, and the separator."""

    encoding: str = "utf-8-sig"
    delimiter: str = ","


@dataclass(frozen=True)
class Row:
    """Cells with the number of the row's last line; `problem` when they could not be told apart."""

    line: int
    cells: list[str]
    problem: str = ""


def refuse_other_formats(start: bytes) -> None:
    """Raise FileProblem for archives, workbooks and nothing at all; `start` is the first bytes."""
    if not start.strip():
        raise FileProblem(
            _("The file is empty."), advice=_("Export it again and try that file."), code="empty"
        )
    for magic, name in _MAGIC.items():
        if start.startswith(magic):
            raise FileProblem(
                _("This is a %(format)s file, not a CSV file.") % {"format": name},
                advice=_(
                    "Open it in the program that made it, save it as CSV, and upload that. "
                    "Archives are not unpacked."
                ),
                code="not_csv",
            )


def rows(stream: BinaryIO, dialect: Dialect) -> Iterator[Row]:
    """Header first, then every row that is not blank. Memory stays flat; nothing is evaluated."""
    # The limit is the process's; who reads Salesforce's pages sets another.
    csv.field_size_limit(FIELD_LIMIT)
    source = lines(stream, dialect.encoding)
    reader = csv.reader(source, delimiter=dialect.delimiter, strict=True)
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield Row(reader.line_num, [], _problem(error, reader.line_num))
            continue
        if any(cell.strip() for cell in cells):
            yield Row(reader.line_num, cells)


def _problem(error: csv.Error, line: int) -> str:
    if "field limit" in str(error):
        raise FileProblem(
            _("The cell that ends on line %(line)d is longer than 128 kB.") % {"line": line},
            advice=_("Often a quotation mark was opened and never closed. Mend that line."),
            code="field_too_long",
        ) from error
    if "unexpected end" in str(error):
        raise FileProblem(
            _("The file ends inside of a quoted cell."),
            advice=_("It was cut off, or a quotation mark is missing. Export it again."),
            code="cut_off",
        ) from error
    return "quotes"


def lines(stream: BinaryIO, encoding: str) -> Iterator[str]:
    """Decoded lines with their ends; raises FileProblem at wrong bytes, NULs and endless lines."""
    text = io.TextIOWrapper(stream, encoding=encoding, errors="strict", newline="")
    number = 0
    try:
        while line := text.readline(LINE_LIMIT):
            number += 1
            _check_line(line, number)
            yield line
    except UnicodeError as error:
        raise _wrong_encoding(error, number, encoding) from error
    finally:
        # The bytes belong to the caller, who may have closed them already.
        with suppress(ValueError):
            text.detach()


def _check_line(line: str, number: int) -> None:
    if "\0" in line:
        raise FileProblem(
            _("Line %(line)d holds a byte that no text has, so this is hardly a CSV file.")
            % {"line": number},
            advice=_("Export it as CSV again, in UTF-8 where you can choose, and upload that."),
            code="nul",
        )
    if len(line) >= LINE_LIMIT:
        raise FileProblem(
            _("Line %(line)d is longer than 4 MB.") % {"line": number},
            advice=_("Is it a CSV file with one row a line? Export it again."),
            code="line_too_long",
        )


def _wrong_encoding(error: UnicodeError, number: int, encoding: str) -> FileProblem:
    if isinstance(error, UnicodeDecodeError):
        number += error.object[: error.start].count(b"\n")
    return FileProblem(
        _("Line %(line)d holds a byte that is not %(encoding)s.")
        % {"line": number + 1, "encoding": encoding.upper().removesuffix("-SIG")},
        advice=_("Choose another encoding on the preview, such as Windows-1252."),
        code="encoding",
    )


def header_of(row: Row | None) -> tuple[str, ...]:
    """The names of the columns, unique and never empty; raises FileProblem where there is none."""
    if row is None or row.problem:
        raise FileProblem(_("The first line is no header."), code="header")
    if len(row.cells) > COLUMN_LIMIT:
        raise FileProblem(
            _("The file has %(count)d columns; at most 500 can be read.")
            % {"count": len(row.cells)},
            advice=_("Export only the columns that you need."),
            code="too_many_columns",
        )
    names: list[str] = []
    for place, cell in enumerate(row.cells, 1):
        name = " ".join(cell.split())[:120] or _("Column %(number)d") % {"number": place}
        names.append(name if name not in names else f"{name} ({place})")
    return tuple(names)
