"""Rows of privacy: records of processing, requests of data subjects, registers."""

from privacy.models.certificates import SigningKey
from privacy.models.closing import ClosureCertificate, WorkspaceExport
from privacy.models.erasures import Erasure, ErasureItem, ItemPlace, ItemState
from privacy.models.forwarding import Forwarding
from privacy.models.inbound import InboundMail
from privacy.models.ledger import AppliedErasure
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
from privacy.models.records import RecordVersion
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
from privacy.models.retention import LegalHold, RetentionRule, RetentionRun

__all__ = [
    "Answer",
    "AppliedErasure",
    "Basis",
    "Channel",
    "ClosureCertificate",
    "DataSubjectRequest",
    "Direction",
    "Erasure",
    "ErasureItem",
    "Forwarding",
    "Happening",
    "InboundMail",
    "ItemPlace",
    "ItemState",
    "Kind",
    "LeftOut",
    "LegalHold",
    "Outcome",
    "Package",
    "PackageChunk",
    "PackageItem",
    "RecordVersion",
    "Redaction",
    "Register",
    "RegisterEntry",
    "RegisterEvent",
    "RegisterNote",
    "RequestEvent",
    "RequestMessage",
    "RetentionRule",
    "RetentionRun",
    "SearchedPlace",
    "SigningKey",
    "State",
    "StatedBasis",
    "Step",
    "WorkspaceExport",
]
