/** The half minute after which a worker that says nothing loses its photos, and the minute of an import, in an instant. */

import pg from 'pg';

const AGE_JOBS = `
  UPDATE faceenroll_queue.job SET heartbeat_on = heartbeat_on - interval '1 hour'
  WHERE state = 'active'`;

const AGE_IMPORT = `
  UPDATE faceenroll_queue.imports SET seen_at = seen_at - interval '1 hour' WHERE pid = $1`;

/** Makes it seem that workers were silent for long; those that live go on all the same. */
export const silenceIsOver = (url) => done(url, AGE_JOBS);

/** Makes it seem that the import with this process ID was silent for long. */
export const importIsSilent = (url, pid) => done(url, AGE_IMPORT, [pid]);

async function done(url, statement, values) {
  const client = new pg.Client({ connectionString: url });
  // When PostgreSQL is killed meanwhile, the statement fails as well.
  client.on('error', () => {});
  await client.connect();
  try {
    await client.query(statement, values);
  } finally {
    await client.end();
  }
}
