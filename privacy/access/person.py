"""Who a package is about, and the lines of both logs that speak of them."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

import orjson

from accounts.crypto import decrypt, encrypt
from accounts.models import Disclosure, Reading
from accounts.readings import keys_of, known_numbers, request_key
from accounts.subjects import Collected, Subject, plain_rows
from privacy.access.sealing import subject_place
from privacy.erasure.person import subject_as_json, subject_from_json
from privacy.models import DataSubjectRequest, Package
from privacy.requests.sealing import hashes_of

_READING = ("at", "purpose", "fields", "place")
_DISCLOSURE = ("at", "purpose", "recipient", "company", "country", "transfer", "safeguard")
LOGS = ("accounts.reading", "accounts.disclosure")


def seal_subject(row: Any, subject: Subject) -> bytes:
    """The person's addresses and ids, sealed for the package's row."""
    return encrypt(subject_place(row), orjson.dumps(subject_as_json(subject)).decode())


def open_subject(row: Any) -> Subject:
    """The person of a package that is not released yet."""
    return subject_from_json(orjson.loads(decrypt(subject_place(row), bytes(row.subject))))


def numbers_of_person(package: Package, subject: Subject) -> list[UUID]:
    """The person's numbers in the logs: by what identifies them, and by their requests."""
    mine = DataSubjectRequest.objects.filter(address_hash__in=hashes_of(subject))
    requests = {package.request_id, *mine.values_list("pk", flat=True)}
    return known_numbers([*keys_of(subject), *map(request_key, requests)])


def own_logs(package: Package, subject: Subject, found: Iterable[Collected]) -> list[Collected]:
    """What accounts collected, with the lines of the logs by the person's requests besides."""
    numbers = numbers_of_person(package, subject)
    readings = Reading.objects.filter(person_id__in=numbers).order_by("at", "id")
    disclosures = Disclosure.objects.filter(person_id__in=numbers).order_by("at", "id")
    logs = (
        Collected("accounts.reading", plain_rows(readings.values(*_READING))),
        Collected("accounts.disclosure", plain_rows(disclosures.values(*_DISCLOSURE))),
    )
    return [*(part for part in found if part.table not in LOGS), *logs]
