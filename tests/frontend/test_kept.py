"""What is drawn once a process is the same as what is drawn anew."""

from typing import Any

import pytest
from django.template import Context, Template, TemplateSyntaxError, loader
from django.utils import translation

from accounts.number_formats import writing_numbers
from analytics.pages.table_cells import TableCell
from proactivox.cells import table_cell
from tests.tidy import tidy


def _drawn(template: Template, **values: Any) -> str:
    return str(template.render(Context(values)))


def test_a_part_is_drawn_anew_for_other_values_another_language_and_other_marks() -> None:
    part = Template(
        "{% load i18n %}{% kept a b %}{{ a.0 }} {{ b }} {{ c }} "
        '{% translate "Close" %}{% endkept %}'
    )
    assert _drawn(part, a=[1], b="x", c="one") == "1 x one Close"
    assert _drawn(part, a=[1], b="x", c="two") == "1 x one Close", "c is not named"
    assert _drawn(part, a=[2], b="x", c="two") == "2 x two Close"
    assert _drawn(part, a=[1], b="<", c="two") == "1 &lt; two Close"
    with translation.override("da"):
        assert _drawn(part, a=[1], b="x", c="one") == "1 x one Luk"
    number = Template("{% kept a %}{{ a }}{% endkept %}")
    assert _drawn(number, a=1234) == "1,234"
    with writing_numbers(own="dot_comma"):
        assert _drawn(number, a=1234) == "1.234"


def test_a_token_of_a_session_is_kept_for_nobody() -> None:
    with pytest.raises(TemplateSyntaxError):
        Template("{% kept %}{% csrf_token %}{% endkept %}")


@pytest.mark.parametrize(
    "cell",
    [
        TableCell("5"),
        TableCell("5", "<5.00>", is_number=True, passport_url="/a?b=1&c=2"),
        TableCell("&", sub="a < b", is_number=True, is_unsettled=True),
        TableCell("–", "nothing & none", is_number=True, is_null=True),
        TableCell("–", is_null=True, is_unsettled=True, sub="never shown"),
    ],
)
@pytest.mark.parametrize("language", ["en", "da"])
def test_a_cell_is_what_its_template_draws(cell: TableCell, language: str) -> None:
    with translation.override(language):
        drawn = loader.render_to_string("components/table_cell.html", {"cell": cell})
        assert tidy(table_cell(cell)) == tidy(drawn)
