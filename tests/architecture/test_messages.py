"""Texts for people are found wherever they stand, and bad Danish is named."""

from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from proactivox.messages import (
    Text,
    app_of,
    catalogue_path,
    faults,
    gather,
    texts_of_python,
    texts_of_template,
    write,
)

ROOT = Path(__file__).parents[2]


def test_texts_of_code_are_found() -> None:
    source = """
_("Connect")
gettext_lazy("Pause " "now")
ngettext("%(n)d source", "%(n)d sources", n)
pgettext_lazy("a month", "May")
message = "not a text for people"
"""
    assert texts_of_python(source) == {
        Text("Connect"),
        Text("Pause now"),
        Text("%(n)d source", "%(n)d sources"),
        Text("May", context="a month"),
    }


def test_texts_of_templates_are_found() -> None:
    source = """
  {% load i18n %}{% comment %}{% translate "Not this" %}{% endcomment %}
      <p>It's {% translate "Connect" %} ({</p>
  {% blocktranslate count n=rows|length trimmed %}
      {{ n }} row
    {% plural %}
      {{ n }} rows
  {% endblocktranslate %}
    {% include "card.html" with title=_("Spend") %}{{ name|default:_("Nobody") }}
"""
    assert texts_of_template(source) == {
        Text("Connect"),
        Text("%(n)s row", "%(n)s rows"),
        Text("Spend"),
        Text("Nobody"),
    }


@pytest.mark.parametrize(
    ("template", "app"),
    [
        ("accounts/members.html", "accounts"),
        ("mfa/totp/activate_form.html", "accounts"),
        ("emails/invitation_message.txt", "accounts"),
        ("emails/analytics/report.txt", "analytics"),
        ("components/card.html", "proactivox"),
        ("base.html", "proactivox"),
    ],
)
def test_a_template_belongs_to_the_app_of_its_folder(template: str, app: str) -> None:
    assert app_of(Path(template)) == app


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A small house: one app with three texts, and the Danish of two others, one no longer said."""
    (tmp_path / "billing").mkdir()
    (tmp_path / "templates").mkdir()
    (tmp_path / "billing" / "plans.py").write_text('_("Team")\n_("%(n)s left")\n_("Overview")\n')
    say(tmp_path, "billing", {"Team": "Hold", "Gone": "Væk"})
    say(tmp_path, "proactivox", {"Overview": "Overblik"})
    return tmp_path


def say(root: Path, app: str, words: dict[str, str], flags: str = "") -> None:
    path = catalogue_path(root, app)
    path.parent.mkdir(parents=True, exist_ok=True)
    entries = [f'{flags}msgid "{text}"\nmsgstr "{danish}"\n' for text, danish in words.items()]
    header = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n'
    path.write_text("\n".join([header, *entries]))


def billing_faults(root: Path) -> list[tuple[str, str]]:
    (billing,) = [messages for messages in gather(root) if messages.app == "billing"]
    return [(fault.text, fault.why) for fault in faults(billing)]


def test_what_is_translated_is_kept_and_taken_over_and_what_is_gone_is_dropped(
    house: Path,
) -> None:
    (billing,) = [messages for messages in gather(house) if messages.app == "billing"]
    assert write(billing) is True
    assert write(billing) is False
    with catalogue_path(house, "billing").open("rb") as file:
        written = {entry.id: entry.string for entry in read_po(file) if entry.id}
    assert written == {"Team": "Hold", "%(n)s left": "", "Overview": "Overblik"}


def test_missing_danish_is_named(house: Path) -> None:
    assert billing_faults(house) == [("%(n)s left", "has no Danish")]


@pytest.mark.parametrize("danish", ["tilbage", "%(m)s tilbage", "%(n)d tilbage", "%(n) tilbage"])
def test_a_broken_placeholder_is_named(house: Path, danish: str) -> None:
    say(house, "billing", {"Team": "Hold", "%(n)s left": danish})
    assert billing_faults(house) == [("%(n)s left", "has other placeholders in Danish")]


def test_doubtful_danish_is_named(house: Path) -> None:
    say(house, "billing", {"Team": "Hold", "%(n)s left": "%(n)s tilbage"}, flags="#, fuzzy\n")
    why = "is marked as doubtful (fuzzy)"
    assert set(billing_faults(house)) == {("Team", why), ("%(n)s left", why)}


@pytest.mark.torture
def test_the_danish_of_billing_is_whole() -> None:
    (billing,) = [messages for messages in gather(ROOT) if messages.app == "billing"]
    assert list(faults(billing)) == []
    assert len(billing.texts) >= 10
