"""What every tenant table's policy calls: the workspace that is entered, or an error."""

from django.db import migrations

# Raises rather than returning NULL: a forgotten inside() is an error, never an empty answer.
WORKSPACE = """
CREATE FUNCTION app.ws() RETURNS uuid LANGUAGE plpgsql STABLE PARALLEL SAFE
SET search_path = pg_catalog AS $$
DECLARE entered text := current_setting('app.workspace_id', true);
BEGIN
    IF entered IS NULL OR entered = '' THEN
        RAISE EXCEPTION 'no workspace is entered' USING ERRCODE = '42501';
    END IF;
    RETURN entered::uuid;
END $$
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]
    operations = [migrations.RunSQL(WORKSPACE, "DROP FUNCTION app.ws()")]
