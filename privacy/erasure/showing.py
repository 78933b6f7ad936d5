"""What the pages of an erasure show: what it would do, and what became of each part."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from integrations.actions import UpstreamRecord, told_words
from privacy.erasure.asking import SourceLook, is_kept
from privacy.erasure.local import Done
from privacy.erasure.words import CHOICES, LACKING, MEASURES, name_of, until_words
from privacy.models import Erasure, ErasureItem, ItemState
from privacy.retention.holds import HeldPart

_MICROS = 1_000_000
_TONES = {
    ItemState.WAITING: "info",
    ItemState.ERASED: "good",
    ItemState.ANONYMISED: "good",
    ItemState.RETAINED: "warn",
    ItemState.FAILED: "bad",
}


@dataclass(frozen=True)
class Line:
    """One part: where, how it ends, how many rows, and why something stays or failed."""

    place: str
    name: str
    state: str
    tone: str
    rows: int
    residue: int | None = None
    ground: str = ""
    until: str = ""
    why: str = ""
    link: str = ""


@dataclass(frozen=True)
class Move:
    """A sum of the dashboard before and after."""

    label: str
    before: str
    after: str
    is_changed: bool


@dataclass(frozen=True)
class SourceRow:
    """A source: its records of the person as (kind, link), and what is to happen to them."""

    name: str
    choice: str
    trouble: str
    unseen: str
    records: tuple[tuple[str, str], ...]
    again: UUID | None = None


def lines_of(done: Done) -> list[Line]:
    """What a dry run did and took back."""
    return [
        Line(
            place="",
            name=name_of(one.table),
            state=str(ItemState(one.state).label),
            tone=_TONES[ItemState(one.state)],
            rows=one.rows,
            ground=_(one.ground) if one.ground else "",
            until=until_words(one.until),
        )
        for one in sorted(done.endings, key=lambda one: (one.state, one.table))
    ]


def item_lines(items: list[ErasureItem], links: Mapping[Any, str]) -> list[Line]:
    """What became of each part; `links` lead to records that are still to be erased."""
    return [
        Line(
            place=str(one.get_place_display()),
            name=name_of(one.name),
            state=str(one.get_state_display()),
            tone=_TONES[ItemState(one.state)],
            rows=one.rows,
            residue=one.residue,
            ground=told_words(one.ground),
            until=until_words(one.until),
            why=_(one.why) if one.why else "",
            link=links.get(one.pk, ""),
        )
        for one in items
    ]


def source_rows(looks: Iterable[SourceLook], held: HeldPart | None) -> list[SourceRow]:
    """What each source says of the person now, and what is to happen there."""
    return [
        SourceRow(
            name=look.name,
            choice=str(LACKING if look.lacks_right else CHOICES[look.choice]),
            again=look.source_id if look.lacks_right else None,
            trouble=look.trouble,
            unseen=", ".join(look.found.unseen),
            records=tuple((_kind(one, held), one.link) for one in look.found.records),
        )
        for look in looks
    ]


def _kind(record: UpstreamRecord, held: HeldPart | None) -> str:
    name = name_of(record.kind)
    if is_kept(record, held):
        return _("%(kind)s, kept by a legal hold") % {"kind": name}
    return name


def moves(before: Mapping[str, Mapping[str, int]], after: Mapping[str, Any]) -> list[Move]:
    """How the dashboard's sums of the days concerned move; those that stay are shown as well."""
    return [
        Move(
            label=f"{label}, {currency}" if currency else str(label),
            before=_figure(name, before[name].get(currency, 0)),
            after=_figure(name, after[name].get(currency, 0)),
            is_changed=before[name].get(currency, 0) != after[name].get(currency, 0),
        )
        for name, label in MEASURES.items()
        if name in before
        for currency in sorted({*before[name], *after[name]})
    ]


def state_of(erasure: Erasure, items: list[ErasureItem]) -> tuple[str, str]:
    """(words, tone) for the whole run."""
    if erasure.search.get("reading", {}).get("left"):
        return _("Reading every row found something"), "bad"
    if erasure.held_at is not None:
        return _("Finished but for what a legal hold keeps"), "warn"
    if erasure.finished_at is not None:
        return _("Finished: nothing is left"), "good"
    if any(one.state == ItemState.FAILED for one in items):
        return _("A part of it failed"), "bad"
    if waits_for_member(erasure, items):
        return _("Waits for your decision"), "warn"
    return _("At work"), "info"


def waits_for_member(erasure: Erasure, items: list[ErasureItem]) -> bool:
    """Whether records at a source wait for somebody to say what becomes of them."""
    asks = any(one.state == ItemState.WAITING and one.choice == "ask" for one in items)
    return asks and erasure.finished_at is None


def _figure(name: str, value: int) -> str:
    if name.endswith("_micros"):
        return str(number_format(value / _MICROS, decimal_pos=2, force_grouping=True))
    return str(number_format(value, force_grouping=True))
