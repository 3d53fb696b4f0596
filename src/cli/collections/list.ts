import { COLLECTION_NAME, isCollectionName } from '../../domain/collection-name.js';
import { FatalError, UsageError } from '../../domain/fatal-error.js';
import { jsonLine, number, quoted } from '../../domain/text.js';
import { openExisting } from '../../operations/database/existing-store.js';
import { textTable } from '../../render/text-table.js';
import type { Io } from '../io.js';
import { hostOf } from '../io.js';
import type { DatabaseOption } from '../options/database.js';

/** Options of the commands of collections, as commander hands them over. */
export interface CollectionsOptions extends DatabaseOption {
  readonly json?: boolean;
}

/** Characters of a line on a narrow terminal. */
const WIDTH = 80;

/** `faceenroll collections list`. */
export function listCollections({ db, json }: CollectionsOptions, io: Io): void {
  const store = openExisting(db, 'read', hostOf(io));
  try {
    const collections = store.collections.list();
    if (json) {
      for (const one of collections) print(jsonLine({ event: 'collection', ...one }), io);
      return;
    }
    const rows = collections.map(({ name, users, templates, createdAt }) => {
      return [name, ...[users, templates].map((n) => number(n)), createdAt.slice(0, 10)];
    });
    if (rows.length === 0) print('There are no collections.', io);
    else {
      const headings = ['collection', 'users', 'faces', 'created'];
      for (const line of textTable(headings, rows, io.stdout.columns ?? WIDTH)) print(line, io);
    }
  } finally {
    store.close();
  }
}

/** `faceenroll collections create`. */
export function createCollection(name: string, { db, json }: CollectionsOptions, io: Io): void {
  if (!isCollectionName(name)) {
    throw new UsageError(
      `${quoted(name)} cannot be the name of a collection: it must be ${COLLECTION_NAME}`,
    );
  }
  const store = openExisting(db, 'write', hostOf(io));
  try {
    const { audit, transaction } = store.collection(name, '');
    const now = new Date().toISOString();
    transaction(() => {
      if (store.collections.has(name)) {
        throw new FatalError(`there is a collection ${quoted(name)} already`);
      }
      store.collections.create(name, now);
      audit.record('COLLECTION_CREATED', {}, {}, now);
    });
    const created = { name, users: 0, templates: 0, createdAt: now, action: 'COLLECTION_CREATED' };
    print(
      json
        ? jsonLine({ event: 'collection', ...created })
        : `Collection ${quoted(name)} is created.`,
      io,
    );
  } finally {
    store.close();
  }
}

function print(line: string, io: Io): void {
  io.stdout.write(`${line}\n`);
}
