"""What a field and an object are, and the short notation in which they are written down."""

import re
from dataclasses import dataclass, field
from functools import cached_property

_LINE = re.compile(
    r"^(?P<name>\w+) (?P<type>[a-z]+)(?:\((?P<size>[\d,]+)\))?(?P<required>!)?"
    r"(?: > (?P<targets>[\w,]+))?(?P<flags>(?: #\w+)*)(?: = (?P<label>.+))?$"
)
_LENGTHS = {"id": 18, "reference": 18, "picklist": 255, "phone": 40, "email": 80, "url": 255}
NUMBERS = {"double", "currency", "percent"}


@dataclass(frozen=True)
class Field:
    """One field of an object, as describe shows it."""

    name: str
    type: str
    length: int = 0
    precision: int = 0
    scale: int = 0
    is_required: bool = False
    targets: tuple[str, ...] = ()
    flags: frozenset[str] = frozenset()
    label: str = ""
    values: tuple[str, ...] = ()

    @property
    def is_compound(self) -> bool:
        return self.type == "address"

    @property
    def is_custom(self) -> bool:
        return self.name.endswith("__c")

    @property
    def is_calculated(self) -> bool:
        return "formula" in self.flags

    @property
    def sql_type(self) -> str:
        if self.type in ("boolean", "int"):
            return "INTEGER"
        return "REAL" if self.type in NUMBERS else "TEXT"


@dataclass(frozen=True)
class SObject:
    """One object: its key prefix, its abilities and its fields in order."""

    name: str
    prefix: str
    label: str
    plural: str
    abilities: frozenset[str]
    fields: tuple[Field, ...] = field(repr=False)

    @cached_property
    def by_name(self) -> dict[str, Field]:
        """Fields by lower-case name, as SOQL does not care about case."""
        return {f.name.lower(): f for f in self.fields}

    @cached_property
    def stored(self) -> tuple[Field, ...]:
        return tuple(f for f in self.fields if not f.is_compound)

    def has(self, name: str) -> bool:
        return name.lower() in self.by_name


def parse_fields(text: str, picklists: dict[str, tuple[str, ...]]) -> tuple[Field, ...]:
    """Fields from lines such as `OwnerId reference! > User = Owner ID`."""
    return tuple(_parse_line(line, picklists) for line in text.strip().splitlines())


def _parse_line(line: str, picklists: dict[str, tuple[str, ...]]) -> Field:
    match = _LINE.match(line.strip())
    if match is None:
        raise ValueError(f"not a field: {line!r}")
    name, kind, size = match["name"], match["type"], match["size"]
    sizes = [int(part) for part in (size or "").split(",") if part]
    is_number = kind in NUMBERS
    return Field(
        name=name,
        type=kind,
        length=0 if is_number else (sizes[0] if sizes else _LENGTHS.get(kind, 0)),
        precision=sizes[0] if is_number and sizes else (18 if is_number else 0),
        scale=sizes[1] if len(sizes) > 1 else (2 if is_number else 0),
        is_required=bool(match["required"]),
        targets=tuple((match["targets"] or "").split(",")) if match["targets"] else (),
        flags=frozenset((match["flags"] or "").replace("#", "").split()),
        label=match["label"] or spaced(name),
        values=picklists.get(name, ()) if kind == "picklist" else (),
    )


def spaced(name: str) -> str:
    """A label from a field's name: ConvertedAccountId -> Converted Account ID."""
    bare = name.removesuffix("__c").replace("_", " ")
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", bare)
    return re.sub(r"\bId\b", "ID", words)
