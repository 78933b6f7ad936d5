"""Parts of a page that are the same for equal values are drawn once a process: {% kept a b %}.

The explorer's form has two hundred options, each of five tags, and they differ by few values.
"""

from collections.abc import Hashable
from typing import Any

from django.template import Library, Node, NodeList, TemplateSyntaxError
from django.template.base import FilterExpression, Parser, Token
from django.template.context import Context
from django.template.defaulttags import CsrfTokenNode
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from accounts.number_formats import separators

# Of each place so many are remembered; beyond, all of them are drawn anew.
_MOST = 60
register = Library()


@register.tag
def kept(parser: Parser, token: Token) -> "_Kept":
    """What stands up to {% endkept %} has to depend on the named values alone.

    In which language it is drawn, and with which marks in numbers, is seen to here.
    """
    values = [parser.compile_filter(word) for word in token.split_contents()[1:]]
    drawn = parser.parse(("endkept",))
    parser.delete_first_token()
    if drawn.get_nodes_by_type(CsrfTokenNode):
        raise TemplateSyntaxError("A token of one session cannot be kept for others.")
    return _Kept(values, drawn)


class _Kept(Node):
    child_nodelists = ("nodelist",)

    def __init__(self, values: list[FilterExpression], nodelist: NodeList) -> None:
        self._values, self.nodelist = values, nodelist
        self._known: dict[Hashable, SafeString] = {}

    def render(self, context: Context) -> SafeString:
        values = (_frozen(value.resolve(context)) for value in self._values)
        key = (get_language(), separators(), *values)
        found = self._known.get(key)
        if found is None:
            found = self.nodelist.render(context)
            if len(self._known) >= _MOST:
                self._known.clear()
            self._known[key] = found
        return found


def _frozen(value: Any) -> Hashable:
    """The same as something that can be compared for good."""
    if isinstance(value, Promise):
        return str(value)
    if isinstance(value, (list, tuple)):
        return tuple(map(_frozen, value))
    if isinstance(value, dict):
        return tuple((key, _frozen(one)) for key, one in value.items())
    hash(value)
    return value  # type: ignore[no-any-return]
