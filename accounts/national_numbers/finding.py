"""Finds Danish CPR numbers in a text: by their form, their date, and what stands around them."""

import re
import string
from collections.abc import Iterator
from dataclasses import dataclass

from stdnum.dk import cpr

MASK = "[CPR]"
_DAY_AND_MONTH = r"(?:0[1-9]|[12][0-9]|3[01]|6[1-9]|[78][0-9]|9[01])(?:0[1-9]|1[0-2])"
# A hyphen of any kind, a blank, or both, or nothing.
_BETWEEN = r"[ \u00a0]?[-\u2010-\u2015\u2212]?[ \u00a0]?"
_NUMBER = re.compile(
    # Neither part of a longer number or word, nor of a decimal, nor of a chain of dashes.
    rf"(?<![\w-])(?<![0-9][.,+/])({_DAY_AND_MONTH}[0-9]{{2}})({_BETWEEN})([0-9]{{4}})"
    r"(?![\w]|-\w|[.,/][0-9])"
)
# The same form in UTF-8, for pages whose rows nobody has taken apart yet; it may say yes too often.
_IN_BYTES = re.compile(
    rf"\b{_DAY_AND_MONTH}[0-9]{{2}}".encode()
    + rb"(?:[- ]|\xc2\xa0|\xe2\x80[\x90-\x95]|\xe2\x88\x92){0,3}[0-9]{4}(?![0-9A-Za-z])"
)
# A search by that form looks long at each byte. So bytes are made one of four, and where digits may
# stand is found by what is always there: six of them and four, after no other and no letter, and
# between them nothing but what may stand there. Most pages have no such place.
_DIGIT, _LETTER, _DASH, _OTHER = b"0a-\x01"
_DASHES = frozenset(b"- \xc2\xa0\xe2\x80\x88") | frozenset(range(0x90, 0x96))
_SHAPES = bytes(
    _DIGIT
    if chr(byte) in string.digits
    else _LETTER
    if chr(byte) in string.ascii_letters
    else _DASH
    if byte in _DASHES
    else _OTHER
    for byte in range(256)
)
# What stands before is looked at last: a search begins fast only with bytes that have to be there.
_PLACES = re.compile(rb"000000(?=-{0,9}0000(?![0a]))(?<![0a]000000)")
# What begins in a piece may end behind it: two parts, and between them three of up to three bytes.
_PIECE, _LONGEST = 1 << 18, 6 + 9 + 4
_CALLED_SO = re.compile(
    r"cpr|person\W?(?:nummer|nr|number)|f\u00f8dselsn|civil registration", re.IGNORECASE
)
_SEEN_BEFORE = 40


@dataclass(frozen=True)
class Masked:
    """A text without the numbers, and the numbers as ten digits, in their order."""

    text: str
    numbers: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return f"Masked({self.text!r}, {len(self.numbers)} numbers)"


def may_hold_number(data: bytes) -> bool:
    """Whether it is worth looking into UTF-8; never False where `mask` would find something."""
    return any(_IN_BYTES.match(data, place) for place in _places(data))


def _places(data: bytes) -> Iterator[int]:
    """Where one may begin; looked for in pieces, because a page has megabytes."""
    for start in range(0, len(data), _PIECE):
        shapes = data[start : start + _PIECE + _LONGEST].translate(_SHAPES)
        yield from (start + place.start() for place in _PLACES.finditer(shapes))


def holds_number(text: str) -> bool:
    """Whether a number stands in the text."""
    return next(_matches(text), None) is not None


def mask(text: str) -> Masked:
    """The text with each number replaced by MASK."""
    found = list(_matches(text))
    if not found:
        return Masked(text)
    kept, end = [], 0
    for match in found:
        kept += [text[end : match.start()], MASK]
        end = match.end()
    numbers = tuple(match[1] + match[3] for match in found)
    return Masked("".join((*kept, text[end:])), numbers)


def _matches(text: str) -> Iterator[re.Match[str]]:
    return (match for match in _NUMBER.finditer(text) if _is_number(match))


def _is_number(match: re.Match[str]) -> bool:
    """A date and a hyphen are enough; without the hyphen also the check digit, or its name before.

    Numbers without a right check digit have been given out since 2007, so it cannot decide alone;
    ten digits in a row are mostly something else, so that the date cannot either.
    """
    digits = match[1] + match[3]
    if not cpr.is_valid(_as_born(digits)):
        return False
    if match[2].strip(" \u00a0") or cpr.checksum(digits) == 0:
        return True
    before = match.string[max(0, match.start() - _SEEN_BEFORE) : match.start()]
    return _CALLED_SO.search(before) is not None


def _as_born(digits: str) -> str:
    """Authorities give 60 more than the day of birth to whoever has no number of their own."""
    tens = int(digits[0])
    return f"{tens - 6}{digits[1:]}" if tens >= 6 else digits
