"""What is measured, against whom, and how to run it again.

A benchmark is a module here with `BENCHMARK`, one line on what it measures, and
`main(bench: Bench) -> Result`. What it is compared with may be a lock in requirements/, which
`install_extras` puts into an environment of its own in `.tools/`.
"""

from benchmarks.bench import Bench, MissingPiece
from benchmarks.result import Result, print_table

__all__ = ["Bench", "MissingPiece", "Result", "print_table"]
