"""What accounts keeps sealed: the seeds of second steps, under the house's key."""

from typing import Any

from accounts.crypto import Place, register_sealed
from accounts.models.workspace import HOUSE_ID


def _seed_place(row: Any) -> Place:
    return Place("mfa_authenticator", "data.secret", HOUSE_ID, row.user_id)


register_sealed("mfa.authenticator", "data", _seed_place, keys=("secret", "seed"), home=HOUSE_ID)
