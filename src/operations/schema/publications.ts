import { z } from 'zod';
import type { PublishResult } from '../../domain/publication.js';
import { count, line, membersOf, text } from './members.js';

export const published = line(
  'published',
  membersOf<PublishResult>()({
    action: z
      .literal(['published', 'unchanged', 'withdrawn', 'forgotten'])
      .describe(
        'unchanged: the table was the same already; withdrawn: deleted there; forgotten: only here',
      ),
    collection: text,
    address: text.describe('of the PostgreSQL database, without a password'),
    table: text,
    at: text.describe('host and database'),
    added: count,
    changed: count,
    removed: count,
    faces: count.describe('of the collection, in the table'),
    embeddings: z
      .literal(['vector', 'real[]'])
      .nullable()
      .describe('their type there; null where it was not looked at'),
    dryRun: z.boolean(),
  }),
);
