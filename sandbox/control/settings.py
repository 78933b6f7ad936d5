"""How this Salesforce behaves at the moment; tests change it while it runs."""

from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any

from sandbox.schema import SObject, find_object


@dataclass(frozen=True)
class Settings:
    """Everything that can be turned by POST /_control/settings.

    Seconds for times; `hidden_fields` maps an object to fields this user may not see,
    `formula_fields` to those that its admin has made formulas.
    """

    token_lifetime: float = 7200.0
    code_lifetime: float = 600.0
    job_delay: float = 0.5
    clock_offset: float = 0.0
    page_rows: int = 2000
    bulk_page_rows: int = 50_000
    api_used: int = 10_018
    api_limit: int = 100_000
    is_rotating: bool = True
    org_id: str = ""
    hidden_fields: dict[str, list[str]] = field(default_factory=dict)
    formula_fields: dict[str, list[str]] = field(default_factory=dict)
    denied_objects: list[str] = field(default_factory=list)
    # {object: abilities}, such as {"Contact": ["deletable"]}, that this user's profile lacks.
    missing_rights: dict[str, list[str]] = field(default_factory=dict)
    # Ids of records that an approval process has locked.
    locked_records: list[str] = field(default_factory=list)
    no_bulk_objects: list[str] = field(default_factory=list)
    purged_before: str = ""
    # How many ids the replication calls give at once.
    replication_limit: int = 600_000

    def changed(self, values: dict[str, Any]) -> "Settings":
        """A copy with new values; raises ValueError on a name or a type that does not fit."""
        kinds = {f.name: type(getattr(self, f.name)) for f in fields(self)}
        given = dict(values)
        for name, value in values.items():
            if name not in kinds:
                raise ValueError(f"no setting {name!r}; there are {', '.join(kinds)}")
            if kinds[name] is float and isinstance(value, int):
                given[name] = float(value)
                continue
            if not isinstance(value, kinds[name]):
                raise ValueError(f"{name} must be {kinds[name].__name__}")
        return replace(self, **given)

    def seen(self, name: str) -> SObject | None:
        """An object as this user sees it: None when denied, without its hidden fields."""
        sobject = find_object(name)
        if sobject is None or sobject.name in self.denied_objects:
            return None
        hidden = set(self.hidden_fields.get(sobject.name, ()))
        computed = set(self.formula_fields.get(sobject.name, ()))
        lacking = set(self.missing_rights.get(sobject.name, ()))
        if not hidden and not computed and not lacking:
            return sobject
        seen = (f for f in sobject.fields if f.name not in hidden)
        return replace(
            sobject,
            abilities=sobject.abilities - lacking,
            fields=tuple(
                replace(f, flags=f.flags | {"formula"}) if f.name in computed else f for f in seen
            ),
        )

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)
