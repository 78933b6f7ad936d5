"""Reports that are sent and published, for programs: of boards that the key's maker sees."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core import mail

from accounts.models import AuditEvent, Membership, Role
from accounts.permissions import Permission
from accounts.tenancy import inside
from analytics.models import Publication, Report, ReportSending
from analytics.reporting.freezing.publishing import publish
from analytics.reporting.sending import send_report
from tests.analytics.reporting.world import SPENT, make_board, make_facts, report_of
from tests.analytics.test_queries import spend
from tests.api_keys import delete, get, key_for, patch, post
from tests.cast import Cast
from tests.counting import assert_same_queries

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clean_cache")]
ALL, PUBLISHED = "/api/v1/reports", "/api/v1/publications"


@pytest.fixture
def secret(cast: Cast) -> str:
    return key_for(cast.bob, cast.acme)


def test_a_report_is_made_changed_paused_and_deleted(cast: Cast, secret: str) -> None:
    with inside(cast.acme):
        board = make_board(cast.alice)
    body = {"dashboard_id": str(board.pk), "name": "Weekly", "recipient_ids": [str(cast.alice.pk)]}
    made = post(secret, ALL, body)
    one, whole = made["Location"], made.json()
    assert (made.status_code, whole["schedule"]) == (201, "every Monday at 07:00")
    assert [(who["user_id"], who["role"], who["sees"]) for who in whole["recipients"]] == [
        (str(cast.alice.pk), "owner", True)
    ]
    assert "alice" not in made.content.decode().lower(), "members stand as ids"
    changed = patch(secret, one, {"rhythm": "monthly", "month_day": 31}).json()
    assert (changed["name"], changed["month_day"], changed["hour"]) == ("Weekly", 31, 7)
    assert len(changed["recipients"]) == 1, "what is not said stays"
    assert patch(secret, one, {"month_day": 30}).status_code == 400
    assert post(secret, f"{one}/pause").json()["next_at"] is None
    assert post(secret, f"{one}/resume").json()["next_at"] is not None
    (gets,) = get(secret, f"{ALL}/recipients").json()["recipients"]
    assert gets["report_id"] == whole["id"]
    assert [row["id"] for row in get(secret, ALL).json()["reports"]] == [whole["id"]]
    assert delete(secret, one).status_code == 204
    assert get(secret, one).status_code == 404
    with inside(cast.acme):
        lines = AuditEvent.objects.filter(actor_kind="api_key", action__startswith="sent_report.")
        assert lines.count() == 5


def test_one_is_sent_to_the_maker_of_the_key_and_to_nobody_else(cast: Cast, secret: str) -> None:
    with inside(cast.acme):
        make_facts()
        row = report_of(make_board(cast.alice), cast.alice, cast.alice)
    asked = post(secret, f"{ALL}/{row.pk}/sendings")
    assert (asked.status_code, asked.json()["state"], asked.json()["is_extra"]) == (
        *(202, "waiting"),
        True,
    )
    assert post(secret, f"{ALL}/{row.pk}/sendings").status_code == 400, "one a minute"
    with inside(cast.acme):
        send_report(sending_id=ReportSending.objects.get().pk)
    (done,) = get(secret, f"{ALL}/{row.pk}/sendings").json()["sendings"]
    assert [one["user_id"] for one in done["copies"]] == [str(cast.bob.pk)]
    assert done["state"] == "done"
    (kept,) = done["files"]
    file = get(secret, f"{ALL}/files/{kept['id']}")
    assert (file["Content-Type"], file.content[:5]) == ("application/pdf", b"%PDF-")
    reads = key_for(cast.bob, cast.acme, [Permission.VIEW_NUMBERS])
    assert get(reads, f"{ALL}/files/{kept['id']}").status_code == 403
    assert post(reads, f"{ALL}/{row.pk}/sendings").status_code == 403
    assert not mail.outbox or all(one.to == [cast.bob.email] for one in mail.outbox)


def test_what_was_published_says_to_the_cent_how_it_differs(cast: Cast, secret: str) -> None:
    with inside(cast.acme):
        ads = make_facts()
        board = make_board(cast.alice)
    made = post(secret, PUBLISHED, {"dashboard_id": str(board.pk), "name": "March"})
    one, whole = made["Location"], made.json()
    assert (made.status_code, whole["has_file"]) == (201, False)
    assert get(secret, f"{one}/file").status_code == 404
    assert get(secret, f"{one}/changes").json()["changes"] == []
    with inside(cast.acme):
        spend(ads, {**SPENT, (0, 1): (1000, 12, 103_330_000, "USD")})
    found = get(secret, f"{one}/changes").json()
    changes: dict[str, Any] = {}
    for row in found["changes"]:
        changes.setdefault(row["metric"], row)
        assert sum(part["by"] for part in row["addends"]) == pytest.approx(row["by"], abs=1e-6)
    spent = changes["spend"]
    assert (spent["by"], spent["addends"][0]["by"]) == (3_330_000, 3_330_000)
    assert (spent["addends"][0]["cause"], spent["unit"]) == ("restated", "money")
    frozen = {row["metric"]: row["value"] for row in get(secret, one).json()["numbers"]}
    assert frozen["spend"] == spent["value"] == spent["now"] - 3_330_000
    assert [row["id"] for row in get(secret, PUBLISHED).json()["publications"]] == [whole["id"]]
    assert delete(secret, one).status_code == 204
    assert get(secret, one).status_code == 404
    with inside(cast.acme):
        assert Publication.objects.get().withdrawn_at is not None


def test_a_key_sees_the_reports_of_boards_that_its_maker_sees(cast: Cast, secret: str) -> None:
    with inside(cast.acme):
        make_facts()
        hidden = make_board(cast.alice, roles=[])
        row = report_of(hidden, cast.alice, cast.bob)
        paper = publish(dashboard=hidden, name="March", user_id=cast.alice.pk)
    assert get(secret, ALL).json()["reports"] == []
    assert get(secret, f"{ALL}/recipients").json()["recipients"] == []
    for address in (f"{ALL}/{row.pk}", f"{ALL}/{row.pk}/sendings", f"{PUBLISHED}/{paper.pk}"):
        assert get(secret, address).status_code == 404, address
    for place in (ALL, PUBLISHED):
        refused = post(secret, place, {"dashboard_id": str(hidden.pk), "name": "Mine"})
        assert "dashboard_id" in refused.json()["errors"], refused.content
    Membership.objects.filter(user=cast.bob).update(role=Role.ADMIN)
    assert len(get(secret, ALL).json()["reports"]) == 1


def test_a_key_that_only_reads_changes_nothing(cast: Cast) -> None:
    with inside(cast.acme):
        row = report_of(make_board(cast.alice), cast.alice, cast.alice)
    reads = key_for(cast.bob, cast.acme, [Permission.VIEW_NUMBERS])
    one = f"{ALL}/{row.pk}"
    assert get(reads, one).status_code == 200
    assert get(reads, f"{ALL}/recipients").status_code == 403
    for place in (f"{one}/pause", f"{one}/resume", ALL, PUBLISHED):
        assert post(reads, place, {}).status_code == 403, place
    assert (patch(reads, one, {"hour": 3}).status_code, delete(reads, one).status_code) == (
        403,
        403,
    )


def test_charlies_key_finds_nothing_of_acme(cast: Cast) -> None:
    with inside(cast.acme):
        make_facts()
        board = make_board(cast.alice)
        row = report_of(board, cast.alice, cast.alice)
        paper = publish(dashboard=board, name="March", user_id=cast.alice.pk)
    theirs = key_for(cast.charlie, cast.rival)
    assert get(theirs, ALL).json()["reports"] == []
    assert get(theirs, PUBLISHED).json()["publications"] == []
    one, published = f"{ALL}/{row.pk}", f"{PUBLISHED}/{paper.pk}"
    for address in (one, f"{one}/sendings", f"{ALL}/files/{uuid4()}", published):
        assert get(theirs, address).status_code == 404, address
    for rest in ("changes", "file"):
        assert get(theirs, f"{published}/{rest}").status_code == 404, rest
    for step in ("pause", "resume", "sendings"):
        assert post(theirs, f"{one}/{step}").status_code == 404, step
    assert (delete(theirs, one).status_code, delete(theirs, published).status_code) == (404, 404)
    for place in (ALL, PUBLISHED):
        refused = post(theirs, place, {"dashboard_id": str(board.pk), "name": "Mine"})
        assert refused.status_code == 400
    with inside(cast.acme):
        assert Report.objects.get().deleted_at is None


def test_lists_of_three_cost_as_much_as_one(cast: Cast, secret: str) -> None:
    with inside(cast.acme):
        board = make_board(cast.alice)

    def more() -> UUID:
        with inside(cast.acme):
            row = report_of(board, cast.alice, cast.alice)
            return UUID(str(row.pk))

    assert_same_queries(lambda: get(secret, ALL), more)
