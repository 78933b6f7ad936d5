"""Files imported again: the same one changes nothing, a corrected one restates and remembers."""

import pytest
from django.db import connection

from accounts.jobs import runner
from accounts.models import Job
from accounts.tenancy import inside
from integrations.files import store
from integrations.files.fields import Kind
from integrations.models import CampaignDay, CampaignDayRevision, Opportunity, Source, SyncRun
from integrations.services import files
from tests.cast import make_cast
from tests.databases import FreshDatabase
from tests.integrations.files.conftest import Importer, Outcome, guessed

HEAD = "Day;Campaign;Clicks;Cost\n"
ROWS = HEAD + "01-02-2026;Brand;10;1.234,50\n02-02-2026;Brand;20;2,25\n"


@pytest.mark.django_db
def test_a_corrected_file_restates_and_keeps_what_was_said(
    importer: Importer, outcome: Outcome
) -> None:
    importer(ROWS)
    run = importer(ROWS.replace("2,25", "3,00"))
    found = outcome(run)
    assert (found["inserted"], found["updated"], found["unchanged"]) == (0, 1, 1)
    with inside(importer.cast.acme):
        assert CampaignDay.objects.get(on="2026-02-01").spend_micros == 1_234_500_000
        assert CampaignDay.objects.get(on="2026-02-02").spend_micros == 3_000_000
        kept = CampaignDayRevision.objects.get()
        assert (kept.metric, kept.old_value, kept.new_value) == (
            "spend_micros", 2_250_000, 3_000_000,
        )  # fmt: skip
        assert Source.objects.count() == 1


@pytest.mark.django_db
def test_the_same_bytes_are_recognised_and_change_nothing(
    importer: Importer, outcome: Outcome
) -> None:
    first = importer(ROWS)
    upload = importer.upload(ROWS)
    with inside(importer.cast.acme):
        known = files.earlier_import(upload)
    assert known is not None
    assert known["run"] == str(first.pk)
    found = outcome(importer.work(importer.start(upload)))
    assert (found["inserted"], found["updated"], found["unchanged"]) == (0, 0, 2)


@pytest.mark.django_db
def test_a_complete_file_removes_what_it_no_longer_names(
    importer: Importer, outcome: Outcome
) -> None:
    importer(ROWS + "01-02-2026;Other;5;1,00\n")
    assert outcome(importer(ROWS))["vanished"] == 0
    again = ROWS.replace("20;", "21;")
    assert outcome(importer(again, scope="partition"))["vanished"] == 1
    with inside(importer.cast.acme):
        assert CampaignDay.objects.count() == 2


@pytest.mark.django_db
def test_what_was_settled_is_remembered_for_the_same_columns(importer: Importer) -> None:
    upload = importer.upload(ROWS)
    columns = {**guessed(upload).columns}
    columns.pop("clicks")
    importer.work(importer.start(upload, columns=columns, platform="Radio", currency="DKK"))
    with inside(importer.cast.acme):
        source, choices = files.suggest_source(upload=importer.upload(ROWS + "\n"))
    assert source is not None
    assert (choices.platform, choices.currency) == ("Radio", "DKK")
    assert "clicks" not in choices.columns
    with inside(importer.cast.acme):
        other = importer.upload("Day;Campaign;Impressions\n01-02-2026;Brand;3\n")
        assert "impressions" in files.suggest_source(upload=other)[1].columns


@pytest.mark.django_db
def test_deals_are_updated_by_their_id(importer: Importer, outcome: Outcome) -> None:
    importer("id,stage,amount,company\n1,Open,5,Alpha\n2,Open,6,Alpha\n", Kind.OPPORTUNITIES)
    run = importer("id,stage,amount,company\n1,Won,7,Alpha\n3,Open,8,Beta\n", Kind.OPPORTUNITIES)
    found = outcome(run)
    assert (found["inserted"], found["updated"], found["unchanged"]) == (1, 1, 0)
    with inside(importer.cast.acme):
        assert Opportunity.objects.count() == 3
        assert Opportunity.objects.get(external_id="1").is_won


@pytest.mark.django_db
def test_a_cancelled_import_keeps_the_upload_and_loads_nothing(importer: Importer) -> None:
    from accounts.jobs import LeaseLost

    run = importer.start(importer.upload(ROWS))
    with inside(importer.cast.acme):
        files.cancel_import(run=SyncRun.objects.select_related("source").get(pk=run.pk))
        Job.objects.filter(pk=str(run.job_id)).update(state="cancelled")
    stale = Job(pk=run.job_id, args=[str(run.pk), str(store.pending(importer.cast.acme.pk)[0].id)])
    with pytest.raises(LeaseLost):
        importer.work_as_stale(run, stale)
    with inside(importer.cast.acme):
        assert CampaignDay.objects.count() == 0
        assert SyncRun.objects.get(pk=run.pk).state == SyncRun.State.CANCELLED
    assert len(store.pending(importer.cast.acme.pk)) == 1


def test_a_worker_imports_in_one_commit_and_deletes_the_bytes(
    fresh_database: FreshDatabase, clean_cache: None
) -> None:
    importer = Importer(make_cast())
    run = importer.start(importer.upload(ROWS))
    assert run.job_id is not None
    assert runner.run(importer.cast.acme.pk, run.job_id) == "done"
    with inside(importer.cast.acme):
        assert CampaignDay.objects.count() == 2
        assert Job.objects.get(pk=run.job_id).state == "done"
        assert SyncRun.objects.get(pk=run.pk).state == SyncRun.State.SUCCEEDED
    assert store.pending(importer.cast.acme.pk) == []
    assert not list(store.folder(importer.cast.acme.pk).glob("*.csv"))
    with inside(importer.cast.rival), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM integrations_campaignday")
        assert cursor.fetchone() == (0,)
