import { randomBytes } from 'node:crypto';
import Database from 'better-sqlite3';
import type { RunStore, Store } from '../../src/store/store.js';
import { uuidv7 } from '../../src/store/uuid.js';
import { answerOf, newApiKey, requestOf } from './api-keys.js';
import { query } from './cli.js';
import { rowEntry, sampleOf, userData } from './entries.js';
import { randomEmbedding } from './keys.js';
import { mailFor, submissionOf, termsOf } from './links.js';
import { enrolled, failedWith } from './outcomes.js';
import { startRun } from './store.js';
import { unit } from './vectors.js';

const NOW = '2026-06-01T00:00:00.000Z';

/** Every column of a database that names users, as `table.column`. */
export function userColumns(path: string): string[] {
  return columnsOf(path).filter((column) => /user_?id$/i.test(column));
}

function columnsOf(path: string): string[] {
  return query(
    path,
    `SELECT t.name || '.' || c.name AS column FROM sqlite_schema AS t, pragma_table_info(t.name) AS c
     WHERE t.type = 'table' ORDER BY 1`,
  ).map(({ column }) => column);
}

/** The columns that have a text somewhere in a value, and in how many rows. */
export function placesOf(path: string, text: string): Map<string, number> {
  const counts = columnsOf(path).map((place) => {
    const [table, column] = place.split('.');
    const sql = `SELECT count(*) AS n FROM ${table} WHERE instr(CAST(${column} AS BLOB), CAST(? AS BLOB))`;
    return [place, query(path, sql, text)[0].n] as const;
  });
  return new Map(counts.filter(([, n]) => n > 0));
}

/**
 * Makes a user with something in every table that can name one: faces of two encoders, with a
 * third one's staged, thumbnails, a profile image, tags, exceptions, an answer that is kept, a link,
 * a mail, consent, a photo that waits, an earlier run, and one that was killed.
 */
export function addEverything(store: Store, userId: string): void {
  const run = startRun(store);
  // One comes before the user, one behind.
  const alike = ['', '~'].map((end) => userId.slice(0, -1) + end);
  run.transaction(() => {
    for (const id of [userId, ...alike]) {
      run.users.create(id, userData({ name: 'Name' }, { Floor: '3' }), NOW);
      run.audit.record('USER_CREATED', { userId: id }, {}, NOW);
    }
    run.tags.add(userId, ['night shift', 'visitor'], NOW);
    for (const other of alike) run.exceptions.add(userId, other, 'twins', NOW);
    addFace(store, userId, 'encoder', 1);
    addFace(store, userId, 'encoder', 2);
    addFace(store, userId, 'other', 3);
    run.templates.setProfileImage(userId, randomBytes(9000), 'digest', NOW);
    store.answers.keep(requestOf(newApiKey(store)), answerOf({ userId }));
    addLink(store, userId);
  });
  for (const [i, outcome] of [enrolled(), failedWith()].entries()) {
    run.work.add(rowEntry(i + 2, userId));
    run.work.items.setOutcome(i + 1, userId, outcome);
  }
  addLookalike(run, userId);
  store.reportRows.keep(run.runId, { headings: ['user_id'], delimiter: ',' });
  startRun(store).work.add(rowEntry(9, userId));
}

/** A photo of another user that resembles this one. */
function addLookalike(run: RunStore, userId: string): void {
  const resembles = { userId, faceId: 'face', similarity: 0.9, threshold: 0.8 };
  run.work.add(rowEntry(4, 'someone else'));
  run.work.items.setOutcome(3, 'someone else', failedWith(), { resembles });
}

/** A photo of a user that was seen in a watched folder; for a database that is open elsewhere. */
export function addWatchedFile(path: string, userId: string, collection = 'default'): void {
  const db = new Database(path);
  db.prepare(
    `INSERT INTO watched_files (collection, folder, file, user_id, size, modified_ms, rules, seen_at)
     VALUES (?, '/photos', ?, ?, 1000, 1700000000123, '', ?)`,
  ).run(collection, `${collection}.jpg`, userId, NOW);
  db.close();
}

/** A link that works, a mail that waits, what the user agreed to, and a photo that was cropped. */
function addLink(store: Store, userId: string): void {
  const user = { collection: 'default', userId };
  const { linkId } = store.links.make(user, termsOf(), NOW).link;
  store.mails.add(mailFor(user), NOW);
  const consent = { version: '1', language: 'en', text: 'Your face is stored.' };
  store.consents.add({ ...user, answer: 'yes', at: NOW, linkId }, consent);
  const waiting = store.submissions.add(submissionOf({ ...user, linkId }), randomBytes(7000));
  const judged = { quality: 1, liveness: null, measures: {} };
  store.submissions.edit(waiting, randomBytes(5000), judged);
}

function addFace(store: Store, userId: string, encoder: string, slot: number): void {
  const { templates, audit } = store.collection('default', encoder);
  const face = { faceId: uuidv7(), userId, slot, fileName: `${userId}.jpg` };
  const landmarks = Array.from({ length: 5 }, () => ({ x: Math.random(), y: Math.random() }));
  const thumbnail = { jpeg: randomBytes(6000), landmarks };
  const embedding = unit([...randomEmbedding()]);
  templates.add(face, sampleOf(`${slot}`, { embedding, thumbnail }), NOW);
  audit.record('NEW_TEMPLATE_CREATED', face, {}, NOW);
  store.collection('default', 'third').staged.stage(face, unit([...randomEmbedding()]));
}
