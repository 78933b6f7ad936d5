"""Even the owner of the table cannot change the audit trail unnoticed."""

import io

import pytest
from django.core.management import call_command
from django.db import connections

from accounts.audit import record
from accounts.tenancy import inside
from tests.cast import make_cast


def test_verify_audit_finds_tampering_by_the_owner_of_the_table(fresh_database: object) -> None:
    cast = make_cast()
    with inside(cast.acme):
        for number in range(4):
            record("source.paused", number=number)
    with connections["owner"].cursor() as cursor:
        cursor.execute("ALTER TABLE accounts_auditevent DISABLE TRIGGER audit_deny")
        cursor.execute("ALTER TABLE accounts_auditevent NO FORCE ROW LEVEL SECURITY")
        cursor.execute("UPDATE accounts_auditevent SET action = 'nothing.happened' WHERE seq = 2")
        cursor.execute("DELETE FROM accounts_auditevent WHERE seq = 4")
    err = io.StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("verify_audit", "--workspace", "acme", stderr=err)
    assert ended.value.code == 1
    assert "acme: event 2: its content was changed" in err.getvalue()
    assert "acme: event 4: the end of the trail was cut off" in err.getvalue()
