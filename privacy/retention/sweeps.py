"""Asks each night for the retention job of every workspace, spread over an hour."""

import secrets
from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from accounts.jobs import enqueue
from accounts.tenancy import in_each_workspace
from privacy.models import LegalHold

TASK = "privacy.tasks.retention.run_retention"
_SPREAD = 3600
# The classification of holds promises this, in privacy.retention.holdings.
HOLD_KEPT = timedelta(days=5 * 365 + 2)


def request_retention() -> int:
    """Ask for the job of each workspace in which none waits; how many."""
    return in_each_workspace(_request)


def forget_holds() -> int:
    """Delete holds 5 years after they ended or were lifted; how many."""
    return in_each_workspace(_forget_holds)


def _forget_holds() -> int:
    before = timezone.now() - HOLD_KEPT
    ended = Q(until__lt=before.date(), lifted_at=None) | Q(lifted_at__lt=before)
    return LegalHold.objects.filter(ended).delete()[0]


def _request() -> int:
    delay = timedelta(seconds=1 + secrets.randbelow(_SPREAD))
    return int(enqueue(TASK, dedupe_key="nightly", delay=delay) is not None)
