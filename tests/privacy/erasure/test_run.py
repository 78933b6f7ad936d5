"""An erasure is tried without a trace, carried out once, searched for and certified."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from accounts.jobs import Lease
from accounts.models import Job
from accounts.tenancy import inside
from integrations.models import Company, Lead, Opportunity, Suppression
from privacy.erasure.local import try_here
from privacy.erasure.person import subject_of
from privacy.erasure.searching import needles_of, search_here
from privacy.erasure.services import begin_erasure, close_by_erasure, retry_erasure
from privacy.models import Erasure, ErasureItem, ItemState, Outcome
from tests.cast import Cast
from tests.privacy.erasure.people import asked, crm, somebody, work

pytestmark = pytest.mark.django_db


def digest() -> str:
    """All rows of all tables of the entered workspace, in one hash."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace "
            "AND relkind IN ('r', 'p') AND NOT relispartition "
            "AND has_table_privilege(oid, 'SELECT') ORDER BY 1"
        )
        parts = []
        for (name,) in cursor.fetchall():
            cursor.execute(f"SELECT md5(string_agg(t::text, '' ORDER BY t::text)) FROM {name} t")  # noqa: S608
            parts.append(f"{name} {cursor.fetchone()[0]}")
    return "\n".join(parts)


def test_a_dry_run_says_all_and_changes_nothing(cast: Cast) -> None:
    """Statement 53: rows by table, what is retained and why, how the dashboard moves; no trace."""
    dora, emil = somebody(), somebody()
    crm(cast.acme, dora, emil)
    request = asked(cast.acme, dora.email)
    with inside(cast.acme):
        subject = subject_of(request, {})
        before = digest()
        tried = try_here(subject)
        assert digest() == before
    rows = {(one.table, one.state): one for one in tried.endings}
    for table in ("lead", "contact", "campaignmember", "leadstatuschange", "personfield"):
        assert rows[f"integrations.{table}", "erased"].rows == 1
    assert rows["integrations.opportunity", "anonymised"].rows == 1
    kept = rows["privacy.datasubjectrequest", "retained"]
    assert "17(3)" in kept.ground
    assert "3 years" in kept.until
    assert tried.before["leads"][""] - tried.after["leads"][""] == 1
    assert tried.before["mql"][""] - tried.after["mql"][""] == 1
    assert tried.before["won_micros"] == tried.after["won_micros"] == {"": 500_000_000}


def test_a_run_erases_searches_and_certifies(cast: Cast, tmp_path: Path) -> None:
    """Statements 44, 45, 46: each part ends in one way, nothing is left, the proof is signed."""
    dora, emil = somebody(), somebody()
    crm(cast.acme, dora, emil)
    request = asked(cast.acme, dora.email)
    with inside(cast.acme):
        needles = needles_of(subject_of(request, {}))
        assert {"integrations.lead", "integrations.personfield"} <= {
            name for name, rows in search_here(needles).residue.items() if rows
        }
        begin_erasure(request_id=request.pk, ids={})
    assert work(cast.acme.pk) == "done"
    with inside(cast.acme):
        erasure = Erasure.objects.get()
        assert erasure.finished_at is not None
        assert erasure.subject is None
        items = list(ErasureItem.objects.all())
        assert {one.state for one in items} <= {"erased", "anonymised", "retained"}
        assert all(one.residue is not None for one in items)
        assert all(one.ground and one.until for one in items if one.state == "retained")
        assert not Lead.objects.filter(external_id=dora.lead).exists()
        assert Lead.objects.filter(external_id=emil.lead).exists()
        assert Company.objects.get(external_id="001shared").name == "Shared Ltd"
        assert Opportunity.objects.get(external_id=dora.deal).contact_external_id == ""
        assert Suppression.objects.filter(external_id=dora.lead).exists()
    file = tmp_path / "certificate.json"
    file.write_text(json.dumps(erasure.certificate))
    assert dora.token not in file.read_text()
    call_command("verify_certificate", str(file))
    for forged in (_with(erasure.certificate, rows=99), {}, _with(erasure.certificate, key="x")):
        file.write_text(json.dumps(forged))
        with pytest.raises(CommandError):
            call_command("verify_certificate", str(file))


def _with(document: dict[str, Any], **changed: Any) -> dict[str, Any]:
    copy: dict[str, Any] = json.loads(json.dumps(document))
    if "rows" in changed:
        copy["content"]["items"][0]["rows"] = changed["rows"]
        return copy
    return {**copy, **changed}


def test_what_a_killed_worker_did_is_neither_lost_nor_repeated(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Statement 53: whoever is killed between two steps, the successor goes on after the last."""
    dora = somebody()
    crm(cast.acme, dora)
    request = asked(cast.acme, dora.email)
    with inside(cast.acme):
        begin_erasure(request_id=request.pk, ids={})
    from privacy.erasure import running

    def killed(lease: Lease, erasure_id: object) -> None:
        raise SystemExit

    with monkeypatch.context() as patched:
        patched.setattr(running, "_search", killed)
        with pytest.raises(SystemExit):
            work(cast.acme.pk)
    with inside(cast.acme):
        first = {(one.name, one.state): one.rows for one in ErasureItem.objects.all()}
        Job.objects.filter(task__endswith="carry_out_erasure").update(state="queued")
    assert work(cast.acme.pk) == "done"
    with inside(cast.acme):
        last = {(one.name, one.state): one.rows for one in ErasureItem.objects.all()}
        assert {key: last[key] for key in first if key[1] != "waiting"} == {
            key: rows for key, rows in first.items() if key[1] != "waiting"
        }
        assert last["integrations.lead", "erased"] == 1


def test_what_is_left_is_a_failure_that_can_be_tried_again(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Statements 44, 53: a part that failed is seen, tried again, and keeps the run open."""
    dora = somebody()
    source = crm(cast.acme, dora)
    request = asked(cast.acme, dora.email)
    with inside(cast.acme):
        begin_erasure(request_id=request.pk, ids={})
        Company.objects.filter(source=source).update(name=f"Formerly {dora.email}")
    assert work(cast.acme.pk) == "queued"
    with inside(cast.acme):
        (failed,) = ErasureItem.objects.filter(state=ItemState.FAILED)
        assert (failed.name, failed.residue) == ("integrations.company", 1)
        assert failed.why
        assert Erasure.objects.get().finished_at is None
        with pytest.raises(Exception, match="not finished"):
            close_by_erasure(request_id=request.pk, text="Done.")
        Company.objects.update(name="Shared Ltd")
        retry_erasure(request_id=request.pk)
    assert work(cast.acme.pk) == "done"
    with inside(cast.acme):
        assert Erasure.objects.get().finished_at is not None
        assert not ErasureItem.objects.filter(state=ItemState.FAILED).exists()
        assert ErasureItem.objects.get(name="integrations.lead").rows == 1


def test_nothing_held_is_an_answer_with_its_search(cast: Cast) -> None:
    """Statement 40: "we hold nothing" is what the recorded search found."""
    crm(cast.acme, somebody())
    request = asked(cast.acme, "nobody@people.example")
    with inside(cast.acme):
        begin_erasure(request_id=request.pk, ids={})
    work(cast.acme.pk)
    with inside(cast.acme):
        closed = close_by_erasure(request_id=request.pk, text="We hold nothing about you.")
        assert closed.outcome == Outcome.NOTHING_HELD
        assert Erasure.objects.get().search["looked"]["tables"] > 30


@pytest.mark.parametrize(
    "values",
    [
        {"state": "erased", "rows": 0, "residue": None},
        {"state": "retained", "rows": 1, "ground": "", "until": "a year"},
        {"state": "retained", "rows": 1, "ground": "6(1)(c)", "until": ""},
        {"state": "failed", "rows": 1, "why": ""},
        {"state": "masked", "rows": 1},
    ],
)
def test_the_database_refuses_an_end_without_its_proof(cast: Cast, values: dict[str, Any]) -> None:
    """Statements 44, 45: no item is complete with no row and no search; masking is no end."""
    request = asked(cast.acme, somebody().email)
    with inside(cast.acme):
        erasure = begin_erasure(request_id=request.pk, ids={})
        with pytest.raises(IntegrityError), transaction.atomic():
            ErasureItem(erasure=erasure, place="table", name="x", **values).save()


@pytest.mark.torture
def test_rival_sees_and_erases_nothing_of_acme(cast: Cast) -> None:
    """Statement 51: the same person in two workspaces is erased in the one that was asked."""
    dora = somebody()
    crm(cast.acme, dora)
    crm(cast.rival, dora)
    request = asked(cast.rival, dora.email)
    with inside(cast.rival):
        begin_erasure(request_id=request.pk, ids={})
    work(cast.rival.pk)
    with inside(cast.acme):
        assert Lead.objects.filter(external_id=dora.lead).exists()
        assert Erasure.objects.count() == ErasureItem.objects.count() == 0
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM privacy_erasure, privacy_erasureitem")
            assert cursor.fetchone() == (0,)
