"""What a report says, before it is set: frozen values, texts already in their reader's language."""

from dataclasses import asdict, dataclass
from typing import Any, ClassVar


@dataclass(frozen=True)
class Card:
    """One number: short beside exact, its change with a tone (good, bad or neutral), or its gap."""

    label: str
    value: str
    exact: str = ""
    change: str = ""
    tone: str = "neutral"
    versus: str = ""
    gap: str = ""


@dataclass(frozen=True)
class Cards:
    """Numbers side by side."""

    kind: ClassVar[str] = "cards"
    cards: tuple[Card, ...]


@dataclass(frozen=True)
class Picture:
    """A chart: its svg, and `words` that say the same to who does not see it."""

    kind: ClassVar[str] = "picture"
    title: str
    unit: str
    svg: str
    words: str
    note: str = ""


@dataclass(frozen=True)
class Pair:
    """Two narrow blocks side by side."""

    kind: ClassVar[str] = "pair"
    left: "Picture | Words"
    right: "Picture | Words"


@dataclass(frozen=True)
class Column:
    """A column of a table; numbers stand at its right."""

    name: str
    is_number: bool = False


@dataclass(frozen=True)
class Table:
    """Rows of texts beneath their columns, and the sum of all in the last one."""

    kind: ClassVar[str] = "table"
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    total: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class Words:
    """Text of the dashboard's own, or what stands where nothing could be shown."""

    kind: ClassVar[str] = "words"
    title: str
    text: str
    is_trouble: bool = False


Block = Cards | Picture | Pair | Table | Words


@dataclass(frozen=True)
class Fact:
    """A line of the end: filters, currency, sources; or what a metric means, with its version."""

    name: str
    text: str


@dataclass(frozen=True)
class Document:
    """A report as it is read. `page_words` has {page} and {pages} in it."""

    language: str
    title: str
    workspace: str
    period: str
    comparison: str
    blocks: tuple[Block, ...]
    facts_title: str
    facts: tuple[Fact, ...]
    definitions_title: str
    definitions: tuple[Fact, ...]
    foot: str
    page_words: str
    warnings: tuple[str, ...] = ()

    def as_data(self) -> dict[str, Any]:
        """As JSON keeps it, and as the page reads it: nothing of it is ever read as markup."""
        return {**asdict(self), "blocks": [_block(one) for one in self.blocks]}


def _block(block: Block) -> dict[str, Any]:
    said = {"kind": block.kind, **asdict(block)}
    if isinstance(block, Pair):
        said |= {"left": _block(block.left), "right": _block(block.right)}
    return said
