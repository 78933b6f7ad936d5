"""Purposes that a release only says in other words: {as it was said: as it is said now}.

What stands here is no new purpose, so nobody is told ahead and nothing waits. Whoever adds a line
says by it that the same is done with the same data for the same end.
"""

from collections.abc import Mapping

REWORDED: Mapping[str, str] = {}
