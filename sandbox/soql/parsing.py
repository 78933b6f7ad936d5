"""A query as a tree: what is selected, from which object, under which conditions."""

from dataclasses import dataclass

from sandbox.soql.errors import malformed
from sandbox.soql.tokens import Token, tokenize

_OPERATORS = {"=", "!=", "<>", "<", "<=", ">", ">="}
_CLAUSES = ("GROUP", "HAVING", "WITH", "FOR", "USING", "TYPEOF")


@dataclass(frozen=True)
class Comparison:
    """A field compared with one value, or with several for IN and NOT IN."""

    field: Token
    operator: str
    values: tuple[Token, ...]


@dataclass(frozen=True)
class Junction:
    """Conditions joined by AND or OR, or one turned round by NOT."""

    operator: str
    parts: tuple["Condition", ...]


Condition = Comparison | Junction


@dataclass(frozen=True)
class Order:
    """One term of ORDER BY."""

    field: Token
    is_descending: bool
    is_nulls_last: bool


@dataclass(frozen=True)
class Query:
    """A parsed query; `fields` is empty for SELECT COUNT()."""

    soql: str
    fields: tuple[Token, ...]
    object: Token
    where: Condition | None
    order: tuple[Order, ...]
    limit: int | None
    offset: int


def parse(soql: str) -> Query:
    """The tree of a query; raises SoqlError MALFORMED_QUERY."""
    return _Parser(soql).query()


class _Parser:
    def __init__(self, soql: str) -> None:
        self.soql = soql
        self.tokens = tokenize(soql)
        self.index = 0

    @property
    def next(self) -> Token:
        return self.tokens[self.index]

    def take(self) -> Token:
        token = self.next
        self.index = min(self.index + 1, len(self.tokens) - 1)
        return token

    def accept(self, *words: str) -> bool:
        token = self.next
        if token.is_word(*words) or (token.kind == "sign" and token.text in words):
            self.take()
            return True
        return False

    def expect(self, word: str) -> None:
        if not self.accept(word):
            raise malformed(f"unexpected token: '{self.next.text}'")

    def word(self) -> Token:
        if self.next.kind != "word":
            raise malformed(f"unexpected token: '{self.next.text}'")
        return self.take()

    def query(self) -> Query:
        self.expect("SELECT")
        fields = self.selection()
        self.expect("FROM")
        source = self.word()
        where = self.any_of() if self.accept("WHERE") else None
        if self.next.is_word(*_CLAUSES):
            raise malformed(f"unexpected token: '{self.next.text}'")
        order = self.ordering() if self.accept("ORDER") else ()
        limit = self.whole_number() if self.accept("LIMIT") else None
        offset = self.whole_number() if self.accept("OFFSET") else 0
        if self.next.kind != "end":
            raise malformed(f"unexpected token: '{self.next.text}'")
        return Query(self.soql, fields, source, where, order, limit, offset)

    def selection(self) -> tuple[Token, ...]:
        first = self.word()
        if first.is_word("COUNT") and self.accept("("):
            self.expect(")")
            return ()
        fields = [first]
        while self.accept(","):
            fields.append(self.word())
        return tuple(fields)

    def ordering(self) -> tuple[Order, ...]:
        self.expect("BY")
        terms = [self.order_term()]
        while self.accept(","):
            terms.append(self.order_term())
        return tuple(terms)

    def order_term(self) -> Order:
        field = self.word()
        is_descending = self.accept("DESC")
        if not is_descending:
            self.accept("ASC")
        is_last = False
        if self.accept("NULLS"):
            is_last = self.accept("LAST")
            if not is_last:
                self.expect("FIRST")
        return Order(field, is_descending, is_last)

    def whole_number(self) -> int:
        token = self.take()
        if token.kind != "number" or not token.text.isdigit():
            raise malformed(f"unexpected token: '{token.text}'")
        return int(token.text)

    def any_of(self) -> Condition:
        parts = [self.all_of()]
        while self.accept("OR"):
            parts.append(self.all_of())
        return parts[0] if len(parts) == 1 else Junction("OR", tuple(parts))

    def all_of(self) -> Condition:
        parts = [self.condition()]
        while self.accept("AND"):
            parts.append(self.condition())
        return parts[0] if len(parts) == 1 else Junction("AND", tuple(parts))

    def condition(self) -> Condition:
        if self.accept("NOT"):
            return Junction("NOT", (self.condition(),))
        if self.accept("("):
            inner = self.any_of()
            self.expect(")")
            return inner
        return self.comparison()

    def comparison(self) -> Comparison:
        field = self.word()
        if self.accept("IN"):
            return Comparison(field, "IN", self.values())
        if self.accept("NOT"):
            self.expect("IN")
            return Comparison(field, "NOT IN", self.values())
        if self.accept("LIKE"):
            return Comparison(field, "LIKE", (self.value(),))
        sign = self.take()
        if sign.text not in _OPERATORS:
            raise malformed(f"unexpected token: '{sign.text}'")
        return Comparison(field, "!=" if sign.text == "<>" else sign.text, (self.value(),))

    def values(self) -> tuple[Token, ...]:
        self.expect("(")
        values = [self.value()]
        while self.accept(","):
            values.append(self.value())
        self.expect(")")
        return tuple(values)

    def value(self) -> Token:
        if self.next.kind in ("sign", "end"):
            raise malformed(f"unexpected token: '{self.next.text}'")
        return self.take()
