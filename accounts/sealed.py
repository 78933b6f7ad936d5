"""What accounts keeps sealed: seeds, addresses, numbers left out, secrets of webhooks and SSO."""

from functools import partial
from typing import Any

from accounts.access_log.sealing import ip_place
from accounts.crypto import Place, register_sealed
from accounts.models.workspace import HOUSE_ID
from accounts.national_numbers import number_place
from accounts.security.logins import login_place
from accounts.sso.connections import secret_place
from accounts.webhooks.secrets import SEALED, endpoint_place


def _seed_place(row: Any) -> Place:
    return Place("mfa_authenticator", "data.secret", HOUSE_ID, row.user_id)


register_sealed("mfa.authenticator", "data", _seed_place, keys=("secret", "seed"), home=HOUSE_ID)
register_sealed("accounts.LogIn", "address", login_place, home=HOUSE_ID)
register_sealed("accounts.QuarantinedNumber", "numbers", number_place)
register_sealed("accounts.AccessLine", "ip", ip_place)
for column in SEALED:
    register_sealed("accounts.WebhookEndpoint", column, partial(endpoint_place, column=column))
register_sealed("accounts.SsoConnection", "secret", secret_place)
