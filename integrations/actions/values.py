"""What the calls to a source about one person give and take: frozen values, nothing of a vendor."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal
from uuid import UUID

Choice = Literal["delete", "redact", "ask", "never"]
CHOICES: tuple[Choice, ...] = ("delete", "redact", "ask", "never")


@dataclass(frozen=True)
class Errand:
    """For which work a source is called about a person, as the log of disclosures tells it.

    `subject_keys` are of the person or of their request (accounts.readings), `run` names the work:
    all its calls to one vendor are one line.
    """

    subject_keys: tuple[str, ...] = field(repr=False)
    run: str


@dataclass(frozen=True)
class UpstreamRecord:
    """A record about a person as it stands in the source at this moment.

    `kind` is Contact or Lead for a person; CampaignMember, Task or Event, and in HubSpot Note, Call
    or Email, for what belongs to one. `fields` are all that the connected user may see, by the
    source's own names. `reached_by` is "email", "id" (told by the caller), "stored" (only our own
    rows say so), "merged", "converted" or "belongs". `link` opens it in the source's own pages,
    `person` is the id of whom it belongs to, its own for a person.
    """

    source_id: UUID
    kind: str
    external_id: str
    fields: Mapping[str, str | None] = field(repr=False)
    link: str
    reached_by: str
    person: str = ""


@dataclass(frozen=True)
class FoundPeople:
    """What a source says of a person, and where in it this user could not look.

    `external_ids` are all ids that were followed, those of merged and deleted records too. Records
    in `unseen` ("Task", "Lead.Email") may hold more: nobody may say that nothing is left there.
    """

    records: tuple[UpstreamRecord, ...]
    external_ids: tuple[str, ...] = ()
    unseen: tuple[str, ...] = ()


@dataclass(frozen=True)
class Written:
    """What became of one record: `what` was done, or `why_not`, in words without personal data.

    Not done and not `is_permanent` may be tried again as it is.
    """

    is_done: bool
    what: str = ""
    why_not: str = ""
    is_permanent: bool = False
