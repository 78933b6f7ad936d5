"""What the page of a board needs: its tiles drawn, its days, its filter."""

from typing import Any

from django.http import HttpResponseBase, QueryDict
from django.shortcuts import redirect

from accounts.doors import MemberRequest
from analytics.address import read_address
from analytics.dashboards.address import BoardAddress, filter_text, read_board
from analytics.dashboards.contents import contents_of
from analytics.dashboards.drawing import drawn, is_unsettled
from analytics.dashboards.layout import Layout
from analytics.dashboards.trusting import with_trust
from analytics.exploring.words import clause_words, names_in
from analytics.pages.attention import standing
from analytics.pages.filters import FilterField, date_range, filter_fields
from analytics.queries import fiscal_year, source_states
from analytics.queries.freshness import as_of
from analytics.views.trust import today_of


def address_of(request: MemberRequest, layout: Layout) -> BoardAddress:
    """What a request asks for of a board; inside of the workspace."""
    workspace = request.workspace
    fiscal = fiscal_year(workspace)
    return read_board(request.GET, layout, today_of(request), fiscal, workspace.week_start)


def board_context(request: MemberRequest, layout: Layout) -> dict[str, Any]:
    """The board under the address of a request."""
    address, today = address_of(request, layout), today_of(request)
    contents = contents_of(address.layout, request.workspace, today=today)
    contents = with_trust(contents, request.workspace)
    answers = (one.explored or one.steps for one in contents)
    sources = next((one.sources for one in answers if one), None) or source_states()
    return {
        "address": address,
        "range": date_range(address, today),
        "tiles": drawn(contents, request.workspace.slug),
        "is_unsettled": is_unsettled(contents),
        "filters": _fields(address),
        "filter_hidden": address.hidden("where"),
        "filter_words": _words(address),
        "unfiltered": address.filtered(""),
        "as_stored": "?",
        "has_sources": bool(sources),
        "standing": standing(sources, as_of(sources)) if sources else None,
        "print_notes": bool(contents),
    }


def _fields(address: BoardAddress) -> list[FilterField]:
    """A select for each simple filter; none where the filter says more than they could."""
    if address.flat is None:
        return []
    chosen = QueryDict(mutable=True)
    chosen.update(address.flat)
    fields = filter_fields(read_address(chosen, address.period.last_on))
    shown = sum(is_current for field in fields for _value, _label, is_current in field.options)
    return fields if shown == len(address.flat) else []


def _words(address: BoardAddress) -> str:
    if address.where is None:
        return address.layout.where
    return clause_words(address.where, names_in(address.where))


def filter_redirect(request: MemberRequest, layout: Layout) -> HttpResponseBase:
    """A filled-in filter leads to the address that says the same."""
    address = address_of(request, layout)
    given = request.GET
    where = given["where"].strip() if "where" in given else filter_text(given)
    return redirect(request.path + address.filtered(where))
