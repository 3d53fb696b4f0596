import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { expect } from 'vitest';
import { auditFindings } from './audit.js';
import {
  type CommandOptions,
  type CommandResult,
  events,
  FIXTURES,
  faceenroll,
  query,
  temporaryFolder,
} from './cli.js';
import { type MainOptions, runMain } from './main.js';

/** Length of the vectors of the encoder in support/packs.ts. */
export const SMALL_DIMENSIONS = 48;

/** What an import without a key says on stderr. */
export const NOT_ENCRYPTED =
  'Templates are not encrypted: make a key with "faceenroll key generate <file>".\n';

/** What encryption adds to an embedding: version, nonce and tag. */
const SEAL_BYTES = 29;

/** A fixture's path: `fixture('photos', '1001.jpg')`. */
export const fixture = (...parts: string[]): string => join(FIXTURES, ...parts);

/** A run with --json, its lines taken apart. */
export interface JsonResult extends CommandResult {
  /** One event for each photo, or row without one. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look at whatever fields they expect
  readonly outcomes: any[];
  // biome-ignore lint/suspicious/noExplicitAny: tests look at whatever fields they expect
  readonly summary: any;
}

/** Lines that a run writes when it takes longer than five seconds: so a busy machine fails no test. */
export const PROGRESS =
  /^(?:[\d,]+ entr(?:y|ies) read|[\d,]+ of [\d,]+ (?:photos?|users? enrolled)\b.*|comparing [\d,]+ faces?)\n/gm;

/** A working folder in which a test runs commands, as an administrator would. */
export class Scenario {
  /** The database unless a command names another. */
  readonly db: string;

  constructor(readonly cwd = temporaryFolder()) {
    this.db = join(cwd, 'faceenroll.db');
  }

  path(...parts: string[]): string {
    return join(this.cwd, ...parts);
  }

  /** Writes a file in the working folder; returns its path. */
  write(name: string, content: string | Uint8Array): string {
    const path = this.path(name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
    return path;
  }

  /** Copies portraits of fixtures/photos: name in the folder to name of the fixture. */
  photos(names: readonly string[] | Readonly<Record<string, string>>, folder = 'photos'): string {
    const pairs = Array.isArray(names) ? names.map((name) => [name, name]) : Object.entries(names);
    for (const [name, photo] of pairs) {
      const path = this.path(folder, name);
      mkdirSync(dirname(path), { recursive: true });
      copyFileSync(fixture('photos', photo), path);
    }
    return folder;
  }

  /**
   * Leaves in the working folder what `make` does. That is done once for each name; the other
   * tests get a copy of it, since enrolling takes its time. What the database tells of its
   * runs are then the paths of the first.
   */
  async prepare(name: string, make: () => Promise<void>): Promise<void> {
    const prepared = join(process.env.TEST_PREPARED ?? '', name.replace(/\W+/g, '-'));
    const options = { recursive: true, preserveTimestamps: true };
    if (existsSync(prepared)) {
      cpSync(prepared, this.cwd, options);
      return;
    }
    await make();
    const copy = mkdtempSync(`${prepared}.`);
    cpSync(this.cwd, copy, options);
    try {
      renameSync(copy, prepared);
    } catch {
      // A test in another process was as quick; what is left goes with the folder.
    }
  }

  /**
   * Runs a command; afterwards the database, if there is one, must be sound. Imports have
   * one worker unless told: the batches are small, and each worker loads the models. They do
   * not look for duplicates unless told: a few drawings are the photos of many users.
   */
  run(args: readonly string[], options: Omit<CommandOptions, 'cwd'> = {}): Promise<CommandResult> {
    return this.#run(args, (all) => faceenroll(all, { cwd: this.cwd, ...options }));
  }

  /**
   * The same in this process: several times as quick, for what needs no process of its own. The
   * paths in what it tells are absolute, since it is not in the working folder, unless they are
   * to be as typed.
   */
  call(args: readonly string[], options: Omit<MainOptions, 'cwd'> = {}): Promise<CommandResult> {
    return this.#run(args, (all) => runMain(all, { cwd: this.cwd, ...options }));
  }

  async #run(
    args: readonly string[],
    start: (all: readonly string[]) => Promise<CommandResult>,
  ): Promise<CommandResult> {
    const [command = '', ...rest] = args;
    const isImport = command.startsWith('import-') || command === 'sync';
    const few = isImport && !rest.includes('--workers') ? ['--workers', '1'] : [];
    const alike = isImport && !rest.includes('--duplicates') ? ['--duplicates', 'off'] : [];
    const told = await start(isImport ? [command, ...few, ...alike, ...rest] : args);
    const result = { ...told, stderr: told.stderr.replace(PROGRESS, '') };
    const ended = result.code === 0 || result.code === 3;
    if (ended && !args.includes('--dry-run') && existsSync(this.db)) expectSound(this.db);
    return result;
  }

  /** Runs an import with --json, in this process. */
  async json(args: readonly string[], options: Omit<MainOptions, 'cwd'> = {}) {
    return takenApart(await this.call([...args, '--json'], options));
  }

  /** The same in a process of its own. */
  async runJson(args: readonly string[], options: Omit<CommandOptions, 'cwd'> = {}) {
    return takenApart(await this.run([...args, '--json'], options));
  }

  /** Rows of the default database. */
  query(sql: string, ...values: unknown[]) {
    return query(this.db, sql, ...values);
  }

  /** Changes the database as another program would. */
  change(sql: string): void {
    const db = new Database(this.db);
    db.exec(sql);
    db.close();
  }

  /** The names in the working folder. */
  names(): string[] {
    return readdirSync(this.cwd).sort();
  }

  /** How many rows a table has. */
  count(table: string): number {
    return this.query(`SELECT count(*) AS n FROM ${table}`)[0].n;
  }

  /** The user IDs in the database, in order. */
  userIds(): string[] {
    return this.query('SELECT user_id FROM users ORDER BY user_id').map((row) => row.user_id);
  }
}

function takenApart(result: CommandResult): JsonResult {
  const lines = events(result);
  return {
    ...result,
    outcomes: lines.filter((line) => line.event === 'outcome'),
    summary: lines.find((line) => line.event === 'summary'),
  };
}

/** Outcomes in short: subject and how it ended, `['1001.jpg', 'NEW_TEMPLATE_CREATED']`. */
export function endings({ outcomes }: JsonResult): [string, string][] {
  return outcomes.map((o) => [o.file ?? o.userId, o.code ?? o.action ?? o.reason]);
}

/** What holds for every database when a run has ended, whatever it did. */
export function expectSound(database: string): void {
  expect(query(database, 'PRAGMA integrity_check')).toEqual([{ integrity_check: 'ok' }]);
  expect(query(database, 'PRAGMA foreign_key_check')).toEqual([]);
  expect(statSync(database).mode & 0o777).toBe(0o600);
  // Another run may be at work.
  if (query(database, "SELECT 1 FROM runs WHERE status = 'running'").length === 0) {
    expect(query(database, 'SELECT path FROM samples'), 'kept samples').toEqual([]);
    expect(query(database, 'SELECT user_id FROM run_entries'), 'kept rows').toEqual([]);
  }
  const isEncrypted = query(database, 'SELECT * FROM encryption').length > 0;
  for (const { face_id, encoder, embedding } of query(database, 'SELECT * FROM templates')) {
    expect(face_id).toMatch(
      /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    );
    // Most names end with it; the encoder that tests bring besides has 128.
    const dimensions = encoder.startsWith('small@')
      ? SMALL_DIMENSIONS
      : Number(/-(\d+)$/.exec(encoder)?.[1] ?? 128);
    expect(embedding).toHaveLength(4 * dimensions + (isEncrypted ? SEAL_BYTES : 0));
    if (isEncrypted) continue;
    const values = Array.from({ length: dimensions }, (_, i) => embedding.readFloatLE(i * 4));
    expect(Math.hypot(...values), `length of ${face_id}`).toBeCloseTo(1, 5);
  }
  expectAudited(database);
  expect(auditFindings(database)).toEqual([]);
}

/** Every user and every template, those that were replaced too, has its audit row. */
function expectAudited(database: string): void {
  const users = query(database, 'SELECT collection, user_id FROM users');
  expect(auditedUsers(database).sort()).toEqual(
    users.map(({ collection, user_id }) => JSON.stringify([collection, user_id])).sort(),
  );
  const faces = query(database, 'SELECT face_id FROM templates ORDER BY 1');
  const added = query(
    database,
    `SELECT face_id FROM audit
     WHERE action IN ('NEW_TEMPLATE_CREATED', 'TEMPLATE_UPDATED', 'TEMPLATE_REPLACED')
       AND face_id NOT IN (SELECT detail ->> '$.replaces' FROM audit
                           WHERE detail ->> '$.replaces' IS NOT NULL)
       AND face_id NOT IN (SELECT face_id FROM audit WHERE action = 'TEMPLATE_DELETED')
     ORDER BY 1`,
  );
  expect(added).toEqual(faces);
  expect(query(database, "SELECT * FROM audit WHERE os_user = '' OR host = '' OR at = ''")).toEqual(
    [],
  );
}

/** The users that are there by what the audit says. */
function auditedUsers(database: string): string[] {
  let users: string[] = [];
  const rows = query(
    database,
    `SELECT action, collection, user_id, detail ->> '$.from' AS former FROM audit
     WHERE action IN ('USER_CREATED', 'USER_DELETED', 'USER_RENAMED') ORDER BY position`,
  );
  for (const { action, collection, user_id, former } of rows) {
    const id = JSON.stringify([collection, user_id]);
    const left = action === 'USER_RENAMED' ? JSON.stringify([collection, former]) : id;
    if (action !== 'USER_CREATED') users = users.filter((one) => one !== left);
    if (action !== 'USER_DELETED') users.push(id);
  }
  return users;
}
