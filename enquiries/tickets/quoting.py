"""Tells what a mail says from what it quotes of an earlier one; the quoted part is kept, folded."""

import re
from dataclasses import dataclass

# Stands in our own mails above what is quoted when they are answered.
_LINE = re.compile(r"^[>\s]*[-–—]{3}.*\(PX-[0-9A-Z]{6}\)\s*[-–—]{3}\s*$")
_HEADS = re.compile(
    r"^\s*(?:"
    r"-{2,}\s*(?:Original Message|Oprindelig meddelelse|Videresendt meddelelse|Forwarded message)"
    r"|_{10,}\s*$"
    r"|(?:On|Den|Am|Le)\b.{6,200}(?:wrote|skrev|schrieb|écrit)\b.{0,120}:\s*$"
    r"|.{3,120}\bskrev\b.{0,120}:\s*$"
    r")",
    re.IGNORECASE,
)
_HEADER = re.compile(r"^\s*\*?(?:From|Fra|Von)\s?:\*?\s.*@", re.IGNORECASE)


@dataclass(frozen=True)
class Folded:
    """A text in two parts: what is said, and what is quoted below it; "" where nothing is."""

    said: str
    quoted: str = ""


def fold(text: str) -> Folded:
    """Everything from the first line that begins a quotation to the end is quoted.

    Where nothing would be left above it, all of it is said: who answers below the quotation, or
    quotes line by line, has words of their own in it.
    """
    lines = text.split("\n")
    start = next((number for number, line in enumerate(lines) if _begins(lines, number)), None)
    if start is None or not "".join(lines[:start]).strip() or _goes_on(lines[start:]):
        return Folded(text)
    return Folded("\n".join(lines[:start]).rstrip(), "\n".join(lines[start:]))


def _begins(lines: list[str], number: int) -> bool:
    line = lines[number][:400]
    is_head = _LINE.match(line) or _HEADS.match(line) or _HEADER.match(line)
    return bool(is_head) or line.startswith(">")


def _goes_on(quoted: list[str]) -> bool:
    """Whether somebody writes on below lines that are all marked as quoted."""
    marked = [number for number, line in enumerate(quoted) if line.startswith(">")]
    return bool(marked) and any(line.strip() for line in quoted[marked[-1] + 1 :])
