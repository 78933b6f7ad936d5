"""How long a workspace tries everything, without a card."""

from datetime import datetime, timedelta

from billing.plans import TRIAL_DAYS


def trial_end(made_at: datetime) -> datetime:
    """When the trial of a workspace ends that was made at this moment."""
    return made_at + timedelta(days=TRIAL_DAYS)
