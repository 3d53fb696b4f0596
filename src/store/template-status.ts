import type { TemplateStatus } from '../domain/gallery.js';
import type { Connection } from './database.js';
import { type HeldId, UserHistory } from './user-history.js';
import { UserTags } from './user-tags.js';

interface StatusRow {
  readonly templates: number;
  readonly current: number;
  readonly thumbnails: number;
  readonly enrolledAt: string | null;
  readonly encoders: string | null;
}

/** What the audit says of a user under one ID. */
interface AuditedRow {
  readonly isAudited: number;
  readonly hadMore: number;
}

/** Users read at a time, so that an import may write between pages. */
const PAGE = 500;

/** The state of each user's templates. */
export class TemplateStatuses {
  readonly #status;
  readonly #exists;
  readonly #after;
  readonly #audited;
  readonly #history: UserHistory;
  readonly #tags;

  /** @param encoder the one that templates should be of */
  constructor(
    db: Connection,
    readonly collection: string,
    readonly encoder: string,
  ) {
    this.#status = db.prepare<unknown[], StatusRow>(
      `SELECT count(*) AS templates, coalesce(sum(encoder = @encoder), 0) AS current,
              count(thumbnails.face_id) AS thumbnails,
              min(created_at) AS enrolledAt, json_group_array(DISTINCT encoder) AS encoders
       FROM templates LEFT JOIN thumbnails USING (face_id)
       WHERE templates.collection = @collection AND templates.user_id = @userId`,
    );
    this.#exists = db.prepare('SELECT 1 FROM users WHERE collection = ? AND user_id = ?').pluck();
    this.#after = db
      .prepare<unknown[], string>(
        'SELECT user_id FROM users WHERE collection = ? AND user_id > ? ORDER BY user_id LIMIT ?',
      )
      .pluck();
    this.#tags = new UserTags(db, collection);
    this.#history = new UserHistory(db);
    const held = `a.collection = @collection AND a.user_id = @userId
      AND a.position > @after AND a.position < @before`;
    // A template that an audit row names and that no longer exists was replaced or deleted.
    this.#audited = db.prepare<unknown[], AuditedRow>(
      `SELECT EXISTS (SELECT 1 FROM audit AS a WHERE ${held}) AS isAudited,
              EXISTS (SELECT 1 FROM audit AS a
                      WHERE ${held} AND a.face_id IS NOT NULL
                        AND a.face_id NOT IN (SELECT face_id FROM templates
                                              WHERE collection = @collection AND user_id = @now)
                     ) AS hadMore`,
    );
  }

  /** Of one user, by the stored ID. Undefined if neither the users nor the audit have one. */
  of(userId: string): TemplateStatus | undefined {
    const { collection, encoder } = this;
    const exists = this.#exists.get(collection, userId) !== undefined;
    const ids = this.#history.idsOf(collection, userId, Number.POSITIVE_INFINITY);
    const audited = ids.map((id) => this.#auditedOf(id, userId));
    const isKnown = exists || audited.some(({ isAudited }) => isAudited === 1);
    const renamedTo = isKnown ? undefined : this.#history.nowCalled(collection, userId);
    if (!isKnown && renamedTo === undefined) return undefined;
    const row = this.#status.get({ collection, encoder, userId }) as StatusRow;
    const { templates, thumbnails, enrolledAt } = row;
    return {
      ...{ userId, exists, available: row.current > 0, enrolledAt, templates, thumbnails },
      encoders: JSON.parse(row.encoders ?? '[]'),
      upgradeDue: templates > 0 && row.current === 0,
      enrolledBefore: audited.some(({ hadMore }) => hadMore === 1),
      tags: this.#tags.of(userId),
      renamedTo: renamedTo ?? null,
    };
  }

  #auditedOf(held: HeldId, now: string): AuditedRow {
    return this.#audited.get({ ...held, collection: this.collection, now }) as AuditedRow;
  }

  /** Of every user who has these tags, by user ID. */
  *all(tags: readonly string[] = []): Generator<TemplateStatus> {
    for (let last = ''; ; ) {
      const page = this.#after.all(this.collection, last, PAGE);
      if (page.length === 0) return;
      for (const userId of page) {
        const status = this.of(userId);
        if (status && hasAll(status, tags)) yield status;
        last = userId;
      }
    }
  }
}

function hasAll(status: TemplateStatus, tags: readonly string[]): boolean {
  return tags.every((tag) => status.tags.includes(tag));
}
