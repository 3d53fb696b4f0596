import { getConstructionPlans } from 'pg-boss';
import { quotedName } from '../../../postgres/quoted-name.js';
import { SCHEMA, TABLES, TABLES_VERSION } from './tables.js';

/** How pg-boss notes the version of its own tables. */
const OF_BOSS = /INSERT INTO \S+\.version\(version\) VALUES \('(\d+)'\)/;

/** The version of our tables, and that of pg-boss's: programs that know another one of either do not mix. */
export const VERSION = `${TABLES_VERSION}.${OF_BOSS.exec(getConstructionPlans(SCHEMA))?.[1]}`;

/** What makes the schema of the queue with all tables, pg-boss's and ours, for a database without it. */
export function tablesSql(): string {
  return `${getConstructionPlans(SCHEMA).trim()}\n\nBEGIN;\n${TABLES.trim()}\nCOMMIT;\n`;
}

/** What a role that owns nothing needs, to import over the queue or to work for it. */
export function grantsSql(role: string): string {
  const name = quotedName(role);
  return [
    `GRANT USAGE ON SCHEMA ${SCHEMA} TO ${name};`,
    `GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA ${SCHEMA} TO ${name};`,
    `GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA ${SCHEMA} TO ${name};`,
    '',
  ].join('\n');
}

/** What deletes the queue with all that is on it; nothing outside its schema. */
export function dropTablesSql(): string {
  return `DROP SCHEMA IF EXISTS ${SCHEMA} CASCADE;\n`;
}

/** All that an administrator runs: the role, the tables, its rights, with what each is for. */
export function administratorSql(role: string, { again }: { readonly again: boolean }): string {
  return `-- The queue of faceenroll: photos that imports hand to workers on other machines.
-- Run it in the database of the queue, as a role that may make roles and schemas:
--   psql -d <database> -q -o /dev/null -v ON_ERROR_STOP=1 -f queue.sql
-- Everything lies in the schema ${SCHEMA}; nothing outside it is read or changed.
-- To delete the queue: ${dropTablesSql().trim()}
${again ? `\n-- The queue that is there, with all that is on it.\n${dropTablesSql()}` : ''}
-- The role of imports and workers. It owns nothing. Give it a password (in psql: \\password ${role}),
-- and let pg_hba.conf demand TLS for it (hostssl).
${roleSql(role)}
-- The tables: those of pg-boss, which says whose turn a photo is, and those of faceenroll.
-- Photos and results are encrypted, and UNLOGGED: they come into no write-ahead log, backup of it
-- or replica.
${tablesSql()}
-- What the role may do: use these tables, and make none.
${grantsSql(role)}`;
}

function roleSql(role: string): string {
  const literal = `'${role.replaceAll("'", "''")}'`;
  return `DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = ${literal}) THEN
    CREATE ROLE ${quotedName(role)} LOGIN;
  END IF;
END $$;
`;
}
