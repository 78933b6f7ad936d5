"""Record ids as Salesforce writes them: 15 case-sensitive characters and a 3-character checksum."""

from collections.abc import Iterator
from itertools import product

DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
CHECK = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"
POD = "5g00000"  # the instance and reserved digits that follow a key prefix
ORG_PREFIX = "00D"


def checksum(short: str) -> str:
    """The three characters that make a 15-character id safe to compare without case."""
    suffix = ""
    for start in (0, 5, 10):
        bits = sum(1 << i for i, char in enumerate(short[start : start + 5]) if char.isupper())
        suffix += CHECK[bits]
    return suffix


def long_id(short: str) -> str:
    """An 18-character id from a 15-character one; 18-character ids pass through."""
    return short + checksum(short) if len(short) == 15 else short


def encode(number: int, width: int) -> str:
    """A number in base 62, padded to a width."""
    text = ""
    for _ in range(width):
        number, rest = divmod(number, 62)
        text = DIGITS[rest] + text
    return text


def numbered(prefix: str, number: int) -> str:
    """The id of the n-th record under a key prefix; equal to what `sequence` yields."""
    return long_id(prefix + POD + encode(number, 5))


def _bits(text: str) -> int:
    return sum(1 << i for i, char in enumerate(text) if char.isupper())


_PAIRS = [(a + b, _bits(a + b) << 3) for a, b in product(DIGITS, repeat=2)]


def sequence(prefix: str, start: int = 0) -> Iterator[str]:
    """Endless ids under a key prefix, one after another; made for millions of rows."""
    head = prefix + POD
    fixed = checksum(head + "00000")[:2]
    block, offset = divmod(start, len(_PAIRS))
    while True:
        middle = encode(block, 3)
        bits = _bits(middle)
        for pair, high in _PAIRS[offset:]:
            yield f"{head}{middle}{pair}{fixed}{CHECK[bits | high]}"
        block, offset = block + 1, 0
