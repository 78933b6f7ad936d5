"""How Proactivox, as processor, tells its customers of a breach: one action, one entry at each."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.errors import Refused
from accounts.jobs import Lease, enqueue
from accounts.models import Workspace
from accounts.models.workspace import HOUSE_ID
from accounts.tenancy import inside, require_workspace_id
from privacy.models import Register, RegisterEntry, RegisterEvent, RegisterNote, Step
from privacy.registers.breaches.mails import mail_breach
from privacy.registers.breaches.standing import CONTROLLER
from privacy.registers.purposes import KEEP_REGISTER
from privacy.registers.reading import told_one
from privacy.registers.sealing import text_of
from privacy.registers.writing import locked_entry, open_entry, write_event, write_notes

# What a customer needs for its own notice (Art. 33(3)); the house's own judgements stay in it.
PASSED_ON = (
    *("what", "people", "people_count", "categories", "record_count", "consequences", "measures"),
)
TASK = "privacy.tasks.registers.tell_customer"


def tell_customers(*, entry_id: UUID, workspace_ids: Sequence[UUID], text: str) -> int:
    """Tell these workspaces, in the order given; a further notice adds to what they have. How many.

    Only from the house's own register; raises Refused elsewhere, and for nobody.
    """
    if require_workspace_id() != HOUSE_ID:
        raise Refused(_("Only Proactivox tells its customers of a breach."))
    with inside(HOUSE_ID):
        entry = locked_entry(entry_id, Register.BREACH)
        known = set(Workspace.objects.exclude(pk=HOUSE_ID).values_list("pk", flat=True))
        wanted = [one for one in dict.fromkeys(workspace_ids) if one in known]
        if not wanted:
            raise Refused(_("Choose whom to tell."), code="nobody_chosen")
        note_id = write_notes(entry, {"controller_notice": text})
        for workspace_id in wanted:
            enqueue(TASK, entry.pk, workspace_id, note_id, dedupe_key=f"{note_id}:{workspace_id}")
        record("breach.customers_told", entry, count=len(wanted))
        return len(wanted)


def tell_customer(lease: Lease, *, entry_id: UUID, workspace_id: UUID, note_id: UUID) -> None:
    """Carry one notice over: read in the house, entered at the customer, noted in the house.

    Three transactions, because no statement spans two workspaces. Whoever dies between them is
    followed by another who finds the notice there already.
    """
    with lease.batch():
        found = told_one(Register.BREACH, entry_id)
        notice = RegisterNote.objects.filter(pk=note_id).first()
        if found is None or notice is None:
            return
        said = {name: found.said[name] for name in PASSED_ON if name in found.said}
        said["notice_to_us"], rules = text_of(notice, purpose=KEEP_REGISTER), found.entry.rules
    with inside(workspace_id):
        receive_notice(origin_id=entry_id, note_id=note_id, rules=rules, said=said)
    with lease.batch():
        entry = RegisterEntry.objects.get(pk=entry_id)
        if not _is_noted(entry, Step.CONTROLLER_TOLD, workspace_id, note_id):
            write_event(entry, Step.CONTROLLER_TOLD, told_id=workspace_id, note_id=note_id)


def receive_notice(
    *, origin_id: UUID, note_id: UUID, rules: str, said: Mapping[str, str]
) -> RegisterEntry:
    """Enter what Proactivox told, in the customer's register; the same notice once.

    The customer becomes aware by being told: its own 72 hours run from now (EDPB 9/2022).
    """
    with inside(require_workspace_id()):
        # Held, so that of two notices at once the second finds the entry that the first made.
        Workspace.objects.select_for_update(no_key=True).only("id").get(pk=require_workspace_id())
        entry = RegisterEntry.objects.filter(origin_id=origin_id).first()
        is_new = entry is None
        if entry is None:
            entry = open_entry(
                Register.BREACH,
                began_at=timezone.now(),
                rules=rules,
                said=said,
                role=CONTROLLER,
                origin_id=origin_id,
            )
        elif _is_noted(entry, Step.ARRIVED, HOUSE_ID, note_id):
            return entry
        else:
            write_notes(entry, said)
        write_event(entry, Step.ARRIVED, told_id=HOUSE_ID, note_id=note_id)
        mail_breach(entry, "arrived" if is_new else "more")
        record("breach.arrived", entry)
        return entry


def told_workspaces(events: Sequence[RegisterEvent]) -> dict[UUID, str]:
    """{id: name} of the customers that were told; names are the control plane's."""
    ids = {one.told_id for one in events if one.step == Step.CONTROLLER_TOLD and one.told_id}
    return dict(Workspace.objects.filter(pk__in=ids).order_by("name").values_list("pk", "name"))


def _is_noted(entry: RegisterEntry, step: Step, told_id: UUID, note_id: UUID) -> bool:
    rows = RegisterEvent.objects.filter(entry=entry, step=step, told_id=told_id, note_id=note_id)
    return rows.exists()
