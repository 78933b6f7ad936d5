"""Language, numbers and calendar of a workspace, and whose choice counts."""

import pytest
from django.template import Context, Template
from django.test import Client
from django.utils.translation import override

from accounts.forms import ProfileForm
from accounts.languages import numbers_for
from accounts.models import AuditEvent, Invitation, Membership, Role, Workspace
from accounts.number_formats import NumberFormat, separators, writing_numbers
from accounts.services.invitations import invite_member, write_invitation
from accounts.tenancy import inside
from tests.accounts.conftest import Browser
from tests.budget import at_length
from tests.cast import Cast

FORM = {
    "language": "da",
    "number_format": "space_comma",
    "week_start": "sunday",
    "fiscal_year_starts": "10",
}


def drawn(value: object) -> str:
    template = Template("{{ value }} {{ value|floatformat:'2g' }}")
    return template.render(Context({"value": value}))


@pytest.mark.parametrize(
    ("own", "workspace", "language", "text"),
    [
        ("", "", "en", "1,234.5 1,234.50"),
        ("", "", "da", "1.234,5 1.234,50"),
        ("", "comma_dot", "da", "1,234.5 1,234.50"),
        ("dot_comma", "comma_dot", "en", "1.234,5 1.234,50"),
        ("", "space_comma", "en", "1\u00a0234,5 1\u00a0234,50"),
        ("space_dot", "dot_comma", "da", "1\u00a0234.5 1\u00a0234.50"),
        ("by_language", "space_dot", "da", "1.234,5 1.234,50"),
    ],
)
def test_a_persons_own_counts_more_than_the_workspaces(
    own: str, workspace: str, language: str, text: str
) -> None:
    with override(language), writing_numbers(own=own, workspace=workspace):
        assert drawn(1234.5) == text
    with override("en"):
        assert drawn(1234.5) == "1,234.5 1,234.50"


@pytest.mark.django_db
def test_all_of_them_change_at_once_with_a_line_that_says_from_what(
    cast: Cast, browser: Browser
) -> None:
    alice = browser(cast.alice)
    assert alice.post("/w/acme/settings/habits/", FORM).status_code == 302
    acme = Workspace.objects.get(pk=cast.acme.pk)
    assert (acme.language, acme.number_format, acme.week_start) == ("da", "space_comma", "sunday")
    assert (acme.fiscal_year_starts, acme.data_version) == (10, 1)
    with inside(acme):
        (line,) = AuditEvent.objects.filter(action="workspace.changed")
    assert line.data["before"]["week_start"] == "monday"
    assert line.data["before"]["fiscal_year_starts"] is None
    assert line.data["after"] == {**FORM, "fiscal_year_starts": 10}
    trail = alice.get("/w/acme/settings/audit/").content.decode()
    assert "first day of the week Sunday" in trail
    alice.post("/w/acme/settings/habits/", FORM)
    with inside(acme):
        assert AuditEvent.objects.filter(action="workspace.changed").count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    "wrong",
    [
        {"language": "tlh"},
        {"week_start": "tuesday"},
        *at_length({"number_format": ""}, {"fiscal_year_starts": "13"}),
    ],
)
def test_what_cannot_be_is_refused_whole(
    cast: Cast, browser: Browser, wrong: dict[str, str]
) -> None:
    answer = browser(cast.alice).post("/w/acme/settings/habits/", {**FORM, **wrong})
    assert answer.status_code == 422
    assert "field--error" in answer.content.decode()
    assert Workspace.objects.get(pk=cast.acme.pk).week_start == "monday"


@pytest.mark.django_db
def test_who_has_no_login_is_invited_in_the_workspaces_language(cast: Cast) -> None:
    cast.acme.language = "da"
    cast.acme.save()
    alice = Membership.objects.select_related("workspace", "user").get(user=cast.alice)
    with inside(cast.acme):
        offer = invite_member(email="dora@acme.example", role=Role.VIEWER, by=alice)
        mail = write_invitation(invitation_id=offer.pk)
        assert mail is not None
        assert "inviterer" in mail.subject.lower() + mail.text.lower()
        # Charlie has a login, and chose English there.
        Invitation.objects.update(email="charlie@rival.example")
        mail = write_invitation(invitation_id=offer.pk)
    assert mail is not None
    assert "invite" in mail.text.lower()
    assert "inviterer" not in mail.text.lower()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("headers", "language"),
    [({}, "da"), ({"Accept-Language": "sv"}, "da"), ({"Accept-Language": "de, en;q=0.5"}, "en")],
)
def test_the_public_privacy_page_speaks_it_to_who_asks_for_no_other(
    cast: Cast, headers: dict[str, str], language: str
) -> None:
    cast.acme.language = "da"
    cast.acme.save()
    page = Client().get("/privacy/acme/", headers=headers).content.decode()
    assert f'<html lang="{language}"' in page
    chosen = Client().get("/en/privacy/acme/").content.decode()
    assert '<html lang="en"' in chosen


@pytest.mark.django_db
def test_a_mail_has_its_readers_numbers_and_not_its_senders(cast: Cast) -> None:
    cast.acme.number_format = NumberFormat.SPACE_DOT
    cast.acme.save()
    form = ProfileForm(
        {"name": "Bob", "language": "en", "number_format": "dot_comma"}, instance=cast.bob
    )
    assert form.is_valid()
    form.save()
    with inside(cast.acme), writing_numbers(own="comma_dot"):
        with numbers_for("bob@acme.example"):
            assert separators() == (".", ",")
        with numbers_for("stranger@elsewhere.example"):
            assert separators() == ("\u00a0", ".")
        assert separators() == (",", ".")
