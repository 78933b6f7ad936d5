"""Sets a document by typst: a tagged PDF that can be read aloud, and pictures of its pages."""

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import orjson

from analytics.reporting.setting.document import Document

_PAGE = Path(__file__).with_name("page.typ")
_LETTERS = Path(__file__).parents[3] / "static" / "vendor" / "inter-print-0.4.2"
_DOTS_PER_INCH = 150.0


def pdf_of(document: Document, at: datetime) -> bytes:
    """The PDF, after PDF/UA-1; `at` is when it says that it was made."""
    return pdf_of_data(document.as_data(), at)


def pdf_of_data(said: Mapping[str, Any], at: datetime) -> bytes:
    """The same of a document that was kept."""
    return bytes(
        _compiled(said, format="pdf", pdf_standards=["ua-1"], timestamp=at.replace(microsecond=0))
    )


def pictures_of(document: Document) -> tuple[bytes, ...]:
    """A PNG of each page."""
    made = _compiled(document.as_data(), format="png", ppi=_DOTS_PER_INCH)
    return tuple(made) if isinstance(made, list) else (bytes(made),)


def _compiled(said: Mapping[str, Any], **how: Any) -> Any:
    # Megabytes and a font book: only jobs print, and no web process ever pays for it.
    from typst import Compiler, Fonts

    compiler = Compiler(
        _source(),
        font_paths=Fonts(include_system_fonts=False, font_paths=[str(_LETTERS)]),
        sys_inputs={"document": orjson.dumps(said).decode()},
    )
    return compiler.compile(**how)


@cache
def _source() -> bytes:
    return _PAGE.read_bytes()
