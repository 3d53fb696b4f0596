import type { Statements } from '../../../postgres/statements.js';
import { SCHEMA } from './tables.js';

/** A PostgreSQL server, as whoever connects finds it. */
export interface ServerFacts {
  /** 150008 of PostgreSQL 15.8. */
  readonly number: number;
  readonly version: string;
  /** Whether it is a replica, which nothing can be written to. */
  readonly isStandby: boolean;
  /** Whether this role may change nothing there, unless it says otherwise. */
  readonly isReadOnly: boolean;
  readonly role: string;
}

/** Any version answers it. */
export async function serverFacts(statements: Statements): Promise<ServerFacts> {
  const { rows } = await statements.query<ServerFacts>(
    `SELECT current_setting('server_version_num')::integer AS number,
       split_part(current_setting('server_version'), ' ', 1) AS version,
       pg_is_in_recovery() AS "isStandby",
       current_setting('default_transaction_read_only')::boolean AS "isReadOnly", current_user::text AS role`,
  );
  return rows[0] as ServerFacts;
}

/** Connections to a server. */
export interface ConnectionFacts {
  readonly most: number;
  readonly used: number;
  /** How many more this role may open to this database. */
  readonly left: number;
}

/** All but the connection that asks. */
export async function connectionFacts(statements: Statements): Promise<ConnectionFacts> {
  // Processes of the server itself have no user or no database. -1 is no limit.
  const { rows } = await statements.query<ConnectionFacts>(
    `WITH used AS (
       SELECT datid, usesysid FROM pg_stat_activity
       WHERE datid IS NOT NULL AND usesysid IS NOT NULL AND pid <> pg_backend_pid()
     ), most AS (
       SELECT current_setting('max_connections')::integer
         - current_setting('superuser_reserved_connections')::integer
         - coalesce(current_setting('reserved_connections', true), '0')::integer AS n
     )
     SELECT most.n AS most, (SELECT count(*) FROM used)::integer AS used,
       greatest(0, least(
         most.n - (SELECT count(*) FROM used),
         nullif(rolconnlimit, -1) - (SELECT count(*) FROM used WHERE usesysid = r.oid),
         nullif(datconnlimit, -1) - (SELECT count(*) FROM used WHERE datid = d.oid)
       ))::integer AS left
     FROM most, pg_roles r, pg_database d
     WHERE r.rolname = current_user AND d.datname = current_database()`,
  );
  return rows[0] as ConnectionFacts;
}

/** The tables of a queue, and what a role may do with them. */
export interface TablesFacts {
  readonly areThere: boolean;
  /** Whether it may make them. */
  readonly mayMake: boolean;
  /** What it may not do, though programs of a queue do it: "DELETE" on "photos". */
  readonly lacking: readonly Lacking[];
}

interface Lacking {
  readonly right: string;
  readonly on: string;
}

/** Reads the catalog alone, which everybody may. */
export async function tablesFacts(statements: Statements): Promise<TablesFacts> {
  const { rows } = await statements.query<Omit<TablesFacts, 'lacking'>>(
    `SELECT EXISTS (SELECT FROM pg_class WHERE relnamespace = n.oid AND relname = 'format') AS "areThere",
       has_database_privilege(current_database(), 'CREATE')
         AND coalesce(has_schema_privilege(n.oid, 'CREATE'), true) AS "mayMake"
     FROM (SELECT 1) AS one LEFT JOIN pg_namespace AS n ON n.nspname = '${SCHEMA}'`,
  );
  const lacking = await statements.query<Lacking>(
    `WITH home AS (SELECT oid FROM pg_namespace WHERE nspname = '${SCHEMA}')
     SELECT 'USAGE' AS right, 'the schema' AS on FROM home WHERE NOT has_schema_privilege(oid, 'USAGE')
     UNION ALL
     SELECT asked, relname FROM home JOIN pg_class ON relnamespace = home.oid
       CROSS JOIN unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE']) AS rights (asked)
     WHERE relkind IN ('r', 'p') AND NOT has_table_privilege(pg_class.oid, asked)
     UNION ALL
     SELECT 'EXECUTE', proname FROM home JOIN pg_proc ON pronamespace = home.oid
     WHERE NOT has_function_privilege(pg_proc.oid, 'EXECUTE')
     ORDER BY 1, 2`,
  );
  return { ...(rows[0] as Omit<TablesFacts, 'lacking'>), lacking: lacking.rows };
}

/** The version of the tables, ours and pg-boss's; undefined where a row is gone. */
export async function tablesVersion(statements: Statements): Promise<string | undefined> {
  const { rows } = await statements.query<{ readonly version: string }>(
    `SELECT ours.version || '.' || theirs.version AS version
     FROM ${SCHEMA}.format AS ours CROSS JOIN ${SCHEMA}.version AS theirs`,
  );
  return rows[0]?.version;
}
