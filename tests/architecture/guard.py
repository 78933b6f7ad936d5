"""Reads PostgreSQL's catalogue and names each place at which the second lock does not hold."""

from dataclasses import dataclass

import psycopg
from psycopg import sql

# Tables that name a workspace and are read before one is entered. Each with its reason.
CONTROL_PLANE = {
    "accounts_membership": "Says which workspaces a person may enter.",
    "accounts_companydomain": "Says to which workspace an address at the log-in page leads.",
    "accounts_closure": "Says that a workspace closes; apps' nightly sweeps read it from outside.",
    "accounts_workspacestanding": "Counts for the desk, which no person stands behind.",
    "accounts_sourcestanding": "States of sources for the desk, without their names.",
    "accounts_queuestanding": "Counts for the desk, which no person stands behind.",
    "accounts_deadjob": "Names of tasks that failed, for the desk; without what they carried.",
}
_TABLES = """
CREATE TEMPORARY VIEW guarded AS
SELECT c.oid, c.relname, c.relrowsecurity, c.relforcerowsecurity,
    pg_get_userbyid(c.relowner) AS owner, a.attnum AS workspace, a.attnotnull
FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'workspace_id' AND NOT a.attisdropped
WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND c.relname <> ALL ({})
"""
_RULES: dict[str, str] = {
    "row security is not enabled": "SELECT relname FROM guarded WHERE NOT relrowsecurity",
    "row security is not forced": "SELECT relname FROM guarded WHERE NOT relforcerowsecurity",
    "no policy holds the application to the entered workspace": """
        SELECT relname FROM guarded g WHERE NOT EXISTS (
            SELECT FROM pg_policy p WHERE p.polrelid = g.oid AND p.polcmd = '*' AND p.polpermissive
            AND 'proactivox_app'::regrole = ANY (p.polroles)
            AND pg_get_expr(p.polqual, p.polrelid) = '(workspace_id = ( SELECT app.ws() AS ws))'
            AND pg_get_expr(p.polwithcheck, p.polrelid)
                = '(workspace_id = ( SELECT app.ws() AS ws))')""",
    # Permissive policies are ORed: a second one opens what the first closed.
    "not exactly one permissive policy for the application": """
        SELECT relname FROM guarded g WHERE (
            SELECT count(*) FROM pg_policy p WHERE p.polrelid = g.oid AND p.polpermissive
            AND ('proactivox_app'::regrole = ANY (p.polroles) OR p.polroles = '{0}')) <> 1""",
    # Of people: the policy has to be restrictive, and there has to be one on each marked table.
    "restricted people are not hidden": """
        SELECT relname FROM guarded g
        JOIN pg_attribute a ON a.attrelid = g.oid AND a.attname = 'is_restricted'
        WHERE NOT EXISTS (
            SELECT FROM pg_policy p WHERE p.polrelid = g.oid AND p.polcmd = '*'
            AND NOT p.polpermissive AND 'proactivox_app'::regrole = ANY (p.polroles)
            AND pg_get_expr(p.polqual, p.polrelid) = pg_get_expr(p.polwithcheck, p.polrelid)
            AND pg_get_expr(p.polqual, p.polrelid)
                = '((NOT is_restricted) OR ( SELECT app.sees_restricted() AS sees_restricted))')""",
    "workspace_id may be null": "SELECT relname FROM guarded WHERE NOT attnotnull",
    "a unique index is without workspace_id": """
        SELECT i.indexrelid::regclass::text FROM guarded g JOIN pg_index i ON i.indrelid = g.oid
        WHERE i.indisunique AND NOT g.workspace = ANY (i.indkey::int2[])""",
    "an index does not begin with workspace_id": """
        SELECT i.indexrelid::regclass::text FROM guarded g JOIN pg_index i ON i.indrelid = g.oid
        WHERE i.indkey[0] <> g.workspace""",
    "a key to another tenant table is without workspace_id": """
        SELECT k.conname FROM guarded g
        JOIN pg_constraint k ON k.conrelid = g.oid AND k.contype = 'f'
        JOIN guarded other ON other.oid = k.confrelid
        WHERE NOT g.workspace = ANY (k.conkey)""",
    "a tenant row is pointed to from outside the locks": """
        SELECT k.conname FROM pg_constraint k JOIN guarded other ON other.oid = k.confrelid
        WHERE k.contype = 'f' AND NOT EXISTS (SELECT FROM guarded g WHERE g.oid = k.conrelid)""",
    "owned by a role that serves": """
        SELECT relname FROM guarded WHERE owner <> 'proactivox_owner'""",
    "the application may truncate": """
        SELECT relname FROM guarded WHERE has_table_privilege('proactivox_app', oid, 'TRUNCATE')""",
    "a view runs as its owner, or a materialised view is readable": """
        SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname IN ('public', 'app')
            AND has_table_privilege('proactivox_app', c.oid, 'SELECT') AND (c.relkind = 'm'
            OR c.relkind = 'v'
                AND NOT coalesce(c.reloptions @> ARRAY['security_invoker=true'], false))""",
    "a role that serves is privileged": """
        SELECT rolname FROM pg_roles
        WHERE rolname IN ('proactivox_app', 'proactivox_dispatch') AND (rolsuper OR rolbypassrls
            OR rolcreaterole OR rolcreatedb OR pg_has_role(oid, 'proactivox_owner', 'MEMBER')
            OR pg_has_role(oid, 'proactivox_ops', 'MEMBER'))""",
    "a function that runs as its owner does not fix its search_path": """
        SELECT p.proname FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
        WHERE n.nspname IN ('public', 'app') AND p.prosecdef
            AND NOT EXISTS (SELECT FROM unnest(p.proconfig) c WHERE c LIKE 'search_path=%')""",
}


@dataclass(frozen=True, order=True)
class Breach:
    """A rule that is broken, and by what: a table, index, constraint, view or role."""

    rule: str
    by: str


def breaches(connection: "psycopg.Connection[tuple[str, ...]]") -> list[Breach]:
    """All breaches in the database of the connection; empty when the second lock holds."""
    with connection.transaction(force_rollback=True):
        connection.execute(sql.SQL(_TABLES).format(list(CONTROL_PLANE)))
        return sorted(
            Breach(rule, row[0])
            for rule, query in _RULES.items()
            for row in connection.execute(query).fetchall()
        )


def tables(connection: "psycopg.Connection[tuple[str, ...]]") -> set[str]:
    """The tenant tables that the guard looks at."""
    with connection.transaction(force_rollback=True):
        connection.execute(sql.SQL(_TABLES).format(list(CONTROL_PLANE)))
        return {row[0] for row in connection.execute("SELECT relname FROM guarded")}
