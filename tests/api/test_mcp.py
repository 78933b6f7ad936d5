"""An assistant asks over real HTTP by the SDK's own client, and gets what the API says."""

import asyncio
import json
from collections.abc import Iterator
from contextlib import asynccontextmanager
from threading import Thread
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

import httpx2
import pytest
from django.core.wsgi import get_wsgi_application
from django.db import connections
from django.test import Client
from jsonschema import Draft202012Validator
from mcp import Client as McpClient
from mcp.client.streamable_http import streamable_http_client

from accounts.models import AuditEvent, Role
from accounts.permissions import Permission
from accounts.tenancy import inside
from analytics.models import Incident, IncidentComment, SavedReport
from proactivox.mcp.tools import TOOLS
from tests.analytics.automations.world import make_rule, rule
from tests.analytics.dashboards.test_contents import make as make_board
from tests.analytics.monitor_world import ads_world, halved, look, watch
from tests.analytics.test_queries import spend
from tests.api.test_dashboards import LAYOUT
from tests.api_keys import get, key_for, post
from tests.cast import Cast, make_cast
from tests.databases import FreshDatabase
from tests.integrations.test_facts import make_ads

PLACE = "/api/mcp"
MARCH = {"from": "2026-03-01", "to": "2026-03-31"}
PING = {"jsonrpc": "2.0", "id": 1, "method": "ping"}
READS = {"Accept": "application/json, text/event-stream"}


class _Silent(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        pass


@pytest.fixture
def cast(fresh_database: FreshDatabase, clean_cache: None) -> Cast:
    """The cast with real commits: the server has connections of its own."""
    found = make_cast()
    with inside(found.acme):
        spend(make_ads(), {(0, 1): (10, 1, 100_000_000, "USD"), (1, 2): (30, 2, 7_000_000, "USD")})
    return found


@pytest.fixture
def address(cast: Cast, settings: Any) -> Iterator[str]:
    settings.ALLOWED_HOSTS = ["127.0.0.1", "testserver"]
    server = make_server("127.0.0.1", 0, get_wsgi_application(), handler_class=_Silent)

    def serve() -> None:
        server.serve_forever()
        connections.close_all()

    thread = Thread(target=serve)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}{PLACE}"
    server.shutdown()
    thread.join()
    server.server_close()


@asynccontextmanager
async def connected(address: str, secret: str) -> Any:
    headers = {"Authorization": f"Bearer {secret}"}
    async with (
        httpx2.AsyncClient(headers=headers, trust_env=False) as http,
        McpClient(streamable_http_client(address, http_client=http)) as client,
    ):
        yield client


def ask(address: str, secret: str, *calls: tuple[str, dict[str, Any]]) -> tuple[list[str], Any]:
    """(names of the tools, the result of each call), in one visit of the SDK's client."""

    async def visit() -> tuple[list[str], Any]:
        async with connected(address, secret) as client:
            tools = [tool.name for tool in (await client.list_tools()).tools]
            return tools, [await client.call_tool(name, asked) for name, asked in calls]

    return asyncio.run(visit())


def test_an_assistant_lists_asks_and_is_told_why(cast: Cast, address: str) -> None:
    secret = key_for(cast.alice, cast.acme, [Permission.VIEW_NUMBERS, Permission.VIEW_SOURCES])
    question = {"metrics": ["spend", "ctr"], **MARCH, "breakdown": "campaign"}
    tools, found = ask(
        address,
        secret,
        ("list_metrics", {}),
        ("query_metrics", question),
        ("explain_number", {"metric": "ctr", **MARCH}),
        ("list_sources", {}),
        ("query_metrics", {**question, "metrics": ["profit"]}),
        ("delete_everything", {}),
    )
    assert tools == [name for name, tool in TOOLS.items() if not tool.is_change]
    metrics, answer, passport, sources, wrong, unknown = found
    assert not any(one.is_error for one in found[:4])
    assert {"spend", "roas"} <= {one["key"] for one in metrics.structured_content["metrics"]}
    over_http = post(secret, "/api/v1/metrics/query", question).json()
    assert answer.structured_content == over_http
    assert json.loads(answer.content[0].text) == over_http
    assert passport.structured_content["numerator"] == 3
    assert [one["name"] for one in sources.structured_content["sources"]] == ["Ads"]
    assert (wrong.is_error, "metrics" in wrong.content[0].text) == (True, True)
    assert unknown.is_error


def test_an_assistant_is_told_what_is_out_of_the_ordinary(cast: Cast, address: str) -> None:
    with inside(cast.acme):
        ads_world(halved(0, since=3))
        watch()
        look()
        incident = Incident.objects.get()
        IncidentComment.objects.create(incident=incident, text="Dora paused it.")
    secret = key_for(cast.alice, cast.acme, [Permission.VIEW_NUMBERS])
    theirs = key_for(cast.charlie, cast.rival, [Permission.VIEW_NUMBERS])
    one = {"id": str(incident.pk)}
    _tools, (listed, over, whole, watched, wrong, unknown) = ask(
        address,
        secret,
        ("list_incidents", {"since": str(incident.opened_on)}),
        ("list_incidents", {"status": "resolved"}),
        ("get_incident", one),
        ("list_monitors", {}),
        ("list_incidents", {"colour": "red"}),
        ("get_incident", {"id": str(incident.monitor_id)}),
    )
    (found,) = listed.structured_content["incidents"]
    assert over.structured_content == {"incidents": [], "has_more": False}
    said = whole.structured_content
    assert {name: said[name] for name in found} == found
    assert said == {
        name: value
        for name, value in get(secret, f"/api/v1/incidents/{incident.pk}").json().items()
        if name != "comments"
    }
    assert "Dora" not in whole.content[0].text
    assert [one["name"] for one in watched.structured_content["monitors"]] == ["Spend"]
    assert (wrong.is_error, unknown.is_error) == (True, True)
    _tools, (none, gone, nothing) = ask(
        address, theirs, ("list_incidents", {}), ("get_incident", one), ("list_monitors", {})
    )
    assert (none.structured_content["incidents"], gone.is_error) == ([], True)
    assert nothing.structured_content == {"monitors": []}


def test_an_assistant_reads_what_people_look_at_and_what_happens_by_itself(
    cast: Cast, address: str
) -> None:
    row = make_rule(cast, rule())
    board = make_board(cast, "Mine", Role.VIEWER, layout=LAYOUT)
    with inside(cast.acme):
        report = SavedReport.objects.create(
            name="Channels", question="metrics=spend&by=campaign&range=30d", made_by=cast.bob
        )
    secret, theirs = key_for(cast.bob, cast.acme), key_for(cast.charlie, cast.rival)
    numbers = key_for(cast.bob, cast.acme, [Permission.VIEW_NUMBERS])
    calls: list[tuple[str, dict[str, Any]]] = [
        ("read_dashboard", {"id": str(board.pk)}),
        ("read_report", {"id": str(report.pk)}),
        ("get_automation", {"id": str(row.pk)}),
    ]
    lists = ("list_dashboards", "list_reports", "list_automations")
    _tools, found = ask(address, numbers, *calls, *((name, {}) for name in lists))
    contents, answer, one, boards, reports, rules = [each.structured_content for each in found]
    assert contents == get(secret, f"/api/v1/dashboards/{board.pk}/contents").json()
    assert answer == get(secret, f"/api/v1/saved-reports/{report.pk}/answer").json()
    assert one == {**get(secret, f"/api/v1/automations/{row.pk}").json(), "log": []}
    assert [each["name"] for each in boards["dashboards"]] == ["Mine"]
    assert [each["name"] for each in reports["reports"]] == ["Channels"]
    assert [each["sentence"] for each in rules["automations"]] == [one["sentence"]]
    _tools, found = ask(address, theirs, *calls, *((name, {}) for name in lists))
    assert [each.is_error for each in found] == [True] * 3 + [False] * 3
    assert not any(
        found[3 + n].structured_content[name]
        for n, name in enumerate(("dashboards", "reports", "automations"))
    )


def test_what_changes_something_says_so_and_takes_its_scope(
    cast: Cast, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = make_rule(cast, rule())
    pause = ("pause_automation", {"id": str(row.pk), "reason": "Until Monday"})
    changing = {name for name, tool in TOOLS.items() if tool.is_change}
    numbers = key_for(cast.bob, cast.acme, [Permission.VIEW_NUMBERS])
    tools, (refused,) = ask(address, numbers, pause)
    assert (refused.is_error, changing & set(tools)) == (True, set())
    secret = key_for(cast.bob, cast.acme, [Permission.VIEW_NUMBERS, Permission.DEFINE_NUMBERS])
    with monkeypatch.context() as changed:
        changed.setattr("accounts.unpaid._readers", [lambda _workspace_id: True])
        _tools, (unpaid,) = ask(address, secret, pause)
    assert (unpaid.is_error, "not paid" in unpaid.content[0].text) == (True, True)
    tools, (paused,) = ask(address, secret, pause)
    assert changing <= set(tools)
    assert paused.structured_content["pause_reason"] == "Until Monday"
    assert all(TOOLS[name].description.startswith("CHANGES") for name in changing)
    with inside(cast.acme):
        line = AuditEvent.objects.get(action="automation.paused")
        assert line.actor_kind == "api_key"


def test_a_key_offers_the_tools_of_its_scopes_and_its_workspace_alone(
    cast: Cast, address: str
) -> None:
    secret = key_for(cast.charlie, cast.rival, [Permission.VIEW_NUMBERS])
    tools, (answer, sources) = ask(
        address, secret, ("query_metrics", {"metrics": ["spend"], **MARCH}), ("list_sources", {})
    )
    assert "list_sources" not in tools
    assert sources.is_error
    assert answer.structured_content["values"]["spend"]["value"] is None
    assert answer.structured_content["sources"] == []


def test_the_door_is_that_of_the_api(cast: Cast, settings: Any) -> None:
    settings.PUBLIC_URL = "https://app.example.com"
    settings.ALLOWED_HOSTS = ["testserver"]
    assert post("pxt_nothing", PLACE, PING).status_code == 401
    assert (
        post(key_for(cast.alice, cast.acme, [Permission.VIEW_AUDIT]), PLACE, PING).status_code
        == 403
    )
    secret = key_for(cast.alice, cast.acme, [Permission.VIEW_NUMBERS])
    assert post(secret, PLACE, PING, **READS).json() == {"jsonrpc": "2.0", "id": 1, "result": {}}
    assert "RateLimit" in post(secret, PLACE, PING, **READS)
    ours = {**READS, "Origin": "https://app.example.com"}
    assert post(secret, PLACE, PING, **ours).status_code == 200
    for origin in ("https://evil.example", "null", "http://app.example.com"):
        assert post(secret, PLACE, PING, **{**READS, "Origin": origin}).status_code == 403, origin
    rebound = Client().post(
        PLACE,
        PING,
        content_type="application/json",
        headers={**READS, "Authorization": f"Bearer {secret}", "Host": "evil.example"},
    )
    assert rebound.status_code == 400
    assert Client().get(PLACE, headers={"Authorization": f"Bearer {secret}"}).status_code == 405
    assert post(secret, PLACE, {"nonsense": 1}, **READS).status_code == 400
    settings.API_CALLS_AT_ONCE, settings.API_CALLS_PER_SECOND = 1, 0.001
    other = key_for(cast.alice, cast.acme, [Permission.VIEW_NUMBERS])
    assert [post(other, PLACE, PING, **READS).status_code for _n in range(2)] == [200, 429]


@pytest.mark.torture
def test_nothing_loads_the_sdk_before_somebody_asks() -> None:
    import subprocess
    import sys

    code = (
        "import sys, django; django.setup(); import proactivox.urls;"
        "sys.exit(any(name in sys.modules for name in ('mcp', 'pydantic', 'starlette')))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()[-800:]


def test_a_tree_is_described_by_itself() -> None:
    """A filter holds filters: the schema says so in its own definitions, and no deeper."""
    schema = TOOLS["query_metrics"].schema()
    Draft202012Validator.check_schema(schema)
    assert "$defs" in schema
    asked = Draft202012Validator(schema)
    question = {"metrics": ["spend"], "range": "30d", "by": ["channel"]}
    assert not list(asked.iter_errors(question))
    assert list(asked.iter_errors({**question, "dimension": "x"}))
    leaf = {"dimension": "channel", "is": ["Display"]}
    deep = {"and": [{"not": {"or": [leaf, leaf]}}, leaf]}
    assert not list(asked.iter_errors({**question, "where": deep}))
    wrong = {"and": [{"not": {"or": [{**leaf, "is": 1}]}}]}
    assert list(asked.iter_errors({**question, "where": wrong}))
