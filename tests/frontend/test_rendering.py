"""Components say what they promise: reasons for nulls, ways to errors, pages without a database."""

import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from django import forms
from django.template.loader import render_to_string

from tests.tidy import tidy

ERRORS = sorted((Path(__file__).parents[2] / "templates" / "errors").glob("*.html"))


class InviteForm(forms.Form):
    """A form with one mistake in it."""

    email = forms.EmailField(label="E-mail", help_text="Where the invitation goes.")
    is_admin = forms.BooleanField(label="May manage the workspace", required=False)


@dataclass(frozen=True)
class Column:
    """One column, sortable."""

    label: str
    is_number: bool = False
    sort_url: str = ""
    sort: str = ""


@dataclass(frozen=True)
class Cell:
    """One cell of figures."""

    text: str
    exact: str = ""
    is_number: bool = False
    is_null: bool = False


@dataclass(frozen=True)
class Row:
    """One row and where it leads."""

    cells: tuple[Cell, ...]
    url: str = ""


@pytest.mark.parametrize("path", ERRORS, ids=lambda path: path.stem)
def test_error_pages_need_neither_database_nor_context(path: Path) -> None:
    html = tidy(render_to_string(f"errors/{path.name}"))
    (heading,) = re.findall(r"<h1[^>]*>([^<]+)</h1>", html)
    assert f"<title>{heading} · Proactivox</title>" in html
    assert path.stem[:3] in html


def test_a_missing_number_is_a_dash_with_its_reason() -> None:
    html = render_to_string(
        "components/metric.html", {"label": "CAC", "null_reason": "No customer was won."}
    )
    assert "No customer was won." in html
    assert "–" in html
    assert "metric__change" not in html


def test_a_change_says_in_words_whether_it_is_good() -> None:
    change = {"text": "+4.1 %", "direction": "up", "tone": "bad"}
    html = render_to_string("components/change.html", change)
    assert "#arrow-up-right" in html
    assert "(worse)" in html


def test_the_error_summary_leads_to_the_field_and_nothing_is_lost() -> None:
    html = str(InviteForm({"email": "alice"}))
    assert '<a href="#id_email">' in html
    assert 'value="alice"' in html
    (described,) = re.findall(r'aria-describedby="([^"]+)"', html)
    assert all(f'id="{one}"' in html for one in described.split())
    assert described.split() == ["id_email_helptext", "id_email_error"]


def test_a_table_names_its_order_and_its_gaps() -> None:
    context = {
        "label": "Campaigns",
        "columns": [Column("Campaign"), Column("ROAS", True, "?sort=roas", "descending")],
        "rows": [Row((Cell("Autumn"), Cell("", "No spend yet", True, True)), "/c/1")],
    }
    html = render_to_string("components/table.html", context)
    assert 'aria-sort="descending"' in html
    assert '<a href="/c/1">Autumn</a>' in html
    assert "No spend yet</span>" in html


def test_an_empty_table_says_the_one_thing_to_do() -> None:
    context = {"rows": [], "empty_title": "No source yet", "empty_label": "Connect"}
    html = render_to_string("components/table.html", {**context, "empty_url": "/connect"})
    assert "<table" not in html
    assert 'href="/connect"' in html
