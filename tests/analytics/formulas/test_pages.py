"""Own metrics: shown before they are saved, kept in versions, used everywhere, Acme's alone."""

import json
from typing import Any

import pytest
from django.db import ProgrammingError, transaction
from django.test import Client

from accounts.models import AuditEvent, Membership, Role
from accounts.permissions import Permission
from accounts.tenancy import inside
from analytics.exploring.answer import explore
from analytics.exploring.question import Exploration
from analytics.metrics import CATALOGUE, Unit
from analytics.models import Monitor, OwnMetric, OwnMetricVersion, SavedReport
from analytics.queries import Breakdown, MetricQuery, Period
from tests.analytics.test_api import key_of
from tests.analytics.test_pages import client_of, fill, see
from tests.cast import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clean_cache")]
_LIST = "settings/metrics/"
_FORMULA = "spend / (leads + mql)"
_FIELDS = {"name": "Cost per hand raised", "formula": _FORMULA, "unit": "ratio", "good": "down"}


def post(cast: Cast, path: str, user: Any = None, **data: Any) -> Any:
    return client_of(user or cast.bob).post(f"/w/acme/{_LIST}{path}", data)


def define(cast: Cast, **more: Any) -> OwnMetric:
    data = {**_FIELDS, **more}
    seen = f"{data['unit']} {data['formula']}"
    answer = post(cast, "new/", **data, do="save", seen=seen)
    assert answer.status_code == 302, answer.content.decode()
    with inside(cast.acme):
        return OwnMetric.objects.get(name=data["name"])


def test_what_it_gives_is_shown_before_anything_is_saved(cast: Cast) -> None:
    fill(cast)
    html = post(cast, "new/", **_FIELDS, do="see").content.decode()
    assert "Spend ÷ (Leads + MQL)" in html
    assert "Last full quarter" in html
    assert "Save this metric" in html
    # What was not seen is not saved: it is shown first.
    other = post(cast, "new/", **_FIELDS, do="save", seen="ratio spend / leads")
    assert other.status_code == 200
    with inside(cast.acme):
        assert not OwnMetric.objects.exists()
    row = define(cast)
    assert row.key == "own_cost_per_hand_raised"
    with inside(cast.acme):
        found = CATALOGUE[row.key]
        assert (found.unit, found.numerator, found.denominator) == (
            Unit.MONEY,
            "spend",
            "leads + mql",
        )
        assert str(found.formula) == "Spend ÷ (Leads + MQL), all summed over the period."


def test_what_is_wrong_is_said_where_it_is_and_nothing_is_saved(cast: Cast) -> None:
    wrong = {
        "spend + leads": "cannot be added",
        "spend / laeds": "Did you mean leads?",
        "leads / spend": "Turn the division around",
    }
    for formula, words in wrong.items():
        answer = post(cast, "new/", **{**_FIELDS, "formula": formula}, do="see")
        assert answer.status_code == 422
        assert words in answer.content.decode()
    define(cast)
    for name in ("cost per HAND raised", "Spend"):
        data = {**_FIELDS, "name": name}
        taken = post(cast, "new/", **data, do="save", seen=f"ratio {_FORMULA}")
        assert "already" in taken.content.decode()
    with inside(cast.acme):
        assert OwnMetric.objects.count() == 1


def test_versions_are_kept_shown_and_restored_and_nobody_alters_one(cast: Cast) -> None:
    fill(cast)
    row = define(cast)
    with inside(cast.acme):
        for name, user, is_shared in (("Hands", cast.bob, True), ("Hers", cast.alice, False)):
            SavedReport.objects.create(
                name=name, question=f"metrics={row.key}", made_by=user, is_shared=is_shared
            )
    data = {**_FIELDS, "formula": "spend / leads", "version": "1"}
    moved = post(cast, f"{row.pk}/edit/", **data, do="see").content.decode()
    assert "As it would be" in moved
    assert "Saved report: Hands" in moved
    assert "Hers" not in moved
    assert "1 that you do not see" in moved
    seen = {"do": "save", "seen": "ratio spend / leads"}
    assert post(cast, f"{row.pk}/edit/", **data, **seen).status_code == 302
    late = post(cast, f"{row.pk}/edit/", **{**data, "name": "Late"}, **seen)
    assert "Somebody has changed this metric" in late.content.decode()
    assert post(cast, f"{row.pk}/versions/1/restore", version="2").status_code == 302
    page = see(client_of(cast.bob), f"{_LIST}{row.pk}/").content.decode()
    assert page.count("counts now") == 1
    with inside(cast.acme):
        kept = row.versions.order_by("number").values_list("number", "formula")
        assert list(kept) == [(1, _FORMULA), (2, "spend / leads"), (3, _FORMULA)]
        with pytest.raises(ProgrammingError), transaction.atomic():
            OwnMetricVersion.objects.update(formula="spend")
        actions = AuditEvent.objects.filter(action__startswith="metric.").order_by("seq")
        found = list(actions.values_list("action", flat=True))
    assert found == ["metric.defined", "metric.changed", "metric.changed"]


def test_a_report_says_what_was_retired_or_changed_since(cast: Cast) -> None:
    fill(cast)
    row = define(cast)
    with inside(cast.acme):
        report = SavedReport.objects.create(
            name="Kept", question=f"metrics={row.key}&by=source", made_by=cast.bob
        )
    url = f"explore/?{report.question}&report={report.pk}"
    assert "means something else" not in see(client_of(cast.bob), url).content.decode()
    data = {**_FIELDS, "formula": "spend / leads", "version": "1"}
    post(cast, f"{row.pk}/edit/", **data, do="save", seen="ratio spend / leads")
    changed = see(client_of(cast.bob), url).content.decode()
    assert "Cost per hand raised means something else since" in changed
    post(cast, f"{row.pk}/retire")
    retired = see(client_of(cast.bob), url).content.decode()
    assert "Cost per hand raised is retired" in retired
    with inside(cast.acme):
        assert row.key not in list(CATALOGUE)
    post(cast, f"{row.pk}/restore")
    with inside(cast.acme):
        assert row.key in list(CATALOGUE)


def test_it_is_reckoned_from_sums_in_rows_rest_pivot_and_total(cast: Cast) -> None:
    fill(cast)
    row = define(cast, formula="spend / (2 * clicks)")
    with inside(cast.acme):
        day = OwnMetricVersion.objects.get().made_at.date()
        period = Period(day.replace(year=day.year - 2), day)
        keys = (row.key, "spend", "clicks")
        further = (Breakdown.PLATFORM,)
        query = MetricQuery(keys, period, breakdown=Breakdown.CAMPAIGN, further=further)
        found = explore(Exploration(query, top=1, pivot=Breakdown.PLATFORM), cast.acme)
        lines = [*found.lines, found.total, *([found.rest] if found.rest else [])]
        cells = [cells for line in lines for cells in (line.cells, *line.columns)]
        told = [one for one in cells if one["clicks"].value]
        assert len(told) > 1
        for one in told:
            spend, clicks = one["spend"].value or 0, one["clicks"].value or 0
            assert one[row.key].value == round(spend / (2 * clicks))


def test_programs_ask_for_it_and_explain_it(cast: Cast) -> None:
    fill(cast)
    row = define(cast, formula="mql / leads", unit="rate")
    secret = key_of(cast, cast.bob, cast.acme, Permission.VIEW_NUMBERS)
    headers = {"Authorization": f"Bearer {secret}"}
    days = {"from": "2026-03-01", "to": "2026-03-31"}

    def ask(path: str, body: dict[str, Any]) -> Any:
        text = json.dumps({**body, **days})
        return Client().post(path, text, content_type="application/json", headers=headers)

    listed = Client().get("/api/v1/metrics", headers=headers).json()
    assert listed[-1]["key"] == row.key
    answer = ask("/api/v1/metrics/query", {"metrics": [row.key, "spend"]}).json()
    assert answer["values"][row.key]["version"] == 1
    passport = ask("/api/v1/metrics/explain", {"metric": row.key}).json()
    facts = {one["name"]: one for one in passport["facts"]}
    assert facts["Formula"]["value"] == "MQL ÷ Leads, all summed over the period."
    assert "Bob" in facts["Defined"]["value"]
    for key in ("own_nothing", "profit"):
        assert ask("/api/v1/metrics/query", {"metrics": [key]}).status_code == 400
    theirs = key_of(cast, cast.charlie, cast.rival, Permission.VIEW_NUMBERS)
    headers = {"Authorization": f"Bearer {theirs}"}
    assert ask("/api/v1/metrics/query", {"metrics": [row.key]}).status_code == 400


def test_charlie_sees_none_of_it_and_a_viewer_changes_nothing(cast: Cast) -> None:
    row = define(cast)
    theirs = see(client_of(cast.charlie), _LIST, slug="rival").content.decode()
    assert row.name not in theirs
    for slug in ("acme", "rival"):
        for path in ("", "edit/"):
            url = f"{_LIST}{row.pk}/{path}"
            assert see(client_of(cast.charlie), url, slug=slug).status_code == 404
        gone = client_of(cast.charlie).post(f"/w/{slug}/{_LIST}{row.pk}/retire")
        assert gone.status_code == 404
    with inside(cast.rival):
        assert row.key not in CATALOGUE
    Membership.objects.filter(user=cast.bob, workspace=cast.acme).update(role=Role.VIEWER)
    assert see(client_of(cast.bob), f"{_LIST}{row.pk}/").status_code == 200
    for path in ("new/", f"{row.pk}/edit/", f"{row.pk}/retire", f"{row.pk}/versions/1/restore"):
        assert post(cast, path, **_FIELDS).status_code == 403
    with inside(cast.acme):
        assert OwnMetric.objects.get().retired_at is None


def test_a_monitor_watches_it_unless_it_can_fall_below_zero(cast: Cast) -> None:
    fill(cast)
    ratio, rest = define(cast), define(cast, name="Left", formula="won_revenue - spend")
    data = {"name": "Dear", "side": "above", "limit": "50", "by": "none", "least_volume": "1"}
    more = {"least_change": "10", "least_impact": "0", "do": "save"}
    client = client_of(cast.bob)
    url = "/w/acme/monitors/new/?kind=threshold"
    refused = client.post(url, {**data, **more, "kind": "threshold", "metric": rest.key})
    assert "What can fall below zero cannot be watched." in refused.content.decode()
    made = client.post(url, {**data, **more, "kind": "threshold", "metric": ratio.key})
    assert made.status_code == 302, made.content.decode()
    with inside(cast.acme):
        assert not Monitor.objects.filter(metric=rest.key).exists()
