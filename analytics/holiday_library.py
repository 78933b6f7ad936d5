"""The library of holidays, without every country on earth, of which a workspace has one."""

import sys
from functools import cache
from importlib.util import find_spec
from types import ModuleType
from typing import Any

_COUNTRIES = "holidays.countries"


@cache
def holiday_library() -> Any:
    """By itself it loads 270 modules for the sake of one: half a second, and 8 MB."""
    import holidays  # a country's own module is read when its days are asked for

    found = find_spec(_COUNTRIES)
    if _COUNTRIES not in sys.modules and found is not None:
        bare = ModuleType(_COUNTRIES)
        bare.__path__ = list(found.submodule_search_locations or ())
        sys.modules[_COUNTRIES] = bare
    return holidays
