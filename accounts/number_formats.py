"""How numbers are written: as the reader chose, else as the workspace did, else by language."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from typing import NamedTuple

from django.db.models import TextChoices
from django.utils.functional import lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

_NO_BREAK = "\u00a0"


class NumberFormat(TextChoices):
    """What stands between thousands, and before decimals."""

    BY_LANGUAGE = "by_language", _("As the language of the page or mail has it")
    DOT_COMMA = "dot_comma", "1.234.567,89"
    COMMA_DOT = "comma_dot", "1,234,567.89"
    SPACE_COMMA = "space_comma", f"1{_NO_BREAK}234{_NO_BREAK}567,89"
    SPACE_DOT = "space_dot", f"1{_NO_BREAK}234{_NO_BREAK}567.89"


class Separators(NamedTuple):
    """The two marks in a written number."""

    group: str
    decimal: str


_SEPARATORS = {
    NumberFormat.DOT_COMMA: Separators(".", ","),
    NumberFormat.COMMA_DOT: Separators(",", "."),
    NumberFormat.SPACE_COMMA: Separators(_NO_BREAK, ","),
    NumberFormat.SPACE_DOT: Separators(_NO_BREAK, "."),
}
_OF_LANGUAGE = {"da": NumberFormat.DOT_COMMA}


@dataclass(frozen=True)
class _Chosen:
    """What counts in this piece of work; empty where nobody chose."""

    own: str = ""
    workspace: str = ""


_NOBODYS = _Chosen()
_chosen: ContextVar[_Chosen] = ContextVar("number_format", default=_NOBODYS)


@contextmanager
def writing_numbers(*, own: str | None = None, workspace: str | None = None) -> Iterator[None]:
    """Numbers in this block are written so; None leaves what counts around it."""
    now = _chosen.get()
    if own is not None:
        now = replace(now, own=own)
    if workspace is not None:
        now = replace(now, workspace=workspace)
    token = _chosen.set(now)
    try:
        yield
    finally:
        _chosen.reset(token)


def separators() -> Separators:
    """What stands in numbers here and now."""
    now = _chosen.get()
    chosen = now.own or now.workspace or NumberFormat.BY_LANGUAGE
    if chosen == NumberFormat.BY_LANGUAGE:
        chosen = _OF_LANGUAGE.get((get_language() or "en")[:2], NumberFormat.COMMA_DOT)
    return _SEPARATORS[NumberFormat(chosen)]


# Django keeps a language's formats for good; these look anew each time that they are used.
group_separator = lazy(lambda: separators().group, str)()
decimal_separator = lazy(lambda: separators().decimal, str)()
