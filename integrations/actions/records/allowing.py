"""Which fields an admin lets be set from here: none, until somebody says so."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from accounts import audit
from accounts.errors import Refused, Trouble
from integrations.actions.campaigns.consent import find_source
from integrations.actions.records.targets import desk_for
from integrations.connectors.records import FieldShape
from integrations.models import Source

_OPTION = "action_fields"
_MOST = 50


@dataclass(frozen=True)
class AllowedField:
    """A field that may be set from here: of which kind of record, and what it is called there."""

    kind: str
    name: str
    label: str
    is_money: bool

    @property
    def key(self) -> str:
        """As in "Opportunity.NextStep"."""
        return f"{self.kind}.{self.name}"


def allowed_fields(source: Source, kind: str = "") -> tuple[AllowedField, ...]:
    """All, or those of one kind of record."""
    told: Mapping[str, Mapping[str, str]] = source.options.get(_OPTION) or {}
    found = []
    for key, words in told.items():
        of, _dot, name = key.partition(".")
        is_money = words.get("kind") == "money"
        found.append(AllowedField(of, name, words.get("label") or name, is_money))
    return tuple(one for one in found if not kind or one.kind == kind)


def allow_fields(
    *, source_id: UUID, chosen: Iterable[str], known: Mapping[str, Iterable[FieldShape]]
) -> None:
    """These ("Opportunity.NextStep") of the known ones and no others from now on.

    `known` is what `settable_fields` found; writes an audit line.
    """
    source = find_source(source_id)
    desk_for(source)
    shapes = {f"{kind}.{one.name}": one for kind, found in known.items() for one in found}
    names = sorted(dict.fromkeys(chosen))
    if not set(names) <= shapes.keys():
        raise Trouble(
            _("There is no such field that can be set."),
            advice=_("Choose from the list; it shows what the connected user may change."),
            code="no_field",
        )
    if len(names) > _MOST:
        raise Trouble(
            _("At most %(most)d fields can be set from here.") % {"most": _MOST},
            advice=_("Choose those that your team works with."),
            code="too_many_fields",
        )
    before = [one.key for one in allowed_fields(source)]
    told = {one: {"label": shapes[one].label, "kind": shapes[one].kind} for one in names}
    source.options = source.options | {_OPTION: told}
    source.save(update_fields=["options"])
    audit.record("source.action_fields", source, before=before, after=names)


def find_allowed(source: Source, kind: str, name: str) -> AllowedField:
    """Raises Refused for a field that nobody has allowed to be set from here."""
    for one in allowed_fields(source, kind):
        if one.name == name:
            return one
    raise Refused(
        _("%(field)s of %(object)s may not be set from here.")
        % {"field": name[:80], "object": kind},
        advice=_("An admin can allow it on the page of the source."),
        code="field_not_allowed",
    )
