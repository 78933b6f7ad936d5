"""A workspace is made by its owner, renamed without breaking links, and remembered."""

import pytest
from django.test import Client

from accounts.audit import damages
from accounts.forms import WorkspaceForm
from accounts.models import AuditEvent, Membership, Role, Workspace
from accounts.services.workspaces import slug_of
from accounts.tenancy import inside
from tests.accounts.conftest import Browser
from tests.budget import at_length
from tests.cast import Cast

pytestmark = pytest.mark.django_db

FORM = {"name": "Ærø & Søn", "currency": "DKK", "time_zone": "Europe/Copenhagen"}


def test_making_one_makes_its_owner_and_its_first_audit_line(cast: Cast, browser: Browser) -> None:
    answer = browser(cast.alice).post("/workspaces/new/", FORM)
    assert answer["Location"] == "/w/aeroe-soen/"
    made = Workspace.objects.get(slug="aeroe-soen")
    assert Membership.objects.get(workspace=made).role == Role.OWNER
    with inside(made):
        event = AuditEvent.objects.get()
        assert (event.seq, event.action) == (1, "workspace.created")
        assert event.actor_id == cast.alice.pk
        assert damages() == []


def test_a_taken_name_gets_an_address_of_its_own(cast: Cast, browser: Browser) -> None:
    alice = browser(cast.alice)
    first = alice.post("/workspaces/new/", FORM)["Location"]
    assert alice.post("/workspaces/new/", FORM)["Location"] != first


@pytest.mark.parametrize(
    ("name", "slug"),
    [("Acme", "acme"), ("Ærø & Søn", "aeroe-soen"), ("Ünïcode", "uenicode"), ("日本", "workspace")],
)
def test_names_become_addresses(name: str, slug: str) -> None:
    assert slug_of(name) == slug


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"currency": "XXX1"},
        *at_length({"name": "Two\nlines"}, {"name": "x" * 81}, {"time_zone": "Mars/Olympus"}),
    ],
)
def test_what_cannot_be_is_refused(cast: Cast, browser: Browser, wrong: dict[str, str]) -> None:
    before = Workspace.objects.count()
    answer = browser(cast.alice).post("/workspaces/new/", {**FORM, **wrong})
    assert answer.status_code == 200
    assert "field--error" in answer.content.decode()
    assert Workspace.objects.count() == before


def test_renaming_keeps_the_address_and_takes_no_other_field(cast: Cast, browser: Browser) -> None:
    form = {"name": "Acme Nordic", "currency": "SEK", "time_zone": "Europe/Oslo"}
    extra = {"slug": "stolen", "id": str(cast.rival.pk), "data_version": "99"}
    browser(cast.alice).post("/w/acme/settings/", {**form, **extra})
    acme = Workspace.objects.get(pk=cast.acme.pk)
    assert (acme.slug, acme.name, acme.currency) == ("acme", "Acme Nordic", "SEK")
    assert acme.data_version == 1
    with inside(acme):
        changed = AuditEvent.objects.get(action="workspace.changed").data
    assert changed == {
        "fields": ["currency", "name", "time_zone"],
        "before": {"currency": "USD", "time_zone": "Europe/Copenhagen"},
        "after": {"currency": "SEK", "time_zone": "Europe/Oslo"},
    }


def test_a_refused_form_does_not_rename_the_page_around_it(cast: Cast, browser: Browser) -> None:
    form = {"name": "Bad", "currency": "none", "time_zone": "UTC"}
    page = browser(cast.alice).post("/w/acme/settings/", form).content.decode()
    assert '<span class="visually-hidden">Workspace: </span>Acme' in page


def test_home_is_the_workspace_last_used(cast: Cast, browser: Browser) -> None:
    Membership.objects.create(workspace=cast.rival, user=cast.alice, role=Role.VIEWER)
    alice = browser(cast.alice)
    assert alice.get("/")["Location"].startswith("/w/acme/")
    alice.get("/w/rival/settings/members/")
    assert alice.get("/")["Location"].startswith("/w/rival/")
    Membership.objects.get(workspace=cast.rival, user=cast.alice).delete()
    assert alice.get("/")["Location"].startswith("/w/acme/")


def test_the_switcher_lists_ones_own_workspaces_alone(cast: Cast, browser: Browser) -> None:
    page = browser(cast.alice).get("/w/acme/settings/members/").content.decode()
    assert "Acme" in page
    assert "Rival" not in page


def test_a_stranger_sees_two_doors(db: None) -> None:
    page = Client().get("/").content.decode()
    assert "/accounts/login/" in page
    assert "/accounts/signup/" in page


def test_only_todays_currencies_are_offered_and_the_one_in_use() -> None:
    from accounts.forms import currency_choices

    codes = [code for code, _name in currency_choices("DEM")]
    assert codes[0] == "EUR"
    assert {"JPY", "CHF", "DEM"} <= set(codes)
    assert not {"ADP", "XXX", "XAU", "ITL"} & set(codes)
    assert "DEM" not in dict(currency_choices("EUR"))


def test_zones_are_offered_by_their_names_of_today_and_the_one_in_use(cast: Cast) -> None:
    cast.acme.time_zone = "Asia/Calcutta"
    offered = dict(WorkspaceForm(instance=cast.acme).fields["time_zone"].choices)  # type: ignore[attr-defined]
    assert {"Asia/Calcutta", "Asia/Kolkata"} <= dict(offered["Asia"]).keys()
    fresh = dict(WorkspaceForm().fields["time_zone"].choices)  # type: ignore[attr-defined]
    names = {name for places in fresh.values() for name, _place in places}
    assert {"Asia/Kolkata", "Europe/Kyiv", "UTC"} <= names
    assert not {"Asia/Calcutta", "Europe/Kiev", "America/Buenos_Aires"} & names
