import { randomBytes } from 'node:crypto';
import type { Submission, SubmissionState } from '../../domain/review.js';
import type { Connection } from '../database.js';
import { submissionPlace } from '../secrets/place.js';
import type { Vault } from '../secrets/vault.js';

/** Of a submission ID, in hexadecimal digits. */
const ID_BYTES = 6;

interface Row extends Omit<Submission, 'reasons' | 'measures' | 'denial'> {
  readonly reasons: string;
  readonly measures: string;
  readonly denial: string | null;
}

const COLUMNS = `submission_id AS submissionId, collection, user_id AS userId, link_id AS linkId,
  sent_at AS sentAt, language, reasons, quality, liveness, measures, state,
  decided_at AS decidedAt, decided_by AS decidedBy, denial`;

/** What is known of a new submission. */
export type NewSubmission = Omit<
  Submission,
  'submissionId' | 'state' | 'decidedAt' | 'decidedBy' | 'denial'
>;

/** What an operator decided. */
export interface Decision {
  readonly state: Exclude<SubmissionState, 'waiting'>;
  readonly at: string;
  readonly by: string | null;
  readonly denial: Submission['denial'];
}

/** Photos that wait for an operator. Once one is decided on, the photo is deleted. */
export class Submissions {
  readonly #vault: Vault;
  readonly #insert;
  readonly #find;
  readonly #waiting;
  readonly #ofUser;
  readonly #photo;
  readonly #edit;
  readonly #decide;

  constructor(db: Connection, vault: Vault) {
    this.#vault = vault;
    this.#insert = db.prepare<object>(
      `INSERT INTO submissions (submission_id, collection, user_id, link_id, sent_at, language, photo,
                                reasons, quality, liveness, measures, state)
       VALUES (@submissionId, @collection, @userId, @linkId, @sentAt, @language, @photo,
               @reasons, @quality, @liveness, @measures, 'waiting')`,
    );
    this.#find = db.prepare<[string], Row>(
      `SELECT ${COLUMNS} FROM submissions WHERE submission_id = ?`,
    );
    this.#waiting = db.prepare<[string], Row>(
      `SELECT ${COLUMNS} FROM submissions WHERE collection = ? AND state = 'waiting'
       ORDER BY sent_at, rowid`,
    );
    this.#ofUser = db.prepare<[string, string], Row>(
      `SELECT ${COLUMNS} FROM submissions WHERE collection = ? AND user_id = ?
       ORDER BY sent_at, rowid`,
    );
    this.#photo = db.prepare<
      [string],
      { collection: string; userId: string; photo: Buffer | null; edited: Buffer | null }
    >(
      `SELECT collection, user_id AS userId, photo, edited FROM submissions WHERE submission_id = ?`,
    );
    this.#edit = db.prepare<object>(
      `UPDATE submissions SET edited = @edited, quality = @quality, liveness = @liveness, measures = @measures
       WHERE submission_id = @submissionId AND state = 'waiting'`,
    );
    this.#decide = db.prepare<object>(
      `UPDATE submissions SET state = @state, decided_at = @at, decided_by = @by, denial = @denial,
                              photo = NULL, edited = NULL
       WHERE submission_id = @submissionId AND state = 'waiting'`,
    );
  }

  /** Keeps a photo for an operator; one of the same user that waits is replaced. Call it in a transaction. */
  add(submission: NewSubmission, photo: Uint8Array): string {
    const { collection, userId, sentAt } = submission;
    for (const earlier of this.ofUser(collection, userId)) {
      if (earlier.state !== 'waiting') continue;
      this.decide(earlier.submissionId, { state: 'replaced', at: sentAt, by: null, denial: null });
    }
    const submissionId = randomBytes(ID_BYTES).toString('hex');
    const place = submissionPlace('photo', { collection, userId, submissionId });
    this.#insert.run({
      ...submission,
      submissionId,
      reasons: JSON.stringify(submission.reasons),
      measures: JSON.stringify(submission.measures),
      photo: this.#vault.seal(place, photo),
    });
    return submissionId;
  }

  find(submissionId: string): Submission | undefined {
    const row = this.#find.get(submissionId);
    return row && submissionOf(row);
  }

  /** Those of a collection that wait, the oldest first. */
  waiting(collection: string): readonly Submission[] {
    return this.#waiting.all(collection).map(submissionOf);
  }

  /** All of a user, the oldest first. */
  ofUser(collection: string, userId: string): readonly Submission[] {
    return this.#ofUser.all(collection, userId).map(submissionOf);
  }

  /** The photo of one that waits: as it was sent, and as an operator has cropped and turned it. */
  photos(
    submissionId: string,
  ): { readonly sent: Buffer; readonly edited: Buffer | undefined } | undefined {
    const row = this.#photo.get(submissionId);
    if (!row?.photo) return undefined;
    const { collection, userId } = row;
    const open = (column: 'photo' | 'edited', sealed: Buffer): Buffer =>
      this.#vault.open(submissionPlace(column, { collection, userId, submissionId }), sealed);
    return {
      sent: open('photo', row.photo),
      edited: row.edited ? open('edited', row.edited) : undefined,
    };
  }

  /** Keeps the photo as an operator has cropped and turned it; undefined takes that back. */
  edit(
    submissionId: string,
    edited: Uint8Array | undefined,
    judged: Pick<Submission, 'quality' | 'liveness' | 'measures'>,
  ): boolean {
    const row = this.find(submissionId);
    if (row?.state !== 'waiting') return false;
    const place = submissionPlace('edited', { ...row, submissionId });
    const sealed = edited ? this.#vault.seal(place, edited) : null;
    const measures = JSON.stringify(judged.measures);
    return this.#edit.run({ ...judged, measures, submissionId, edited: sealed }).changes > 0;
  }

  /** Keeps the decision, and deletes the photo; false if it was decided before. Call it in a transaction. */
  decide(submissionId: string, { denial, ...decision }: Decision): boolean {
    const told = { ...decision, denial: denial && JSON.stringify(denial), submissionId };
    return this.#decide.run(told).changes > 0;
  }
}

function submissionOf(row: Row): Submission {
  return {
    ...row,
    reasons: JSON.parse(row.reasons),
    measures: JSON.parse(row.measures),
    denial: row.denial === null ? null : JSON.parse(row.denial),
  };
}
