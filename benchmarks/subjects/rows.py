"""A CRM of so many people, made in SQL: half leads, half contacts, and what hangs on people."""

from collections.abc import Mapping
from typing import Any

import psycopg

# Column by column what differs between rows; every other column gets `_rest` of its kind.
Row = Mapping[str, str]
_ID = "'%s' || lpad(n::text, 15, '0')"
# Of two rows in turn one names a lead, the other a contact.
_LEAD = "'00Q' || lpad((n / 2)::text, 15, '0')"
_CONTACT = "'003' || lpad((n / 2)::text, 15, '0')"
_NOBODY = "''"
_HASH = "decode(md5('%s' || n), 'hex')"
_MADE = "now() - (n %% 1000 * 7919 %% 1000) * interval '1 day'"
# What does not follow from the day, so that each day has many rows in the rollup.
_MIXED = "(n / 1000)"
_CAMPAIGN = f"'701' || lpad(({_MIXED} / 8 %% 40)::text, 15, '0')"
_STATUS = "(ARRAY['New', 'Working', 'Ready'])[1 + n %% 3]"
_LEAD_SOURCE = f"'Lead source ' || {_MIXED} %% 8"


def _either(one: str, other: str) -> str:
    return f"CASE WHEN n %% 2 = 0 THEN {one} ELSE {other} END"


def _of_ten(one: str, others: str) -> str:
    return f"CASE WHEN n %% 10 = 0 THEN {one} ELSE {others} END"


# {table: (how many for one person, columns)}; a tenth of the leads became contacts.
ROWS: dict[str, tuple[float, Row]] = {
    "integrations_lead": (
        0.5,
        {
            "external_id": _ID % "00Q",
            "email_hash": _HASH % "e",
            "suppression_hash": _HASH % "s",
            "status": _STATUS,
            "lead_source": _LEAD_SOURCE,
            "created_at": _MADE,
            "stamp": _MADE,
            "is_converted": "n %% 10 = 0",
            "converted_contact_external_id": _of_ten(_ID % "003", _NOBODY),
        },
    ),
    "integrations_contact": (
        0.5,
        {
            "external_id": _ID % "003",
            "email_hash": _of_ten(_HASH % "e", _HASH % "c"),
            "suppression_hash": _of_ten(_HASH % "s", _HASH % "t"),
            "company_external_id": "'001' || lpad((n / 5)::text, 15, '0')",
            "lead_source": _LEAD_SOURCE,
            "created_at": _MADE,
            "stamp": _MADE,
        },
    ),
    "integrations_leadstatuschange": (
        0.5,
        {
            "external_id": f"{_ID % '00Q'} || ':1'",
            "lead_external_id": _ID % "00Q",
            "old_status": "'New'",
            "new_status": _STATUS,
            "changed_at": f"{_MADE} + interval '3 hours'",
            "basis": "'history'",
        },
    ),
    "integrations_campaignmember": (
        1.0,
        {
            "external_id": _ID % "00v",
            "campaign_external_id": _CAMPAIGN,
            "lead_external_id": _either(_LEAD, _NOBODY),
            "contact_external_id": _either(_NOBODY, _CONTACT),
            "created_at": _MADE,
        },
    ),
    "integrations_personfield": (
        1.0,
        {
            "external_id": _either(_LEAD, _CONTACT),
            "field": _either("'Lead.LastName'", "'Contact.LastName'"),
            "row_id": "md5('f' || n)::uuid",
            "sealed": "decode(repeat(md5('v' || n), 4), 'hex')",
        },
    ),
    "integrations_company": (0.1, {"external_id": _ID % "001", "name": "'Company ' || n"}),
    "integrations_opportunity": (
        0.1,
        {
            "external_id": _ID % "006",
            "company_external_id": _ID % "001",
            "contact_external_id": _ID % "003",
            "campaign_external_id": "'701' || lpad((n %% 37)::text, 15, '0')",
            "amount_micros": "(1 + n %% 500) * 1000000",
            "closes_on": f"({_MADE})::date + 45",
            "created_at": _MADE,
            "is_closed": "n %% 2 = 0",
            "is_won": "n %% 6 = 0",
            "lead_source": _LEAD_SOURCE,
        },
    ),
    "integrations_opportunitycontact": (
        0.1,
        {
            "external_id": _ID % "00K",
            "opportunity_external_id": _ID % "006",
            "contact_external_id": _ID % "003",
        },
    ),
    "integrations_opportunitychange": (
        0.1,
        {
            "external_id": _ID % "008",
            "opportunity_external_id": _ID % "006",
            "changed_at": _MADE,
        },
    ),
    "integrations_mergedrecord": (
        0.02,
        {
            "kind": "'Lead'",
            "external_id": _ID % "00Qm",
            "winner_external_id": _ID % "00Q",
            "last_external_id": _ID % "00Q",
        },
    ),
    "integrations_suppression": (
        0.002,
        {"source_id": "NULL::uuid", "identifier_hash": _HASH % "x", "key_id": "md5('key')::uuid"},
    ),
    "integrations_restriction": (
        0.001,
        {"person_id": "md5('r' || n)::uuid", "external_id": _ID % "00Qr"},
    ),
    "integrations_quarantinedrecord": (
        0.001,
        {"kind": "'Lead'", "external_id": _ID % "00Qq", "created_at": _MADE},
    ),
    "accounts_loggedperson": (0.05, {"id": "md5('p' || n)::uuid", "key_hash": _HASH % "k"}),
    "accounts_reading": (
        0.1,
        {
            "actor_kind": "'user'",
            "person_id": "md5('p' || n / 2)::uuid",
            "purpose": "'show who stands behind a number'",
            "fields": "ARRAY['integrations.personfield.sealed']",
        },
    ),
    "accounts_job": (
        0.01,
        {
            "task": _either("'accounts.tasks.send_mail'", "'x'"),
            "args": "jsonb_build_array(gen_random_uuid()::text, 'sent')",
            "state": "'done'",
        },
    ),
    "accounts_auditevent": (0.01, {"seq": "-n", "action": "'person.opened'", "target": "''"}),
    "privacy_datasubjectrequest": (
        0.001,
        {
            "number": "n",
            "kind": "'access'",
            "channel": "'form'",
            "state": "'closed'",
            "outcome": "'answered'",
            "closed_at": "now()",
            "address_hash": _HASH % "a",
        },
    ),
}
_REST = {
    "bytea": "'\\x00'::bytea",
    "boolean": "false",
    "jsonb": "'{}'::jsonb",
    "text": "''",
    "character varying": "''",
    "timestamp with time zone": "now()",
    "uuid": "gen_random_uuid()",
}
_COLUMNS = """
SELECT column_name, data_type, is_nullable = 'YES' OR column_default IS NOT NULL OR
    is_identity = 'YES' FROM information_schema.columns
WHERE table_schema = 'public' AND table_name = %s
"""


def fill(admin: psycopg.Connection[Any], workspace: Any, source: Any, people: int) -> int:
    """All rows of a business with so many people; how many rows that is.

    Foreign keys and triggers are not looked at: what they would find is made right.
    """
    total = 0
    with admin.transaction():
        admin.execute("SET LOCAL session_replication_role = replica")
        for table, (share, columns) in ROWS.items():
            statement = _insert(admin, table, columns)
            names = {"workspace": workspace, "source": source, "rows": int(people * share)}
            total += admin.execute(statement.encode(), names).rowcount
    return total


def _insert(admin: psycopg.Connection[Any], table: str, columns: Row) -> str:
    known = {"workspace_id": "%(workspace)s", "source_id": "%(source)s::uuid", **columns}
    values = {}
    for name, kind, is_free in admin.execute(_COLUMNS, [table]).fetchall():
        if name in known:
            values[name] = known[name]
        elif not is_free:
            values[name] = _REST.get(kind, "0")
    heads = ", ".join(f'"{name}"' for name in values)
    return (
        f"INSERT INTO {table} ({heads}) SELECT {', '.join(values.values())} "  # noqa: S608
        "FROM generate_series(1, %(rows)s) n"
    )
