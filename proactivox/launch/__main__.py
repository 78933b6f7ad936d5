"""The verbs of `./run` that are written in Python."""

from __future__ import annotations

import errno
import importlib
import sys

from proactivox.embedded.problems import StartupProblem, os_words

_VERBS = ("up", "manage", "check", "torture", "catalogues", "collect", "audit")


def main(words: list[str]) -> int:
    """Run one verb; its exit code. What a person can mend is a plain message, no traceback."""
    verb = words[0] if words else ""
    if verb not in _VERBS:
        raise SystemExit(f"There is no command called {verb!r}; ./run help lists them.")
    module = importlib.import_module(f"proactivox.launch.{verb}")
    try:
        code: int = module.main(words[1:])
    except StartupProblem as problem:
        print(problem, file=sys.stderr)
        return 1
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT):
            raise
        print(os_words(error), file=sys.stderr)
        return 1
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
