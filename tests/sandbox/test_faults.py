"""Failures on demand, each as a client meets it."""

import httpx
import pytest

from sandbox.control.client import Control, ControlError
from tests.sandbox.flows import finished, open_job, pages, rows_of


@pytest.mark.parametrize(
    ("kind", "status", "code"),
    [
        ("expired_session", 401, "INVALID_SESSION_ID"),
        ("request_limit", 403, "REQUEST_LIMIT_EXCEEDED"),
        ("concurrency", 403, "REQUEST_LIMIT_EXCEEDED"),
        ("throttle", 429, "TOO_MANY_REQUESTS"),
        ("server_error", 500, "UNKNOWN_EXCEPTION"),
        ("unavailable", 503, "SERVER_UNAVAILABLE"),
    ],
)
def test_an_answer_is_replaced_as_often_as_asked(
    api: httpx.Client, control: Control, kind: str, status: int, code: str
) -> None:
    control.fault(kind, path="/limits", times=2, skip=1)
    answers = [api.get("limits") for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, status, status, 200]
    assert answers[1].json()[0]["errorCode"] == code
    assert control.faults()[0]["hits"] == 2


def test_any_status_and_body(api: httpx.Client, control: Control) -> None:
    body = [{"errorCode": "LIMIT_EXCEEDED", "message": "Max bulk v2 query jobs (10000)"}]
    control.fault("status", path="POST .*/jobs/query", status=400, body=body,
                  headers={"Retry-After": "7"})  # fmt: skip
    answer = api.post("jobs/query", json={"operation": "query", "query": "SELECT Id FROM Lead"})
    assert (answer.status_code, answer.json()) == (400, body)
    assert answer.headers["Retry-After"] == "7"


def test_a_connection_is_cut_in_the_middle_of_a_body(api: httpx.Client, control: Control) -> None:
    job = open_job(api, "SELECT Id, Name FROM Lead")
    finished(api, job["id"])
    control.fault("cut", path="/results", after_bytes=1500)
    received = b""
    with api.stream("GET", f"jobs/query/{job['id']}/results") as answer:
        pieces = answer.iter_raw()
        while len(received) < 1500:
            received += next(pieces)
        with pytest.raises(httpx.RemoteProtocolError):
            next(pieces)
    assert len(received) == 1500 < int(answer.headers["Content-Length"])
    assert len(rows_of(pages(api, job["id"]))) == len(control.records("Lead", deleted=True))


def test_a_page_comes_twice(api: httpx.Client, control: Control) -> None:
    job = open_job(api, "SELECT Id FROM Lead")
    finished(api, job["id"])
    control.fault("duplicate_page", path="/results.*locator")
    found = pages(api, job["id"], maxRecords="500")
    first, second = rows_of(found[:1]), rows_of(found[1:2])
    assert first == second
    assert found[1].headers["Sforce-NumberOfRecords"] == "500"


def test_a_rest_page_comes_twice(api: httpx.Client, control: Control) -> None:
    control.settings(page_rows=400)
    page = api.get("query", params={"q": "SELECT Id FROM Lead"}).json()
    control.fault("duplicate_page", path="/query/01g")
    base = "https://" + api.base_url.netloc.decode()
    assert api.get(base + page["nextRecordsUrl"]).json()["records"] == page["records"]


def test_counts_can_be_wrong(api: httpx.Client, control: Control) -> None:
    job = open_job(api, "SELECT Id FROM Campaign")
    total = finished(api, job["id"])["numberRecordsProcessed"]
    control.fault("wrong_count", path="/results", delta=3)
    (page,) = pages(api, job["id"])
    assert int(page.headers["Sforce-NumberOfRecords"]) == total + 3
    control.fault("wrong_count", path="/query", delta=-1)
    counted = api.get("query", params={"q": "SELECT COUNT() FROM Campaign"}).json()
    assert counted["totalSize"] == total - 1


def test_a_job_fails(api: httpx.Client, control: Control) -> None:
    control.fault("fail_job", path="POST .*/jobs/query", message="Retried more than fifteen times")
    info = finished(api, open_job(api, "SELECT Id FROM Lead")["id"])
    assert (info["state"], info["errorMessage"]) == ("Failed", "Retried more than fifteen times")
    assert finished(api, open_job(api, "SELECT Id FROM Lead")["id"])["state"] == "JobComplete"


def test_a_locator_is_lost(api: httpx.Client, control: Control) -> None:
    control.settings(page_rows=400)
    page = api.get("query", params={"q": "SELECT Id FROM Lead"}).json()
    control.fault("bad_locator")
    answer = api.get("https://" + api.base_url.netloc.decode() + page["nextRecordsUrl"])
    assert answer.json()[0]["errorCode"] == "INVALID_QUERY_LOCATOR"


def test_sessions_and_grants_end_on_demand(api: httpx.Client, control: Control) -> None:
    assert api.get("limits").status_code == 200
    control.expire_sessions()
    assert api.get("limits").status_code == 401
    control.revoke_grants()
    assert control.state()["grants"]["open"] == 0


def test_a_slow_answer_is_slow_for_the_client(api: httpx.Client, control: Control) -> None:
    control.fault("delay", path="/limits", seconds=0.6)
    with pytest.raises(httpx.ReadTimeout):
        api.get("limits", timeout=0.15)


@pytest.mark.parametrize("values", [{"kind": "nothing"}, {"kind": "cut", "bytes": 3}])
def test_unknown_faults_are_refused(control: Control, values: dict[str, object]) -> None:
    with pytest.raises(ControlError):
        control._call("POST", "/faults", values)


def test_unknown_settings_are_refused(control: Control) -> None:
    with pytest.raises(ControlError, match="no setting"):
        control.settings(speed=3)
    with pytest.raises(ControlError, match="must be"):
        control.settings(page_rows="many")


def test_requests_are_counted(api: httpx.Client, control: Control) -> None:
    control.reset_counters()
    for _ in range(3):
        api.get("limits")
    found = control.counters()
    assert found["requests"]["GET /services/data/v64.0/limits"] == 3
    assert found["bytes_sent"] > 0
    assert control.requests()[-1]["path"] == "/services/data/v64.0/limits"
