"""How closely a journey is looked at, and the empty mailbox that it begins with."""

from __future__ import annotations

import pytest

from proactivox.launch.temporary import RunningProduct
from tests.budget import at_length
from tests.journeys import accessibility


@pytest.fixture(params=["plain", *at_length("axe")])
def looked_at(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """The journey alone; at length once more, while axe looks at each of its pages."""
    monkeypatch.setattr(accessibility, "is_looking", request.param == "axe")


@pytest.fixture(autouse=True)
def empty_mailbox(request: pytest.FixtureRequest) -> None:
    """Journeys share one product: a link or a code to the same person in an earlier one is old."""
    if "live_product" in request.fixturenames:
        product: RunningProduct = request.getfixturevalue("live_product")
        for mail in product.mails.glob("*"):
            mail.unlink()
