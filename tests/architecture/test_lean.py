"""What libraries load only because it is installed stays out, and is there for whoever wants it."""

import sys
from importlib import import_module, invalidate_caches
from pathlib import Path
from types import ModuleType

import pytest

from proactivox import lean

_LIBRARY = """
try:
    import lean_colours
except ImportError:
    lean_colours = None
from lean_factory import make
"""


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    (tmp_path / "lean_library.py").write_text(_LIBRARY)
    (tmp_path / "lean_colours.py").write_text("RED = 1")
    (tmp_path / "lean_factory.py").write_text("def make(number): return number + 1")
    monkeypatch.syspath_prepend(tmp_path)
    invalidate_caches()
    for name in ("lean_library", "lean_colours", "lean_factory"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    monkeypatch.setitem(lean._UNASKED_LATER, "lean_library", ("lean_colours",))
    monkeypatch.setitem(lean._CALLED_LATER, "lean_library", ("lean_factory", "make"))
    return import_module("lean_library")


def test_what_is_installed_by_chance_stays_out(library: ModuleType) -> None:
    assert library.lean_colours is None
    assert import_module("lean_colours").RED == 1


def test_a_factory_is_imported_when_it_is_called(library: ModuleType) -> None:
    assert "lean_factory" not in sys.modules
    assert library.make(1) == 2
    assert "lean_factory" in sys.modules
