"""Pages of long lists: a cursor remembers the last row seen, so what is new moves nothing."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core import signing
from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.request import Request

from accounts.api_keys.door import key_holder
from accounts.api_keys.said import QuerySerializer, WholeNumberField

SIZE, MOST = 50, 200
_LONGEST = 1_000


class PageQuerySerializer(QuerySerializer):
    """Which page of a list."""

    limit = WholeNumberField(
        required=False, least=1, most=MOST, help_text=f"How many; {SIZE} unless said."
    )
    cursor = serializers.CharField(
        required=False, max_length=_LONGEST, help_text="Out of `next` of the page before."
    )


class NextSerializer(serializers.Serializer[Any]):
    """What every page of a list ends with."""

    next = serializers.URLField(
        allow_null=True, help_text="The next page, to be called as it stands; null at the end."
    )


@dataclass(frozen=True)
class Page:
    """Some rows of a list, and the address of those that follow, if any do."""

    rows: list[Any]
    next: str | None


def page_of(request: Request, asked: dict[str, Any], rows: "QuerySet[Any]", by: str) -> Page:
    """One page of `rows` in the order of the unique column `by` ("-seq" from the greatest down).

    `asked` is what the address says, checked. Raises ValidationError for a cursor that is not ours,
    of another list, of another workspace or of other filters.
    """
    size = asked.get("limit") or SIZE
    column, is_falling = by.removeprefix("-"), by.startswith("-")
    if "cursor" in asked:
        last = _read(request, asked)
        rows = rows.filter(**{f"{column}__{'lt' if is_falling else 'gt'}": last})
    found = list(rows.order_by(by)[: size + 1])
    is_more = len(found) > size
    last_row = found[size - 1] if is_more else None
    return Page(found[:size], _next(request, asked, last_row, column) if last_row else None)


def linked(page: Page) -> dict[str, str]:
    """The header by which programs that know no body find the next page."""
    return {"Link": f'<{page.next}>; rel="next"'} if page.next else {}


def _next(request: Request, asked: dict[str, Any], last: Model, column: str) -> str:
    value = str(getattr(last, column))
    cursor = signing.dumps([value, _filters(asked)], salt=_salt(request))
    words = {**request.query_params.dict(), "cursor": cursor}
    return f"{settings.PUBLIC_URL.rstrip('/')}{request.path}?{urlencode(words)}"


def _read(request: Request, asked: dict[str, Any]) -> str:
    try:
        last, filters = signing.loads(asked["cursor"], salt=_salt(request))
    except (signing.BadSignature, ValueError, TypeError):
        raise _bad(_("This is no cursor of this list; begin without one.")) from None
    if filters != _filters(asked):
        raise _bad(_("This cursor is of other filters; begin without one."))
    return str(last)


def _bad(text: str) -> serializers.ValidationError:
    return serializers.ValidationError({"cursor": [text]})


def _salt(request: Request) -> str:
    return f"api.cursor|{key_holder(request).workspace_id}|{request.path}"


def _filters(asked: dict[str, Any]) -> str:
    said = sorted((n, str(v)) for n, v in _without(asked, ("cursor", "limit")))
    return hashlib.sha256(repr(said).encode()).hexdigest()[:16]


def _without(asked: dict[str, Any], names: tuple[str, ...]) -> Iterable[tuple[str, Any]]:
    return ((name, value) for name, value in asked.items() if name not in names)
