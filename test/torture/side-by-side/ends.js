/** How a database ends: what must be the same as in one order of the runs, and what must never be. */

import { readdirSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import Database from 'better-sqlite3';
import { AuditWalk } from '../../../dist/store/audit-walk.js';
import { checkDatabase } from '../../../dist/store/check/check.js';
import { Store } from '../../../dist/store/store.js';
import { BATCHES, KEY } from './people.js';

/** What no order of runs may leave. */
export function faultsOf(path, encrypted) {
  const key = encrypted ? KEY : undefined;
  // A run that was killed last leaves its lock; whoever comes next removes it.
  const store = Store.open(path, false, { ...(key && { key }) });
  const audit = [...new AuditWalk().findings(store.auditLog.rows())];
  const runs = store.journal(path).newest(99);
  const finished = runs.filter(({ status }) => status === 'finished');
  const lacking = finished.filter(({ runId }) => store.reportRows.counts(runId).lost > 0);
  const silent = finished.filter(({ runId }) => store.reportRows.counts(runId).failed === 0);
  store.close();
  const findings = [...checkDatabase(path, key, { onStep: () => {}, onRows: () => {} })];
  const left = filesOf(path).filter((name) => /-lock|-run-/.test(name));
  const db = new Database(path, { readonly: true });
  const rows = ['samples', 'run_entries', "runs WHERE status = 'running'"].map((what) => ({
    ...{ what, n: db.prepare(`SELECT count(*) FROM ${what}`).pluck().get() },
  }));
  db.close();
  return [
    ...audit.map((finding) => `audit: ${JSON.stringify(finding)}`),
    ...findings.map(({ code, message }) => `check: ${code} ${message}`),
    ...lacking.map(({ runId }) => `the report of ${runId} lacks rows`),
    ...silent.map(({ runId }) => `the report of ${runId} does not have what fails`),
    ...left.map((name) => `left: ${name}`),
    ...rows.filter(({ n }) => n > 0).map(({ what, n }) => `left: ${n} of ${what}`),
    ...(finished.length < BATCHES.length ? [`only ${finished.length} runs have finished`] : []),
  ];
}

/** The database, and what lies beside it under its name. */
export const filesOf = (path) =>
  readdirSync(dirname(path)).filter((file) => file.startsWith(basename(path)));

/** Users and faces, without what differs from run to run. */
export function endOf(path) {
  const db = new Database(path, { readonly: true });
  const users = db
    .prepare('SELECT user_id, name, department, title FROM users ORDER BY user_id')
    .all();
  const faces = db
    .prepare('SELECT user_id, slot, file_name, photo_digest FROM templates ORDER BY user_id, slot')
    .all();
  const tags = db.prepare('SELECT user_id, tag FROM user_tags ORDER BY 1, 2').all();
  db.close();
  return JSON.stringify({ users, faces, tags });
}

/** What the nearest order has otherwise. */
export function nearest(path, ends) {
  const linesOf = (end) =>
    new Set(
      Object.values(JSON.parse(end))
        .flat()
        .map((row) => JSON.stringify(row)),
    );
  const is = linesOf(endOf(path));
  const differences = [...ends].map((end) => {
    const was = linesOf(end);
    return [
      ...[...is.difference(was)].map((l) => `+${l}`),
      ...[...was.difference(is)].map((l) => `-${l}`),
    ];
  });
  const [least = []] = differences.toSorted((a, b) => a.length - b.length);
  return `${least.length} lines: ${least.slice(0, 4).join(' ')}`;
}
