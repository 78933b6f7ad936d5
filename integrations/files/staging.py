"""Streams a file's rows into a temporary table of the transaction, rejects aside."""

# ruff: noqa: S608  Only names written in this package are put into the statements.

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, BinaryIO
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from accounts.jobs import LeaseLost
from accounts.national_numbers import note_left_out
from integrations.files.choices import Choices
from integrations.files.converting import Converter, row_hash
from integrations.files.problems import FileProblem
from integrations.files.reading import header_of, rows
from integrations.files.rejects import Reject, RejectList

_TELL_EVERY = 2000
# A large file takes long in one statement, and is sorted for doubles and sums.
_LIMITS = ("SET LOCAL statement_timeout = '3h'", "SET LOCAL work_mem = '64MB'")
Shaped = tuple[Any, ...] | Reject
Shape = Callable[[dict[str, Any]], Shaped]


@dataclass
class Progress:
    """How far the reading is; another thread looks at it while this one works."""

    total_bytes: int
    read_bytes: int = 0
    rows: int = 0
    step: str = "reading"
    # Set by that other thread when the work is no longer ours to finish.
    is_lost: bool = False

    def tell(self, rows: int, read_bytes: int) -> None:
        """Say how far it is; raises LeaseLost when a successor or a person took the work away."""
        if self.is_lost:
            raise LeaseLost("The import was cancelled or taken over.")
        self.rows, self.read_bytes = rows, read_bytes


@dataclass(frozen=True)
class Staged:
    """What came through: rows read in all, the headings, and by field the numbers of people that
    were left out.
    """

    rows: int
    header: tuple[str, ...]
    left_out: Mapping[str, int]

    def note_left_out(self, source_id: UUID) -> None:
        """Have it told that national identification numbers were in the file."""
        for name, count in sorted(self.left_out.items()):
            if count:
                note_left_out(count, place=f"integrations/*.csv#{name}", source_id=source_id)


@dataclass(frozen=True)
class Stage:
    """A temporary table: its name, its definition, and how values become its columns.

    Its first two columns are `line` and `hash`, which are filled here.
    """

    table: str
    columns: Sequence[str]
    definition: str
    shape: Shape = field(repr=False)


def fill_stage(
    stage: Stage, stream: BinaryIO, choices: Choices, rejects: RejectList, progress: Progress
) -> Staged:
    """Create the table and COPY every good row into it; memory does not grow with the file."""
    reader = rows(stream, choices.dialect)
    header = header_of(next(reader, None))
    converter = Converter(choices, header)
    count = 0
    with connection.cursor() as cursor:
        for limit in _LIMITS:
            cursor.execute(limit)
        cursor.execute(f"DROP TABLE IF EXISTS pg_temp.{stage.table}")
        cursor.execute(
            f"CREATE TEMPORARY TABLE {stage.table} "
            f"(line bigint, hash bigint, {stage.definition}) ON COMMIT DROP"
        )
        names = ", ".join(("line", "hash", *stage.columns))
        with cursor.copy(f"COPY pg_temp.{stage.table} ({names}) FROM STDIN") as copy:
            for row in reader:
                count += 1
                found = converter.convert(row)
                shaped = found if isinstance(found, Reject) else stage.shape(found)
                if isinstance(shaped, Reject):
                    rejects.add(_at(row.line, shaped))
                else:
                    copy.write_row((row.line, row_hash(row), *shaped))
                if count % _TELL_EVERY == 0:
                    progress.tell(count, stream.tell())
        progress.tell(count, progress.total_bytes)
        progress.step = "loading"
        cursor.execute(f"ANALYZE pg_temp.{stage.table}")
    if count == 0:
        raise FileProblem(_("The file has a header and no rows."), code="header_only")
    return Staged(count, header, converter.left_out)


def _at(line: int, reject: Reject) -> Reject:
    return Reject(line, reject.column, reject.value, reject.code, reject.detail)


def reject_staged(stage: Stage, query: str, column: str, code: str, rejects: RejectList) -> int:
    """Take rows out of the stage again; `query` gives (line, value, detail). How many.

    They are streamed, so that a million doubles need no more memory than one.
    """
    count = 0
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMPORARY TABLE taken_out ON COMMIT DROP AS {query}")
        with cursor.copy(
            "COPY (SELECT line, value, detail FROM pg_temp.taken_out ORDER BY line) TO STDOUT"
        ) as copy:
            copy.set_types(["int8", "text", "text"])
            for line, value, detail in copy.rows():
                rejects.add(Reject(line, column, value or "", code, detail or ""))
                count += 1
        cursor.execute(
            f"DELETE FROM pg_temp.{stage.table} s USING pg_temp.taken_out t WHERE s.line = t.line"
        )
        cursor.execute("DROP TABLE pg_temp.taken_out")
    return count
