"""What a formula says, as a tree; each part knows where in the text it begins."""

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True)
class Number:
    """A plain number, exactly as it was written."""

    value: Fraction
    at: int


@dataclass(frozen=True)
class Name:
    """The key of a metric or a measure."""

    key: str
    at: int


@dataclass(frozen=True)
class Negative:
    """The same below zero."""

    part: "Tree"
    at: int


@dataclass(frozen=True)
class Pair:
    """Two parts and the sign between them: + - * or /, which stands at `at`."""

    sign: str
    left: "Tree"
    right: "Tree"
    at: int


Tree = Number | Name | Negative | Pair


class NoFormula(ValueError):
    """A text that is no formula: what is wrong, where (0 is its first letter), how to mend it."""

    def __init__(self, message: str, at: int = 0, advice: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.at = at
        self.advice = advice


def names_of(tree: Tree) -> list[Name]:
    """The names in a tree, from left to right."""
    if isinstance(tree, Name):
        return [tree]
    if isinstance(tree, Pair):
        return [*names_of(tree.left), *names_of(tree.right)]
    return names_of(tree.part) if isinstance(tree, Negative) else []
