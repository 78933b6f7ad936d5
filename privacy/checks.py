"""Fails `manage.py check` when a column is not classified, or a classification has no column."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.apps import apps
from django.core.checks import CheckMessage, Error
from django.db.models import JSONField, Model

from accounts.subjects import Classification, Kept, Personal
from privacy import manifest

_NEEDED = ("category", "subject", "source", "purpose", "basis", "retention")
Classified = Mapping[str, Mapping[str, Classification]]


def check_personal_data(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Every column of every installed model against the manifest; one error for each fault."""
    models = apps.get_models(include_auto_created=True)
    missing = list(_missing_modules(models))
    unread = {error.obj for error in missing}
    readable = [model for model in models if model._meta.app_label not in unread]
    stored = [*_incomplete({"files": manifest.files()})]
    classified = manifest.classifications()
    kept = unkept({**classified, "files": manifest.files()}, manifest.keepers())
    return [*missing, *_clashes(), *faults(readable, classified), *stored, *kept]


def faults(models: Iterable[type[Model]], classified: Classified) -> list[CheckMessage]:
    """Unclassified columns, classifications of nothing, and Personal without its reasons."""
    models = list(models)
    columns = {model._meta.label_lower: _columns(model) for model in models}
    return [
        *_unclassified(columns, classified),
        *_unfounded(columns, classified),
        *_incomplete(classified),
        *_pathless(models, classified),
    ]


def unkept(classified: Classified, keepers: Mapping[str, Kept]) -> Iterator[Error]:
    """Retentions that nothing carries out, and what carries out none."""
    said: dict[str, str] = {}
    for label, entries in classified.items():
        for name, entry in entries.items():
            if isinstance(entry, Personal):
                said.setdefault(entry.retention, f"{label}.{name}")
    for words, place in said.items():
        kept = keepers.get(words, Kept())
        if not kept.sweeps and not kept.deed:
            yield Error(
                f"{place} is kept {words!r}, and nothing carries that out.",
                hint="Name the nightly service, or what deletes it, in RETENTION of its app.",
                id="privacy.E014",
            )
    for words in sorted(set(keepers) - set(said)):
        yield Error(
            f"RETENTION says who carries out {words!r}, which no column is kept for.",
            id="privacy.E015",
        )


def _columns(model: type[Model]) -> set[str]:
    return {field.name for field in model._meta.concrete_fields}


def _unclassified(columns: Mapping[str, set[str]], classified: Classified) -> Iterator[Error]:
    for label, names in sorted(columns.items()):
        for name in sorted(names - set(classified.get(label, {}))):
            yield Error(
                f"{label}.{name} is not classified.",
                hint="Say Personal(...) or NotPersonal(reason) in its app's personal_data.",
                id="privacy.E001",
            )


def _unfounded(columns: Mapping[str, set[str]], classified: Classified) -> Iterator[Error]:
    for label, entries in sorted(classified.items()):
        for name in sorted(set(entries) - columns.get(label, set())):
            yield Error(
                f"{label}.{name} is classified and does not exist.",
                hint="Remove the line, or give it the column's new name.",
                id="privacy.E002",
            )


def _incomplete(classified: Classified) -> Iterator[Error]:
    for label, entries in sorted(classified.items()):
        for name, entry in sorted(entries.items()):
            needed = _NEEDED if isinstance(entry, Personal) else ("reason",)
            empty = [word for word in needed if not getattr(entry, word).strip()]
            if empty:
                yield Error(
                    f"{label}.{name} is classified without {', '.join(empty)}.",
                    id="privacy.E003",
                )


def _pathless(models: Iterable[type[Model]], classified: Classified) -> Iterator[Error]:
    for field in (field for model in models for field in model._meta.concrete_fields):
        label = field.model._meta.label_lower
        entry = classified.get(label, {}).get(field.name)
        if isinstance(entry, Personal) and isinstance(field, JSONField) is not bool(entry.paths):
            yield Error(
                f"{label}.{field.name} is personal, and "
                f"{'names paths without being JSON' if entry.paths else 'JSON without paths'}.",
                hint="Say under which keys of the JSON a person is, or ANYWHERE.",
                id="privacy.E013",
            )


def _clashes() -> Iterator[Error]:
    owner: dict[str, str] = {}
    for name, module in manifest.modules():
        for label in module.CLASSIFICATIONS:
            if label in owner:
                yield Error(
                    f"{label} is classified by {owner[label]} and {name}.", id="privacy.E004"
                )
            owner[label] = name


def _missing_modules(models: Iterable[type[Model]]) -> Iterator[Error]:
    labels = {model._meta.app_label for model in models}
    for name in manifest.ERASURE_ORDER:
        app = name.partition(".")[0]
        if app in labels and not manifest.is_present(name):
            yield Error(
                f"{app} has models and no module {name}.",
                hint="Add it with CLASSIFICATIONS, collect and erase (privacy.manifest says how).",
                obj=app,
                id="privacy.E005",
            )
