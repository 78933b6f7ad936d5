"""The one door for writing to a source: records about one person, campaigns, tasks and fields.

To be called outside of any transaction and of `inside()`; the workspace is given, and a source of
another one is not there. `choice_of` and `choose_on_erasure` are called inside of the workspace, as
are `set_people_limit` and `forget_past`, which are about our own records and ask no source.
"""

from integrations.actions.campaigns.carrying import carry_out
from integrations.actions.campaigns.consent import (
    action_scopes,
    can_act,
    granted,
    is_on,
    lacks_action_right,
    turn_off_actions,
    turn_on_actions,
)
from integrations.actions.campaigns.deciding import (
    approve_action,
    give_up_action,
    refuse_action,
    withdraw_proposed,
)
from integrations.actions.campaigns.giving_back import give_back_right
from integrations.actions.campaigns.handing import hand_over, handed
from integrations.actions.campaigns.limits import (
    let_go_on,
    needs_second,
    rules,
    set_limits,
    stop_all,
)
from integrations.actions.campaigns.looking import live_campaign
from integrations.actions.campaigns.previewing import try_change
from integrations.actions.campaigns.proposing import check_source, propose_action
from integrations.actions.campaigns.undoing import undo_action
from integrations.actions.campaigns.values import (
    BUDGET,
    STATUS,
    Asker,
    LiveCampaign,
    Origin,
    Proposal,
    seen_of,
)
from integrations.actions.campaigns.waiting import is_waiting
from integrations.actions.choices import (
    choice_in,
    choice_of,
    choices_for,
    choose_on_erasure,
    holds_people,
    lacks_right,
    scopes_for,
)
from integrations.actions.finding import find_people, look_for_people
from integrations.actions.forgetting import Forgotten, Held, forget_past, set_people_limit
from integrations.actions.records.allowing import AllowedField, allow_fields, allowed_fields
from integrations.actions.records.belonging import BELONG, Belonging, records_of
from integrations.actions.records.looking import (
    live_record,
    settable_fields,
    try_field,
    try_task,
)
from integrations.actions.records.proposing import (
    needs_second_for_field,
    propose_field,
    propose_task,
)
from integrations.actions.records.targets import MODELS as RECORD_KINDS
from integrations.actions.records.targets import check_target, record_desk
from integrations.actions.records.values import (
    VALUE,
    FieldPreview,
    FieldProposal,
    LiveRecord,
    Target,
    TaskProposal,
)
from integrations.actions.values import (
    CHOICES,
    Choice,
    Errand,
    FoundPeople,
    UpstreamRecord,
    Written,
)
from integrations.actions.words import told_words
from integrations.actions.writing import correct_record, delete_record, redact_record
from integrations.classifications import CHANGE, WRITE
from integrations.connectors.people import DERIVED
from integrations.connectors.records import FieldShape

__all__ = [
    "BELONG",
    "BUDGET",
    "CHANGE",
    "CHOICES",
    "DERIVED",
    "RECORD_KINDS",
    "STATUS",
    "VALUE",
    "WRITE",
    "AllowedField",
    "Asker",
    "Belonging",
    "Choice",
    "Errand",
    "FieldPreview",
    "FieldProposal",
    "FieldShape",
    "Forgotten",
    "FoundPeople",
    "Held",
    "LiveCampaign",
    "LiveRecord",
    "Origin",
    "Proposal",
    "Target",
    "TaskProposal",
    "UpstreamRecord",
    "Written",
    "action_scopes",
    "allow_fields",
    "allowed_fields",
    "approve_action",
    "can_act",
    "carry_out",
    "check_source",
    "check_target",
    "choice_in",
    "choice_of",
    "choices_for",
    "choose_on_erasure",
    "correct_record",
    "delete_record",
    "find_people",
    "forget_past",
    "give_back_right",
    "give_up_action",
    "granted",
    "hand_over",
    "handed",
    "holds_people",
    "is_on",
    "is_waiting",
    "lacks_action_right",
    "lacks_right",
    "let_go_on",
    "live_campaign",
    "live_record",
    "look_for_people",
    "needs_second",
    "needs_second_for_field",
    "propose_action",
    "propose_field",
    "propose_task",
    "record_desk",
    "records_of",
    "redact_record",
    "refuse_action",
    "rules",
    "scopes_for",
    "seen_of",
    "set_limits",
    "set_people_limit",
    "settable_fields",
    "stop_all",
    "told_words",
    "try_change",
    "try_field",
    "try_task",
    "turn_off_actions",
    "turn_on_actions",
    "undo_action",
    "withdraw_proposed",
]
