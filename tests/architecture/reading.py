"""Which columns of people each module of the product reads, as far as its source tells."""

import ast
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from django.apps import apps

from accounts.subjects import Personal
from privacy import manifest

ROOT = Path(__file__).parents[2]
APPS = ("accounts", "billing", "enquiries", "integrations", "analytics", "privacy", "proactivox")
_SQL = re.compile(r"\b(SELECT|FROM|WHERE|SET|JOIN|AND|ON|IN|NOT|VALUES)\b|=")
_PART = re.compile(r"[a-z][a-z_]*?(?=__|\b)")


@cache
def product() -> dict[str, str]:
    """{dotted name: source} of what may read; the models themselves and migrations do not."""
    return {
        str(path.relative_to(ROOT))[:-3].replace("/", ".").removesuffix(".__init__"): (
            path.read_text(encoding="utf-8")
        )
        for app in APPS
        for path in sorted((ROOT / app).rglob("*.py"))
        if not {"migrations", "models", "locale"} & set(path.relative_to(ROOT).parts)
    }


@cache
def columns_read(source: str) -> tuple[str, ...]:
    """ "app.model.column" of people: the table is named here, and so is the column.

    Rather one too many: a word of the same name on another table counts, too.
    """
    if not _tables_by_name().search(source):
        return ()
    tree = ast.parse(source)
    words = set(_words(tree))
    return tuple(
        f"{label}.{column}"
        for label in sorted(_tables(tree))
        for column in people()[label]
        if {column, f"{column}_id"} & words
    )


@cache
def people() -> Mapping[str, tuple[str, ...]]:
    """{table: its columns that are personal}"""
    return {
        label: names
        for label, entries in manifest.classifications().items()
        if (names := tuple(name for name, one in entries.items() if isinstance(one, Personal)))
    }


@cache
def _named() -> tuple[Mapping[str, str], Mapping[str, str]]:
    models = {label: apps.get_model(label) for label in people()}
    return (
        {model.__name__: label for label, model in models.items()},
        {model._meta.db_table: label for label, model in models.items()},
    )


@cache
def _tables_by_name() -> re.Pattern[str]:
    """What a source has to name to read a table; most name none, and are not taken apart."""
    return re.compile(rf"\b({'|'.join(name for kind in _named() for name in kind)})\b")


def _tables(tree: ast.Module) -> set[str]:
    by_model, by_table = _named()
    found = {
        by_model[alias.name]
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and ".models" in (node.module or "")
        for alias in node.names
        if alias.name in by_model
    }
    words = {word for text in _texts(tree) for word in re.findall(r"\w+", text)}
    return found | {by_table[word] for word in words & by_table.keys()}


def _words(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            yield node.attr
        elif isinstance(node, ast.keyword) and node.arg:
            yield from _PART.findall(node.arg)
    for text in _texts(tree):
        if " " not in text or _SQL.search(text):
            yield from _PART.findall(text)


def _texts(tree: ast.Module) -> Iterator[str]:
    """Every string but docstrings."""
    said = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in said:
            yield node.value
