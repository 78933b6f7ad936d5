"""A query cut into words, values and signs, each with its place."""

import re
from dataclasses import dataclass

from sandbox.soql.errors import malformed

_PATTERN = re.compile(
    r"\s*(?:"
    r"(?P<datetime>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d))"
    r"|(?P<date>\d{4}-\d\d-\d\d)"
    r"|(?P<number>[+-]?\d+(?:\.\d+)?)"
    r"|(?P<string>'(?:[^'\\]|\\.)*')"
    r"|(?P<word>[A-Za-z_][\w.]*(?::\d+)?)"
    r"|(?P<sign><=|>=|!=|<>|[=<>(),])"
    r")",
    re.DOTALL,
)
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f"}


@dataclass(frozen=True)
class Token:
    """A piece of a query; `kind` is datetime, date, number, string, word, sign or end."""

    kind: str
    text: str
    position: int

    def is_word(self, *words: str) -> bool:
        return self.kind == "word" and self.text.upper() in words


def tokenize(soql: str) -> list[Token]:
    """All tokens of a query, closed by one of kind `end`; raises SoqlError."""
    tokens: list[Token] = []
    position, end = 0, len(soql.rstrip())
    while position < end:
        match = _PATTERN.match(soql, position)
        if match is None or match.lastgroup is None:
            rest = soql[position:].strip()
            raise malformed(f"unexpected token: '{rest[:1]}'")
        kind = match.lastgroup
        tokens.append(Token(kind, match[kind], match.start(kind)))
        position = match.end()
    return [*tokens, Token("end", "<EOF>", end)]


def unquote(text: str) -> str:
    """The value of a quoted string, its backslashes resolved except \\% and \\_ for LIKE."""

    def resolve(match: re.Match[str]) -> str:
        char = match[1]
        return match[0] if char in "%_" else _ESCAPES.get(char, char)

    return re.sub(r"\\(.)", resolve, text[1:-1], flags=re.DOTALL)
