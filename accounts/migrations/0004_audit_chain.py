"""Seals each audit event into its workspace's chain; nobody but the owner of the table can undo it."""

from django.db import migrations

HEAD = """
CREATE TABLE app.audit_head (workspace_id uuid PRIMARY KEY, seq bigint NOT NULL, hash bytea NOT NULL);
REVOKE ALL ON app.audit_head FROM proactivox_app, proactivox_dispatch
"""
# What is hashed: everything a reader sees, in one canonical text.
BODY = """
CREATE FUNCTION app.audit_body(e public.accounts_auditevent) RETURNS bytea
LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
    SELECT convert_to(jsonb_build_array('v1', e.workspace_id, e.seq, extract(epoch FROM e.at),
        e.actor_kind, e.actor_id, e.action, e.target, e.data)::text, 'UTF8')
$$
"""
SEAL = """
CREATE FUNCTION app.audit_seal() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE head app.audit_head;
BEGIN
    INSERT INTO app.audit_head VALUES (NEW.workspace_id, 0, decode(repeat('00', 32), 'hex'))
        ON CONFLICT DO NOTHING;
    SELECT * INTO head FROM app.audit_head WHERE workspace_id = NEW.workspace_id FOR UPDATE;
    NEW.seq := head.seq + 1;
    NEW.prev := head.hash;
    NEW.at := clock_timestamp();
    NEW.hash := sha256(NEW.prev || app.audit_body(NEW));
    UPDATE app.audit_head SET seq = NEW.seq, hash = NEW.hash WHERE workspace_id = NEW.workspace_id;
    RETURN NEW;
END $$;
CREATE FUNCTION app.audit_deny() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'the audit trail is append-only' USING ERRCODE = '42501'; END $$;
CREATE TRIGGER audit_seal BEFORE INSERT ON accounts_auditevent
    FOR EACH ROW EXECUTE FUNCTION app.audit_seal();
CREATE TRIGGER audit_deny BEFORE UPDATE OR DELETE ON accounts_auditevent
    FOR EACH ROW EXECUTE FUNCTION app.audit_deny();
CREATE TRIGGER audit_deny_truncate BEFORE TRUNCATE ON accounts_auditevent
    FOR EACH STATEMENT EXECUTE FUNCTION app.audit_deny();
REVOKE UPDATE, DELETE ON accounts_auditevent FROM proactivox_app, proactivox_ops
"""
# The head is read by a definer, because only then is a cut-off tail seen.
DAMAGES = """
CREATE FUNCTION app.audit_tip(ws uuid) RETURNS app.audit_head
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT h FROM app.audit_head h WHERE h.workspace_id = ws AND ws = app.ws()
$$;
CREATE FUNCTION app.audit_damages(ws uuid) RETURNS TABLE (seq bigint, why text)
LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
    WITH chain AS (
        SELECT e.seq, e.prev, e.hash, sha256(e.prev || app.audit_body(e)) AS made,
            lag(e.hash, 1, decode(repeat('00', 32), 'hex')) OVER line AS before,
            lag(e.seq, 1, 0::bigint) OVER line AS last
        FROM public.accounts_auditevent e WHERE e.workspace_id = ws WINDOW line AS (ORDER BY e.seq)
    )
    SELECT c.seq, CASE WHEN c.seq <> c.last + 1 THEN 'gap' WHEN c.prev <> c.before THEN 'link'
        ELSE 'hash' END
    FROM chain c WHERE c.seq <> c.last + 1 OR c.prev <> c.before OR c.hash <> c.made
    UNION ALL
    SELECT tip.seq, 'tail' FROM app.audit_tip(ws) tip WHERE tip.seq IS NOT NULL
        AND NOT EXISTS (SELECT FROM chain c WHERE c.seq = tip.seq AND c.hash = tip.hash)
    ORDER BY 1
$$
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_locks")]
    operations = [
        migrations.RunSQL(HEAD, "DROP TABLE app.audit_head CASCADE"),
        migrations.RunSQL(BODY, "DROP FUNCTION app.audit_body"),
        migrations.RunSQL(
            SEAL,
            "DROP FUNCTION app.audit_seal CASCADE; DROP FUNCTION app.audit_deny CASCADE",
        ),
        migrations.RunSQL(
            DAMAGES, "DROP FUNCTION app.audit_damages; DROP FUNCTION IF EXISTS app.audit_tip"
        ),
    ]
