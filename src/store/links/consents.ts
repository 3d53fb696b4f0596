import type { ConsentRecord } from '../../domain/review.js';
import { sha256 } from '../../system/sha256.js';
import type { Connection } from '../database.js';

/** What a person read before they answered. */
export interface ConsentText {
  readonly version: string;
  /** A BCP 47 tag. */
  readonly language: string;
  readonly text: string;
}

/** What people answered when asked whether their photo may be stored, and what they had read. */
export class Consents {
  readonly #insertText;
  readonly #insert;
  readonly #ofUser;
  readonly #text;

  constructor(db: Connection) {
    this.#insertText = db.prepare<object>(
      'INSERT INTO consent_texts (text_sha256, text) VALUES (@textSha256, @text) ON CONFLICT DO NOTHING',
    );
    this.#insert = db.prepare<object>(
      `INSERT INTO consents
         (collection, user_id, answer, at, link_id, version, language, text_sha256)
       VALUES (@collection, @userId, @answer, @at, @linkId, @version, @language, @textSha256)`,
    );
    this.#ofUser = db.prepare<[string, string], ConsentRecord>(
      `SELECT collection, user_id AS userId, answer, at, link_id AS linkId, version, language,
              text_sha256 AS textSha256
       FROM consents WHERE collection = ? AND user_id = ? ORDER BY consent_id`,
    );
    this.#text = db
      .prepare<[string], string>('SELECT text FROM consent_texts WHERE text_sha256 = ?')
      .pluck();
  }

  /** Keeps an answer and the text; returns the text's SHA-256. Call it in a transaction. */
  add(
    answer: Pick<ConsentRecord, 'collection' | 'userId' | 'answer' | 'at' | 'linkId'>,
    { version, language, text }: ConsentText,
  ): string {
    const textSha256 = consentSha256({ text });
    this.#insertText.run({ textSha256, text });
    this.#insert.run({ ...answer, version, language, textSha256 });
    return textSha256;
  }

  /** The answers of a user, the oldest first. */
  ofUser(collection: string, userId: string): readonly ConsentRecord[] {
    return this.#ofUser.all(collection, userId);
  }

  /** A text that somebody answered to. */
  text(textSha256: string): string | undefined {
    return this.#text.get(textSha256);
  }
}

/** Of the text alone, in UTF-8: whoever has it can compute it. */
export function consentSha256({ text }: Pick<ConsentText, 'text'>): string {
  return sha256(Buffer.from(text));
}
