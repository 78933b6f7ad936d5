"""A report as pages: what people typed is only text, and what is drawn is what was counted."""

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation

from accounts.tenancy import inside
from analytics.reporting.composing.documents import Composed, compose
from analytics.reporting.setting import charts, palette
from analytics.reporting.setting.document import Card, Cards, Document, Pair, Picture, Table, Words
from analytics.reporting.setting.printing import pdf_of, pictures_of
from analytics.reporting.setting.scales import scale_of
from analytics.reporting.setting.svg import Canvas, shortened
from tests.analytics.reporting.world import MARCH, TODAY, make_board, make_facts
from tests.cast import Cast

_AT = datetime(2026, 4, 2, 7, tzinfo=UTC)
_MARKUP = '#import "x": * \\ $a$ `b` _c_ *d* <e> @f // g'


def document(**more: Any) -> Document:
    said: dict[str, Any] = {
        "language": "da",
        "title": _MARKUP,
        "workspace": _MARKUP,
        "period": "March",
        "comparison": "",
        "blocks": (Words(_MARKUP, _MARKUP), Cards((Card(_MARKUP, _MARKUP, gap=_MARKUP),))),
        "facts_title": "",
        "facts": (),
        "definitions_title": "",
        "definitions": (),
        "foot": _MARKUP,
        "page_words": "Side {page} af {pages}",
    }
    return Document(**{**said, **more})


def test_markup_in_names_is_only_text_and_the_pdf_is_tagged_in_its_language() -> None:
    pdf = pdf_of(document(), _AT)
    assert pdf.startswith(b"%PDF-1.7")
    # Its title stands in the PDF as it was typed, in its language, and by the rules of PDF/UA.
    assert b"pdfuaid:part" in pdf
    assert b"/Lang(da)" in pdf.replace(b" ", b"")
    assert b"#import &quot;x&quot;" in pdf or b'#import "x"' in pdf
    # Were any of it read as markup, typst would refuse "x" as a file that is not there.
    assert len(pictures_of(document())) == 1
    assert pictures_of(document())[0].startswith(b"\x89PNG")


def test_a_long_table_goes_on_to_further_pages() -> None:
    from analytics.reporting.setting.document import Column

    columns = (Column("A"), Column("B", True))
    table = Table("T", columns, tuple(("x", str(n)) for n in range(120)), ("All", "1"))
    assert len(pictures_of(document(blocks=(table,)))) == 3


def test_what_is_typed_is_escaped_in_a_drawing() -> None:
    canvas = Canvas(10, 10)
    canvas.text((1, 1), '</text><script>"&', colour='"><script>')
    drawn = canvas.drawn()
    assert "<script>" not in drawn
    assert "&lt;/text&gt;&lt;script&gt;" in drawn


def test_a_gap_cuts_a_line_and_its_comparison_is_dashed() -> None:
    now = charts.Line("Now", [1, 2, None, 4])
    then = charts.Line("Then", [1, 1, 1, 1], is_before=True)
    drawn = charts.lines([now, then], list("abcd"), str)
    # Two pieces of the one, of which the last is a dot; one of the other.
    assert drawn.count("<path") == 2
    assert drawn.count("<circle") == 1
    assert len(re.findall("<path[^>]*dasharray", drawn)) == 1


@pytest.mark.parametrize(
    ("values", "marks"),
    [
        ([0, 3999], (0, 1000, 2000, 3000, 4000)),
        ([None], (0, 0.25, 0.5, 0.75, 1)),
        ([-3, 5], (-4, -2, 0, 2, 4, 6)),
        ([0.031], (0, 0.01, 0.02, 0.03, 0.04)),
    ],
)
def test_marks_are_round_and_zero_is_among_them(
    values: list[Any], marks: tuple[float, ...]
) -> None:
    assert scale_of(values).marks == pytest.approx(marks)


def test_whole_things_have_whole_marks_and_long_names_are_cut() -> None:
    assert scale_of([2], least_step=1).marks == (0, 1, 2)
    assert shortened("A campaign with a name", 40, 7) == "A campaig…"


def test_the_colours_are_those_of_the_pages() -> None:
    tokens = (Path(__file__).parents[3] / "static/css/tokens.css").read_text()
    found = re.findall(r"--series-\d: light-dark\((#\w+)", tokens)
    assert tuple(found) == palette.SERIES
    assert f"--text: light-dark({palette.TEXT}" in tokens


def composed(cast: Cast, language: str = "en") -> Composed:
    make_facts()
    from analytics.dashboards.reading import layout_of

    with translation.override(language):
        board = make_board(cast.alice, days=f"{MARCH}&compare=previous")
        return compose("Monday", layout_of(board), cast.acme, today=TODAY)


@pytest.mark.django_db
def test_a_dashboard_becomes_blocks_in_reading_order(cast: Cast) -> None:
    with inside(cast.acme):
        found = composed(cast).document
    cards, pair, mixed, table = found.blocks
    assert isinstance(cards, Cards)
    assert [(one.label, one.value) for one in cards.cards] == [
        ("Spend", "USD\u00a0180"),
        ("CPC", "USD\u00a011.2"),
        ("Won revenue", "USD\u00a0400"),
    ]
    assert isinstance(pair, Pair)
    assert isinstance(pair.left, Picture)
    assert "Brand" in pair.right.words if isinstance(pair.right, Picture) else False
    assert isinstance(mixed, Pair)
    assert isinstance(mixed.right, Words)
    assert isinstance(table, Table)
    assert [column.name for column in table.columns] == ["Ad campaign", "Spend (USD)", "Clicks"]
    assert table.total == ("All", "180.00", "16")
    assert [one.name for one in found.definitions][:2] == ["Spend (version 1)", "CPC (version 1)"]
    assert "1 EUR = 1.25" in next(one.text for one in found.facts if one.name == "Currency")
    assert pdf_of(found, _AT)


@pytest.mark.django_db
def test_a_dashboard_in_danish_has_danish_numbers_and_days(cast: Cast) -> None:
    with inside(cast.acme):
        found = composed(cast, "da").document
    table = found.blocks[-1]
    assert isinstance(table, Table)
    assert table.total[1] == "180,00"
    assert found.period == "1. mar 2026 – 31. mar 2026"


def test_no_module_loads_typst_before_a_job_prints() -> None:
    root = Path(__file__).parents[3]
    folders = ("accounts", "analytics", "integrations", "privacy", "proactivox")
    found = [
        path
        for folder in folders
        for path in (root / folder).rglob("*.py")
        if re.search(r"^(from|import) typst", path.read_text(), re.MULTILINE)
    ]
    assert found == []
