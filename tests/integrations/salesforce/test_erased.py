"""A person of a real Salesforce is erased here and there, and nothing brings them back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from accounts.models import Disclosure
from accounts.readings import known_numbers, request_key
from accounts.tenancy import inside
from integrations.erasing import erase_person
from integrations.models import Lead, QuarantinedRecord, Source, StreamState, Suppression
from integrations.services import request_sync
from privacy.erasure.previewing import preview
from privacy.erasure.services import begin_erasure, decide_upstream, settle_by_hand
from privacy.models import DataSubjectRequest, Erasure, ErasureItem
from sandbox.serving import Running
from tests.accounts.conftest import Browser
from tests.cast import Cast
from tests.integrations.salesforce.test_people_written import Desk
from tests.integrations.working import work_off
from tests.privacy.conftest import browser
from tests.privacy.erasure.people import asked, work

__all__ = ["browser"]

Sync = Callable[[], list[str]]


@pytest.fixture
def desk(salesforce: Running, synced: Source) -> Desk:
    return Desk(synced, salesforce.control)


def begun(cast: Cast, desk: Desk) -> DataSubjectRequest:
    request = asked(cast.acme, desk.lead["Email"])
    with inside(cast.acme):
        begin_erasure(request_id=request.pk, ids={})
    return request


def written(desk: Desk) -> list[str]:
    return [one for one in desk.writes() if not one.startswith("GET ")]


def upstream(cast: Cast) -> list[tuple[str, str]]:
    with inside(cast.acme):
        rows = ErasureItem.objects.filter(place="upstream").order_by("name")
        return [(one.name, one.state) for one in rows]


def test_the_source_is_asked_tried_deleted_and_asked_again(
    cast: Cast, desk: Desk, sync: Sync
) -> None:
    """Statements 44, 46, 47, 53: deleted in the source, found by no search, back by no sync."""
    desk.choose("delete")
    request = asked(cast.acme, desk.lead["Email"])
    tried = preview(workspace_id=cast.acme.pk, request_id=request.pk, ids={})
    kinds = [one.kind for one in tried.looks[0].found.records]
    assert kinds[-1] == "Lead"
    assert written(desk) == [], "a dry run writes nothing anywhere"
    with inside(cast.acme):
        begin_erasure(request_id=request.pk, ids={})
    assert work(cast.acme.pk) == "done"
    assert upstream(cast) == sorted((kind, "erased") for kind in kinds)
    assert desk.row("Lead", desk.lead["Id"])["IsDeleted"]
    with inside(cast.acme):
        erasure = Erasure.objects.get()
        told = Disclosure.objects.filter(recipient="Salesforce").order_by("at")
        # 35: the dry run asked it, the erasure asked and wrote; each work is one line, for ever.
        assert [one.run.partition(":")[0] for one in told] == ["preview", "erasure"]
        assert {one.person_id for one in told} == set(known_numbers([request_key(request.pk)]))
        assert erasure.finished_at is not None
        assert not ErasureItem.objects.exclude(record=None).exists()
        assert {one.residue for one in ErasureItem.objects.filter(place="upstream")} == {0}
        assert desk.lead["Id"] not in str(erasure.certificate)
    desk.control.undelete("Lead", desk.lead["Id"])
    for is_full in (False, True):
        desk.control.settings(clock_offset=2400.0 if is_full else 1200.0)
        with inside(cast.acme):
            if is_full:
                StreamState.objects.update(cursor=None)
            request_sync(source_id=desk.source.pk)
        assert sync()[-1] == "done"
        with inside(cast.acme):
            assert not Lead.objects.filter(external_id=desk.lead["Id"]).exists()


@pytest.mark.torture
def test_ask_waits_for_a_member_and_never_is_retained_with_its_ground(
    cast: Cast, desk: Desk
) -> None:
    """Statements 44, 53: by source delete, redact, ask or never; redaction is no erasure."""
    request = begun(cast, desk)
    assert work(cast.acme.pk) == "done"
    assert {state for _name, state in upstream(cast)} == {"waiting"}
    with inside(cast.acme):
        assert Erasure.objects.get().finished_at is None
        decide_upstream(request_id=request.pk, choice="redact")
    assert work(cast.acme.pk) == "done"
    assert {state for _name, state in upstream(cast)} == {"anonymised"}
    row = desk.row("Lead", desk.lead["Id"])
    assert not row["IsDeleted"]
    assert desk.lead["LastName"] not in str(row)
    with inside(cast.acme):
        assert Erasure.objects.get().finished_at is not None


@pytest.mark.torture
def test_never_changes_nothing_there(cast: Cast, desk: Desk) -> None:
    """Statement 44: retained by decision of the controller, with ground."""
    desk.choose("never")
    begun(cast, desk)
    assert work(cast.acme.pk) == "done"
    with inside(cast.acme):
        for item in ErasureItem.objects.filter(place="upstream"):
            assert (item.state, bool(item.ground), bool(item.until)) == ("retained", True, True)
    assert written(desk) == []


@pytest.mark.torture
def test_a_source_that_does_not_answer_keeps_nobody_from_being_erased_here(
    cast: Cast, desk: Desk
) -> None:
    """Statement 53: the failure is seen and retried; what is ours is gone meanwhile."""
    desk.choose("delete")
    request = begun(cast, desk)
    desk.control.revoke_grants()
    assert work(cast.acme.pk) == "done"
    assert upstream(cast) == [("look_up", "failed")]
    with inside(cast.acme):
        assert not Lead.objects.filter(external_id=desk.lead["Id"]).exists()
        settle_by_hand(request_id=request.pk)
    assert work(cast.acme.pk) == "done"
    with inside(cast.acme):
        assert Erasure.objects.get().finished_at is not None


@pytest.mark.torture
def test_what_leads_to_another_record_waits_until_that_one_is_done(cast: Cast, desk: Desk) -> None:
    """Statement 53: emptied first, it would leave the other one as nobody's."""
    desk.choose("redact")
    fields = {"LastName": "W", "Company": "C", "Email": "w@example.com"}
    winner = desk.control.insert("Lead", fields)
    other = desk.control.insert("Lead", fields | {"Email": desk.lead["Email"]})
    desk.control.merge("Lead", winner, [other])
    begun(cast, desk)
    desk.control.fault("row_locked", path=f"PATCH .*{winner}")
    assert work(cast.acme.pk) == "queued"
    states = [state for name, state in upstream(cast) if name == "Lead"]
    assert sorted(states) == ["failed", "waiting"]
    assert work(cast.acme.pk) == "done"
    assert {state for _name, state in upstream(cast)} == {"anonymised"}


def test_a_really_new_record_waits_in_quarantine_for_the_controller(
    cast: Cast, desk: Desk, sync: Sync, browser: Browser
) -> None:
    """Statement 47: a new id, made after the erasure, is neither loaded nor silently dropped."""
    desk.choose("delete")
    begun(cast, desk)
    work(cast.acme.pk)
    with inside(cast.acme):
        # The sandbox lives in a month of its own.
        Suppression.objects.update(created_at=datetime(2026, 10, 31, tzinfo=UTC))
    names = {"LastName": "Again", "Company": "X", "Status": "Unqualified"}
    again = [
        desk.control.insert("Lead", {**names, "Email": desk.lead["Email"].upper()})
        for _number in range(2)
    ]
    ask_anew(cast, desk, 1200.0)
    sync()
    alice = browser(cast.alice)
    page = alice.get("/w/acme/settings/privacy/quarantine/").content.decode()
    assert page.count('value="in"') == 2
    with inside(cast.acme):
        waiting = {one.external_id: one for one in QuarantinedRecord.objects.all()}
        assert set(waiting) == set(again)
        assert not Lead.objects.filter(external_id__in=again).exists()
    out, let = (waiting[one] for one in again)
    path = "/w/acme/settings/privacy/quarantine/{}/"
    assert browser(cast.charlie).post(path.format(out.pk)).status_code == 404
    assert browser(cast.bob).post(path.format(out.pk)).status_code == 403
    alice.post(path.format(out.pk), {"decision": "out"})
    alice.post(path.format(let.pk), {"decision": "in"})
    work_off(cast.acme.pk, task="take_census")
    for hours in (1, 2):
        ask_anew(cast, desk, 3600.0 * hours)
        sync()
    with inside(cast.acme):
        assert list(Lead.objects.filter(external_id__in=again).values_list("external_id")) == [
            (let.external_id,)
        ]
        assert not QuarantinedRecord.objects.filter(let_in_at=None).exists()
        erase_person(desk.subject)
        assert not Lead.objects.filter(external_id__in=again).exists()
    ask_anew(cast, desk, 3600.0 * 3)
    sync()
    with inside(cast.acme):
        assert not Lead.objects.filter(external_id__in=again).exists()
        assert not QuarantinedRecord.objects.exists()
    with inside(cast.rival):
        assert not QuarantinedRecord.objects.exists()


def ask_anew(cast: Cast, desk: Desk, offset: float) -> None:
    desk.control.settings(clock_offset=offset)
    with inside(cast.acme):
        StreamState.objects.update(cursor=None)
        request_sync(source_id=desk.source.pk)
