"""The two calls that a reader of Google Ads needs."""

from sandbox.google_ads.answering import answer
from sandbox.google_ads.customers import MANAGER, admit, customer_asked
from sandbox.google_ads.errors import AdsError, query_error
from sandbox.google_ads.gaql import parse
from sandbox.google_ads.tables import TABLES, rows_of
from sandbox.web.messages import Request, Response, json_response
from sandbox.web.routing import Routes
from sandbox.world import World

routes: Routes[World] = Routes()


@routes.add("GET", "/v26/customers:listAccessibleCustomers")
def list_accessible(world: World, request: Request) -> Response:
    """Those that the log-in may enter directly: here its manager alone."""
    admit(world, request)
    return json_response({"resourceNames": [f"customers/{MANAGER}"]})


@routes.add("POST", "/v26/customers/{number}/googleAds:searchStream")
def search_stream(world: World, request: Request, number: str) -> Response:
    """A JSON list of batches."""
    try:
        return _searched(world, request, number)
    except AdsError as error:
        error.is_stream = True
        raise


def _searched(world: World, request: Request, number: str) -> Response:
    admit(world, request)
    customer = customer_asked(world, request, number)
    body = request.json() or {}
    query = parse(str(body.get("query", "")))
    if query.resource not in TABLES:
        raise query_error("BAD_RESOURCE_TYPE_IN_FROM_CLAUSE", f"No resource {query.resource}.")
    if customer.account is None and query.metrics:
        text = "Metrics cannot be requested for a manager account."
        raise query_error("REQUESTED_METRICS_FOR_MANAGER", text)
    setting = body.get("summaryRowSetting", "NO_SUMMARY_ROW")
    rows = rows_of(world, customer, query)
    return json_response(
        answer(query, rows, has_summary=setting == "SUMMARY_ROW_WITH_RESULTS"), is_pretty=True
    )
