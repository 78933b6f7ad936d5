"""Bulk 2.0 query jobs: states, pages, counts, bytes, refusals."""

# ruff: noqa: S608 - these are SOQL texts, sent over HTTP

from pathlib import Path
from typing import Any

import httpx
import pytest
from simple_salesforce.api import Salesforce
from simple_salesforce.bulk2 import Operation, SFBulk2Type

from sandbox.control.client import Control
from sandbox.salesforce.bulk_rendering import newest_first
from sandbox.schema import OBJECTS
from tests.sandbox.flows import finished, open_job, pages, rows_of


def test_a_job_goes_through_its_states(api: httpx.Client, control: Control) -> None:
    control.settings(job_delay=30.0)
    job = open_job(api, "SELECT Id FROM Campaign")
    assert job["state"] == "UploadComplete"
    assert job["object"] == "Campaign"
    assert job["apiVersion"] == 64.0
    assert job["columnDelimiter"] == "COMMA"
    info: dict[str, Any] = {}
    for offset, state in ((0.0, "UploadComplete"), (15.0, "InProgress"), (31.0, "JobComplete")):
        control.settings(clock_offset=offset)
        info = (
            finished(api, job["id"]) if offset > 30 else api.get(f"jobs/query/{job['id']}").json()
        )
        assert info["state"] == state
    assert info["numberRecordsProcessed"] == len(control.records("Campaign", deleted=True))


@pytest.mark.parametrize("name", list(OBJECTS))
def test_csv_and_records_agree(api: httpx.Client, control: Control, name: str) -> None:
    fields = [field for field in OBJECTS[name].fields if not field.is_compound]
    columns = ", ".join(field.name for field in fields)
    job = open_job(api, f"SELECT {columns} FROM {name}")
    info = finished(api, job["id"])
    found = rows_of(pages(api, job["id"], maxRecords="1000"))
    records = control.records(name, deleted=True)
    assert len(found) == info["numberRecordsProcessed"] == len(records)
    for row, record in zip(found, records, strict=True):
        for field in fields:
            value = record[field.name]
            expected = "" if value is None else str(value)
            if field.type == "boolean":
                expected = "true" if value else "false"
            elif field.type == "datetime" and value:
                expected = value.removesuffix("+0000") + "Z"
            elif field.type in ("double", "currency", "percent") and value is not None:
                assert float(row[field.name]) == pytest.approx(value)
                continue
            assert row[field.name] == expected.replace("\x00", "␀"), (record["Id"], field.name)


def test_pages_carry_header_count_and_locator(api: httpx.Client, control: Control) -> None:
    job = open_job(api, "SELECT Id, Name FROM Lead")
    finished(api, job["id"])
    found = pages(api, job["id"], maxRecords="300")
    total = len(control.records("Lead", deleted=True))
    counts = [int(page.headers["Sforce-NumberOfRecords"]) for page in found]
    assert counts == [300, 300, 300, total - 900]
    assert found[-1].headers["Sforce-Locator"] == "null"
    assert all(page.content.startswith(b'"Id","Name"\n"00Q') for page in found)
    assert all(page.content.endswith(b'"\n') for page in found)
    ids = [row["Id"] for row in rows_of(found)]
    assert len(set(ids)) == total


def test_the_server_may_give_smaller_pages_than_asked(api: httpx.Client, control: Control) -> None:
    control.settings(bulk_page_rows=400)
    job = open_job(api, "SELECT Id FROM Lead")
    finished(api, job["id"])
    found = pages(api, job["id"], maxRecords="100000")
    assert int(found[0].headers["Sforce-NumberOfRecords"]) == 400
    assert len(rows_of(found)) == len(control.records("Lead", deleted=True))


def test_everything_is_quoted_and_nasty_bytes_arrive(api: httpx.Client) -> None:
    job = open_job(api, "SELECT LastName, Description, Title FROM Lead")
    finished(api, job["id"])
    raw = b"".join(page.content for page in pages(api, job["id"]))
    assert b"nul here \x00 and after it" in raw
    assert b'"He said ""call me"",\nthen hung up.\r\nNext line"' in raw
    assert b'"\\.\n\\N\n\\copy"' in raw
    assert b'"None",' in raw
    assert b'"12345678901234567890"' in raw


def test_large_numbers_are_written_as_java_does(api: httpx.Client, control: Control) -> None:
    lead = control.insert(
        "Lead", {"LastName": "Big", "Company": "Big", "AnnualRevenue": 123_456_789.0}
    )
    job = open_job(api, f"SELECT AnnualRevenue FROM Lead WHERE Id = '{lead}'")
    finished(api, job["id"])
    assert pages(api, job["id"])[0].content == b'"AnnualRevenue"\n"1.23456789E8"\n'


def test_an_empty_result_is_a_header(api: httpx.Client) -> None:
    job = open_job(api, "SELECT Id FROM Lead WHERE LastName = 'Nobody at all'")
    assert finished(api, job["id"])["numberRecordsProcessed"] == 0
    (page,) = pages(api, job["id"])
    assert page.content == b'"Id"\n'
    assert page.headers["Sforce-NumberOfRecords"] == "0"


def test_compressed_and_plain_pages_are_the_same(api: httpx.Client) -> None:
    job = open_job(api, "SELECT Id, Name FROM Lead")
    finished(api, job["id"])
    plain = pages(api, job["id"])[0]
    api.headers["Accept-Encoding"] = "identity"
    identity = pages(api, job["id"])[0]
    assert plain.headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in identity.headers
    assert plain.content == identity.content


def test_only_query_all_shows_deleted_rows(api: httpx.Client, control: Control) -> None:
    job = open_job(api, "SELECT Id FROM Lead", operation="query")
    assert finished(api, job["id"])["numberRecordsProcessed"] == len(control.records("Lead"))


def test_results_show_the_rows_of_the_moment_they_were_made(
    api: httpx.Client, control: Control
) -> None:
    soql = "SELECT Id, Company FROM Lead WHERE Company = 'Fresh Works'"
    counts = []
    for _ in range(2):
        job = open_job(api, soql)
        counts.append(finished(api, job["id"])["numberRecordsProcessed"])
        control.insert("Lead", {"LastName": "New", "Company": "Fresh Works"})
    assert counts == [0, 1]


def test_an_updated_row_is_rendered_anew(api: httpx.Client, control: Control) -> None:
    lead = control.records("Lead")[0]["Id"]
    soql = f"SELECT Company FROM Lead WHERE Id = '{lead}'"
    finished(api, open_job(api, soql)["id"])
    control.update("Lead", lead, {"Company": "Renamed"})
    job = open_job(api, soql)
    finished(api, job["id"])
    assert rows_of(pages(api, job["id"])) == [{"Company": "Renamed"}]


def test_results_need_the_version_of_the_job(api: httpx.Client) -> None:
    job = open_job(api, "SELECT Id FROM Campaign")
    finished(api, job["id"])
    for part in ("results", "resultPages"):
        assert api.get(f"../v60.0/jobs/query/{job['id']}/{part}").status_code == 409


def test_result_pages_name_addresses_to_fetch_side_by_side(
    api: httpx.Client, control: Control
) -> None:
    control.settings(bulk_page_rows=150)
    job = open_job(api, "SELECT Id FROM Lead")
    total = finished(api, job["id"])["numberRecordsProcessed"]
    base, address = "https://" + api.base_url.netloc.decode(), f"jobs/query/{job['id']}/resultPages"
    body = api.get(address).json()
    assert (len(body["resultPages"]), body["done"]) == (5, False)
    following = api.get(base + body["nextRecordsUrl"]).json()
    found = [
        api.get(base + one["resultUrl"])
        for one in (*body["resultPages"], *following["resultPages"])
    ]
    assert len({row["Id"] for row in rows_of(found)}) == total


def test_a_job_is_aborted_and_deleted(api: httpx.Client, control: Control) -> None:
    control.settings(job_delay=60.0)
    job = open_job(api, "SELECT Id FROM Lead")
    address = f"jobs/query/{job['id']}"
    assert api.get(f"{address}/results").status_code == 400
    assert api.delete(address).status_code == 400
    assert api.patch(address, json={"state": "Aborted"}).json()["state"] == "Aborted"
    assert api.get(address).json()["state"] == "Aborted"
    assert api.patch(address, json={"state": "Aborted"}).status_code == 400
    assert api.delete(address).status_code == 204
    assert api.get(address).status_code == 404


@pytest.mark.parametrize(
    ("soql", "text"),
    [
        ("SELECT Id, Address FROM Lead", "Selecting compound data not supported in Bulk Query"),
        ("SELECT COUNT() FROM Lead", "Aggregate Relationships not supported in Bulk Query"),
        ("SELECT Id FROM Lead LIMIT 5 OFFSET 2", "Offset isn't supported"),
        ("SELECT Nope FROM Lead", "No such column 'Nope'"),
    ],
)
def test_bulk_refuses(api: httpx.Client, soql: str, text: str) -> None:
    answer = api.post("jobs/query", json={"operation": "query", "query": soql})
    assert answer.status_code == 400
    assert text in answer.json()[0]["message"]


def test_an_object_may_be_closed_to_bulk(api: httpx.Client, control: Control) -> None:
    control.settings(no_bulk_objects=["LeadStatus"])
    asked = {"operation": "query", "query": "SELECT Id FROM LeadStatus"}
    answer = api.post("jobs/query", json=asked)
    assert answer.status_code == 400
    (problem,) = answer.json()
    assert problem["errorCode"] == "INVALIDENTITY"
    assert "is not supported by the Bulk API" in problem["message"]


def test_simple_salesforce_reads_it(simple: Salesforce, control: Control) -> None:
    control.settings(bulk_page_rows=1000)
    reader = SFBulk2Type("Lead", simple.bulk2_url, simple.headers, simple.session)
    client = reader._client  # its public query() waits five seconds at least
    job = client.create_job(Operation.query, "SELECT Id, Email FROM Lead")
    client.wait_for_job(job["id"], True, 0.05)
    count, locator = 0, ""
    while True:
        page = client.get_query_results(job["id"], locator)
        count += page["number_of_records"]
        if not (locator := page["locator"]):
            break
    assert count == len(control.records("Lead"))


def test_a_draft_that_another_thread_finishes_meanwhile_is_no_error(tmp_path: Path) -> None:
    """Several jobs are rendered at once: of what is listed, something may be renamed already."""
    (tmp_path / "old.csv").write_bytes(b"12345")
    (tmp_path / "gone.csv.1").symlink_to(tmp_path / "nowhere")
    assert newest_first(tmp_path) == [(tmp_path / "old.csv", 5)]
