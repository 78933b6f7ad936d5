"""What restrictive policies ask: whether this transaction may see people who are restricted."""

from django.db import migrations

# Nothing told is no purpose; anything else than the five is a mistake, and never an answer.
SEES_RESTRICTED = """
CREATE FUNCTION app.sees_restricted() RETURNS boolean LANGUAGE plpgsql STABLE PARALLEL SAFE
SET search_path = pg_catalog AS $$
DECLARE purpose text := current_setting('app.purpose', true);
BEGIN
    IF purpose IS NULL OR purpose = '' THEN
        RETURN false;
    END IF;
    IF purpose IN ('storage', 'consent', 'legal_claims', 'rights_of_others', 'own_right') THEN
        RETURN true;
    END IF;
    RAISE EXCEPTION 'no such purpose: %', purpose USING ERRCODE = '42501';
END $$
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0008_logs")]
    operations = [migrations.RunSQL(SEES_RESTRICTED, "DROP FUNCTION app.sees_restricted()")]
