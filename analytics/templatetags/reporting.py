"""What templates need to show a document."""

import base64
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django import template

register = template.Library()


@register.filter
def picture(svg: str) -> str:
    """A chart as an address that needs no other request; a picture runs no script."""
    return f"data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()}"


@register.filter
def beside(cells: Iterable[Any], columns: Sequence[Any]) -> Iterator[tuple[Any, Any]]:
    """Each cell with its column."""
    return zip(cells, columns, strict=False)
