import type { Holding } from '../domain/deletion.js';
import type { Connection } from './database.js';

type Row = Omit<Holding, 'profileImage' | 'waitingPhoto'> & {
  readonly profileImage: number;
  readonly waitingPhoto: number;
};

const HOLDING = `
  SELECT user_id AS userId, retain_until AS retainUntil, expiry_datetime AS expiryDatetime,
    (SELECT count(*) FROM templates AS t
     WHERE t.collection = u.collection AND t.user_id = u.user_id) AS templates,
    (SELECT count(*) FROM templates AS t JOIN thumbnails USING (face_id)
     WHERE t.collection = u.collection AND t.user_id = u.user_id) AS thumbnails,
    EXISTS (SELECT 1 FROM profile_images AS p
            WHERE p.collection = u.collection AND p.user_id = u.user_id) AS profileImage,
    EXISTS (SELECT 1 FROM submissions AS s
            WHERE s.collection = u.collection AND s.user_id = u.user_id
              AND s.state = 'waiting') AS waitingPhoto
  FROM users AS u WHERE collection = ?`;

/** What the database holds of the users of one collection, for deletions. */
export class Holdings {
  readonly #all;
  readonly #dated;
  readonly #one;
  readonly #imageDigest;

  constructor(
    db: Connection,
    readonly collection: string,
  ) {
    this.#all = db.prepare<[string], Row>(`${HOLDING} ORDER BY user_id`);
    this.#dated = db.prepare<[string], Row>(
      `${HOLDING} AND (retain_until <> '' OR expiry_datetime <> '') ORDER BY user_id`,
    );
    this.#one = db.prepare<[string, string], Row>(`${HOLDING} AND user_id = ?`);
    this.#imageDigest = db
      .prepare<[string, string], string>(
        'SELECT photo_digest FROM profile_images WHERE collection = ? AND user_id = ?',
      )
      .pluck();
  }

  /** Of every user, by ID; read it to its end before writing. */
  *all(): Generator<Holding> {
    for (const row of this.#all.iterate(this.collection)) yield holding(row);
  }

  /** Of the users who have a retention or expiry date. */
  *dated(): Generator<Holding> {
    for (const row of this.#dated.iterate(this.collection)) yield holding(row);
  }

  /** Of one user, by the ID as it is stored. */
  of(userId: string): Holding | undefined {
    const row = this.#one.get(this.collection, userId);
    return row && holding(row);
  }

  /** The digest of the photo that a user's profile image was made from, if there is one. */
  imageDigestOf(userId: string): string | undefined {
    return this.#imageDigest.get(this.collection, userId);
  }
}

function holding({ profileImage, waitingPhoto, ...row }: Row): Holding {
  return { ...row, profileImage: profileImage === 1, waitingPhoto: waitingPhoto === 1 };
}
