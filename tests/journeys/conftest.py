"""How closely a journey is looked at."""

from __future__ import annotations

import pytest

from tests.budget import at_length
from tests.journeys import accessibility


@pytest.fixture(params=["plain", *at_length("axe")])
def looked_at(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """The journey alone; at length once more, while axe looks at each of its pages."""
    monkeypatch.setattr(accessibility, "is_looking", request.param == "axe")
