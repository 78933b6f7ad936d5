"""For staff of the house alone: consents as proof, and usage as sums over who agreed."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.audit import record
from accounts.doors import MemberRequest, recently_authenticated_to_read, staff
from accounts.permissions import Permission
from accounts.security import tell_of_export
from accounts.tenancy import inside
from privacy.consent.files import proof_csv, proof_json
from privacy.consent.proof import (
    FEW,
    Filter,
    event_counts,
    found_events,
    notice_texts,
    usage_sums,
)
from privacy.consent.purposes import PURPOSES
from privacy.consent.words import feature_words, place_words, purpose_words, time_words
from privacy.models import ConsentAction, ConsentChannel

_PAGE = 50
_SPANS = (7, 30, 90, 365)
_FILES = {
    "csv": (proof_csv, "text/csv; charset=utf-8"),
    "json": (proof_json, "application/json"),
}


@require_safe
@staff(Permission.MANAGE_PRIVACY)
def proof(request: MemberRequest) -> HttpResponseBase:
    """Every answer, newest first, with the text to which it was given."""
    wanted, before = _wanted(request), _uuid(request.GET.get("before"))
    found = list(found_events(wanted, before)[: _PAGE + 1])
    texts, counts = notice_texts({one.notice_sha256 for one in found}), event_counts()
    context = {
        "rows": [(one, purpose_words(one.purpose)) for one in found[:_PAGE]],
        "older": found[_PAGE - 1].pk if len(found) > _PAGE else None,
        "is_first": before is None,
        "wanted": wanted,
        "is_filtered": wanted != Filter(),
        "counts": [(label, counts.get(key, 0)) for key, label in ConsentAction.choices],
        "texts": texts,
        "purposes": PURPOSES,
        "actions": ConsentAction.choices,
        "channels": ConsentChannel.choices,
        "query": urlencode({k: v for k, v in request.GET.items() if k != "before" and v}),
    }
    return render(request, "privacy/consent/proof.html", context)


@require_safe
@staff(Permission.MANAGE_PRIVACY, transaction=False)
@recently_authenticated_to_read
def export(request: MemberRequest, kind: str) -> HttpResponseBase:
    """What was filtered as CSV, or as JSON with all texts, read in short transactions."""
    wanted = _wanted(request)
    with inside(request.workspace):
        tell_of_export("consents", workspace=request.workspace, by=request.user)
        record("consents.exported", filtered=wanted != Filter())
    lines, media = _FILES[kind]
    response = StreamingHttpResponse(lines(request.workspace.pk, wanted), content_type=media)
    response["Content-Disposition"] = f'attachment; filename="consents.{kind}"'
    return response


@require_safe
@staff(Permission.MANAGE_PRIVACY)
def usage(request: MemberRequest) -> HttpResponseBase:
    """What is used how much, in the last days; nobody by name or number."""
    days = int(said) if (said := request.GET.get("days", "")) in map(str, _SPANS) else 30
    today = timezone.now().date()
    sums = usage_sums(today - timedelta(days=days - 1), today)
    context = {
        "rows": [
            (one, place_words(one.feature), feature_words(one.feature), time_words(one.seconds))
            for one in sums
        ],
        "days": days,
        "spans": _SPANS,
        "few": FEW,
    }
    return render(request, "privacy/consent/usage.html", context)


def _wanted(request: MemberRequest) -> Filter:
    def said(name: str, known: Any) -> str:
        value = request.GET.get(name, "")
        return value if value in known else ""

    return Filter(
        purpose=said("purpose", [one.key for one in PURPOSES]),
        action=said("action", ConsentAction.values),
        channel=said("channel", ConsentChannel.values),
        subject_id=_uuid(request.GET.get("subject")),
    )


def _uuid(text: str | None) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None
