"""The cells of a table of figures, by a tag of their own: a table has hundreds of them."""

from typing import Any

from django.template import Library, loader
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

register = Library()


@register.simple_tag
def table_cell(cell: Any) -> SafeString:
    """One cell of components/table.html; what is no plain figure is drawn by its template."""
    if _get(cell, "points") or _get(cell, "badge_tone") or isinstance(cell, dict):
        return loader.render_to_string("components/table_cell.html", {"cell": cell})
    look = "is-number" if _get(cell, "is_number") else ""
    look += (" is-null" if _get(cell, "is_null") else "") + (
        " is-unsettled" if _get(cell, "is_unsettled") else ""
    )
    exact = conditional_escape(_get(cell, "exact")) if _get(cell, "exact") else ""
    title = f' title="{exact}"' if exact else ""
    after = _after(cell)
    return SafeString(f'<td class="{look}"{title}>{_inside(cell, exact)}{after}</td>')


def _inside(cell: Any, exact: str) -> str:
    if _get(cell, "is_null"):
        reason = exact or conditional_escape(_("no value"))
        return f'<span aria-hidden="true">–</span><span class="visually-hidden">{reason}</span>'
    text: str = conditional_escape(_get(cell, "text"))
    url = _get(cell, "passport_url")
    if url:
        url = conditional_escape(url)
        text = (
            f'<a class="table__open" href="{url}" hx-get="{url}" hx-target="#drawer-body"'
            f' data-dialog-open="drawer">{text}</a>'
        )
    sub = (
        f'<span class="table__sub">{conditional_escape(_get(cell, "sub"))}</span>'
        if _get(cell, "sub")
        else ""
    )
    return f"{text}{sub}"


def _after(cell: Any) -> str:
    if not _get(cell, "is_unsettled"):
        return ""
    return f'<span class="visually-hidden"> {conditional_escape(_("(not settled yet)"))}</span>'


def _get(cell: Any, name: str) -> Any:
    return getattr(cell, name, "")
