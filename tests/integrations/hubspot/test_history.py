"""What HubSpot remembers of deals is read, kept when it forgets, and read once of those we know."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from accounts.tenancy import inside
from integrations.connectors.hubspot import changes
from integrations.connectors.hubspot.values import Option, Setting
from integrations.models import OpportunityChange, Source, StreamState
from sandbox.control.client import Control
from tests.cast import Cast
from tests.integrations.hubspot.conftest import Again, ago
from tests.integrations.hubspot.truth import differences, records, stored_pasts

SETTING = Setting(UTC, "DKK", {"dealtype": [Option("a", "A")]}, {"new": "New", "won": "Closed Won"})
DAY = timedelta(days=1)


def an_open_deal(hub: Control) -> str:
    known = records(hub, "deals").items()
    return next(key for key, one in known if one["properties"]["hs_is_closed"] == "false")


def move(hub: Control, deal: str, minutes: float, **properties: str) -> None:
    change = {"op": "update", "object": "deals", "id": deal}
    hub.post("/hubspot/changes", change | {"properties": properties, "stamp": ago(minutes)})


def test_deals_are_told_as_they_stood_and_what_hubspot_forgets_stays(
    cast: Cast, synced: Source, hub: Control, again: Again
) -> None:
    with inside(cast.acme):
        assert OpportunityChange.objects.filter(source=synced, closes_on__isnull=False).exists()
        assert differences(synced, hub) == {}
    deal = an_open_deal(hub)
    for number in range(12):
        move(hub, deal, 60 - number, amount=str(1000 + number))
    move(hub, deal, 45, dealstage="contractsent")
    again()
    with inside(cast.acme):
        assert differences(synced, hub) == {}
        first = stored_pasts(synced)[deal]
    for number in range(19):
        move(hub, deal, 40 - number, amount=str(2000 + number))
    again()
    with inside(cast.acme):
        # Of a history that is cut, HubSpot tells the last twenty values of the amount.
        kept = stored_pasts(synced)[deal]
        assert first.items() <= kept.items()
        assert len(kept) == len(first) + 19
        newest = kept[max(kept)]
        assert newest[:2] == ("Negotiation/Review", 2_018_000_000)


def test_deals_that_were_read_before_are_read_once_more(
    cast: Cast, synced: Source, hub: Control, again: Again
) -> None:
    with inside(cast.acme):
        OpportunityChange.objects.filter(source=synced).delete()
        state = StreamState.objects.get(source=synced, stream="deals")
        del state.schema["edition"]
        state.save()
    again()
    with inside(cast.acme):
        assert differences(synced, hub) == {}
        cursors = dict(StreamState.objects.values_list("stream", "cursor"))
    again()
    with inside(cast.acme):
        state = StreamState.objects.get(source=synced, stream="deals")
        assert state.schema["edition"] == 2
        assert state.cursor is not None
        assert cursors["deals"] is not None
        assert state.cursor >= cursors["deals"]


def rows(past: dict[str, list[dict[str, Any]]], **more: Any) -> tuple[list[str], tuple[str, ...]]:
    deal = {"id": "7", "updatedAt": "2026-03-05T00:00:00Z", "properties": {}, **more}
    made = changes.change_part([deal], SETTING, {"7": past})
    return made.data.decode().splitlines()[1:], made.scope.ids


def told(*values: tuple[str, str]) -> list[dict[str, Any]]:
    return [{"value": value, "timestamp": f"2026-03-{day}T00:00:00Z"} for day, value in values]


def test_each_moment_is_one_row_with_all_that_was_known() -> None:
    past = {
        "dealstage": told(("04", "won"), ("02", "new")),
        "amount": told(("04", "0.07"), ("01", "5")),
        "closedate": told(("03", "1772582400000")),
    }
    (second, third, fourth), whole = rows(past)
    # On the first nobody knew the stage: there is no row of it.
    assert '"New","5","DKK","","2026-03-02T00:00:00+00:00"' in second
    assert '"New","5","DKK","2026-03-04","2026-03-03T00:00:00+00:00"' in third
    assert '"Closed Won","0.07","DKK","2026-03-04"' in fourth
    assert whole == ("7",)
    at = datetime(2026, 3, 4, tzinfo=UTC)
    assert fourth.startswith(f'"7:{round(at.timestamp() * 1000)}"')


def test_only_what_hubspot_keeps_whole_takes_the_place_of_what_is_stored() -> None:
    full = [{"value": "new", "timestamp": f"2026-03-01T00:00:{n:02}Z"} for n in range(20)]
    assert rows({"dealstage": full})[1] == ()
    # What is older than a history that is cut is not told anew with less than was known of it.
    amounts = [{"value": "5", "timestamp": f"2026-03-03T00:00:{n:02}Z"} for n in range(20)]
    (line, *_), whole = rows({"dealstage": told(("04", "won"), ("02", "new")), "amount": amounts})
    assert '"New","5","DKK","","2026-03-03T00:00:00+00:00"' in line
    assert whole == ()
    assert rows({})[1] == ()
    assert rows({}, archived=True, archivedAt="2026-03-06T00:00:00Z")[1] == ("7",)
