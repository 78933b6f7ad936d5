"""A formula as people read it: with the names of its metrics, and the signs of a school book."""

from django.utils.functional import lazy
from django.utils.translation import gettext as _

from analytics.built_in import BUILT_IN
from analytics.figures import written
from analytics.formulas.compiling import compiled
from analytics.formulas.trees import Name, Negative, Number, Pair, Tree

_SIGNS = {"+": "+", "-": "−", "*": "×", "/": "÷"}
_BINDS = {"+": 1, "-": 1, "*": 2, "/": 2}


def tree_words(tree: Tree) -> str:
    """Such as “Spend ÷ (Leads + MQL)”."""
    return _words(tree, 0)


def _words(tree: Tree, outside: int) -> str:
    if isinstance(tree, Number):
        return written(tree.value.numerator / tree.value.denominator, "#,##0.#########")
    if isinstance(tree, Name):
        return str(BUILT_IN[tree.key].label) if tree.key in BUILT_IN else tree.key
    if isinstance(tree, Negative):
        return f"−{_words(tree.part, 3)}"
    return _pair(tree, outside)


def _pair(tree: Pair, outside: int) -> str:
    binds = _BINDS[tree.sign]
    # What stands behind - and / has brackets of its own, or it would mean something else.
    right = _words(tree.right, binds + (tree.sign in "-/"))
    text = f"{_words(tree.left, binds)} {_SIGNS[tree.sign]} {right}"
    return f"({text})" if binds < outside else text


def definition(text: str, description: str = "") -> str:
    """What a metric of one's own means, in a sentence or two."""
    words = tree_words(compiled(text).tree)
    made = _("%(formula)s, all summed over the period.") % {"formula": words}
    return f"{made} {description}".strip()


# In the language of whoever reads it, and not of whoever was first to ask.
lazy_definition = lazy(definition, str)
