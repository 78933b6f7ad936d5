"""The end of a contract: exports, certificates, and the one lawful way to delete a closed workspace."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

import accounts.tenancy.rows
from accounts.tenancy import TenantTable, together

# True only in the function below, for the workspace that it was called for, after its agreed day.
IS_CLOSING = """
CREATE FUNCTION app.is_closing(ws uuid) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
    SELECT current_user = 'proactivox_owner' AND current_setting('app.closing', true) = ws::text
        AND EXISTS (SELECT FROM public.accounts_closure c
            WHERE c.workspace_id = ws AND c.erase_after <= now())
$$
"""
# The application cannot shorten what was agreed: 7 days lie between asking and erasing.
AGREED = """
CREATE FUNCTION app.closure_agreed() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    IF current_user = 'proactivox_app' AND (TG_OP = 'INSERT' OR NEW.erase_after < OLD.erase_after)
        AND NEW.erase_after < now() + interval '7 days' THEN
        RAISE EXCEPTION 'a workspace closes after 7 days at the earliest' USING ERRCODE = '42501';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER closure_agreed BEFORE INSERT OR UPDATE ON accounts_closure
    FOR EACH ROW EXECUTE FUNCTION app.closure_agreed()
"""
# Called after every migration: each tenant table gets a policy for the owner, which sees nothing
# otherwise, and what denies deletes steps aside, both for a closing workspace alone.
LET = """
CREATE FUNCTION app.let_closings_erase() RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE found record;
BEGIN
    FOR found IN SELECT c.oid::regclass AS name FROM pg_class c
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
            AND EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid AND p.polname = 'tenant')
            AND NOT EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid AND p.polname = 'closing')
    LOOP
        EXECUTE format('CREATE POLICY closing ON %s FOR ALL TO proactivox_owner '
            'USING (app.is_closing(workspace_id))', found.name);
    END LOOP;
    FOR found IN SELECT pg_get_triggerdef(t.oid) AS said FROM pg_trigger t
        JOIN pg_policy p ON p.polrelid = t.tgrelid AND p.polname = 'closing'
        WHERE NOT t.tgisinternal AND t.tgparentid = 0 AND t.tgqual IS NULL
            AND t.tgtype & 1 = 1 AND t.tgtype & 2 = 2 AND t.tgtype & 8 = 8
    LOOP
        EXECUTE replace(replace(found.said, 'CREATE TRIGGER', 'CREATE OR REPLACE TRIGGER'),
            ' FOR EACH ROW EXECUTE', ' FOR EACH ROW WHEN (NOT app.is_closing(OLD.workspace_id)) EXECUTE');
    END LOOP;
END $$
"""
ERASE = """
CREATE FUNCTION app.erase_closed(ws uuid) RETURNS TABLE (name text, rows bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE found regclass;
BEGIN
    PERFORM set_config('app.closing', ws::text, true);
    IF ws <> app.ws() OR NOT app.is_closing(ws) THEN
        RAISE EXCEPTION 'this workspace is not to be erased' USING ERRCODE = '42501';
    END IF;
    FOR found IN SELECT polrelid::regclass FROM pg_policy WHERE polname = 'closing' ORDER BY 1 LOOP
        name := (SELECT relname FROM pg_class WHERE oid = found);
        EXECUTE format('SELECT count(*) FROM %s WHERE workspace_id = $1', found) INTO rows USING ws;
        RETURN NEXT;
    END LOOP;
    FOR found IN SELECT polrelid::regclass FROM pg_policy WHERE polname = 'closing' ORDER BY 1 LOOP
        EXECUTE format('DELETE FROM %s WHERE workspace_id = $1', found) USING ws;
    END LOOP;
    DELETE FROM app.audit_head WHERE workspace_id = ws;
    PERFORM set_config('app.closing', '', true);
END $$;
REVOKE ALL ON FUNCTION app.erase_closed FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.erase_closed TO proactivox_app
"""
UNDO = """
DROP FUNCTION app.erase_closed;
DROP FUNCTION app.let_closings_erase;
DROP FUNCTION app.closure_agreed CASCADE;
DROP FUNCTION app.is_closing CASCADE
"""


class Migration(migrations.Migration):
    dependencies = [("privacy", "0011_both_laws")]

    operations = [
        migrations.CreateModel(
            name="ClosureCertificate",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=accounts.tenancy.rows.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("workspace_ref", models.UUIDField()),
                ("asked_at", models.DateTimeField()),
                ("erased_at", models.DateTimeField()),
                ("finished_at", models.DateTimeField(null=True)),
                ("backups_gone_by", models.DateTimeField()),
                ("rows", models.JSONField(default=dict)),
                ("forgets", models.JSONField(default=list)),
                ("told", models.BinaryField(null=True)),
                ("document", models.JSONField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="WorkspaceExport",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=accounts.tenancy.rows.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("ready_at", models.DateTimeField(null=True)),
                ("expires_at", models.DateTimeField(null=True)),
                ("size", models.BigIntegerField(default=0)),
                ("sha256", models.CharField(blank=True, max_length=64)),
                ("tables", models.PositiveIntegerField(default=0)),
                ("rows", models.BigIntegerField(default=0)),
                ("gone_at", models.DateTimeField(null=True)),
                (
                    "workspace",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="accounts.workspace",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["workspace", "-asked_at"], name="workspace_export")
                ]
            },
        ),
        TenantTable("WorkspaceExport"),
        *(
            migrations.RunSQL(statement, migrations.RunSQL.noop)
            for statement in (IS_CLOSING, AGREED, LET)
        ),
        migrations.RunSQL(ERASE, UNDO),
    ]
    operations = together(operations)
