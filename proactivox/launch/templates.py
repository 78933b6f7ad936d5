"""Compiles every template of the product: a misspelt tag fails here, not before a customer."""

from __future__ import annotations

import sys
from pathlib import Path

import django
from django.template import TemplateDoesNotExist, TemplateSyntaxError, engines
from django.template.backends.django import DjangoTemplates

from proactivox.launch.places import ROOT


def faults(root: Path) -> list[str]:
    """One line for each template below `root`/templates and the apps' that does not compile."""
    engine = engines["django"]
    assert isinstance(engine, DjangoTemplates)  # noqa: S101
    found = []
    for folder in (root / "templates", *sorted(root.glob("*/templates"))):
        for path in sorted(file for file in folder.rglob("*") if file.is_file()):
            try:
                engine.from_string(path.read_text(encoding="utf-8"))
            except (TemplateSyntaxError, TemplateDoesNotExist, UnicodeDecodeError) as error:
                found.append(f"{path.relative_to(root)}: {error}")
    return found


if __name__ == "__main__":
    django.setup()
    lines = faults(ROOT)
    print("\n".join(lines))
    sys.exit(1 if lines else 0)
