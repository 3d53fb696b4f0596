import type { Finding } from '../../domain/findings.js';
import { printable, quoted } from '../../domain/text.js';
import type { Connection } from '../database.js';
import { consentSha256 } from '../links/consents.js';

/** What names a link of the same user. */
const OF_LINKS = [
  ['mails', 'an e-mail'],
  ['consents', 'an answer about consent'],
  ['submissions', 'a photo sent for review'],
] as const;

/** Checks that what refers to links finds them, and that texts are what people agreed to. */
export function* checkLinks(db: Connection): Generator<Finding> {
  for (const [table, what] of OF_LINKS) yield* checkReferences(db, table, what);
  yield* checkTexts(db);
}

interface Referring {
  readonly collection: string;
  readonly userId: string;
  readonly linkId: string;
}

function* checkReferences(
  db: Connection,
  table: (typeof OF_LINKS)[number][0],
  what: string,
): Generator<Finding> {
  const rows = db
    .prepare<[], Referring>(
      `SELECT r.collection, r.user_id AS userId, r.link_id AS linkId
       FROM ${table} AS r LEFT JOIN links AS l
         ON l.link_id = r.link_id AND l.collection = r.collection AND l.user_id = r.user_id
       WHERE r.link_id IS NOT NULL AND l.link_id IS NULL ORDER BY r.rowid`,
    )
    .iterate();
  for (const { collection, userId, linkId } of rows) {
    const message = `${what} of ${quoted(userId)} refers to the link ${printable(linkId)}, which the user does not have`;
    yield { code: 'REFERENCE_BROKEN', message, collection, userId };
  }
}

function* checkTexts(db: Connection): Generator<Finding> {
  const rows = db
    .prepare<[], { textSha256: string; text: string }>(
      'SELECT text_sha256 AS textSha256, text FROM consent_texts ORDER BY text_sha256',
    )
    .iterate();
  for (const { textSha256, text } of rows) {
    if (consentSha256({ text }) === textSha256) continue;
    const message = `the text ${printable(textSha256)} that people were asked to agree to: it has another SHA-256`;
    yield { code: 'CONSENT_TEXT_ALTERED', message };
  }
}
