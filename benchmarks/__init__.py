"""What is measured, against whom, and how to run it again.

A benchmark is a module here with `BENCHMARK`, one line on what it measures, and
`main(bench: Bench) -> Result`. It may name `EXTRAS`, a lock in requirements/ that is installed into
an environment of its own in `.tools/` before it starts.
"""

from benchmarks.bench import Bench, MissingPiece
from benchmarks.result import Result, print_table

__all__ = ["Bench", "MissingPiece", "Result", "print_table"]
