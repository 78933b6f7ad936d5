"""Keeps a version of the records of processing whenever the map says something else."""

import hashlib
from dataclasses import asdict

import orjson
from django.db import DEFAULT_DB_ALIAS, transaction

from privacy.models import RecordVersion
from privacy.records import make_all


def keep_records(*, using: str = DEFAULT_DB_ALIAS) -> bool:
    """Store the records in all languages if they differ from the newest version; whether it did.

    Two who do it at once keep at worst the same content twice, which says nothing wrong.
    """
    content = orjson.loads(
        orjson.dumps(
            {
                language: {kind: asdict(record) for kind, record in records.items()}
                for language, records in make_all().items()
            }
        )
    )
    digest = content_digest(content)
    with transaction.atomic(using=using):
        versions = RecordVersion.objects.using(using).order_by("-kept_at", "-id")
        if versions.values_list("sha256", flat=True).first() == digest:
            return False
        RecordVersion.objects.using(using).create(sha256=digest, content=content)
    return True


def content_digest(content: object) -> str:
    """The sha256 of the canonical JSON: sorted keys, no blanks, UTF-8."""
    return hashlib.sha256(orjson.dumps(content, option=orjson.OPT_SORT_KEYS)).hexdigest()
