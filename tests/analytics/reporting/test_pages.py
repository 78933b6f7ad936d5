"""The pages of reports: each step by Django's client, by role, and nothing of it for Charlie."""

import re
from typing import Any
from uuid import uuid4

import pytest

from accounts.models import AuditEvent, Membership, Role
from accounts.tenancy import inside
from analytics.models import Publication, Report, ReportCopy, ReportRecipient
from analytics.reporting.freezing.publishing import print_publication, publish
from analytics.reporting.keeping import send_me_one
from analytics.reporting.sending import send_report
from tests.analytics.reporting.world import SPENT, make_board, make_facts, report_of
from tests.analytics.test_pages import client_of, see
from tests.analytics.test_queries import spend
from tests.cast import ROLES, Cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clean_cache")]
_FORM = {"rhythm": "weekly", "weekday": "0", "month_day": "1", "hour": "7", "language": ""}


def said(answer: Any) -> str:
    text: str = answer.content.decode()
    return re.sub(r"\s+", " ", text)


def test_a_report_is_made_seen_paused_deleted_and_had_back(cast: Cast) -> None:
    with inside(cast.acme):
        make_facts()
        board = make_board(cast.alice)
    client = client_of(cast.bob)
    assert "No report is sent yet" in said(see(client, "reports/"))
    data = {**_FORM, "dashboard": str(board.pk), "name": "Weekly", "recipients": [cast.alice.pk]}
    # Who comes from a board has its name there already.
    assert f'value="{board.name}"' in said(see(client, f"reports/new/?dashboard={board.pk}"))
    made = client.post("/w/acme/reports/new/", data)
    assert made.status_code == 302
    with inside(cast.acme):
        row = Report.objects.get()
        assert list(row.recipients.values_list("user_id", flat=True)) == [cast.alice.pk]
    home = f"/w/acme/reports/{row.pk}/"
    page = said(client.get(home))
    assert "every Monday at 07:00" in page
    assert "Alice" in page
    preview = said(client.get(f"{home}preview/"))
    assert "data:image/svg+xml;base64," in preview
    assert "#let x = &quot;y&quot; and $z$" in preview
    changed = {**data, "rhythm": "monthly", "month_day": "31", "recipients": [cast.bob.pk]}
    assert client.post(f"{home}edit/", changed).status_code == 302
    assert "on the last day of each month at 07:00" in said(client.get(home))
    client.post(f"{home}pause/")
    assert "Paused" in said(see(client, "reports/"))
    client.post(f"{home}pause/")
    assert "Paused" in said(see(client, "reports/"))
    client.post(f"{home}resume/")
    assert "Paused" not in said(see(client, "reports/"))
    gone = said(client.post(f"{home}delete/", follow=True))
    assert "Undo" in gone
    assert client.get(home).status_code == 404
    client.post(f"{home}restore/")
    assert client.get(home).status_code == 200
    with inside(cast.acme):
        found = AuditEvent.objects.filter(action__startswith="sent_report.")
        assert {one.action.partition(".")[2] for one in found} == {
            *("made", "changed", "paused", "resumed", "deleted", "restored")
        }


def test_a_form_that_is_wrong_changes_nothing_and_says_why(cast: Cast) -> None:
    with inside(cast.acme):
        make_board(cast.alice)
    data = {**_FORM, "dashboard": str(uuid4()), "name": "", "hour": "25"}
    answer = client_of(cast.bob).post("/w/acme/reports/new/", data)
    assert answer.status_code == 422
    with inside(cast.acme):
        assert not Report.objects.exists()


def test_history_shows_each_copy_and_the_very_pdf(cast: Cast) -> None:
    with inside(cast.acme):
        make_facts()
        report = report_of(make_board(cast.alice), cast.alice, cast.bob)
        sending = send_me_one(report_id=report.pk, user=cast.bob)
        send_report(sending_id=sending.pk)
        file_id = ReportCopy.objects.get().file_id
    client = client_of(cast.bob)
    page = said(see(client, f"reports/{report.pk}/"))
    assert "On its way" in page
    again = said(client.post(f"/w/acme/reports/{report.pk}/send/", follow=True))
    assert "less than a minute ago" in again
    pdf = see(client, f"reports/files/{file_id}.pdf")
    assert pdf["Content-Type"] == "application/pdf"
    assert pdf.content.startswith(b"%PDF")


def test_who_receives_what_and_their_own_wish(cast: Cast) -> None:
    with inside(cast.acme):
        report = report_of(make_board(cast.alice, roles=[]), cast.alice, cast.alice, cast.bob)
    page = said(see(client_of(cast.alice), "reports/recipients/"))
    assert "their role does not see the dashboard" in page
    assert "All of it" in page
    bob = client_of(cast.bob)
    # He does not see the report, and may leave it all the same.
    assert see(bob, f"reports/{report.pk}/").status_code == 404
    assert "You get it no longer" in said(
        bob.post(f"/w/acme/reports/{report.pk}/leave/", follow=True)
    )
    with inside(cast.acme):
        assert ReportRecipient.objects.get(user=cast.bob).left_at is not None
    path = f"/w/acme/reports/{report.pk}/recipients/{cast.bob.pk}/remove/"
    client_of(cast.alice).post(path)
    with inside(cast.acme):
        assert list(ReportRecipient.objects.values_list("user_id", flat=True)) == [cast.alice.pk]


def test_a_published_report_says_how_today_differs_to_the_cent(cast: Cast) -> None:
    with inside(cast.acme):
        ads = make_facts()
        board = make_board(cast.alice)
    client = client_of(cast.bob)
    data = {"dashboard": str(board.pk), "name": "March"}
    assert f'value="{board.name}"' in said(see(client, f"reports/publish/?dashboard={board.pk}"))
    assert client.post("/w/acme/reports/publish/", data).status_code == 302
    with inside(cast.acme):
        row = Publication.objects.get()
    path = f"reports/published/{row.pk}/"
    asks = said(see(client, path)).split('hx-get="')[1].split('"')[0]
    assert client.get(asks, headers={"HX-Request": "true"}).status_code == 204
    with inside(cast.acme):
        print_publication(publication_id=row.pk)
    printed = said(client.get(asks, headers={"HX-Request": "true"}))
    assert f"{path}report.pdf" in printed
    assert "every 2s" not in printed
    assert "Nothing: today’s numbers are those that were published" in said(see(client, path))
    assert see(client, f"{path}report.pdf").content.startswith(b"%PDF")
    with inside(cast.acme):
        spend(ads, {**SPENT, (0, 1): (1000, 10, 101_235_000, "USD"), (1, 5): (1, 1, 5_000, "USD")})
    page = said(see(client, path))
    assert "Spend: USD 180.00 → USD 181.24" in page
    assert "Restated by its source" in page
    assert "+USD 1.24" in page
    signed = [int(cents.replace(".", "")) for cents in _rows(page, "Spend")]
    assert sum(signed[:-1]) == signed[-1] == 124
    client.post(f"/w/acme/{path}withdraw/")
    assert see(client, path).status_code == 404
    client.post(f"/w/acme/{path}restore/")
    assert see(client, path).status_code == 200


def _rows(page: str, label: str) -> list[str]:
    """The figures of one bridge, its total last."""
    table = page.partition(f"{label}: USD")[2].partition("</table>")[0]
    found = re.findall(r'<td class="is-number">([+−±])USD ([\d.,]+)</td>', table)
    return [("-" if sign == "−" else "") + number for sign, number in found]


@pytest.mark.parametrize("role", ROLES)
def test_by_role(cast: Cast, role: Role) -> None:
    with inside(cast.acme):
        make_facts()
        board = make_board(cast.alice)
        report = report_of(board, cast.alice, cast.alice)
        row = publish(dashboard=board, name="March", user_id=cast.alice.pk)
    Membership.objects.filter(user=cast.bob).update(role=role)
    client = client_of(cast.bob)
    defines = role in (Role.OWNER, Role.ADMIN, Role.MARKETER)
    home, published = f"reports/{report.pk}/", f"reports/published/{row.pk}/"
    for path in ("reports/", home, f"{home}preview/", published):
        assert see(client, path).status_code == 200, path
    for path in ("reports/new/", f"{home}edit/", "reports/recipients/", "reports/publish/"):
        assert see(client, path).status_code == (200 if defines else 403), path
    if not defines:
        for path in (f"{home}pause/", f"{home}resume/", f"{home}delete/", f"{published}withdraw/"):
            assert client.post(f"/w/acme/{path}").status_code == 403, path


def test_charlie_gets_404_and_whose_role_does_not_see_the_dashboard_too(cast: Cast) -> None:
    with inside(cast.acme):
        make_facts()
        board = make_board(cast.alice, roles=[])
        report = report_of(board, cast.alice, cast.alice)
        row = publish(dashboard=board, name="March", user_id=cast.alice.pk)
    paths = [
        f"reports/{report.pk}/",
        f"reports/{report.pk}/preview/",
        f"reports/published/{row.pk}/",
    ]
    for path in paths:
        assert see(client_of(cast.charlie), path).status_code == 404, path
        assert see(client_of(cast.charlie), path, slug="rival").status_code == 404, path
        assert see(client_of(cast.bob), path).status_code == 404, path
    assert "Monday" not in said(see(client_of(cast.bob), "reports/"))
