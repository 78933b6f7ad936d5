"""Rows of privacy: records of processing, requests of data subjects, registers."""

from privacy.models.certificates import SigningKey
from privacy.models.closing import ClosureCertificate, WorkspaceExport
from privacy.models.consent import (
    ConsentAction,
    ConsentChannel,
    ConsentEvent,
    ConsentNotice,
    ConsentStanding,
    UsageDay,
)
from privacy.models.erasures import Erasure, ErasureItem, ItemPlace, ItemState
from privacy.models.forwarding import Forwarding
from privacy.models.inbound import InboundMail
from privacy.models.ledger import AppliedErasure
from privacy.models.optouts import MailOptOut, OptOutGround
from privacy.models.packages import (
    Answer,
    Basis,
    LeftOut,
    Package,
    PackageChunk,
    PackageItem,
    Redaction,
    SearchedPlace,
    StatedBasis,
)
from privacy.models.policies import (
    AgreementAcceptance,
    PolicyKind,
    PolicyShown,
    PolicyVersion,
    ShownBy,
)
from privacy.models.recipients import About, RecipientNotice
from privacy.models.records import RecordVersion
from privacy.models.rectifications import Rectification, Upstream
from privacy.models.registers import (
    Register,
    RegisterEntry,
    RegisterEvent,
    RegisterNote,
    Step,
)
from privacy.models.requests import (
    Channel,
    DataSubjectRequest,
    Direction,
    Happening,
    Kind,
    Outcome,
    RequestEvent,
    RequestMessage,
    State,
)
from privacy.models.restrictions import Decision, Ground, RestrictedPerson
from privacy.models.retention import LegalHold, RetentionRule, RetentionRun
from privacy.models.subprocessors import (
    ChangeKind,
    ChangeSubscriber,
    SubprocessorChange,
    SubprocessorObjection,
)

__all__ = [
    "About",
    "AgreementAcceptance",
    "Answer",
    "AppliedErasure",
    "Basis",
    "ChangeKind",
    "ChangeSubscriber",
    "Channel",
    "ClosureCertificate",
    "ConsentAction",
    "ConsentChannel",
    "ConsentEvent",
    "ConsentNotice",
    "ConsentStanding",
    "DataSubjectRequest",
    "Decision",
    "Direction",
    "Erasure",
    "ErasureItem",
    "Forwarding",
    "Ground",
    "Happening",
    "InboundMail",
    "ItemPlace",
    "ItemState",
    "Kind",
    "LeftOut",
    "LegalHold",
    "MailOptOut",
    "OptOutGround",
    "Outcome",
    "Package",
    "PackageChunk",
    "PackageItem",
    "PolicyKind",
    "PolicyShown",
    "PolicyVersion",
    "RecipientNotice",
    "RecordVersion",
    "Rectification",
    "Redaction",
    "Register",
    "RegisterEntry",
    "RegisterEvent",
    "RegisterNote",
    "RequestEvent",
    "RequestMessage",
    "RestrictedPerson",
    "RetentionRule",
    "RetentionRun",
    "SearchedPlace",
    "ShownBy",
    "SigningKey",
    "State",
    "StatedBasis",
    "Step",
    "SubprocessorChange",
    "SubprocessorObjection",
    "Upstream",
    "UsageDay",
    "WorkspaceExport",
]
