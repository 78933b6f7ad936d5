"""What the preview of a file warns of before anything is imported."""

from datetime import timedelta

import pytest
from django.utils import timezone

from integrations.files.preview import first_choices, make_preview
from tests.integrations.files.conftest import Importer

pytestmark = pytest.mark.django_db
HEAD = "date,campaign,clicks,spend\n"


def test_a_day_that_has_not_come_yet_is_named(importer: Importer) -> None:
    ahead = timezone.localdate() + timedelta(days=400)
    upload = importer.upload(f"{HEAD}2025-01-01,A,1,2\n{ahead},A,1,2\n")
    choices, _header = first_choices(upload, "DKK")
    assert make_preview(upload, choices).day_ahead == ahead
    before = importer.upload(f"{HEAD}2025-01-01,A,1,2\n")
    assert make_preview(before, choices).day_ahead is None


def test_a_row_without_a_campaign_is_marked_where_it_lacks(importer: Importer) -> None:
    upload = importer.upload(f"{HEAD}2025-01-01,A,1,2\n2025-01-02,,1,2\n")
    choices, _header = first_choices(upload, "DKK")
    good, bad = make_preview(upload, choices).rows
    assert not any(cell.problem for cell in good.cells)
    assert [bool(cell.problem) for cell in bad.cells] == [False, True, False, False]
