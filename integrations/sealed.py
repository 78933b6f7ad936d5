"""What integrations keeps sealed: tokens and keys of sources, opted-in fields of people."""

from typing import Any

from accounts.crypto import Place, register_sealed
from integrations.certificates import key_place
from integrations.credentials import token_place
from integrations.loading.correcting import correction_place
from integrations.loading.sealing import person_place


def _access_place(row: Any) -> Place:
    return token_place(row, "access_token")


def _refresh_place(row: Any) -> Place:
    return token_place(row, "refresh_token")


def _field_place(row: Any) -> Place:
    return person_place(row.workspace_id, row.field, row.row_id)


register_sealed("integrations.Credential", "access_token", _access_place)
register_sealed("integrations.Credential", "refresh_token", _refresh_place)
register_sealed("integrations.Certificate", "private_key", key_place)
register_sealed("integrations.Correction", "value", correction_place)
register_sealed("integrations.PersonField", "sealed", _field_place)
