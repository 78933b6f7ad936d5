"""What the person at the terminal is told: plain lines, at once."""

from __future__ import annotations


def say(text: str = "") -> None:
    print(text, flush=True)
