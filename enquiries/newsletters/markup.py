"""The little markup of letters: paragraphs, headings, lists, bold and links, and nothing else.

Everything is escaped first, so that no tag, image or script can be written; links lead where they
say, by https or to a mailbox, and nobody counts who follows them.
"""

import re
from collections.abc import Iterator
from itertools import groupby

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

_BLOCKS = re.compile(r"\n\s*\n")
_LINK = re.compile(r"\[([^\]\[\n]+)\]\((https://[^\s()<>\"']+|mailto:[^\s()<>\"']+)\)")
_BOLD = re.compile(r"\*\*(\S(?:[^*\n]*\S)?)\*\*")
_HEADING, _ITEM = "## ", "- "


def as_html(text: str) -> SafeString:
    """The letter as HTML that is safe wherever it stands."""
    return mark_safe("\n".join(map(_block, _blocks(text))))  # noqa: S308 - _inline escapes all of it


def as_text(text: str) -> str:
    """The same for readers of plain text: a link is followed by its address."""
    plain = _LINK.sub(_spelled, "\n\n".join(_blocks(text)))
    return _BOLD.sub(r"\1", re.sub(rf"^{_HEADING}", "", plain, flags=re.MULTILINE))


def _blocks(text: str) -> Iterator[str]:
    """Between empty lines; a heading and a list also end where another kind of line begins."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    for block in filter(None, _BLOCKS.split(lines)):
        for kind, run in groupby(block.split("\n"), _kind):
            found = list(run)
            yield from found if kind == _HEADING else ["\n".join(found)]


def _kind(line: str) -> str:
    return next((mark for mark in (_HEADING, _ITEM) if line.startswith(mark)), "")


def _block(block: str) -> str:
    lines, kind = block.split("\n"), _kind(block)
    if kind == _HEADING:
        return format_html("<h2>{}</h2>", _inline(block.removeprefix(_HEADING)))
    if kind == _ITEM:
        items = (format_html("<li>{}</li>", _inline(one.removeprefix(_ITEM))) for one in lines)
        return f"<ul>{''.join(items)}</ul>"
    return f"<p>{'<br>'.join(map(_inline, lines))}</p>"


def _inline(line: str) -> SafeString:
    """One line: links are taken out before the rest is escaped, and bold after."""
    parts, end = [], 0
    for found in _LINK.finditer(line):
        parts += [_bold(line[end : found.start()]), _anchor(found)]
        end = found.end()
    return mark_safe("".join([*parts, _bold(line[end:])]))  # noqa: S308 - escaped by _bold, _anchor


def _bold(text: str) -> str:
    return _BOLD.sub(r"<strong>\1</strong>", str(escape(text)))


def _anchor(found: re.Match[str]) -> str:
    return format_html('<a href="{}">{}</a>', found.group(2), found.group(1))


def _spelled(found: re.Match[str]) -> str:
    words, url = found.group(1), found.group(2).removeprefix("mailto:")
    return url if words == url else f"{words} ({url})"
