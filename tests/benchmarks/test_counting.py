"""Damage is told apart: rows that a reader lost, doubled, altered, or kept though they are gone."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from benchmarks.__main__ import descriptions
from benchmarks.faults.counting import count_damage


class Told:
    """An organisation with three deals."""

    def records(self, name: str) -> list[dict[str, Any]]:
        return [
            {"Id": key, "Amount": amount, "StageName": "Won", "CloseDate": "2026-11-01"}
            for key, amount in (("a", 1.5), ("b", None), ("c", 3))
        ]


def deal(key: str, amount: str | None) -> tuple[str, Any]:
    return key, (None if amount is None else Decimal(amount), "Won", "2026-11-01")


def damage(*read: tuple[str, Any]) -> tuple[int, int, int]:
    found = count_damage(Told(), read)  # type: ignore[arg-type]
    assert found.rows == 3
    return found.lost, found.doubled, found.altered


def test_each_kind_of_damage_is_counted() -> None:
    whole = [deal("a", "1.50"), deal("b", None), deal("c", "3")]
    assert damage(*whole) == (0, 0, 0)
    assert damage(*whole[1:]) == (1, 0, 0)
    assert damage(*whole, whole[0]) == (0, 1, 0)
    assert damage(deal("a", "1.51"), *whole[1:]) == (0, 0, 1)
    assert damage(*whole, deal("gone", "9")) == (0, 0, 1)


def test_every_benchmark_says_what_it_measures() -> None:
    listed = descriptions()
    named = {"sync_ads", "sync_delta", "sync_faults", "sync_peers", "sync_people"}
    assert named | {"sync_salesforce", "dashboard_query"} <= set(listed)
    assert all(len(text) > 20 for text in listed.values())
