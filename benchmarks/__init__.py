"""What is measured, against whom, and how to run it again.

A benchmark is a module here with `BENCHMARK`, one line on what it measures, and
`main(bench: Bench) -> Result`. One that takes options says by `OPTIONS` which, and its `main` gets
their words too; one that needs no server says `NEEDS_NOTHING`, and gets no bench. What it is
compared with may be a lock in requirements/, which `install_extras` puts into an environment of its
own in `.tools/`.
"""

from benchmarks.bench import Bench, MissingPiece
from benchmarks.result import Result, print_table

__all__ = ["Bench", "MissingPiece", "Result", "print_table"]
