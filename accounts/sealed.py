"""What accounts keeps sealed: seeds of second steps under the house's key, numbers left out."""

from typing import Any

from accounts.crypto import Place, register_sealed
from accounts.models.workspace import HOUSE_ID
from accounts.national_numbers import number_place


def _seed_place(row: Any) -> Place:
    return Place("mfa_authenticator", "data.secret", HOUSE_ID, row.user_id)


register_sealed("mfa.authenticator", "data", _seed_place, keys=("secret", "seed"), home=HOUSE_ID)
register_sealed("accounts.QuarantinedNumber", "numbers", number_place)
