import type { CollectionRecord } from '../../domain/gallery.js';
import { number, quoted } from '../../domain/text.js';
import { textTable } from '../../render/text-table.js';
import type { Show } from '../command-of.js';
import { widthOf } from '../io.js';
import { print } from '../print.js';

const HEADINGS = ['collection', 'users', 'faces', 'created'];

/** Prints the collections of a database. */
export const printCollections: Show<readonly CollectionRecord[]> = (collections, { json }, io) =>
  print(io, json, {
    json: () => collections.map((one) => ({ event: 'collection', ...one })),
    text: () => {
      if (collections.length === 0) return ['There are no collections.'];
      const rows = collections.map(({ name, users, templates, createdAt }) => {
        return [name, number(users), number(templates), createdAt.slice(0, 10)];
      });
      return textTable(HEADINGS, rows, widthOf(io.stdout));
    },
  });

/** Prints a collection that was made. */
export const printCreated: Show<CollectionRecord> = (created, { json }, io) =>
  print(io, json, {
    json: () => [{ event: 'collection', ...created, action: 'COLLECTION_CREATED' }],
    text: () => [`Collection ${quoted(created.name)} is created.`],
  });
