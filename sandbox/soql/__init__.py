"""The part of SOQL that a sync needs: parsed, checked against the schema, turned into SQL."""

from sandbox.soql.compiling import Statement, compile_query
from sandbox.soql.errors import SoqlError
from sandbox.soql.parsing import parse

__all__ = ["SoqlError", "Statement", "compile_query", "parse"]
