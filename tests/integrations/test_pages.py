"""Pages of sources and files: who may do what, what Charlie must not see, what each costs."""

from collections.abc import Callable
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils import timezone
from pytest_django.fixtures import Settings

from accounts.models import AuditEvent, Job, Membership, Role, User, Workspace
from accounts.subjects import Subject
from accounts.tenancy import inside, new_id
from integrations.actions import find_people
from integrations.certificates import make_certificate
from integrations.files import store
from integrations.models import (
    Campaign,
    CampaignAction,
    Company,
    QuarantinedRecord,
    Source,
    StreamState,
    SyncRun,
)
from tests.budget import at_length
from tests.cast import Cast
from tests.counting import assert_same_queries
from tests.integrations.errands import ERRAND

pytestmark = pytest.mark.django_db
O, A, M, V, P = "owner", "admin", "marketer", "viewer", "privacy_officer"  # noqa: E741
EVERYONE, WORKERS, PRIVACY, ADMINS = {O, A, M, V, P}, {O, A, M}, {O, A, P}, {O, A}
MATRIX: dict[str, tuple[str, set[str]]] = {
    "sources": ("get", EVERYONE),
    "gallery": ("get", EVERYONE),
    "connect": ("get", WORKERS),
    "certificate": ("get", WORKERS),
    "certificate_file": ("get", WORKERS),
    "next_certificate": ("post", WORKERS),
    "source_accounts": ("get", WORKERS),
    "upload_file": ("get", WORKERS),
    "preview_file": ("get", WORKERS),
    "discard_file": ("post", WORKERS),
    "source": ("get", EVERYONE),
    "source_progress": ("get", EVERYONE),
    "source_earlier": ("get", EVERYONE),
    "visits": ("get", EVERYONE),
    "sync_source": ("post", WORKERS),
    "pause_source": ("post", WORKERS),
    "resume_source": ("post", WORKERS),
    "rename_source": ("post", WORKERS),
    "reread_source": ("post", WORKERS),
    "api_share": ("post", WORKERS),
    "pace": ("post", WORKERS),
    "person_fields": ("post", WORKERS),
    "on_erasure": ("post", PRIVACY),
    "quarantine": ("get", PRIVACY),
    "decide_quarantined": ("post", PRIVACY),
    "formulas": ("get", EVERYONE),
    "choose_formulas": ("post", WORKERS),
    "disconnect_source": ("get", WORKERS),
    "reconnect_source": ("post", WORKERS),
    "run": ("get", EVERYONE),
    "run_progress": ("get", EVERYONE),
    "run_rejects": ("get", WORKERS),
    "import_rest": ("post", WORKERS),
    "cancel_import": ("post", WORKERS),
    "allow_actions": ("post", ADMINS),
    "forbid_actions": ("post", ADMINS),
    "campaign": ("get", EVERYONE),
    "preview_change": ("post", WORKERS),
    "change_campaign": ("post", WORKERS),
    "actions": ("get", EVERYONE),
    "action": ("get", EVERYONE),
    "approve_action": ("post", ADMINS),
    "refuse_action": ("post", WORKERS),
    "undo_action": ("post", WORKERS),
    "give_up_action": ("post", ADMINS),
    "stop_actions": ("post", WORKERS),
    "let_actions_go_on": ("post", ADMINS),
    "action_limits": ("post", ADMINS),
    "action_fields": ("get", ADMINS),
    "find_record": ("get", WORKERS),
    "record": ("get", WORKERS),
    "preview_task": ("post", WORKERS),
    "make_task": ("post", WORKERS),
    "preview_field": ("post", WORKERS),
    "set_field": ("post", WORKERS),
}
CSV = b"date,campaign,clicks,spend\n2026-01-01,Brand,5,1.50\n2026-01-02,Secret campaign,6,2.25\n"


@pytest.fixture(autouse=True)
def surroundings(tmp_path: Path, settings: Settings) -> None:
    settings.PRIVATE_FILES_DIR = str(tmp_path / "uploads")
    settings.SALESFORCE_CLIENT_ID = settings.SALESFORCE_CLIENT_SECRET = "an-app"


def log_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def send(client: Client, slug: str = "acme", content: bytes = CSV, kind: str = "performance"):  # type: ignore[no-untyped-def]
    upload = SimpleUploadedFile("spend.csv", content, "text/csv")
    url = reverse("integrations:upload_file", args=[slug])
    return client.post(url, {"kind": kind, "file": upload})


def add_source(workspace: Workspace, name: str = "Sales org") -> Source:
    with inside(workspace):
        source = Source.objects.create(
            connector="salesforce", name=name, fresh_until=timezone.now()
        )
        SyncRun.objects.create(source=source, kind="first", state="succeeded", rows_loaded=7)
        StreamState.objects.create(
            source=source,
            stream="Lead",
            rows=7,
            schema={"fields": ["Id"], "missing": {"LeadSource": "Leads by source"}},
        )
    return source


class Things:
    """One of everything in Acme."""

    def __init__(self, cast: Cast) -> None:
        self.source = add_source(cast.acme, "Hidden org")
        with inside(cast.acme):
            self.run = SyncRun.objects.get()
            self.certificate = make_certificate(
                connector="salesforce", source_id=self.source.pk, name="Hidden org"
            )
            self.quarantined = QuarantinedRecord.objects.create(
                source=self.source, kind="Lead", external_id="00Q1", created_at=timezone.now()
            )
            self.campaign = Campaign.objects.create(
                source=self.source, external_id="1", kind="ad", name="Hidden campaign"
            )
            Company.objects.create(
                source=self.source,
                row_hash=b"",
                external_id="001000000000001AAA",
                name="Hidden org",
            )
            self.action = CampaignAction.objects.create(
                source=self.source,
                campaign=self.campaign,
                what="pause",
                state="proposed",
                key="1",
                reason="Hidden reason",
            )
        send(log_in(cast.alice))
        (self.upload,) = store.pending(cast.acme.pk)
        store.rejects_path(cast.acme.pk, self.run.pk).write_text("3,spend,=1+1,number,\n")

    def url(self, name: str, slug: str = "acme") -> str:
        ids: dict[str, object] = {
            "source_id": self.source.pk,
            "run_id": self.run.pk,
            "upload_id": self.upload.id,
            "certificate_id": self.certificate.pk,
        }
        ids["record_id"] = self.quarantined.pk
        ids["campaign_id"], ids["action_id"] = self.campaign.pk, self.action.pk
        ids["connector"] = "salesforce"
        ids["kind"], ids["external_id"] = "Account", "001000000000001AAA"
        wanted = {key: value for key, value in ids.items() if key in parameters(name)}
        return reverse(f"integrations:{name}", kwargs={"slug": slug, **wanted})


def parameters(name: str) -> list[str]:
    found = get_resolver().namespace_dict["integrations"][1].reverse_dict.getlist(name)
    return list(found[0][0][0][1])


def names() -> set[str]:
    keys = get_resolver().namespace_dict["integrations"][1].reverse_dict
    return {key for key in keys if isinstance(key, str) and "slug" in parameters(key)}


def test_every_address_is_in_the_matrix() -> None:
    assert names() == set(MATRIX)


@pytest.mark.parametrize("role", [O, M, *at_length(A, P, V)])
def test_each_role_gets_in_where_it_may(cast: Cast, role: str) -> None:
    things = Things(cast)
    Membership.objects.filter(user=cast.bob).update(role=Role(role))
    client = log_in(cast.bob)
    for name in sorted(MATRIX, key=lambda n: n == "discard_file"):
        method, roles = MATRIX[name]
        answer = getattr(client, method)(things.url(name))
        assert (answer.status_code == 403) == (role not in roles), name
        assert answer.status_code < 500, name


def test_charlie_sees_nothing_of_acmes(cast: Cast, subtests: pytest.Subtests) -> None:
    things = Things(cast)
    client = log_in(cast.charlie)
    for name in sorted(MATRIX):
        with subtests.test(name):
            look_as_charlie(client, things, name)
    with inside(cast.acme):
        assert Source.objects.get().paused_at is None
    assert len(store.pending(cast.acme.pk)) == 1


def look_as_charlie(client: Client, things: Things, name: str) -> None:
    for method in ("get", "post"):
        assert getattr(client, method)(things.url(name)).status_code in (404, 405)
        # The same ids in his own workspace lead nowhere either.
        answer = getattr(client, method)(things.url(name, "rival"))
        if any(part.endswith("_id") for part in parameters(name)):
            assert answer.status_code in (404, 405), name
        body = b"".join(answer) if answer.streaming else answer.content
        for word in (b"Hidden org", b"spend.csv", b"Secret campaign"):
            assert word not in body


def test_acmes_source_in_the_body_of_rivals_preview_is_refused(cast: Cast) -> None:
    things = Things(cast)
    client = log_in(cast.charlie)
    send(client, "rival")
    (upload,) = store.pending(cast.rival.pk)
    url = reverse("integrations:preview_file", args=["rival", upload.id])
    answer = client.post(url, preview_data(upload, source=str(things.source.pk)))
    assert answer.status_code == 422
    with inside(cast.rival):
        assert SyncRun.objects.count() == 0


def test_strangers_log_in_first(cast: Cast) -> None:
    things = Things(cast)
    for name in MATRIX:
        answer = Client().get(things.url(name))
        assert answer.status_code in (302, 405)
    assert (
        Client().get(reverse("integrations:connect_callback", args=["salesforce"])).status_code
        == 302
    )


@pytest.mark.parametrize("page", ["sources", "run", *at_length("source", "gallery")])
def test_pages_cost_the_same_for_one_and_three(cast: Cast, page: str) -> None:
    things = Things(cast)
    client = log_in(cast.alice)
    assert_same_queries(
        lambda: client.get(things.url(page)), lambda: add_source(cast.acme), most=25
    )


def test_the_list_is_empty_with_one_thing_to_do(cast: Cast) -> None:
    body = log_in(cast.alice).get(reverse("integrations:sources", args=["acme"])).content.decode()
    assert "No source yet" in body
    assert reverse("integrations:gallery", args=["acme"]) in body


def test_the_source_says_what_is_missing_and_what_it_costs(cast: Cast) -> None:
    things = Things(cast)
    body = log_in(cast.alice).get(things.url("source")).content.decode()
    assert "LeadSource" in body
    assert "Leads by source" in body


# Files ----------------------------------------------------------------------------------------


def preview_data(upload: store.Upload, **other: str) -> dict[str, str]:
    chosen = upload.choices
    data = {key: chosen[key] for key in ("encoding", "delimiter", "point", "order", "identical")}
    columns = {f"column_{name}": heading for name, heading in chosen["columns"].items()}
    ours = {"currency": "DKK", "source": "new", "source_name": "Spend", "action": "import"}
    return {**data, **columns, **ours, "platform": "Meta", **other}


def test_a_file_goes_from_upload_to_its_run(cast: Cast) -> None:
    client = log_in(cast.alice)
    answer = send(client)
    (upload,) = store.pending(cast.acme.pk)
    assert answer["Location"] == reverse("integrations:preview_file", args=["acme", upload.id])
    body = client.get(answer["Location"]).content.decode()
    assert "Secret campaign" in body
    answer = client.post(answer["Location"], preview_data(upload))
    with inside(cast.acme):
        run = SyncRun.objects.get()
        assert Job.objects.get(pk=str(run.job_id)).queue == "bulk"
        actions = set(AuditEvent.objects.values_list("action", flat=True))
    assert answer["Location"] == reverse("integrations:run", args=["acme", run.source_id, run.pk])
    assert {"source.connect", "file.import"} <= actions
    body = client.get(answer["Location"]).content.decode()
    assert 'hx-trigger="every 2s"' in body
    # Sent twice, it is imported once.
    again = client.post(
        reverse("integrations:preview_file", args=["acme", upload.id]), preview_data(upload)
    )
    assert again.status_code == 422
    with inside(cast.acme):
        assert SyncRun.objects.count() == 1


def test_progress_ends_by_loading_the_page_anew(cast: Cast) -> None:
    things = Things(cast)
    client = log_in(cast.alice)
    job = new_id()
    with inside(cast.acme):
        SyncRun.objects.update(state="running", job_id=job)
        told = {"streams": {"Lead": {"rows": 3, "expected": 9, "state": "reading"}}}
        Job.objects.create(id=job, task="t", queue="sync", state="running", progress=told)
    answer = client.get(things.url("source_progress"))
    assert b"every 2s" in answer.content
    assert b"Lead" in answer.content
    assert "HX-Refresh" not in answer
    with inside(cast.acme):
        SyncRun.objects.update(state="succeeded")
    answer = client.get(things.url("source_progress"))
    assert b"every 2s" not in answer.content
    assert answer["HX-Refresh"] == "true"


def test_a_file_over_the_limit_is_refused_and_gone(cast: Cast, settings: Settings) -> None:
    settings.IMPORT_FILE_MAX_BYTES = 500_000
    answer = send(log_in(cast.alice), content=CSV + b"x" * 600_000)
    assert answer.status_code == 413
    assert "larger than" in answer.content.decode()
    assert list(store.folder(cast.acme.pk).iterdir()) == []
    # So far over it that it is not read at all.
    answer = send(log_in(cast.alice), content=CSV + b"x" * 3_000_000)
    assert answer.status_code == 413


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 not a csv", b"date,campaign,clicks\n"])
def test_a_file_that_is_none_leaves_nothing_behind(cast: Cast, content: bytes) -> None:
    answer = send(log_in(cast.alice), content=content)
    assert answer.status_code == 422
    assert "error-summary" in answer.content.decode()
    assert list(store.folder(cast.acme.pk).iterdir()) == []


def test_an_upload_without_the_forms_token_is_refused_and_gone(cast: Cast) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.alice)
    assert send(client).status_code == 403
    assert list(store.folder(cast.acme.pk).iterdir()) == []


def test_a_viewers_upload_is_not_even_read(cast: Cast) -> None:
    Membership.objects.filter(user=cast.bob).update(role=Role.VIEWER)
    assert send(log_in(cast.bob)).status_code == 403
    assert list(store.folder(cast.acme.pk).iterdir()) == []


def test_another_separator_makes_other_columns(cast: Cast) -> None:
    client = log_in(cast.alice)
    send(client)
    (upload,) = store.pending(cast.acme.pk)
    url = reverse("integrations:preview_file", args=["acme", upload.id])
    answer = client.post(url, preview_data(upload, delimiter="|", action="refresh"))
    assert answer.status_code == 302
    assert "date,campaign,clicks,spend" in client.get(url).content.decode()
    answer = client.post(url, {"encoding": "utf-16", "delimiter": ","})
    assert answer.status_code == 200
    assert "Try this" in answer.content.decode()


def test_a_column_can_be_one_thing_only(cast: Cast) -> None:
    client = log_in(cast.alice)
    send(client)
    (upload,) = store.pending(cast.acme.pk)
    url = reverse("integrations:preview_file", args=["acme", upload.id])
    answer = client.post(url, preview_data(upload, column_conversions="spend", currency="XXL"))
    body = answer.content.decode()
    assert answer.status_code == 422
    assert "already taken" in body
    assert "three-letter code" in body


def test_rejects_are_downloaded_without_formulas(cast: Cast) -> None:
    things = Things(cast)
    answer = log_in(cast.alice).get(things.url("run_rejects"))
    text = b"".join(answer).decode()
    assert "3,spend,'=1+1," in text
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_cells_that_were_left_out_are_for_who_imports_or_may_see_people(cast: Cast) -> None:
    """Anything may stand in a cell; who looks by a grant has fewer rights than a viewer."""
    things = Things(cast)
    with inside(cast.acme):
        note = {"rejects": [{"code": "number", "column": "spend", "count": 1}]}
        things.source.options = {"files": {str(things.run.pk): note}}
        things.source.save(update_fields=["options"])
    page = things.url("run")
    assert "=1+1" in log_in(cast.alice).get(page).content.decode()
    Membership.objects.filter(user=cast.bob).update(role=Role.VIEWER)
    shown = log_in(cast.bob).get(page).content.decode()
    assert "Rows left out" in shown
    assert "is shown to whoever imports files" in shown
    assert "=1+1" not in shown
    Membership.objects.filter(user=cast.bob).update(role=Role.PRIVACY_OFFICER)
    assert "=1+1" in log_in(cast.bob).get(page).content.decode()


# Salesforce -----------------------------------------------------------------------------------


def test_the_consent_page_is_reached_without_redirecting_a_form(cast: Cast) -> None:
    client = log_in(cast.alice)
    url = reverse("integrations:connect", args=["acme", "salesforce"])
    answer = client.post(url, {"login": "production"})
    assert answer.status_code == 200
    assert "/services/oauth2/authorize" in answer.content.decode()
    answer = client.post(url, {"login": "production"}, headers={"HX-Request": "true"})
    assert "/services/oauth2/authorize" in answer["HX-Redirect"]


def test_a_my_domain_that_is_none_is_named(cast: Cast) -> None:
    url = reverse("integrations:connect", args=["acme", "salesforce"])
    for domain in ("", "https://evil.example", "169.254.169.254"):
        answer = log_in(cast.alice).post(url, {"login": "my_domain", "my_domain": domain})
        assert answer.status_code == 422
        assert b"error-summary" in answer.content


@pytest.mark.parametrize(
    ("query", "status", "words"),
    [
        ("?state=forged&code=x", 400, "does not belong"),
        ("?state={state}&error=access_denied", 200, "did not allow access"),
        *at_length(
            ("", 400, "does not belong"),
            ("?state={state}&error=access_denied", 200, 'href="/w/acme/sources/new/salesforce/"'),
        ),
    ],
)
def test_a_consent_that_came_to_nothing_says_what_to_do(
    cast: Cast, query: str, status: int, words: str
) -> None:
    client = log_in(cast.alice)
    client.post(
        reverse("integrations:connect", args=["acme", "salesforce"]), {"login": "production"}
    )
    state = next(iter(client.session["connect_pending"]))
    url = reverse("integrations:connect_callback", args=["salesforce"]) + query.format(state=state)
    answer = client.get(url)
    assert answer.status_code == status
    assert words in answer.content.decode()
    with inside(cast.acme):
        assert Source.objects.count() == 0


def test_a_first_sync_shows_as_syncing_with_its_objects_in_the_connectors_order(
    cast: Cast,
) -> None:
    names = ("Lead", "OpportunityHistory", "Organization")
    streams = {name: {"rows": 0, "expected": 3, "state": "reading"} for name in names}
    told = {"rows": 0, "expected": 9, "streams": streams}
    with inside(cast.acme):
        source = Source.objects.create(connector="salesforce", name="CRM")
        job = new_id()
        Job.objects.create(id=job, task="t", queue="sync", state="running", progress=told)
        SyncRun.objects.create(source=source, kind="first", state="running", job_id=job)
    html = log_in(cast.bob).get(f"/w/acme/sources/{source.pk}/").content.decode()
    assert "Syncing" in html
    assert "Not read yet" not in html
    order = ("Organization", "Lead", "OpportunityHistory")
    places = [html.index(f"<span>{name}<") for name in order]
    assert places == sorted(places)


def test_alices_state_is_of_no_use_to_charlie(cast: Cast) -> None:
    alice, charlie = log_in(cast.alice), log_in(cast.charlie)
    alice.post(
        reverse("integrations:connect", args=["acme", "salesforce"]), {"login": "production"}
    )
    state = next(iter(alice.session["connect_pending"]))
    url = reverse("integrations:connect_callback", args=["salesforce"])
    answer = charlie.get(f"{url}?state={state}&code=stolen")
    assert answer.status_code == 400


# Upkeep ---------------------------------------------------------------------------------------

Change = Callable[[Source], bool]


@pytest.mark.parametrize(
    ("name", "data", "holds"),
    [
        ("pause_source", {}, lambda s: s.paused_at is not None),
        ("disconnect_source", {"typed": "Hidden org"}, lambda s: s.disconnected_at is not None),
        ("disconnect_source", {"typed": "another"}, lambda s: s.disconnected_at is None),
        ("api_share", {"api_share": "40"}, lambda s: s.options["api_share"] == 40),
        ("pace", {"pace": "1"}, lambda s: not s.options),
        *at_length(
            ("rename_source", {"name": "New name"}, lambda s: s.name == "New name"),
            (
                "person_fields",
                {"person_fields": ["Lead.FirstName"]},
                lambda s: s.options["person_fields"] == {"Lead": ["FirstName"]},
            ),
            ("on_erasure", {"on_erasure": "redact"}, lambda s: s.options["on_erasure"] == "redact"),
            ("on_erasure", {"on_erasure": "burn"}, lambda s: not s.options),
            ("api_share", {"api_share": "100"}, lambda s: not s.options),
            ("pace", {"pace": "360"}, lambda s: s.options["pace"] == 360),
            ("rename_source", {"name": ""}, lambda s: s.name == "Hidden org"),
            ("person_fields", {"person_fields": ["Lead.Ssn"]}, lambda s: not s.options),
        ),
    ],
)
def test_what_is_asked_of_a_source_is_done(
    cast: Cast, name: str, data: dict[str, object], holds: Change
) -> None:
    things = Things(cast)
    answer = log_in(cast.alice).post(things.url(name), data)
    assert answer.status_code in (302, 422)
    with inside(cast.acme):
        assert holds(Source.objects.get())


@pytest.mark.parametrize("name", ["sync_source", "reread_source"])
def test_reading_is_asked_for_once(cast: Cast, name: str) -> None:
    things = Things(cast)
    client = log_in(cast.alice)
    for _again in range(2):
        client.post(things.url(name), {"first_on": "2026-01-01", "last_on": "2026-01-31"})
    with inside(cast.acme):
        assert Job.objects.filter(task="integrations.tasks.sync.sync_source").count() == 1


def test_unknown_ids_lead_nowhere(cast: Cast) -> None:
    client = log_in(cast.alice)
    for url in (
        reverse("integrations:source", args=["acme", uuid4()]),
        reverse("integrations:preview_file", args=["acme", uuid4()]),
        reverse("integrations:run", args=["acme", uuid4(), UUID(int=1)]),
    ):
        assert client.get(url).status_code == 404


def test_what_an_erasure_does_there_is_chosen_by_those_who_answer_for_it(cast: Cast) -> None:
    """53: the choice stands on the source's page, with what each means, and in the audit trail."""
    things = Things(cast)
    url = things.url("source")
    body = log_in(cast.alice).get(url).content.decode()
    assert "A member is asked" in body
    assert body.count('name="on_erasure"') == 4
    log_in(cast.alice).post(things.url("on_erasure"), {"on_erasure": "delete"})
    seen = log_in(cast.bob).get(url).content.decode()
    assert "Deleted there, too" in seen
    assert 'name="on_erasure"' not in seen
    with inside(cast.acme):
        line = AuditEvent.objects.get(action="source.on_erasure")
        assert line.data == {"before": "ask", "after": "delete"}


@pytest.mark.parametrize(
    "connector", ["google_ads", *at_length("file", "google_analytics", "meta_ads")]
)
def test_nothing_is_chosen_where_a_source_holds_no_people(cast: Cast, connector: str) -> None:
    """53: ad platforms and web analytics are asked about nobody."""
    things = Things(cast)
    with inside(cast.acme):
        Source.objects.update(connector=connector)
    body = log_in(cast.alice).get(things.url("source")).content.decode()
    assert "on_erasure" not in body
    answer = log_in(cast.alice).post(things.url("on_erasure"), {"on_erasure": "delete"})
    assert answer.status_code == 422
    with inside(cast.acme):
        assert not Source.objects.get().options
    found = find_people(
        workspace_id=cast.acme.pk,
        source_id=things.source.pk,
        subject=Subject(emails=("someone@example.com",)),
        errand=ERRAND,
    )
    assert found == ()
