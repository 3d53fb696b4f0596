import { getConstructionPlans } from 'pg-boss';
import { SCHEMA, TABLES } from './tables.js';

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

/** PostgreSQL, section 4.1.1: quoted identifiers. */
function quotedName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
