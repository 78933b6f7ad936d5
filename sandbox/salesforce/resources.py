"""REST resources that tell about the org: versions, objects, limits, counts, batches."""

from typing import Any
from urllib.parse import parse_qsl, unquote

import orjson

from sandbox.salesforce import deletions, describing, queries, writing
from sandbox.salesforce.access import NEWEST, OLDEST, guarded, is_pretty, seen_object
from sandbox.salesforce.errors import ApiError, not_found
from sandbox.schema import OBJECTS
from sandbox.soql import SoqlError
from sandbox.web.messages import FileSlice, Request, Response, json_response
from sandbox.web.routing import Routes
from sandbox.world import World

routes: Routes[World] = Routes()
_SEASONS = ("Spring", "Summer", "Winter")


@routes.add("GET", "/services/data")
def versions(world: World, request: Request) -> Response:
    body = []
    for number in range(OLDEST, NEWEST + 1):
        # 68 is Winter '27, and three releases make a year.
        season, year = _SEASONS[(number - 66) % 3], 26 + (number - 66) // 3
        year += 1 if season == "Winter" else 0
        body.append(
            {
                "label": f"{season} '{year:02d}",
                "url": f"/services/data/v{number}.0",
                "version": f"{number}.0",
            }
        )
    return json_response(body)


@routes.add("GET", r"/services/data/v{version}")
@guarded
def resources(world: World, request: Request, *, version: str) -> Response:
    names = ("sobjects", "query", "queryAll", "limits", "jobs", "composite")
    return json_response({name: f"/services/data/v{version}/{name}" for name in names})


@routes.add("GET", r"/services/data/v{version}/sobjects")
@guarded
def global_describe(world: World, request: Request, *, version: str) -> Response:
    seen = [sobject for name in OBJECTS if (sobject := world.settings.seen(name))]
    body = {
        "encoding": "UTF-8",
        "maxBatchSize": 200,
        "sobjects": [describing.summary(sobject, version) for sobject in seen],
    }
    return json_response(body, is_pretty=is_pretty(request))


@routes.add("GET", r"/services/data/v{version}/sobjects/{name}/describe")
@guarded
def describe(world: World, request: Request, *, version: str, name: str) -> Response:
    body = describing.description(seen_object(world, name), version)
    return json_response(body, is_pretty=is_pretty(request))


@routes.add("GET", r"/services/data/v{version}/sobjects/{name}")
@guarded
def basic(world: World, request: Request, *, version: str, name: str) -> Response:
    summary = describing.summary(seen_object(world, name), version)
    return json_response({"objectDescribe": summary, "recentItems": []})


@routes.add("GET", r"/services/data/v{version}/limits")
@guarded
def limits(world: World, request: Request, *, version: str) -> Response:
    settings = world.settings
    jobs = 10_000
    return json_response(
        {
            "DailyApiRequests": {
                "Max": settings.api_limit,
                "Remaining": max(0, settings.api_limit - settings.api_used),
            },
            "DailyBulkApiBatches": {"Max": 15_000, "Remaining": 15_000},
            "DailyBulkV2QueryFileStorageMB": {"Max": 976_562, "Remaining": 976_562},
            "DailyBulkV2QueryJobs": {"Max": jobs, "Remaining": jobs - world.jobs.count()},
        }
    )


@routes.add("GET", r"/services/data/v{version}/limits/recordCount")
@guarded
def record_count(world: World, request: Request, *, version: str) -> Response:
    asked = request.query.get("sObjects", "").split(",")
    names = [name.strip() for name in asked if name.strip()] or list(OBJECTS)
    counts = []
    with world.store.reading() as db:
        for name in names:
            sobject = world.settings.seen(name)
            if sobject is None:
                continue
            where = ' WHERE "IsDeleted" = 0' if sobject.has("IsDeleted") else ""
            (count,) = db.execute(f'SELECT count(*) FROM "{sobject.name}"{where}').fetchone()
            counts.append({"count": count, "name": sobject.name})
    return json_response({"sObjects": counts}, is_pretty=is_pretty(request))


@routes.add("POST", r"/services/data/v{version}/composite/batch")
@guarded
def batch(world: World, request: Request, *, version: str) -> Response:
    """Up to 25 GETs in one call."""
    parts = (request.json() or {}).get("batchRequests", [])
    if len(parts) > 25:
        raise ApiError(400, "LIMIT_EXCEEDED", "the batch holds more than 25 requests")
    results = [_subrequest(world, request, part) for part in parts]
    has_errors = any(result["statusCode"] >= 400 for result in results)
    return json_response({"hasErrors": has_errors, "results": results})


def _subrequest(world: World, request: Request, part: dict[str, Any]) -> dict[str, Any]:
    path, _, query = str(part.get("url", "")).partition("?")
    inner = Request(
        method=str(part.get("method", "GET")).upper(),
        path="/services/data/" + unquote(path).removeprefix("/services/data/").lstrip("/"),
        query=dict(parse_qsl(query)),
        headers=request.headers,
        body=b"",
        is_secure=request.is_secure,
    )
    try:
        response = routes.answer(world, inner)
        if response is None:
            raise not_found()
    except ApiError as error:
        response = error.response()
    except SoqlError as error:
        response = ApiError(400, error.code, error.message).response()
    body = b"".join(piece for piece in response.body if not isinstance(piece, FileSlice))
    return {"statusCode": response.status, "result": orjson.loads(body)}


routes.include(deletions.routes)
routes.include(queries.routes)
routes.include(writing.routes)
