"""Rows of privacy: the records of processing, the requests of data subjects."""

from privacy.models.forwarding import Forwarding
from privacy.models.records import RecordVersion
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

__all__ = [
    "Channel",
    "DataSubjectRequest",
    "Direction",
    "Forwarding",
    "Happening",
    "Kind",
    "Outcome",
    "RecordVersion",
    "RequestEvent",
    "RequestMessage",
    "State",
]
