"""`./run bench`: lists the benchmarks, or runs one and ends with its result as one JSON object."""

from __future__ import annotations

import ast
import errno
import importlib
import os
import sys
from pathlib import Path

from benchmarks.bench import MissingPiece, stage
from proactivox.embedded.problems import StartupProblem

_HERE = Path(__file__).parent


def main(words: list[str]) -> int:
    """0 when the benchmark ran, whatever it found; 1 with one line when it could not."""
    known = descriptions()
    if not words:
        for name, description in known.items():
            print(f"{name:24} {description}")
        return 0
    if words[0] not in known:
        print(f"There is no benchmark called {words[0]}; ./run bench lists them.", file=sys.stderr)
        return 1
    if words[1:] and "OPTIONS" not in _constants(words[0]):
        print(f"{words[0]} takes no options.", file=sys.stderr)
        return 1
    try:
        _run(words[0], words[1:])
    except (MissingPiece, StartupProblem) as problem:
        print(problem, file=sys.stderr)
        return 1
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT):
            raise
        print(f"The disk is full: {error}. BENCH_FOLDER chooses another.", file=sys.stderr)
        return 1
    return 0


def descriptions() -> dict[str, str]:
    """{name: its BENCHMARK}, read without importing: the list needs nothing that one needs."""
    found = {}
    for path in sorted(_HERE.glob("*.py")):
        if "BENCHMARK" in (constants := _constants(path.stem)):
            found[path.stem] = str(ast.literal_eval(constants["BENCHMARK"]))
    return found


def _constants(name: str) -> dict[str, ast.expr]:
    """What a benchmark says of itself: BENCHMARK, OPTIONS where it takes any, NEEDS_NOTHING."""
    body = ast.parse((_HERE / f"{name}.py").read_text()).body
    found = [node for node in body if isinstance(node, ast.Assign)]
    return {ast.unparse(node.targets[0]): node.value for node in found}


def _run(name: str, options: list[str]) -> None:
    said = _constants(name)
    words = [options] if "OPTIONS" in said else []
    if "NEEDS_NOTHING" in said:
        result = importlib.import_module(f"benchmarks.{name}").main(*words)
    else:
        with stage() as bench:
            # Before the import: a benchmark may read Django's settings as it is imported.
            os.environ.update(bench.env)
            module = importlib.import_module(f"benchmarks.{name}")
            result = module.main(bench, *words)
    print(result.as_json())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
