"""Which of the vendor's computed fields are kept: chosen one by one, deleted when given back."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.utils.translation import gettext as _

from accounts import audit
from accounts.errors import Trouble
from accounts.instructions import require_instruction
from accounts.jobs import enqueue
from accounts.tenancy import Purpose, for_purpose
from integrations.classifications import SHOW_PEOPLE
from integrations.models import Formula, PersonField, Source
from integrations.selectors.formulas import Offer, offers
from integrations.services.sources import find_for_change


def choose_formulas(*, source_id: UUID, fields: Mapping[str, Sequence[str]]) -> None:
    """Keep exactly these; values of those no longer chosen are deleted at once.

    A formula that this login can no longer read stays chosen as long as it is named.
    """
    source = find_for_change(source_id)
    wanted = {(stream, name) for stream, names in fields.items() for name in names}
    picked = {(one.stream, one.name): one for one in Formula.objects.filter(source_id=source.pk)}
    offered = {(one.stream, one.name): one for one in offers(source)}
    if unknown := wanted - picked.keys() - offered.keys():
        raise Trouble(
            _("%(field)s cannot be kept.")
            % {"field": ", ".join(sorted(".".join(one) for one in unknown))},
            code="formula",
        )
    _give_back(source, [one for key, one in picked.items() if key not in wanted])
    added = [offered[key] for key in sorted(wanted - picked.keys())]
    if any(offer.is_person for offer in added):
        require_instruction(SHOW_PEOPLE)
    _pick(source, added)
    if added and source.is_active:
        enqueue("integrations.tasks.sync.refresh_formulas", source.pk, dedupe_key=str(source.pk))
    kept = sorted(".".join(one) for one in wanted)
    audit.record("source.formulas", source, fields=kept)


def _give_back(source: Source, formulas: Sequence[Formula]) -> None:
    # First the choice, for whose row a running refresh holds a lock, then what it brought.
    Formula.objects.filter(pk__in=[one.pk for one in formulas]).delete()
    values = PersonField.objects.filter(source_id=source.pk)
    with for_purpose(Purpose.STORAGE):
        values.filter(field__in=[one.field for one in formulas]).delete()


def _pick(source: Source, added: Sequence[Offer]) -> None:
    for offer in added:
        Formula.objects.create(
            source_id=source.pk,
            stream=offer.stream,
            name=offer.name,
            label=offer.label,
            kind=offer.kind,
        )
