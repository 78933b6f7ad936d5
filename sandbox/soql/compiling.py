"""A parsed query turned into SQL over the sandbox's own tables."""

from collections.abc import Callable
from dataclasses import dataclass

from sandbox.schema import Field, SObject
from sandbox.soql.errors import SoqlError, unknown_field, unknown_object
from sandbox.soql.parsing import Comparison, Condition, Query
from sandbox.soql.tokens import Token
from sandbox.soql.values import Value, read_value

_CASELESS = {"string", "picklist", "email", "phone", "url", "anytype"}
_UNFILTERABLE = {"Description", "HasOpenActivity", "HasOverdueTask"}


@dataclass(frozen=True)
class Statement:
    """What to read: the fields to show, and SQL that yields the row numbers in order.

    `fields` is empty for SELECT COUNT(). `is_sorted` says that the query asked for an order.
    """

    sobject: SObject
    fields: tuple[Field, ...]
    sql: str
    parameters: tuple[Value, ...]
    is_sorted: bool
    is_limited: bool


def compile_query(
    query: Query, *, find: Callable[[str], SObject | None], with_deleted: bool
) -> Statement:
    """SQL for a query, through the eyes of a user: `find` yields the object as he may see it."""
    sobject = find(query.object.text)
    if sobject is None:
        raise unknown_object(query.soql, query.object.position, query.object.text)
    return _Compiler(query, sobject).statement(with_deleted=with_deleted)


class _Compiler:
    def __init__(self, query: Query, sobject: SObject) -> None:
        self.query = query
        self.sobject = sobject
        self.parameters: list[Value] = []

    def statement(self, *, with_deleted: bool) -> Statement:
        fields = tuple(self.field(token) for token in self.query.fields)
        names = [field.name for field in fields]
        for name in names:
            if names.count(name) > 1:
                raise SoqlError("INVALID_FIELD", f"duplicate field selected: {name}")
        conditions = [self.condition(self.query.where)] if self.query.where else []
        if not with_deleted and self.sobject.has("IsDeleted"):
            conditions.append('"IsDeleted" = 0')
        sql = f'SELECT rowid FROM "{self.sobject.name}"'
        if conditions:
            sql += " WHERE " + " AND ".join(conditions)
        sql += self.ordering()
        is_limited = self.query.limit is not None
        if is_limited or self.query.offset:
            sql += f" LIMIT {self.query.limit if is_limited else -1} OFFSET {self.query.offset}"
        is_sorted = bool(self.query.order)
        return Statement(self.sobject, fields, sql, tuple(self.parameters), is_sorted, is_limited)

    def field(self, token: Token) -> Field:
        name = token.text
        head, _, rest = name.partition(".")
        if rest and head.lower() == self.sobject.name.lower():
            name = rest
        found = self.sobject.by_name.get(name.lower())
        if found is None:
            raise unknown_field(self.query.soql, token.position, token.text, self.sobject.name)
        return found

    def ordering(self) -> str:
        if not self.query.order:
            return " ORDER BY rowid"
        terms = []
        for order in self.query.order:
            direction = "DESC" if order.is_descending else "ASC"
            nulls = "LAST" if order.is_nulls_last else "FIRST"
            terms.append(f'"{self.field(order.field).name}" {direction} NULLS {nulls}')
        return " ORDER BY " + ", ".join([*terms, "rowid"])

    def condition(self, node: Condition) -> str:
        if isinstance(node, Comparison):
            return self.comparison(node)
        parts = [self.condition(part) for part in node.parts]
        if node.operator == "NOT":
            return f"(NOT {parts[0]})"
        return "(" + f" {node.operator} ".join(parts) + ")"

    def comparison(self, node: Comparison) -> str:
        field = self.field(node.field)
        if field.name in _UNFILTERABLE or field.is_compound:
            text = f"field '{field.name}' can not be filtered in a query call"
            raise SoqlError("INVALID_FIELD", text)
        values = [read_value(field, token) for token in node.values]
        column = f'"{field.name}"'
        if field.type in _CASELESS:
            column += " COLLATE NOCASE"
        return self.operation(column, node.operator, values)

    def operation(self, column: str, operator: str, values: list[Value]) -> str:
        if operator in ("IN", "NOT IN"):
            self.parameters += [value for value in values if value is not None]
            marks = ", ".join("?" for value in values if value is not None)
            if operator == "IN":
                null = f" OR {column} IS NULL" if None in values else ""
                return f"({column} IN ({marks}){null})"
            null = "" if None in values else f"{column} IS NULL OR "
            return f"({null}{column} NOT IN ({marks}))"
        self.parameters.append(values[0])
        if operator == "LIKE":
            return f"{column} LIKE ? ESCAPE '\\'"
        if operator in ("=", "!="):
            return f"{column} {'IS' if operator == '=' else 'IS NOT'} ?"
        return f"{column} {operator} ?"
