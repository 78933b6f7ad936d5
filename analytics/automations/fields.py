"""Setting a field of records in the CRM: which may be set, of which records, how they stand."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.errors import Trouble
from analytics.automations.rule import Action
from analytics.models import CampaignMatch
from integrations import actions
from integrations.actions import AllowedField, FieldPreview, Target
from integrations.models import Campaign, Source

# The records of a campaign that one look changes at most, whatever the rule says.
MOST_RECORDS = 50
WHOSE: Mapping[str, object] = {
    "Campaign": gettext_lazy("its campaign in the CRM"),
    "Opportunity": gettext_lazy("its open deals in the CRM"),
    "Lead": gettext_lazy("its open leads in the CRM"),
}
_LABELS: Mapping[str, object] = {
    "Campaign": gettext_lazy("%(source)s, its campaign: %(field)s"),
    "Opportunity": gettext_lazy("%(source)s, its open deals: %(field)s"),
    "Lead": gettext_lazy("%(source)s, its open leads: %(field)s"),
}


@dataclass(frozen=True)
class FieldOf:
    """A field by its source, the kind of record and its name there."""

    source_id: UUID
    kind: str
    name: str

    @property
    def key(self) -> str:
        """As a rule keeps it."""
        return f"{self.source_id} {self.kind}.{self.name}"


def field_of(action: Action) -> FieldOf | None:
    """The one that an action sets; None where nobody can read it."""
    source, _blank, place = action.field.partition(" ")
    kind, _dot, name = place.partition(".")
    try:
        return FieldOf(UUID(source), kind, name) if name and kind in WHOSE else None
    except ValueError:
        return None


def choices() -> list[tuple[str, str]]:
    """What admins let be set from here, of the sources that are connected; (key, words)."""
    return [(key, words) for key, (words, _field) in _known().items()]


def allowed(action: Action) -> AllowedField | None:
    """The field as its source has it; None where it may not be set (any more)."""
    known = _known().get(action.field)
    return known[1] if known else None


def _known() -> dict[str, tuple[str, AllowedField]]:
    found = {}
    for source in Source.objects.filter(disconnected_at=None).order_by("name", "id"):
        if actions.record_desk(source.connector) is None:
            continue
        for one in actions.allowed_fields(source):
            if one.kind in WHOSE:
                words = str(_LABELS[one.kind]) % {"source": source.name, "field": one.label}
                found[FieldOf(source.pk, one.kind, one.name).key] = (words, one)
    return found


@dataclass(frozen=True)
class Records:
    """The records that are meant, and how many there are in all; or why there are none."""

    targets: tuple[Target, ...] = ()
    count: int = 0
    lacks: str = ""


def records_of(action: Action, campaign_id: UUID) -> Records:
    """Of an ad campaign, by the campaign of the CRM that it is a part of."""
    asked = field_of(action)
    rows = CampaignMatch.objects.filter(ad_campaign_id=campaign_id)
    match = rows.select_related("crm_campaign").first()
    if asked is None or match is None:
        return Records(lacks="not_mapped")
    crm: Campaign = match.crm_campaign
    if crm.source_id != asked.source_id:
        return Records(lacks="other_crm")
    target = Target(crm.source_id, "Campaign", crm.external_id)
    found = actions.records_of(target, asked.kind, action.most)
    return Records(found.targets, found.count, "" if found.targets else "no_records")


@dataclass(frozen=True)
class Looked:
    """A record as it stands there and would stand, or the trouble why it cannot be set."""

    target: Target
    found: FieldPreview | None = None
    trouble: Trouble | None = None

    @property
    def is_same(self) -> bool:
        """Whether it stands so already."""
        return self.found is not None and self.found.before == self.found.value


def look_at(
    targets: Iterable[Target], action: Action, *, workspace_id: UUID, run: str
) -> list[Looked]:
    """Each asked of its CRM; outside of any transaction, and never raises for one of them."""
    asked = field_of(action)
    found = []
    for target in targets if asked else ():
        try:
            seen = actions.try_field(
                workspace_id=workspace_id,
                target=target,
                field=asked.name if asked else "",
                value=action.value,
                run=run,
            )
        except Trouble as trouble:
            found.append(Looked(target, trouble=trouble))
            if not trouble.permanent:
                # Whoever cannot be reached for one is not asked for all others.
                break
        else:
            found.append(Looked(target, found=seen))
    return found


def set_words(action: Action) -> str:
    """What is done, as it ends a sentence."""
    asked = field_of(action)
    words = {
        "field": action.label or (asked.name if asked else _("one that is gone")),
        "records": str(WHOSE[asked.kind]) if asked else _("records of the CRM"),
        "value": action.value,
    }
    if not action.value:
        return _("empty %(field)s of %(records)s") % words
    return _("set %(field)s of %(records)s to “%(value)s”") % words


def told(found: Sequence[Looked], people: bool) -> list[dict[str, object]]:
    """For a preview to keep: of people how many stand how, and never which."""
    if not people:
        return [_line(one, one.target.external_id, 1) for one in found]
    counts: dict[tuple[str, str, str], int] = {}
    for one in found:
        line = _line(one, "", 1)
        key = (str(line["before"]), str(line["after"]), str(line["trouble"]))
        counts[key] = counts.get(key, 0) + 1
    return [
        {"id": "", "before": before, "after": after, "trouble": trouble, "count": count}
        for (before, after, trouble), count in sorted(counts.items())
    ]


def _line(one: Looked, key: str, count: int) -> dict[str, object]:
    return {
        "id": key,
        "before": one.found.before if one.found else "",
        "after": one.found.value if one.found else "",
        "trouble": str(one.trouble)[:300] if one.trouble else "",
        "count": count,
    }
